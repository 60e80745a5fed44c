package bank

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// anki reads Anki's "notes in plain text": one note a line, its fields parted by tabs.
//
//	#separator:tab
//	#html:true
//	Which class?	Standard<br>*Glacier<br>One Zone-IA		It is the cheapest.
//	Which two?	"A. one
//	B. other
//	C. third"	A C	Both are.
//
// The fields are the question, its choices, the letters of the right ones, and the rationale of
// those; later fields are passed over. Choices are parted by <br>, or by newlines in quotes. Right
// are those with a leading asterisk or named in the third field. Columns that the export declares
// as its own (#guid, #notetype, #deck, #tags) don't count; a #guid tells questions apart. Tags are
// taken out and entities decoded unless #html:false stands there.
func (r Reader) anki(file, text string) ([]entry, []error) {
	h, faults := ankiHead(file, text)
	rows, wrong := table(file, h.rest, '\t')
	faults = append(faults, wrong...)
	var entries []entry
	for _, row := range rows {
		e, err := h.entry(file, row)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		entries = append(entries, e)
	}
	return entries, faults
}

// ankiHeader is what the lines at the top of an export say.
type ankiHeader struct {
	plain bool  // texts are no HTML
	guid  int   // the column of Anki's own ID, counted from 1; 0 is none
	own   []int // the columns that Anki has added, counted from 1
	rest  string
}

// ankiHead reads the header and leaves empty lines in its place, so that lines can be counted.
func ankiHead(file, text string) (h ankiHeader, faults []error) {
	end, number := 0, 0
	for strings.HasPrefix(text[end:], "#") {
		line, _, _ := strings.Cut(text[end:], "\n")
		end, number = min(end+len(line)+1, len(text)), number+1
		key, value, _ := strings.Cut(strings.TrimPrefix(line, "#"), ":")
		if what := h.take(strings.ToLower(key), strings.ToLower(strings.TrimSpace(value))); what != "" {
			faults = append(faults, fmt.Errorf("%s:%d: %s", file, number, what))
		}
	}
	h.rest = strings.Repeat("\n", number) + text[end:]
	return h, faults
}

func (h *ankiHeader) take(key, value string) (fault string) {
	column, isColumn := strings.CutSuffix(key, " column")
	switch {
	case key == "separator" && value != "tab":
		return fmt.Sprintf("the separator is %q: only tab is read", value)
	case key == "html":
		h.plain = value == "false"
	case isColumn:
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 {
			return fmt.Sprintf("the %s column %q is not a number from 1", column, value)
		}
		h.own = append(h.own, n)
		if column == "guid" {
			h.guid = n
		}
	}
	return ""
}

func (h ankiHeader) entry(file string, r row) (entry, error) {
	e := entry{file: file, line: r.line, lax: true}
	var fields []string
	for i, cell := range r.cells {
		if i+1 == h.guid {
			e.key = strings.TrimSpace(cell)
		}
		if !slices.Contains(h.own, i+1) {
			fields = append(fields, cell)
		}
	}
	if len(fields) < 2 {
		return e, e.fault(e.line, "there is no tab between a question and its choices "+
			"(a GIFT file's name ends in .gift)")
	}
	if !h.plain && htmlPicture.MatchString(strings.Join(fields, " ")) {
		return e, e.fault(e.line, "there is a picture or a sound, which can't be imported")
	}
	fields = append(fields, "", "")
	e.Ask.EN = h.text(fields[0])
	e.Choices = ankiChoices(r.line, h.text(fields[1]))
	if err := e.markRight(h.text(fields[2])); err != nil {
		return e, err
	}
	for i, c := range e.Choices {
		if c.Right {
			e.Choices[i].Why.EN = h.text(fields[3])
		}
	}
	return e, nil
}

func (h ankiHeader) text(field string) string {
	if h.plain {
		return strings.TrimSpace(field)
	}
	return textOf(field)
}

var ankiLabel = regexp.MustCompile(`^(\*?)\s*([A-Ja-j])[.)]\s+`)

// ankiChoices takes letters off that number all choices: ours are shuffled and get their own.
func ankiChoices(line int, lines string) (choices []choice) {
	numbered := true
	for l := range strings.SplitSeq(lines, "\n") {
		if l = strings.TrimSpace(l); l == "" || len(choices) > MostChoices {
			continue
		}
		id := letter(len(choices))
		m := ankiLabel.FindStringSubmatch(l)
		numbered = numbered && m != nil && strings.ToLower(m[2]) == id
		choices = append(choices, choice{ID: id, line: line, Text: text{EN: l}})
	}
	for i := range choices {
		t := choices[i].Text.EN
		if numbered {
			t = ankiLabel.ReplaceAllString(t, "$1")
		}
		choices[i].Text.EN, choices[i].Right = strings.CutPrefix(t, "*")
	}
	return choices
}
