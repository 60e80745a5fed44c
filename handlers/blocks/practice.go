package blocks

import (
	"fmt"

	"kotsukotsu/data/study"
)

// AnyPractice is the value of the button for another question on anything, as Slack wants no empty
// values.
const AnyPractice = "*"

// Practice is a question for one learner alone. key names it in the values of its buttons.
func Practice(key string, q study.Question, order []string, l study.Language) Message {
	var p page
	p.asked(practiceTitle.In(l), q, order, l)
	p.answerable(form{ActionPractice, ActionSolve, key}, q, order, l)
	return p.message()
}

// PracticeVerdict is the verdict on a practice question, with the way to the next one. what is what
// was practised.
func PracticeVerdict(g Graded, what string, l study.Language) Message {
	var p page
	p.list([][]part{parts(g.Question.Ask.In(l))})
	v := verdict(g, l)
	p.lines, p.blocks = append(p.lines, v.lines...), append(p.blocks, v.blocks...)
	if what == "" {
		what = AnyPractice
	}
	p.actions("read", button(ActionNote, g.Question.Note.String(), readOn.In(l)),
		button(ActionAnother, what, practiceAgain.In(l)), objectButton(g.Question, l))
	return p.message()
}

// NoPractice says that there is no question on what was asked for.
func NoPractice(what string, l study.Language) Message {
	var p page
	p.line(say(fmt.Sprintf(noPractice.In(l), clip(what, 200))))
	return p.message()
}
