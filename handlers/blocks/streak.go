package blocks

import (
	"fmt"

	"kotsukotsu/data/study"
)

// Streak is a learner's own streak.
func Streak(s study.Streak, l study.Language) Message {
	var p page
	p.header(streakTitle.In(l))
	p.streak(s, l)
	return p.message()
}

func (p *page) streak(s study.Streak, l study.Language) {
	answered, of := s.RecentRounds()
	if of == 0 {
		p.line(say(streakNone.In(l)))
		return
	}
	recent := fmt.Sprintf(streakRecent.In(l), of, answered)
	p.list([][]part{
		{bold("🔥 " + fmt.Sprintf(streakLine.In(l), s.Current, s.Best))},
		{say(recent)},
		{say(fmt.Sprintf(streakFreezes.In(l), s.Freezes))},
	})
}

// Board is everybody's streaks, without a rank.
func Board(standings []study.Standing, l study.Language) Message {
	if len(standings) == 0 {
		return Say(boardEmpty.In(l))
	}
	var p page
	p.header(boardTitle.In(l))
	p.list(standingLines(standings, l))
	return p.message()
}

func standingLines(standings []study.Standing, l study.Language) [][]part {
	var lines [][]part
	for _, s := range standings {
		lines = append(
			lines,
			[]part{say("🔥 " + fmt.Sprintf(reportStanding.In(l), s.Name, s.Current))},
		)
	}
	return lines
}
