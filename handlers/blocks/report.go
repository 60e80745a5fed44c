package blocks

import (
	"fmt"

	"kotsukotsu/data/study"
)

// Report is a course's week: participation first. Names are words, not mentions, so it pings
// nobody. hardest is the question of r.Hardest, with where to read on.
func Report(r study.Report, hardest study.Question, service string, l study.Language) Message {
	var p page
	p.header(fmt.Sprintf(reportTitle.In(l), r.From, r.To))
	if r.Rounds == 0 {
		p.line(say(reportNothing.In(l)))
		return p.message()
	}
	p.line(bold(fmt.Sprintf(reportTaken.In(l), r.Learners, r.Rounds, r.Answers)))
	if r.Graded > 0 {
		p.line(say(fmt.Sprintf(reportAccuracy.In(l), percent(r.Right, r.Graded))))
	}
	if len(r.Streaks) > 0 {
		p.line(bold(reportStreaks.In(l)))
		p.list(standingLines(r.Streaks, l))
	}
	if r.Hardest != nil {
		p.hardest(*r.Hardest, hardest, service, l)
	}
	return p.message()
}

func (p *page) hardest(h study.Hardest, q study.Question, service string, l study.Language) {
	p.divider()
	p.line(
		bold(fmt.Sprintf(reportHardest.In(l), h.Round, percent(h.Tally.Right, h.Tally.Answered))),
	)
	p.list([][]part{parts(q.Ask.In(l))})
	if c, n := mostChosenWrong(q, h.Tally); n > 0 {
		p.list([][]part{parts(fmt.Sprintf(reportMostChose.In(l), c.Text.In(l), n, c.Why.In(l)))})
	}
	p.line(say(fmt.Sprintf(reportRead.In(l), service)))
	p.actions("read", button(ActionNote, q.Note.String(), readOn.In(l)))
}

func mostChosenWrong(q study.Question, t study.Tally) (most study.Choice, n int) {
	for _, c := range q.Choices {
		if !c.Right && t.Picks[c.ID] > n {
			most, n = c, t.Picks[c.ID]
		}
	}
	return most, n
}

// ToWrite tells a course's owner what was looked up and not found.
func ToWrite(misses []study.Miss, l study.Language) Message {
	var p page
	p.list([][]part{parts(toWrite.In(l))})
	var lines [][]part
	for _, m := range misses {
		lines = append(lines, []part{say("• " + fmt.Sprintf(missed.In(l), m.Term, m.Times))})
	}
	p.list(lines)
	return p.message()
}
