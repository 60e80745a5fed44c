package blocks

import (
	"fmt"
	"unicode/utf8"

	"kotsukotsu/data/notes"
	"kotsukotsu/data/study"
)

// QuestionFits returns what of a question would be too long for Slack: as it is asked, and as a
// verdict.
func QuestionFits(q study.Question) (faults []string) {
	order := q.Order(0)
	right := study.Answer{Picks: q.Right()}
	for _, l := range study.Languages {
		asked := question(study.Round{Order: order}, q, l, 0)
		told := verdict(
			Graded{Question: q, Order: order, Answer: right, Again: true, Streak: &study.Streak{}},
			l,
		)
		faults = append(faults, asked.overflow("the question", l)...)
		faults = append(faults, told.overflow("the verdict", l)...)
	}
	return faults
}

// NoteFits returns which topics of a note would be too long for Slack.
func NoteFits(n notes.Note) (faults []string) {
	for _, l := range study.Languages {
		faults = append(faults, note(notes.Match{Note: n}, l).overflow("the note", l)...)
		for _, t := range n.Pages[l].Topics {
			what := fmt.Sprintf("the note with topic %q", t.ID)
			faults = append(faults, note(notes.Match{Note: n, Topic: t.ID}, l).overflow(what, l)...)
		}
	}
	return faults
}

// overflow leaves room for three blocks: buttons to other notes and their title, and whatever else
// is added around a page.
func (p *page) overflow(what string, l study.Language) (faults []string) {
	if n := utf8.RuneCountInString(p.text()); n > mostText {
		faults = append(
			faults,
			fmt.Sprintf(
				"%s has %d characters as a message in %s: at most %d fit",
				what,
				n,
				l,
				mostText,
			),
		)
	}
	if n := len(p.blocks); n > mostBlocks-3 {
		faults = append(
			faults,
			fmt.Sprintf("%s has %d blocks in %s: at most %d fit", what, n, l, mostBlocks-3),
		)
	}
	return faults
}
