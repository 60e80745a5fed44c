package bank

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// csv reads a table whose first row names the columns, in any order:
//
//	id,kind,pick,exam,domain,level,note,ask,ask_ja,ask_en,choice_a,why_a,…,choice_f,why_f,right,source
//
// Only ask (or ask_ja or ask_en), two choices and right are needed. There may be up to choice_j;
// every text may have _ja and _en (choice_a_en, why_a_en). right has the letters of the right
// choices: "B" or "A C". A question of kind matching has columns match_a and on, and like one of
// kind ordering, whose choices stand in the right order, nothing in right. Cells are parted by
// commas, semicolons or tabs, whichever the header has most of. All cells are text: one that begins
// like a formula (=, +, -, @) is kept as it is.
func (r Reader) csv(file, text string) ([]entry, []error) {
	rows, faults := table(file, text, separator(text))
	if len(rows) == 0 {
		return nil, faults
	}
	head, wrong := columnsOf(file, rows[0])
	if len(wrong) > 0 {
		return nil, append(faults, wrong...)
	}
	var entries []entry
	for _, row := range rows[1:] {
		e, wrong := head.entry(file, row)
		entries, faults = append(entries, e), append(faults, wrong...)
	}
	return entries, faults
}

func separator(text string) rune {
	head, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	most := ','
	for _, s := range ";\t" {
		if strings.Count(head, string(s)) > strings.Count(head, string(most)) {
			most = s
		}
	}
	return most
}

// row is a row of a table that has anything in it.
type row struct {
	line  int
	cells []string
}

// table reads rows of cells, and of too many only enough to see that. A fault in one doesn't hide
// those in others.
func table(file, text string, separator rune) (rows []row, faults []error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator, -1
	for len(rows)+len(faults) <= MostQuestions+1 {
		cells, err := r.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rows, faults
		case errors.As(err, &wrong):
			faults = append(faults, quoteFault(file, wrong))
		case slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }):
			line, _ := r.FieldPos(0)
			rows = append(rows, row{line, cells})
		}
	}
	return rows, faults
}

func quoteFault(file string, e *csv.ParseError) error {
	if e.StartLine != e.Line {
		return fmt.Errorf(`%s:%d: a cell that begins with " doesn't end with one before line %d`,
			file, e.StartLine, e.Line)
	}
	return fmt.Errorf(`%s:%d: a " stands in a cell: put the cell in quotes and write "" for it`, file, e.Line)
}

// heading is the places of the columns by name.
type heading map[string]int

// columnNames are all that a header may have.
var columnNames = func() (names []string) {
	texts := []string{"ask", "decisive"}
	for i := range MostChoices {
		for _, of := range []string{"choice_", "why_", "match_"} {
			texts = append(texts, of+letter(i))
		}
	}
	names = []string{"id", "kind", "pick", "exam", "domain", "level", "note", "right", "source"}
	for _, t := range texts {
		names = append(names, t, t+"_ja", t+"_en")
	}
	return names
}()

func columnsOf(file string, head row) (heading, []error) {
	c, faults := heading{}, []error(nil)
	say := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s:%d: %s", file, head.line, fmt.Sprintf(format, args...)))
	}
	for i, name := range named(head.cells) {
		if _, twice := c[name]; twice {
			say("column %q is there twice", name)
		}
		if !slices.Contains(columnNames, name) {
			say("column %q is not known: the header names ask, choice_a, choice_b, right, …", name)
		}
		c[name] = i
	}
	for _, needed := range []string{"ask", "choice_a", "choice_b", "right"} {
		if !c.have(needed) {
			say("column %s is missing", needed)
		}
	}
	return c, faults
}

// named are the names of a header without the empty cells that spreadsheets leave at its end.
func named(head []string) (names []string) {
	for _, name := range head {
		names = append(names, strings.ToLower(strings.TrimSpace(name)))
	}
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	return names
}

func (c heading) have(name string) bool {
	for _, n := range []string{name, name + "_ja", name + "_en"} {
		if _, ok := c[n]; ok {
			return true
		}
	}
	return false
}

func (c heading) cell(r row, name string) string {
	i, ok := c[name]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

func (c heading) text(r row, name string) text {
	both := c.cell(r, name)
	return text{cmp.Or(c.cell(r, name+"_ja"), both), cmp.Or(c.cell(r, name+"_en"), both)}
}

func (c heading) number(r row, name string) (int, error) {
	s := c.cell(r, name)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%s %q is not a number", name, s)
	}
	return n, nil
}

func (c heading) entry(file string, r row) (e entry, faults []error) {
	e = entry{
		file: file, line: r.line, lax: true,
		ID: c.cell(r, "id"), Kind: strings.ToLower(c.cell(r, "kind")), Note: c.cell(r, "note"),
		Exam: strings.ToUpper(c.cell(r, "exam")), Domain: c.cell(r, "domain"),
		Ask: c.text(r, "ask"), Decisive: c.text(r, "decisive"), Source: c.cell(r, "source"),
		Choices: c.choices(r),
	}
	var badPick, badLevel error
	e.Pick, badPick = c.number(r, "pick")
	e.Level, badLevel = c.number(r, "level")
	for _, err := range []error{badPick, badLevel} {
		if err != nil {
			faults = append(faults, e.fault(e.line, "%v", err))
		}
	}
	if err := e.markRight(c.cell(r, "right")); err != nil {
		faults = append(faults, err)
	}
	if n := len(r.cells); n > len(c) && strings.TrimSpace(strings.Join(r.cells[len(c):], "")) != "" {
		faults = append(faults, e.fault(e.line, "the row has %d cells, the header %d", n, len(c)))
	}
	return e, faults
}

// choices are those that have anything said of them, be it a rationale alone.
func (c heading) choices(r row) (choices []choice) {
	for i := range MostChoices {
		l := letter(i)
		one := choice{
			ID: l, line: r.line,
			Text: c.text(r, "choice_"+l), Why: c.text(r, "why_"+l), Match: c.text(r, "match_"+l),
		}
		if one.Text != (text{}) || one.Why != (text{}) || one.Match != (text{}) {
			choices = append(choices, one)
		}
	}
	return choices
}
