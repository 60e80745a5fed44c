package bank

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kotsukotsu/data/study"
)

// gift reads Moodle GIFT: questions parted by empty lines, each a stem with its answers in braces.
//
//	// comment, in which Moodle's [id:s3-class-01] is the question's ID
//	$CATEGORY: storage/s3
//
//	::title:: Which class? { =Standard # rationale ~Glacier # rationale }
//
//	Which two? { ~%50%one ~%50%other ~%-100%third }
//
//	Which service does what? { =S3 -> objects =EBS -> blocks }
//
// The last name in a category is the note, if there is one of that name. A ####general feedback
// becomes the rationale of right answers that have none. What else Moodle can ask (true or false,
// short and numerical answers, essays, descriptions, answers that are right in part) has no
// counterpart and is a fault.
func (r Reader) gift(file, text string) (entries []entry, faults []error) {
	for _, b := range r.blocks(file, text) {
		e, err := b.entry()
		if err != nil {
			faults = append(faults, e.fault(e.line, "%v", err))
			continue
		}
		entries = append(entries, e)
	}
	return entries, faults
}

// giftBlock is a question as it stands between empty lines. What was escaped is masked in its text
// by control characters, which no file has.
type giftBlock struct {
	file, id, note, text string
	line                 int
}

var (
	giftMask = strings.NewReplacer(`\\`, "\x01", `\~`, "\x02", `\=`, "\x03", `\#`, "\x04", `\{`, "\x05",
		`\}`, "\x06", `\:`, "\x07", `\n`, "\x08")
	giftUnmask = strings.NewReplacer("\x01", `\`, "\x02", "~", "\x03", "=", "\x04", "#", "\x05", "{",
		"\x06", "}", "\x07", ":", "\x08", "\n")
	giftID     = regexp.MustCompile(`\[id:\s*([^\]]+?)\s*\]`)
	giftTitle  = regexp.MustCompile(`(?s)^\s*::(.*?)::`)
	giftFormat = regexp.MustCompile(`^\s*\[(html|moodle|plain|markdown)\]`)
	giftWeight = regexp.MustCompile(`^\s*%(-?[0-9]+(?:\.[0-9]+)?)%`)
	giftOne    = regexp.MustCompile(`[=~][^=~]*`)
	giftTruth  = regexp.MustCompile(`(?is)^(?:t|f|true|false)\s*(?:#.*)?$`)
)

func (r Reader) blocks(file, text string) (blocks []giftBlock) {
	b, note, lines := giftBlock{file: file}, "", []string(nil)
	end := func() {
		if b.text = strings.Join(lines, "\n"); b.text != "" {
			b.note = note
			blocks = append(blocks, b)
			b, lines = giftBlock{file: file}, nil
		}
	}
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		if number++; len(blocks) > MostQuestions {
			return blocks // too many already
		}
		trimmed := strings.TrimSpace(line)
		category, isCategory := strings.CutPrefix(trimmed, "$CATEGORY:")
		switch {
		case isCategory:
			end()
			note = r.noteOf(category)
		case strings.HasPrefix(trimmed, "//"):
			if m := giftID.FindStringSubmatch(trimmed); m != nil {
				b.id = m[1]
			}
			if len(lines) > 0 {
				lines = append(lines, "") // so that lines can be counted
			}
		case trimmed == "":
			end()
		default:
			if len(lines) == 0 {
				b.line = number
			}
			lines = append(lines, giftMask.Replace(line))
		}
	}
	end()
	return blocks
}

// noteOf is the note that a category names; empty if it names none.
func (r Reader) noteOf(category string) string {
	name := strings.TrimSpace(category[strings.LastIndex(category, "/")+1:])
	if ref, err := study.ParseRef(name); err != nil || !r.HasNote(ref) {
		return ""
	}
	return name
}

func (b giftBlock) entry() (entry, error) {
	e := entry{file: b.file, line: b.line, lax: true, ID: b.id, Note: b.note}
	open, end := strings.IndexByte(b.text, '{'), strings.LastIndexByte(b.text, '}')
	switch {
	case open < 0:
		return e, errors.New("there are no answers in braces: a description is not supported")
	case end < open:
		return e, errors.New("the { has no } before the next empty line")
	case strings.ContainsAny(b.text[open+1:end], "{}"):
		return e, errors.New(`there is a second { or }: one that is text is written \{ or \}`)
	}
	stem, after := b.text[:open], strings.TrimSpace(b.text[end+1:])
	title := giftTitle.FindString(stem)
	format, stem := giftMarkup("", strings.TrimPrefix(stem, title))
	if after != "" {
		stem = strings.TrimRight(stem, " ") + " _____ " + after
	}
	ask, err := giftText(format, stem)
	if err != nil {
		return e, err
	}
	e.Ask.EN, e.key = ask, title+ask
	line := b.line + strings.Count(b.text[:open], "\n")
	err = e.answers(line, b.text[open+1:end], format)
	return e, err
}

// giftMarkup takes the name of a format off a text; without one the format is that of what is
// around it.
func giftMarkup(around, text string) (format, rest string) {
	m := giftFormat.FindStringSubmatch(text)
	if m == nil {
		return around, text
	}
	return m[1], text[len(m[0]):]
}

// giftText is the text as a learner reads it.
func giftText(around, text string) (string, error) {
	format, text := giftMarkup(around, text)
	text = giftUnmask.Replace(text)
	if format != "html" {
		return strings.TrimSpace(text), nil
	}
	if htmlPicture.MatchString(text) {
		return "", errors.New("there is a picture or a sound, which can't be imported")
	}
	return textOf(text), nil
}

// answers takes what stands between the braces, of which the first line is given.
func (e *entry) answers(line int, body, format string) error {
	body, general, _ := strings.Cut(body, "####")
	trimmed := strings.TrimSpace(body)
	switch {
	case trimmed == "":
		return errors.New("an essay (no answers) is not supported")
	case trimmed[0] == '#':
		return errors.New("a numerical question is not supported")
	case giftTruth.MatchString(trimmed):
		return errors.New("a true-or-false question is not supported")
	case trimmed[0] != '=' && trimmed[0] != '~':
		return errors.New("the answers don't begin with = or ~")
	}
	answers := giftAnswers(line, body)
	if err := e.giftKind(answers); err != nil {
		return err
	}
	return e.giftChoices(answers, general, format)
}

// giftAnswer is one of the answers as it is written.
type giftAnswer struct {
	line   int
	equals bool    // it begins with =, not with ~
	weight float64 // in percent; 0 is wrong
	text   string
}

func giftAnswers(line int, body string) (answers []giftAnswer) {
	counted := 0
	for _, at := range giftOne.FindAllStringIndex(body, MostChoices+1) {
		line += strings.Count(body[counted:at[0]], "\n")
		counted = at[0]
		a := giftAnswer{line: line, equals: body[at[0]] == '=', text: body[at[0]+1 : at[1]]}
		if a.equals {
			a.weight = 100
		}
		if m := giftWeight.FindStringSubmatch(a.text); m != nil {
			a.weight, _ = strconv.ParseFloat(m[1], 64) // the expression lets numbers alone through
			a.text = a.text[len(m[0]):]
		}
		answers = append(answers, a)
	}
	return answers
}

// giftKind tells whether answers are to be matched or chosen, and whether we can ask that.
func (e *entry) giftKind(answers []giftAnswer) error {
	parts, whole, sum, wrong := 0, 0, 0.0, false
	for _, a := range answers {
		wrong = wrong || !a.equals
		switch {
		case a.weight >= 100:
			whole++
		case a.weight > 0:
			parts++
			sum += a.weight
		}
	}
	paired := func(a giftAnswer) bool { return strings.Contains(a.text, "->") }
	switch {
	case !wrong && !slices.ContainsFunc(answers, func(a giftAnswer) bool { return !paired(a) }):
		e.Kind = string(study.Matching)
	case !wrong:
		return errors.New("a short-answer question (only =, no ~) is not supported")
	case whole > 1:
		return fmt.Errorf("%d answers are each right alone, which is not supported: "+
			"give those that are right together weights, as in ~%%50%%", whole)
	case parts > 0 && (whole > 0 || math.Abs(sum-100) > 1):
		return errors.New("an answer that is right in part is not supported: " +
			"the weights of right ones must add to 100")
	}
	return nil
}

func (e *entry) giftChoices(answers []giftAnswer, general, format string) error {
	for i, a := range answers {
		c := choice{ID: letter(i), line: a.line}
		body, why, _ := strings.Cut(a.text, "#")
		if e.Kind == string(study.Matching) {
			body, c.Match.EN, _ = strings.Cut(body, "->")
		} else {
			c.Right = a.weight > 0
		}
		if c.Right && strings.TrimSpace(why) == "" {
			why = general
		}
		c.Text.EN, c.Why.EN = body, why
		for _, t := range []*text{&c.Text, &c.Why, &c.Match} {
			var err error
			if t.EN, err = giftText(format, t.EN); err != nil {
				return err
			}
		}
		e.Choices = append(e.Choices, c)
	}
	return nil
}
