package blocks

import (
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"kotsukotsu/data/study"
)

// Action IDs under a question. Buttons append the letter, as Slack wants each to be different:
// "answer:A". Their values are the round and the letter alone, "17.A", which say nothing about what
// is right.
const (
	ActionAnswer   = "answer"
	ActionPicks    = "picks"
	ActionSubmit   = "submit"
	ActionNote     = "note"
	ActionPractice = "practice"
	ActionSolve    = "solve"
	ActionAnother  = "another"
)

// Answers is the block with the controls of an open question.
const Answers = "answers"

// Question is a round that is open: what is asked, buttons to answer, and how many have answered.
func Question(r study.Round, q study.Question, l study.Language, answered int) Message {
	return question(r, q, l, answered).message()
}

func question(r study.Round, q study.Question, l study.Language, answered int) *page {
	var p page
	p.asked(fmt.Sprintf(questionNumber.In(l), r.Number), q, r.Order, l)
	p.answerable(form{ActionAnswer, ActionSubmit, strconv.FormatInt(r.ID, 10)}, q, r.Order, l)
	p.context(answeredBy(answered, l))
	return &p
}

func answeredBy(n int, l study.Language) string {
	switch n {
	case 0:
		return nobodyYet.In(l)
	case 1:
		return oneAnswered.In(l)
	}
	return fmt.Sprintf(answered.In(l), n)
}

// asked is the head, the stem and the choices with their letters.
func (p *page) asked(title string, q study.Question, order []string, l study.Language) {
	p.header(title + " · " + q.Exam)
	p.context(q.Domain)
	p.stem(q, order, l)
	if q.Writer != "" {
		p.context(fmt.Sprintf(writtenBy.In(l), q.Writer))
	}
}

func (p *page) stem(q study.Question, order []string, l study.Language) {
	p.list([][]part{parts(q.Ask.In(l))})
	var choices [][]part
	for i, id := range order {
		c, _ := q.Choice(id)
		choices = append(
			choices,
			append([]part{bold(study.Letter(i) + ".  ")}, parts(c.Text.In(l))...),
		)
	}
	p.list(choices)
	p.matches(q, l)
}

// form is where the controls of a question lead.
type form struct{ answer, submit, key string }

// answerable is a button a letter, or checkboxes with a button to submit them.
func (p *page) answerable(f form, q study.Question, order []string, l study.Language) {
	switch q.Kind {
	case study.Multiple:
		p.checkable(f, q, order, l)
		return
	case study.Ordering:
		p.actions(
			Answers,
			button(ActionArrange, f.key, putInOrder.In(l)).WithStyle(slack.StylePrimary),
		)
		return
	case study.Matching:
		p.actions(
			Answers,
			button(ActionArrange, f.key, matchUp.In(l)).WithStyle(slack.StylePrimary),
		)
		return
	}
	var buttons []slack.BlockElement
	for i, id := range order {
		letter, c := study.Letter(i), choiceText(q, id, l)
		b := button(f.answer+":"+letter, f.key+"."+letter, letter)
		b.AccessibilityLabel = clip(fmt.Sprintf(choiceLabel.In(l), letter, c), mostButton)
		buttons = append(buttons, b)
	}
	p.actions(Answers, buttons...)
}

func (p *page) checkable(f form, q study.Question, order []string, l study.Language) {
	p.lines = append(p.lines, fmt.Sprintf(chooseN.In(l), q.Pick))
	var options []*slack.OptionBlockObject
	for i, id := range order {
		letter := study.Letter(i)
		options = append(options, option(letter, letter+".  "+choiceText(q, id, l)))
	}
	submit := button(
		f.submit,
		f.key,
		fmt.Sprintf("%s (%s)", submit.In(l), fmt.Sprintf(chooseN.In(l), q.Pick)),
	)
	p.actions(Answers, slack.NewCheckboxGroupsBlockElement(ActionPicks, options...),
		submit.WithStyle(slack.StylePrimary))
}

func choiceText(q study.Question, id string, l study.Language) string {
	c, _ := q.Choice(id)
	return markdownText(c.Text.In(l))
}

// Closed is a round that has closed: the choices with how many chose them, and the answer.
func Closed(r study.Round, q study.Question, l study.Language, t study.Tally) Message {
	var p page
	p.header(fmt.Sprintf(questionNumber.In(l), r.Number) + " · " + q.Exam)
	p.context(q.Domain)
	p.list([][]part{parts(q.Ask.In(l))})
	var choices [][]part
	for i, id := range r.Order {
		c, _ := q.Choice(id)
		line := append([]part{bold(study.Letter(i) + ".  ")}, parts(c.Text.In(l))...)
		if !q.Arranged() {
			line = append(line, say(distribution(c, t, l)))
		}
		choices = append(choices, line)
	}
	p.list(choices)
	p.matches(q, l)
	p.line(bold(fmt.Sprintf(closed.In(l), q.Told(r.Order, q.Right()))))
	p.context(countLine(t, l))
	return p.message()
}

// distribution says how many chose a choice, and marks the right ones by a word, not by colour
// alone.
func distribution(c study.Choice, t study.Tally, l study.Language) string {
	s := fmt.Sprintf("  — %d", t.Picks[c.ID])
	if t.Answered > 0 {
		s += fmt.Sprintf(" (%d%%)", percent(t.Picks[c.ID], t.Answered))
	}
	if c.Right {
		s += "  ✅ " + rightMark.In(l)
	}
	if c.Dropped {
		s += "  (" + droppedMark.In(l) + ")"
	}
	return s
}

func countLine(t study.Tally, l study.Language) string {
	if t.Answered == 0 {
		return nobodyAnswered.In(l)
	}
	return fmt.Sprintf(closedCount.In(l), t.Answered, percent(t.Right, t.Answered))
}

func percent(part, of int) int { return (200*part + of) / (2 * of) }

// Rationales is why each choice of a closed round is right or wrong, for the message's thread.
func Rationales(r study.Round, q study.Question, l study.Language) Message {
	var p page
	p.line(bold(fmt.Sprintf(rationales.In(l), r.Number)))
	p.rationales(q, r.Order, nil, l)
	p.actions("read", button(ActionNote, q.Note.String(), readOn.In(l)))
	return p.message()
}
