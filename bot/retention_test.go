package main

import (
	"strings"
	"testing"

	"kotsukotsu/bot/workspace"
)

// TestSpeakingOfItDoesntBringTheNameBack: what the bot says to a learner who is forgotten is worded in
// the learner's language, for which Slack would be asked, and would tell the name.
func TestSpeakingOfItDoesntBringTheNameBack(t *testing.T) {
	s := newStage(t, "ja") // which is what is read where nothing is known
	if said := s.do("ana types /streak forget me"); !strings.Contains(said, "あなたについての記録を消しました") {
		t.Errorf("it says %s", said)
	}
	if known := s.mustLearners(); len(known) > 0 {
		t.Errorf("known are %v", known)
	}
	s.do("ken types /study now")
	s.do("ken answers it")
	before := s.mustLearners()
	s.do("ken types /streak forget me")
	if after := s.mustLearners(); len(before) == 0 || len(after) != len(before)-1 {
		t.Errorf("known were %v, and are %v", before, after)
	}
	if name := s.app.people.remembered("U0KEN").name; name != "" {
		t.Errorf("%s is remembered", name)
	}
}

func (s *stage) mustLearners() (names []string) {
	s.t.Helper()
	learners, err := s.app.store.Learners(s.t.Context())
	s.must(err)
	for _, l := range learners {
		names = append(names, l.Name)
	}
	return names
}

// TestBotSweepsAtStart, and forgets in memory too whom it sweeps.
func TestBotSweepsAtStart(t *testing.T) {
	s := newStageIn(t, "en", workspace.Config{})
	s.must(s.app.database.Of(workspaceTeam).SetName(t.Context(), "U0GONE", "Gone"))
	s.app.people.known["U0GONE"] = person{name: "Gone"}
	s.clock.Store(s.now().AddDate(3, 0, 0).Unix())
	s.open()
	s.until("it has swept", func() bool { return strings.Contains(s.log.String(), "msg=swept") })
	if known := s.mustLearners(); len(known) > 0 || s.app.people.remembered("U0GONE").name != "" {
		t.Errorf("known are %v", known)
	}
	if !strings.Contains(s.log.String(), "learners=1") {
		t.Errorf("the log says %s", s.log.String())
	}
}
