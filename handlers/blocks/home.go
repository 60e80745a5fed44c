package blocks

import (
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"kotsukotsu/data/study"
)

// ActionShow shows the verdict on an earlier answer again. Its value is the round.
const ActionShow = "show"

// Remembered is an earlier answer with its round and question.
type Remembered struct {
	Round    study.Round
	Question study.Question
	Answer   study.Answer
}

// HomePage is what stands in a learner's App Home.
type HomePage struct {
	Streaks    []Own
	Answers    []Remembered
	Objections []Objected // for an owner of a course, as the next
	Proposals  []study.OwnQuestion
	Help       []HelpLine
}

// Home is a learner's App Home: what waits for an owner, the streaks, and the last answers, each of
// which can be read again.
func Home(h HomePage, l study.Language) View {
	var p page
	p.header(homeTitle.In(l))
	p.line(say(homeIntro.In(l)))
	p.objections(h.Objections, l)
	p.proposals(h.Proposals, l)
	p.header(homeCourses.In(l))
	p.streaks(h.Streaks, l)
	p.header(homeAnswers.In(l))
	if len(h.Answers) == 0 {
		p.line(say(homeNoAnswers.In(l)))
	}
	for _, a := range h.Answers {
		p.remembered(a, l)
	}
	p.header(helpTitle.In(l))
	p.help(h.Help, l)
	return View{Blocks: p.blocks}
}

func (p *page) remembered(a Remembered, l study.Language) {
	mark := "❌ "
	if a.Answer.Right {
		mark = "✅ "
	}
	text := fmt.Sprintf(
		"%s%s  %s\n%s",
		mark,
		a.Round.Day,
		fmt.Sprintf(questionNumber.In(l), a.Round.Number),
		clip(markdownText(a.Question.Ask.In(l)), 150),
	)
	round := strconv.FormatInt(a.Round.ID, 10)
	show := button(ActionShow+":"+round, round, homeShow.In(l))
	p.add(slack.NewSectionBlock(plain(text), nil, slack.NewAccessory(show)))
}

// VerdictView is the verdict on an earlier answer, as a modal.
func VerdictView(number int, g Graded, l study.Language) View {
	p := page{}
	p.list([][]part{parts(g.Question.Ask.In(l))})
	p.add(verdict(g, l).blocks...)
	return View{
		Title: clip(
			fmt.Sprintf(questionNumber.In(l), number),
			mostModalTitle,
		), Close: closeLabel.In(l), Blocks: p.blocks,
	}
}
