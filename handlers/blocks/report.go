package blocks

import (
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"kotsukotsu/data/notes"
	"kotsukotsu/data/study"
)

// Week is a report with what it refers to.
type Week struct {
	study.Report
	Hardest study.Question // of the hardest round
	Read    []notes.Note   // worth reading
	Changed []Changed      // since the old notes
}

// Changed is a "changed" line of a note.
type Changed struct {
	Service string
	Change  map[study.Language]notes.Change
}

// mostCharted is how many rounds a chart can show.
const mostCharted = 20

// Report is a course's week: participation first. Names are words, not mentions, so it pings
// nobody.
func Report(w Week, l study.Language) Message {
	var p page
	p.header(fmt.Sprintf(reportTitle.In(l), w.From, w.To))
	p.line(bold(fmt.Sprintf(reportTaken.In(l), w.Learners, len(w.Rounds), w.Answers())))
	if w.Joined > 0 {
		p.line(say(fmt.Sprintf(reportJoined.In(l), w.Joined)))
	}
	if w.Together > 1 {
		p.line(bold("🔥 " + fmt.Sprintf(reportTogether.In(l), w.Together)))
	}
	p.accuracy(w.Score(), w.Before, l)
	p.charts(w.Rounds[max(0, len(w.Rounds)-mostCharted):], l)
	if len(w.Streaks) > 0 {
		p.line(bold(reportStreaks.In(l)))
		p.list(standingLines(w.Streaks, l))
	}
	if hardest, ok := w.Report.Hardest(); ok && w.Hardest.ID != "" {
		p.hardest(hardest, w.Hardest, l)
	}
	p.worthReading(w.Read, l)
	p.changed(w.Changed, l)
	return p.message()
}

func (p *page) accuracy(now, before study.Score, l study.Language) {
	if now.Of == 0 {
		return
	}
	line := fmt.Sprintf(reportAccuracy.In(l), percent(now.Right, now.Of))
	if before.Of > 0 {
		more := percent(now.Right, now.Of) - percent(before.Right, before.Of)
		line += fmt.Sprintf(reportMore.In(l), more)
	}
	p.line(say(line))
}

// charts show each round: how many answered and, of those that have closed, how many were right.
// The text has the same figures.
func (p *page) charts(rounds []study.Result, l study.Language) {
	var answers, right []slack.DataVisualizationDataPoint
	for _, r := range rounds {
		label := fmt.Sprintf(chartRound.In(l), r.Round.Number)
		answers = append(
			answers,
			slack.NewDataVisualizationDataPoint(label, float64(r.Tally.Answered)),
		)
		line := fmt.Sprintf(reportRound.In(l), r.Round.Number, r.Tally.Answered)
		if r.Closed && r.Tally.Answered > 0 {
			share := percent(r.Tally.Right, r.Tally.Answered)
			right = append(right, slack.NewDataVisualizationDataPoint(label, float64(share)))
			line += fmt.Sprintf(reportRight.In(l), share)
		}
		p.lines = append(p.lines, line)
	}
	p.chart(chartAnswers.In(l), answers)
	p.chart(chartAccuracy.In(l), right)
}

// chart draws bars. One bar alone says no more than its number in the text.
func (p *page) chart(title string, points []slack.DataVisualizationDataPoint) {
	if len(points) < 2 {
		return
	}
	var labels []string
	for _, point := range points {
		labels = append(labels, point.Label)
	}
	series := slack.NewDataVisualizationDataSeries(clip(title, 20), points...)
	axis := slack.NewDataVisualizationAxisConfig(labels...)
	p.add(slack.NewDataVisualizationBlock(title, slack.NewDataVisualizationBarChart(axis, series)))
}

func (p *page) hardest(r study.Result, q study.Question, l study.Language) {
	p.divider()
	share := percent(r.Tally.Right, r.Tally.Answered)
	p.line(bold(fmt.Sprintf(reportHardest.In(l), r.Round.Number, share)))
	p.list([][]part{parts(q.Ask.In(l))})
	if c, n := mostChosenWrong(q, r.Tally); n > 0 {
		letter := study.Letters(r.Round.Order, []string{c.ID})
		p.list(
			[][]part{
				parts(fmt.Sprintf(reportMostChose.In(l), letter, c.Text.In(l), n, c.Why.In(l))),
			},
		)
	}
}

func mostChosenWrong(q study.Question, t study.Tally) (most study.Choice, n int) {
	for _, c := range q.Choices {
		if !c.Right && !q.Arranged() && t.Picks[c.ID] > n {
			most, n = c, t.Picks[c.ID]
		}
	}
	return most, n
}

// worthReading is a button a note.
func (p *page) worthReading(read []notes.Note, l study.Language) {
	if len(read) == 0 {
		return
	}
	p.line(bold(reportRead.In(l)))
	var buttons []slack.BlockElement
	for i, n := range read {
		buttons = append(buttons, button(ActionNote+":"+strconv.Itoa(i), n.ID, n.Service))
		p.lines = append(p.lines, n.Service)
	}
	p.actions("read", buttons...)
}

func (p *page) changed(changes []Changed, l study.Language) {
	if len(changes) == 0 {
		return
	}
	p.line(bold(reportNew.In(l)))
	var lines [][]part
	for _, c := range changes {
		line := []part{bold(c.Service + "  ")}
		lines = append(lines, append(line, parts(changeLine(c.Change[l], l))...))
	}
	p.list(lines)
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
