package workspace_test

import (
	"testing"

	"github.com/slack-go/slack"

	"kotsukotsu/bot/workspace"
)

func TestACommandIsAnsweredInItsAcknowledgement(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	result := doing(
		func() error { return w.Command(t.Context(), "ana", "study", "/aws s3 basics") },
	)
	e := a.ack(t, map[string]any{"text": "Amazon *S3*"})
	cmd := e.Data.(slack.SlashCommand)
	if cmd.Command != "/aws" || cmd.Text != "s3 basics" || cmd.UserID != "U0ANA" ||
		cmd.ChannelID != "C0STUDY" || cmd.ChannelName != "study" || cmd.TriggerID == "" {
		t.Errorf("the command came as %+v", cmd)
	}
	if err := result(); err != nil {
		t.Error(err)
	}
	last := w.Screen("ana").Channel("study").Last()
	if last.Text != "Amazon *S3*" || !last.OnlyYou {
		t.Errorf("ana sees %+v", last)
	}
	if n := len(w.Screen("ken").Channel("study").Messages); n != 0 {
		t.Errorf("ken sees %d messages, of which none is his", n)
	}
}

func TestAButtonPressCarriesItsMessage(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	_, ts, err := a.PostMessage(
		"C0STUDY",
		slack.MsgOptionText("A question", false),
		slack.MsgOptionBlocks(
			slack.NewSectionBlock(mrkdwn("Which?"), nil, nil),
			buttons("q1", "A", "B"),
		),
	)
	if err != nil {
		t.Fatal(err)
	}
	result := doing(func() error { return w.Press(t.Context(), "ken", "study", ts, "pick_B") })
	e := a.ack(t)
	press := e.Data.(slack.InteractionCallback)
	action := press.ActionCallback.BlockActions[0]
	if action.Value != "B" || action.BlockID != "q1" || press.Message.Timestamp != ts ||
		press.User.ID != "U0KEN" || press.Container.IsEphemeral {
		t.Errorf("the press came as %+v with %+v", press, action)
	}
	if err := result(); err != nil {
		t.Error(err)
	}
	_, _, _, err = a.SendMessage("", slack.MsgOptionResponseURL(press.ResponseURL, "ephemeral"),
		slack.MsgOptionText("Right", false))
	if err != nil {
		t.Fatal(err)
	}
	if last := w.Screen("ken").Channel("study").Last(); last.Text != "Right" || !last.OnlyYou {
		t.Errorf("ken sees %+v", last)
	}
	if _, _, _, err := a.UpdateMessage("C0STUDY", ts, slack.MsgOptionText("closed", false)); err != nil {
		t.Fatal(err)
	}
	first := w.Screen("ana").Channel("study").Messages[0]
	if first.Lines() != "closed" || !first.Edited {
		t.Errorf("ana sees %+v", first)
	}
}
