package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"kotsukotsu/bot/workspace"
)

// TestQuestionIsPostedOnceWhateverHappensToTheCall loses the answer to a post, or the post itself.
// The next tick but one looks into the channel before it posts again.
func TestQuestionIsPostedOnceWhateverHappensToTheCall(t *testing.T) {
	for name, trouble := range map[string]workspace.Refusal{
		"the message is there but the answer is lost": {Lost: true},
		"Slack has an error of its own":               {Status: http.StatusInternalServerError},
		"Slack is busy":                               {Error: "ratelimited"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "en")
			s.workspace.Refuse("chat.postMessage", 1, trouble)
			for _, clock := range []string{"09:00", "09:01", "09:02", "09:03"} {
				s.shows("clock", "2026-11-20 "+clock, workspace.Screen{})
			}
			if n := questions(s.workspace.Screen("ana")); n != 1 {
				t.Fatalf("%d questions stand in the channel, want 1", n)
			}
			message := s.workspace.Screen("ana").Channel("study").Last()
			answer(t, s.workspace, "ana", message)
			s.await("ana", func(screen workspace.Screen) bool { return alone(screen) == 1 })
		})
	}
}

// TestQuestionThatSlackWillNotHaveIsNotTriedAgain: a refusal is final for its slot and leaves no
// round behind.
func TestQuestionThatSlackWillNotHaveIsNotTriedAgain(t *testing.T) {
	s := newStage(t, "en")
	s.workspace.Refuse("chat.postMessage", 1, workspace.Refusal{Error: "msg_too_long"})
	for _, clock := range []string{"2026-11-20 09:00", "2026-11-20 09:05", "2026-11-23 09:00"} {
		s.shows("clock", clock, workspace.Screen{})
	}
	screen := s.workspace.Screen("ana")
	if n := questions(screen); n != 1 {
		t.Errorf("%d questions stand in the channel, want that of the 23rd alone", n)
	}
	if text := screen.Channel("study").Last().Text; len(text) < 10 || text[:10] != "Question 1" {
		t.Errorf("it begins %.20q, want question 1: nobody has missed a round", text)
	}
}

// TestSocketIsRefreshed: Slack closes each connection after some hours. What people do after that
// arrives.
func TestSocketIsRefreshed(t *testing.T) {
	s := newStage(t, "en")
	s.workspace.Disconnect("refresh_requested")
	s.await("ana", func(screen workspace.Screen) bool { return screen.Sockets > 0 })
	s.do("ana types /streak")
}

// TestAnswerThatIsNotKeptIsNotAcknowledged closes the database under the bot: the press fails
// visibly, and the person is told.
func TestAnswerThatIsNotKeptIsNotAcknowledged(t *testing.T) {
	s := newStage(t, "en")
	s.do("ana types /study now")
	s.must(s.app.database.Close())
	message, action := find(s.workspace.Screen("ana"), "A")
	if err := s.workspace.Press(t.Context(), "ana", "study", message.TS, action); err == nil {
		t.Error("the press went through without being kept")
	}
	screen := s.await("ana", func(screen workspace.Screen) bool { return alone(screen) == 2 })
	if text := screen.Channel("study").Last().Text; text == "" || text[:16] != "That didn't work" {
		t.Errorf("Ana is told %q", text)
	}
}

// TestConnectionThatIsClosedAtOnceIsNotAskedForWithoutEnd: slack-go by itself would ask thousands
// of times a second.
func TestConnectionThatIsClosedAtOnceIsNotAskedForWithoutEnd(t *testing.T) {
	s := newStage(t, "en")
	for range 8 {
		s.await("ana", func(screen workspace.Screen) bool { return screen.Sockets > 0 })
		s.workspace.Disconnect("warning")
	}
	asked := 0
	for _, c := range s.workspace.Calls() {
		if c.Method == "apps.connections.open" {
			asked++
		}
	}
	if asked > 9 {
		t.Errorf(
			"it asked for %d connections, want one for each of 8 that were closed and the first",
			asked,
		)
	}
}

// TestQuestionOnItsWayKeepsOthersBack: were the first not posted after all, its number would be
// missing, and everybody would have missed a round that never was.
func TestQuestionOnItsWayKeepsOthersBack(t *testing.T) {
	s := newStage(t, "en")
	s.workspace.Refuse(
		"chat.postMessage",
		1,
		workspace.Refusal{Status: http.StatusInternalServerError},
	)
	for i, want := range []string{"It isn't known yet", "The question before is still on its way"} {
		s.clock.Add(int64(i))
		if got := s.do("ana types /study now"); !strings.Contains(got, want) {
			t.Errorf("Ana is told %q, want %q in it", got, want)
		}
	}
	s.shows("clock", "2026-11-20 08:58", workspace.Screen{})
	if n := questions(s.workspace.Screen("ana")); n != 1 {
		t.Errorf("%d questions stand in the channel, want 1", n)
	}
}

// TestReportIsPostedAgainWithoutItsChartsIfSlackRefusesThem: charts are new in Slack.
func TestReportIsPostedAgainWithoutItsChartsIfSlackRefusesThem(t *testing.T) {
	s := newStage(t, "en")
	for _, day := range []string{"2026-11-23", "2026-11-24", "2026-11-25"} {
		s.shows("clock", day+" 09:00", workspace.Screen{})
		s.do("ana answers")
	}
	for _, refused := range []bool{false, true} {
		if refused {
			s.workspace.Refuse("chat.postMessage", 1, workspace.Refusal{Error: "invalid_blocks"})
		}
		s.clock.Add(60)
		s.do("ana types /study report")
		report := reportIn(t, s.workspace.Screen("ana"))
		if charts := strings.Count(workspace.Text(report.Blocks), "Q1"); charts == 0 != refused {
			t.Errorf("refused: %v; the report has %d charts:\n%s", refused, charts, workspace.Text(report.Blocks))
		}
		for _, figure := range []string{"Question 1: 1, ", "Question 2: 1, "} {
			if !strings.Contains(report.Text, figure) {
				t.Errorf("refused: %v; the text lacks %q:\n%s", refused, figure, report.Text)
			}
		}
	}
}

// reportIn is the newest report in the channel.
func reportIn(t *testing.T, s workspace.Screen) workspace.Message {
	t.Helper()
	for _, m := range slices.Backward(s.Channel("study").Messages) {
		if strings.HasPrefix(m.Text, "The week's studies") {
			return m
		}
	}
	t.Fatalf("no report:\n%s", s)
	return workspace.Message{}
}
