package blocks

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"kotsukotsu/data/study"
)

// ViewOwn is the form in which a learner proposes a question; its fields are named as the blocks they
// stand in. Owners approve or decline it in App Home.
const (
	ViewOwn       = "own" // private: the channel
	ActionApprove = "approve"
	ActionRefuse  = "refuse"

	FieldAsk    = "ask"
	FieldRight  = "right"
	FieldNote   = "note"
	FieldDomain = "domain"
)

// OwnChoices are the letters of the choices that the form has room for. A choice's field is ChoiceField,
// and WhyField is why it is right or wrong.
var OwnChoices = []string{"A", "B", "C", "D"}

// ChoiceField is the field of a choice's text.
func ChoiceField(letter string) string { return "choice-" + letter }

// WhyField is the field of why a choice is right or wrong.
func WhyField(letter string) string { return "why-" + letter }

// DomainValue names a domain of an exam in the form: "SAA/Design Secure Architectures".
func DomainValue(exam study.Exam, d study.Domain) string { return exam.Code + "/" + d.Name }

// OwnForm asks for a question.
func OwnForm(channel string, l study.Language) View {
	v := View{
		Title: clip(ownTitle.In(l), mostModalTitle), Submit: propose.In(l), Close: cancel.In(l),
		Callback: ViewOwn, Private: channel,
	}
	v.Blocks = append(v.Blocks, input(FieldAsk, askLabel, entry(FieldAsk).WithMultiline(true), l))
	var right []*slack.OptionBlockObject
	for i, letter := range OwnChoices {
		right = append(right, option(letter, letter))
		choice := labelled(
			ChoiceField(letter),
			fmt.Sprintf(choiceOf.In(l), letter),
			entry(ChoiceField(letter)),
		)
		choice.Optional = i > 1
		why := labelled(WhyField(letter), fmt.Sprintf(whyOf.In(l), letter), entry(WhyField(letter)))
		v.Blocks = append(v.Blocks, choice, optional(why))
	}
	v.Blocks = append(v.Blocks,
		input(FieldRight, rightLabel, slack.NewCheckboxGroupsBlockElement(FieldRight, right...), l),
		hinted(input(FieldNote, noteLabel, entry(FieldNote), l), noteHint, l),
		input(FieldDomain, domainLabel, domainField(l), l))
	return v
}

func labelled(id, label string, element slack.BlockElement) *slack.InputBlock {
	return slack.NewInputBlock(id, plain(label), nil, element)
}

func domainField(l study.Language) slack.BlockElement {
	var options []*slack.OptionBlockObject
	for _, e := range study.Exams {
		for _, d := range e.Domains {
			options = append(options, option(DomainValue(e, d), e.Version+": "+d.Name))
		}
	}
	return menu(FieldDomain, domainLabel.In(l), options...)
}

// proposals are the questions that wait for an owner, in App Home.
func (p *page) proposals(all []study.OwnQuestion, l study.Language) {
	if len(all) == 0 {
		return
	}
	p.header(proposalsTitle.In(l))
	for _, o := range all {
		p.line(bold(fmt.Sprintf(writtenBy.In(l), o.Writer)), say("  "+o.Exam+" · "+o.Note.String()))
		p.list([][]part{{say(clip(o.Ask.In(l), mostWords))}})
		var lines [][]part
		for i, c := range o.Choices {
			mark := map[bool]string{true: "✅ ", false: "✗ "}[c.Right]
			lines = append(
				lines,
				[]part{say(mark + study.Letter(i) + ".  " + c.Text.In(l) + "  " + c.Why.In(l))},
			)
		}
		p.list(lines)
		p.actions("", button(ActionApprove+":"+o.ID, o.ID, approve.In(l)),
			button(ActionRefuse+":"+o.ID, o.ID, refuse.In(l)))
	}
}

// OwnDecided tells an author what became of a question.
func OwnDecided(q study.Question, approved bool, l study.Language) Message {
	var p page
	phrase := ownRefused
	if approved {
		phrase = ownApproved
	}
	p.list([][]part{{bold(phrase.In(l))}, {say(clip(strings.TrimSpace(q.Ask.In(l)), 200))}})
	return p.message()
}
