package main

import (
	"strings"
	"testing"

	"kotsukotsu/bot/workspace"
	"kotsukotsu/data/notes"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// TestSlackTakesAllWeTeach says every question, verdict and topic in both languages to a workspace
// that is as strict as Slack.
func TestSlackTakesAllWeTeach(t *testing.T) {
	w := mustWorkspace(t)
	s := newSpeaker(Config{SlackBotToken: workspace.BotToken, SlackAPIURL: w.APIURL()})
	content, err := loadTeaching("")
	if err != nil {
		t.Fatal(err)
	}
	taken := func(what string, m blocks.Message) {
		t.Helper()
		if strings.HasSuffix(m.Text, "…") {
			t.Errorf("%s: its text is cut off", what)
		}
		if err := s.say(t.Context(), "C0STUDY", "", m); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, l := range study.Languages {
		for _, q := range content.bank.All() {
			round := study.Round{ID: 1, Number: 100, Order: q.Order(1)}
			answer := study.Answer{Picks: q.Right()}
			graded := blocks.Graded{Question: q, Order: round.Order, Answer: answer, Again: true}
			taken(q.ID, blocks.Question(round, q, l, 100))
			taken(q.ID, blocks.Closed(round, q, l, study.Tally{}.Add(answer.Picks, true, 1)))
			taken(q.ID, blocks.Verdict(graded, l))
			taken(q.ID, blocks.PracticeVerdict(graded, "review", l))
		}
		for _, n := range content.notes.All() {
			pages := append([]notes.Topic{{}}, n.Pages[l].Topics...)
			for _, topic := range pages {
				m := notes.Match{Note: n, Topic: topic.ID}
				page := blocks.Page{
					Match: m, Others: []notes.Match{m}, Related: content.notes.Related(n), Questions: 1, Answered: 1,
				}
				taken(n.ID+"#"+topic.ID, blocks.Note(page, l))
			}
		}
		taken("the list of notes", blocks.Browse(content.notes.All(), nil, l))
	}
}
