package blocks

import (
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"kotsukotsu/data/study"
)

// What leads from a verdict to a mend: the button under it, the form behind that, and, for owners, the
// button in App Home and its form. Fields are named as the blocks they stand in.
const (
	ActionObject = "object" // value: the question's ID
	ViewObject   = "object" // private: channel and question
	ActionDecide = "decide" // value: the objection's ID
	ViewDecide   = "decide" // private: the objection's ID

	FieldFault   = "fault"
	FieldText    = "text"
	FieldLink    = "link"
	FieldChange  = "change"
	FieldChoices = "choices"
	FieldReply   = "reply"
)

// objectButton stands under every verdict.
func objectButton(q study.Question, l study.Language) *slack.ButtonBlockElement {
	return button(ActionObject, q.ID, objectTo.In(l))
}

// ObjectionForm asks what is wrong with a question.
func ObjectionForm(private string, q study.Question, l study.Language) View {
	var p page
	p.list([][]part{parts(q.Ask.In(l))})
	var options []*slack.OptionBlockObject
	for _, f := range study.Faults {
		options = append(options, option(string(f), faults[f].In(l)))
	}
	what := menu(FieldFault, faultLabel.In(l), options...)
	text, link := entry(FieldText).WithMultiline(true), entry(FieldLink)
	return View{
		Title: clip(objectTo.In(l), mostModalTitle), Submit: send.In(l), Close: cancel.In(l),
		Callback: ViewObject, Private: private,
		Blocks: append(
			p.blocks,
			input(FieldFault, faultLabel, what, l),
			input(FieldText, textLabel, text, l),
			optional(hinted(input(FieldLink, linkLabel, link, l), linkHint, l)),
		),
	}
}

// Objected is an objection with what its owner needs to decide on it.
type Objected struct {
	study.Objection
	Question study.Question
	Tally    study.Tally // over all rounds of the question; for the form alone
	Name     string      // of who objects
}

// objections are those that wait for an owner, in App Home.
func (p *page) objections(all []Objected, l study.Language) {
	if len(all) == 0 {
		return
	}
	p.header(objectionsTitle.In(l))
	for _, o := range all {
		p.list(objected(o, l))
		p.actions("", button(ActionDecide, strconv.FormatInt(o.ID, 10), decide.In(l)))
	}
}

// objected is the question and what is said against it.
func objected(o Objected, l study.Language) [][]part {
	lines := [][]part{
		{bold(fmt.Sprintf(objectedBy.In(l), o.Name, faults[o.What].In(l)))},
		{say(clip(markdownText(o.Question.Ask.In(l)), 200))},
		{say("“" + clip(o.Text, mostWords) + "”")},
	}
	if o.Link != "" {
		lines = append(lines, []part{say(o.Link)})
	}
	return lines
}

// DecisionForm asks an owner what to do about an objection.
func DecisionForm(o Objected, l study.Language) View {
	var p page
	p.list(objected(o, l))
	var lines [][]part
	var options []*slack.OptionBlockObject
	for i, c := range o.Question.Choices {
		line := append([]part{bold(study.Letter(i) + ".  ")}, parts(c.Text.In(l))...)
		lines = append(lines, append(line, say(distribution(c, o.Tally, l))))
		options = append(options, option(c.ID, study.Letter(i)+".  "+markdownText(c.Text.In(l))))
	}
	p.list(lines)
	var changes []*slack.OptionBlockObject
	for _, c := range []study.Change{study.Decline, study.NewKey, study.Drop, study.Retire} {
		changes = append(changes, option(string(c), decisions[c].In(l)))
	}
	reply := entry(FieldReply).WithMultiline(true)
	return View{
		Title: clip(decide.In(l), mostModalTitle), Submit: send.In(l), Close: cancel.In(l),
		Callback: ViewDecide, Private: strconv.FormatInt(o.ID, 10),
		Blocks: append(p.blocks,
			input(FieldChange, changeLabel, menu(FieldChange, changeLabel.In(l), changes...), l),
			optional(hinted(input(FieldChoices, choicesLabel,
				slack.NewCheckboxGroupsBlockElement(FieldChoices, options...), l), choicesHint, l)),
			input(FieldReply, replyLabel, reply, l)),
	}
}

// Decided tells who objected what was decided.
func Decided(c study.Change, q study.Question, reply string, l study.Language) Message {
	var p page
	p.list([][]part{
		{bold(outcomes[c].In(l))},
		{say(clip(markdownText(q.Ask.In(l)), 200))},
		{say("“" + clip(reply, mostWords) + "”")},
	})
	return p.message()
}

// Regraded tells a learner of a verdict that has changed.
func Regraded(number int, q study.Question, order []string, right bool, l study.Language) Message {
	var p page
	mark := "❌ " + wrong.In(l)
	if right {
		mark = "✅ " + correct.In(l)
	}
	p.list([][]part{
		{say(fmt.Sprintf(regraded.In(l), number))},
		{say(clip(markdownText(q.Ask.In(l)), 200))},
		{bold(mark), say("  " + fmt.Sprintf(theAnswerIs.In(l), q.Told(order, q.Right())))},
	})
	return p.message()
}
