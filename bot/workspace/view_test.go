package workspace_test

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"kotsukotsu/bot/workspace"
)

// openModal opens a modal for ana by a command.
func openModal(
	t testing.TB,
	w *workspace.Workspace,
	a *app,
	v slack.ModalViewRequest,
) *slack.ViewResponse {
	t.Helper()
	result := doing(func() error { return w.Command(t.Context(), "ana", "study", "/open") })
	opened, err := a.OpenViewContext(t.Context(), a.ack(t).Data.(slack.SlashCommand).TriggerID, v)
	if err != nil {
		t.Fatal(err, func() []string { _, m := detailsOf(err); return m }())
	}
	if err := result(); err != nil {
		t.Fatal(err)
	}
	return opened
}

func TestATriggerOpensOneViewAndOnlySoon(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	result := doing(func() error { return w.Command(t.Context(), "ana", "study", "/open") })
	trigger := a.ack(t).Data.(slack.SlashCommand).TriggerID
	if err := result(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"", "trigger_exchanged"} {
		if _, err := a.OpenView(trigger, nameModal()); err != nil && err.Error() != want ||
			err == nil && want != "" {
			t.Errorf("opened with %v, not %q", err, want)
		}
	}
	if _, err := a.OpenView("made.up", nameModal()); err == nil ||
		err.Error() != "invalid_trigger_id" {
		t.Errorf("a made-up trigger: %v", err)
	}
	slow := newWorkspace(t, workspace.Config{Times: workspace.Times{Trigger: time.Nanosecond}})
	b := newApp(t, slow)
	result = doing(func() error { return slow.Command(t.Context(), "ana", "study", "/open") })
	_, err := b.OpenView(b.ack(t).Data.(slack.SlashCommand).TriggerID, nameModal())
	if err == nil || err.Error() != "trigger_expired" {
		t.Errorf("a late trigger: %v", err)
	}
	_ = result()
}

func TestAModalIsFilledAndSubmitted(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	v := settingsModal()
	v.PrivateMetadata, v.CallbackID = "meta", "settings"
	openModal(t, w, a, v)
	err := w.Submit(t.Context(), "ana")
	if err == nil || !strings.Contains(err.Error(), "name: Please complete this required field.") {
		t.Errorf("an empty modal was submitted: %v", err)
	}
	for id, values := range map[string][]string{
		"name": {"SAA"}, "exam": {"DVA-C02"}, "days": {"Mon", "Wed"}, "at": {"09:30"},
	} {
		if err := w.Fill(t.Context(), "ana", id, values...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Fill(t.Context(), "ana", "exam", "SOA"); err == nil {
		t.Error("an exam was chosen that is not offered")
	}
	result := doing(func() error { return w.Submit(t.Context(), "ana") })
	taken := slack.NewErrorsViewSubmissionResponse(map[string]string{"name": "taken"})
	submission := a.ack(t, taken).Data.(slack.InteractionCallback)
	if err := result(); err == nil || err.Error() != "name: taken" {
		t.Errorf("the app's error came back as %v", err)
	}
	values := submission.View.State.Values
	if values["name"]["typed"].Value != "SAA" ||
		values["exam"]["pick"].SelectedOption.Value != "DVA-C02" ||
		len(values["days"]["pick"].SelectedOptions) != 2 ||
		values["at"]["pick"].SelectedTime != "09:30" ||
		values["notes"]["typed"].Value != "" {
		t.Errorf("it was submitted with %+v", values)
	}
	if submission.View.PrivateMetadata != "meta" || submission.View.CallbackID != "settings" ||
		submission.User.ID != "U0ANA" {
		t.Errorf("it was submitted as %+v", submission.View)
	}
	if got := w.Screen("ana").Modal().Errors["name"]; got != "taken" {
		t.Errorf("beside the name stands %q", got)
	}
	result = doing(func() error { return w.Submit(t.Context(), "ana") })
	a.ack(t)
	if err := result(); err != nil || w.Screen("ana").Modal() != nil {
		t.Errorf("an empty acknowledgement did not close the modal: %v", err)
	}
}

func TestWhatSlackCannotMakeOutOfAnAcknowledgementIsTrouble(t *testing.T) {
	w := newWorkspace(t, workspace.Config{Times: quick})
	a := newApp(t, w)
	for name, payload := range map[string]any{
		"errors of no input":    slack.NewErrorsViewSubmissionResponse(map[string]string{"nothing": "x"}),
		"no response_action":    map[string]any{"ok": true},
		"an invalid view":       slack.NewUpdateViewSubmissionResponse(&slack.ModalViewRequest{Type: slack.VTModal}),
		"no acknowledgement":    nil,
		"an unknown one":        map[string]any{"response_action": "dance"},
		"errors without errors": map[string]any{"response_action": "errors"},
	} {
		openModal(
			t,
			w,
			a,
			slack.ModalViewRequest{Type: slack.VTModal, Title: plain("x"), Submit: plain("ok"),
				Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewDividerBlock()}}},
		)
		result := doing(func() error { return w.Submit(t.Context(), "ana") })
		if payload == nil {
			a.hear(t)
		} else {
			a.ack(t, payload)
		}
		const want = "We had some trouble connecting. Try again?"
		if err := result(); err == nil || err.Error() != want ||
			w.Screen("ana").Modal().Failure != want {
			t.Errorf("%s: %v, and at the foot %q", name, err, w.Screen("ana").Modal().Failure)
		}
	}
}

func TestViewsStackAndAreTold(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	page := func(title string) slack.ModalViewRequest {
		return slack.ModalViewRequest{Type: slack.VTModal, Title: plain(title), NotifyOnClose: true,
			Blocks: slack.Blocks{BlockSet: []slack.Block{buttons("go", "More")}}}
	}
	root := openModal(t, w, a, page("1"))
	for _, title := range []string{"2", "3", "4"} {
		result := doing(func() error { return w.PressInView(t.Context(), "ana", "pick_More") })
		press := a.ack(t).Data.(slack.InteractionCallback)
		pushed, err := a.PushView(press.TriggerID, page(title))
		if title == "4" {
			if err == nil || err.Error() != "push_limit_reached" {
				t.Errorf("a fourth view: %v", err)
			}
		} else if err != nil || pushed.RootViewID != root.View.ID || press.Container.ViewID == "" {
			t.Errorf("push %s: %v, %+v", title, err, pushed)
		}
		if err := result(); err != nil {
			t.Error(err)
		}
	}
	result := doing(func() error { return w.CloseView(t.Context(), "ana") })
	closed := a.ack(t).Data.(slack.InteractionCallback)
	if closed.Type != slack.InteractionTypeViewClosed || closed.View.Title.Text != "3" ||
		closed.IsCleared {
		t.Errorf("the app was told %+v", closed)
	}
	if err := result(); err != nil || w.Screen("ana").Modal().Title != "2" {
		t.Errorf("after closing, %q is on top (%v)", w.Screen("ana").Modal().Title, err)
	}
}

func TestAViewIsUpdatedUnlessItHasChanged(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	opened := openModal(t, w, a, nameModal())
	if err := w.Fill(t.Context(), "ana", "name", "Ana"); err != nil {
		t.Fatal(err)
	}
	now := nameModal()
	now.Title = plain("Now")
	for _, c := range []struct{ id, hash, want string }{
		{opened.View.ID, opened.View.Hash, ""}, {opened.View.ID, opened.View.Hash, "hash_conflict"},
		{"VNONE", "", "not_found"},
	} {
		_, err := a.UpdateView(now, "", c.hash, c.id)
		if err != nil && err.Error() != c.want || err == nil && c.want != "" {
			t.Errorf("update %+v: %v", c, err)
		}
	}
	seen := w.Screen("ana").Modal()
	if seen.Title != "Now" || len(seen.Values["name/typed"]) != 1 {
		t.Errorf("what was typed did not stay: %+v", seen)
	}
	if w.Screen("ken").Modal() != nil {
		t.Error("ken sees ana's modal")
	}
}

func TestAHomeIsPublishedForOneUser(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: home()}}
	first, err := a.PublishView("U0ANA", view, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = a.PublishView("U0ANA", view, "stale"); err == nil ||
		err.Error() != "hash_conflict" {
		t.Errorf("a stale hash: %v", err)
	}
	if err := w.OpenHome(t.Context(), "ana"); err != nil {
		t.Fatal(err)
	}
	opened := a.ack(t).Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.AppHomeOpenedEvent)
	if opened.View == nil || opened.View.Hash != first.View.Hash {
		t.Errorf("the app was told of the view %+v", opened.View)
	}
	result := doing(func() error { return w.ChooseHome(t.Context(), "ana", "lang", "en") })
	chosen := a.ack(t).Data.(slack.InteractionCallback)
	if chosen.View.Type != slack.VTHomeTab ||
		chosen.ActionCallback.BlockActions[0].SelectedOption.Value != "en" {
		t.Errorf("the choice came as %+v", chosen.ActionCallback.BlockActions[0])
	}
	if err := result(); err != nil {
		t.Error(err)
	}
	if w.Screen("ken").Home != nil {
		t.Error("ken sees ana's home")
	}
}
