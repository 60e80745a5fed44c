package blocks

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"kotsukotsu/data/study"
)

// ActionMilestone tells the channel of a milestone. Its value is the course and the number: "7/30".
const ActionMilestone = "milestone"

// Own is a learner's streak in one course.
type Own struct {
	Channel string // of the course
	study.Streak
}

// Streaks is a learner's own streaks, with the absences that are planned.
func Streaks(all []Own, absences []study.Absence, l study.Language) Message {
	var p page
	p.header(streakTitle.In(l))
	p.streaks(all, l)
	if len(absences) > 0 {
		p.line(say(awayLine(absences, l)))
	}
	return p.message()
}

func (p *page) streaks(all []Own, l study.Language) {
	if len(all) == 0 {
		p.line(say(streakNone.In(l)))
	}
	for _, s := range all {
		p.streak(s, l)
	}
}

func (p *page) streak(s Own, l study.Language) {
	answered, of := s.RecentRounds()
	if of == 0 {
		p.line(say(streakNone.In(l)))
		return
	}
	p.list([][]part{
		append(
			channel(s.Channel, l),
			bold("  🔥 "+fmt.Sprintf(streakLine.In(l), s.Current, s.Best)),
		),
		{say(squares(s.Marks()))},
		{say(fmt.Sprintf(streakRecent.In(l), of, answered))},
		{say(fmt.Sprintf(streakFreezes.In(l), s.Freezes))},
	})
	p.context(streakLegend.In(l))
}

// squares are the marks in groups of five, as most weeks have five rounds; the newest is the last.
func squares(marks []study.Mark) string {
	var b strings.Builder
	for i, m := range marks {
		if i > 0 && (len(marks)-i)%5 == 0 {
			b.WriteString(" ")
		}
		b.WriteString(
			map[study.Mark]string{study.Answered: "🟩", study.Bridged: "🟦", study.Missed: "⬜"}[m],
		)
	}
	return b.String()
}

// Away is which absences are planned.
func Away(absences []study.Absence, l study.Language) Message {
	if len(absences) == 0 {
		return Say(notAway.In(l))
	}
	return Say(awayLine(absences, l))
}

func awayLine(absences []study.Absence, l study.Language) string {
	var spans []string
	for _, a := range absences {
		spans = append(spans, a.Span.String())
	}
	return fmt.Sprintf(away.In(l), strings.Join(spans, ", "))
}

// Board is the longest streaks and those around the learner's own. It has no last place.
func Board(top, around []study.Standing, l study.Language) Message {
	if len(top) == 0 {
		return Say(boardEmpty.In(l))
	}
	var p page
	p.header(boardTitle.In(l))
	p.list(standingLines(top, l))
	if len(around) > 0 {
		p.line(bold(boardAround.In(l)))
		p.list(standingLines(around, l))
	}
	return p.message()
}

func standingLines(standings []study.Standing, l study.Language) [][]part {
	var lines [][]part
	for _, s := range standings {
		line := part{text: "🔥 " + fmt.Sprintf(reportStanding.In(l), s.Name, s.Current), bold: s.You}
		if s.You {
			line.text += boardYou.In(l)
		}
		lines = append(lines, []part{line})
	}
	return lines
}

// milestone says that a streak has reached one, with the way to tell others.
func (p *page) milestone(course int64, n int, l study.Language) *slack.ButtonBlockElement {
	p.line(bold(fmt.Sprintf(milestone.In(l), n)))
	return button(ActionMilestone, fmt.Sprintf("%d/%d", course, n), tellMilestone.In(l))
}

// MilestoneTold is what the channel reads of it.
func MilestoneTold(name string, n int, l study.Language) Message {
	var p page
	p.line(say(fmt.Sprintf(milestoneTold.In(l), name, n)))
	return p.message()
}

// Reminder is said before a round closes to one who has not answered.
func Reminder(r study.Round, l study.Language) Message {
	var p page
	closes := slotTime(inZone(r.Closes, r.Zone), l)
	p.line(say(fmt.Sprintf(reminder.In(l), r.Number, closes)))
	p.line(append([]part{say(reminderWhere.In(l))}, channel(r.Channel, l)...)...)
	return p.message()
}

// SpanProblem words what is wrong with dates.
func SpanProblem(phrase study.Text, typed string, l study.Language) Message {
	var p page
	p.list([][]part{parts(fmt.Sprintf(phrase.In(l), clip(typed, 100)))})
	return p.message()
}
