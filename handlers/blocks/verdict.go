package blocks

import (
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"kotsukotsu/data/study"
)

// Graded is an answer with all that its verdict tells.
type Graded struct {
	Question study.Question
	Order    []string // the choices as they were shown
	Answer   study.Answer
	Again    bool          // the learner had answered before
	Streak   *study.Streak // nil in practice, where there is none
	Course   int64
	Excused  bool // the round counts for nobody's streak
}

// Verdict is what a learner is told privately: right or wrong, and why for each choice.
func Verdict(g Graded, l study.Language) Message {
	p := verdict(g, l)
	ways := []slack.BlockElement{button(ActionNote, g.Question.Note.String(), readOn.In(l))}
	if g.Streak != nil && g.counts() && g.Streak.Milestone() > g.Streak.Told {
		ways = append(ways, p.milestone(g.Course, g.Streak.Milestone(), l))
	}
	ways = append(ways, objectButton(g.Question, l))
	p.actions("read", ways...)
	return p.message()
}

// counts says whether the answer is one for the streak.
func (g Graded) counts() bool { return !g.Answer.Late && !g.Excused }

func verdict(g Graded, l study.Language) *page {
	var p page
	if g.Again {
		p.context(firstStands.In(l))
	}
	head := "❌ " + wrong.In(l)
	if g.Answer.Right {
		head = "✅ " + correct.In(l)
	}
	p.list([][]part{
		{bold(head)},
		{say(fmt.Sprintf(youChose.In(l), g.Question.Told(g.Order, g.Answer.Picks)))},
		{say(fmt.Sprintf(theAnswerIs.In(l), g.Question.Told(g.Order, g.Question.Right())))},
	})
	p.rationales(g.Question, g.Order, g.Answer.Picks, l)
	if d := g.Question.Decisive.In(l); d != "" {
		p.context(fmt.Sprintf(decisive.In(l), d))
	}
	p.kept(g, l)
	return &p
}

// kept says what the answer did to the streak.
func (p *page) kept(g Graded, l study.Language) {
	switch {
	case g.Answer.Late:
		p.context(lateAnswer.In(l))
	case g.Excused:
		p.context(excusedAnswer.In(l))
	case g.Streak != nil:
		p.context("🔥 " + fmt.Sprintf(streakLine.In(l), g.Streak.Current, g.Streak.Best))
	}
}

// rationales is a block a choice: what it says, and why it is right or wrong.
func (p *page) rationales(q study.Question, order, picks []string, l study.Language) {
	if q.Arranged() {
		p.arrangement(q, order, picks, l)
		return
	}
	for i, id := range order {
		c, _ := q.Choice(id)
		mark := "✗"
		if c.Right {
			mark = "✅"
		}
		if c.Dropped {
			mark = "(" + droppedMark.In(l) + ")"
		}
		head := append(
			[]part{bold(fmt.Sprintf("%s %s.  ", mark, study.Letter(i)))},
			parts(c.Text.In(l))...)
		if slices.Contains(picks, id) {
			head = append(head, bold("  ← "+yourPick.In(l)))
		}
		lines := [][]part{head}
		if why := c.Why.In(l); why != "" { // a team's own questions may have none
			lines = append(lines, parts(why))
		}
		p.list(lines)
	}
}

// WrongCount asks for as many choices as the question wants.
func WrongCount(e study.ErrPickCount, l study.Language) Message {
	return Say(fmt.Sprintf(wrongCount.In(l), e.Want, e.Got))
}
