package workspace_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"kotsukotsu/bot/workspace"
)

func isWord(err error, want string) bool {
	return err == nil && want == "" || err != nil && err.Error() == want
}

func TestWhereTheAppMaySpeak(t *testing.T) {
	w := newWorkspace(t, workspace.Config{Channels: []workspace.Channel{
		{Name: "study"}, {Name: "random", BotAbsent: true},
		{
			Name:      "secret",
			Private:   true,
			BotAbsent: true,
		}, {Name: "duo", Members: []string{"ana", "ken"}},
	}})
	a := newApp(t, w)
	text := slack.MsgOptionText("x", false)
	for where, want := range map[string]string{
		"C0STUDY": "", "#study": "", "U0ANA": "", "C0RANDOM": "not_in_channel",
		"C0SECRET": "channel_not_found", "CNONE": "channel_not_found",
	} {
		if _, _, err := a.PostMessage(where, text); !isWord(err, want) {
			t.Errorf("post to %s: %v, not %q", where, err, want)
		}
	}
	if _, _, err := a.PostMessage("C0STUDY", slack.MsgOptionText(" ", false)); !isWord(
		err,
		"no_text",
	) {
		t.Errorf("post nothing: %v", err)
	}
	if _, err := a.PostEphemeral("C0DUO", "U0YUKI", text); !isWord(err, "user_not_in_channel") {
		t.Errorf("whisper to who is not there: %v", err)
	}
	if dm := w.Screen("ana").Channel("dm"); dm.Last().Text != "x" ||
		len(w.Screen("ken").Channel("dm").Messages) > 0 {
		t.Errorf("the direct message is in %+v", dm)
	}
	if c := w.Screen("yuki").Channel("duo"); c.ID != "" {
		t.Errorf("yuki sees a channel she is not in: %+v", c)
	}
	if err := w.Command(t.Context(), "ken", "random", "/invite @bot"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := a.PostMessage("C0RANDOM", text); err != nil {
		t.Errorf("post where the bot was invited: %v", err)
	}
	info, err := a.GetConversationInfo(
		&slack.GetConversationInfoInput{ChannelID: "C0DUO", IncludeNumMembers: true},
	)
	if err != nil || !info.IsMember || info.IsPrivate || info.NumMembers != 3 {
		t.Errorf("conversations.info says %+v, %v", info, err)
	}
	members, _, err := a.GetUsersInConversation(
		&slack.GetUsersInConversationParameters{ChannelID: "C0DUO"},
	)
	if err != nil || strings.Join(members, " ") != "U0ANA U0KEN U0BOT" {
		t.Errorf("conversations.members says %v, %v", members, err)
	}
	user, err := a.GetUserInfo("U0KEN")
	if err != nil || user.TZ != "Asia/Tokyo" || user.TZOffset != 9*3600 || user.Locale != "ja-JP" ||
		user.Profile.DisplayName != "健" {
		t.Errorf("users.info says %+v, %v", user, err)
	}
}

func TestAMessageIsChangedByItsAuthorAlone(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	_, ts, err := a.PostMessage(
		"C0STUDY",
		slack.MsgOptionText("old", false),
		slack.MsgOptionBlocks(buttons("q", "A")),
	)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Say(t.Context(), "ana", "study", ts, "a reply"); err != nil {
		t.Fatal(err)
	}
	hers := w.Screen("ana").Channel("study").Messages[0].Replies[0].TS
	whispered, err := a.PostEphemeral("C0STUDY", "U0ANA", slack.MsgOptionText("psst", false))
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		ts: "", hers: "cant_update_message", whispered: "message_not_found", "1.2": "message_not_found",
	} {
		if _, _, _, err := a.UpdateMessage("C0STUDY", at, slack.MsgOptionText("new", false)); !isWord(
			err,
			want,
		) {
			t.Errorf("update %s: %v, not %q", at, err, want)
		}
	}
	first := w.Screen("ana").Channel("study").Messages[0]
	if first.Text != "new" || len(first.Blocks) > 0 || !first.Edited || len(first.Replies) != 1 {
		t.Errorf("the message is now %+v", first)
	}
	if _, _, err := a.DeleteMessage("C0STUDY", ts); err != nil {
		t.Error(err)
	}
}

func TestAnEphemeralMessageIsOneUsersAlone(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	ts, err := a.PostEphemeral("C0STUDY", "U0ANA", slack.MsgOptionBlocks(buttons("q", "A")))
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Screen("ken").Channel("study").Messages) > 0 ||
		strings.Contains(w.Screen("ken").String(), "[A]") {
		t.Error("ken sees what is for ana alone")
	}
	if err := w.Press(t.Context(), "ken", "study", ts, "pick_A"); err == nil {
		t.Error("ken pressed what he cannot see")
	}
	history, err := a.GetConversationHistory(
		&slack.GetConversationHistoryParameters{ChannelID: "C0STUDY"},
	)
	if err != nil || len(history.Messages) > 0 {
		t.Errorf("the history has it: %+v, %v", history, err)
	}
	result := doing(func() error { return w.Press(t.Context(), "ana", "study", ts, "pick_A") })
	press := a.ack(t).Data.(slack.InteractionCallback)
	if !press.Container.IsEphemeral || press.Container.MessageTs != ts ||
		press.Message.Text != "" ||
		len(press.Message.Blocks.BlockSet) > 0 {
		t.Errorf("the press came as %+v with the message %+v", press.Container, press.Message)
	}
	if err := result(); err != nil {
		t.Fatal(err)
	}
	_, _, _, err = a.SendMessage(
		"",
		slack.MsgOptionReplaceOriginal(press.ResponseURL),
		slack.MsgOptionText("replaced", false),
	)
	if last := w.Screen("ana").Channel("study").Last(); err != nil || last.Text != "replaced" ||
		!last.OnlyYou ||
		last.TS != ts {
		t.Errorf("replaced: %+v, %v", last, err)
	}
	_, _, _, err = a.SendMessage("", slack.MsgOptionDeleteOriginal(press.ResponseURL))
	if n := len(w.Screen("ana").Channel("study").Messages); err != nil || n != 0 {
		t.Errorf("deleted: %d messages, %v", n, err)
	}
}

func TestAResponseURLIsUsedFiveTimes(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	result := doing(func() error { return w.Command(t.Context(), "ana", "random", "/aws s3") })
	url := a.ack(t).Data.(slack.SlashCommand).ResponseURL
	if err := result(); err != nil {
		t.Fatal(err)
	}
	say := func(kind string) error {
		_, _, _, err := a.SendMessage(
			"",
			slack.MsgOptionResponseURL(url, kind),
			slack.MsgOptionText("x", false),
		)
		return err
	}
	for n := range 5 {
		kind := slack.ResponseTypeEphemeral
		if n == 2 {
			kind = slack.ResponseTypeInChannel
		}
		if err := say(kind); err != nil {
			t.Errorf("use %d: %v", n+1, err)
		}
	}
	code, _ := errors.AsType[slack.StatusCodeError](say(slack.ResponseTypeEphemeral))
	if code.Code != http.StatusNotFound {
		t.Errorf("the sixth use: %v", code)
	}
	if got := w.Calls()[len(w.Calls())-1].Answer["error"]; got != "used_url" {
		t.Errorf("the sixth use was answered with %v", got)
	}
	seen := w.Screen("ken").Channel("random").Messages
	if len(seen) != 2 || seen[0].Text != "/aws s3" || seen[0].User != "U0ANA" ||
		seen[1].Text != "x" {
		t.Errorf("ken sees %+v", seen)
	}
	if n := len(w.Screen("ana").Channel("random").Messages); n != 6 {
		t.Errorf("ana sees %d messages, not 6", n)
	}
}

func TestAResponseURLEnds(t *testing.T) {
	w := newWorkspace(t, workspace.Config{Times: workspace.Times{ResponseURL: time.Nanosecond}})
	a := newApp(t, w)
	result := doing(func() error { return w.Command(t.Context(), "ana", "study", "/aws s3") })
	url := a.ack(t).Data.(slack.SlashCommand).ResponseURL
	_ = result()
	_, _, _, err := a.SendMessage(
		"",
		slack.MsgOptionResponseURL(url, "ephemeral"),
		slack.MsgOptionText("x", false),
	)
	if err == nil || w.Calls()[len(w.Calls())-1].Answer["error"] != "expired_url" {
		t.Errorf("an old response_url: %v", err)
	}
}

func TestWhatIsChosenIsKeptForEachUser(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	_, ts, err := a.PostMessage("C0STUDY", slack.MsgOptionBlocks(chooseTwo()...))
	if err != nil {
		t.Fatal(err)
	}
	result := doing(
		func() error { return w.Choose(t.Context(), "ana", "study", ts, "two", "a", "c") },
	)
	chosen := a.ack(t).Data.(slack.InteractionCallback).ActionCallback.BlockActions[0]
	if err := result(); err != nil || len(chosen.SelectedOptions) != 2 ||
		chosen.SelectedOptions[1].Value != "c" {
		t.Errorf("chosen: %+v, %v", chosen, err)
	}
	for user, want := range map[string]int{"ana": 2, "ken": 0} {
		result := doing(func() error { return w.Press(t.Context(), user, "study", ts, "send") })
		press := a.ack(t).Data.(slack.InteractionCallback)
		if n := len(press.BlockActionState.Values["boxes"]["two"].SelectedOptions); n != want {
			t.Errorf("%s pressed with %d chosen, not %d", user, n, want)
		}
		_ = result()
		if n := len(w.Screen(user).Channel("study").Messages[0].Values["boxes/two"]); n != want {
			t.Errorf("%s sees %d chosen, not %d", user, n, want)
		}
	}
	if err := w.Choose(t.Context(), "ana", "study", ts, "two", "z"); err == nil {
		t.Error("what is not offered was chosen")
	}
}

func TestHistoryIsPagedAndHasMetadataWhenAsked(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	var first string
	for n, text := range []string{"1", "2", "3", "4", "5"} {
		_, ts, err := a.PostMessage(
			"C0STUDY",
			slack.MsgOptionText(text, false),
			slack.MsgOptionMetadata(
				slack.SlackMetadata{EventType: "round", EventPayload: map[string]any{"n": n}}),
		)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			first = ts
		}
	}
	_, _, err := a.PostMessage("C0STUDY", slack.MsgOptionText("reply", false), slack.MsgOptionTS(first))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	cursor := ""
	for range 3 {
		page, err := a.GetConversationHistory(
			&slack.GetConversationHistoryParameters{ChannelID: "C0STUDY",
				Limit: 2, Cursor: cursor, IncludeAllMetadata: true},
		)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page.Messages {
			texts = append(texts, m.Text)
			if m.Metadata.EventType != "round" {
				t.Errorf("%s has the metadata %+v", m.Text, m.Metadata)
			}
		}
		cursor = page.ResponseMetaData.NextCursor
		if page.HasMore != (cursor != "") {
			t.Errorf("has_more is %v with the cursor %q", page.HasMore, cursor)
		}
	}
	if got := strings.Join(texts, ""); got != "54321" {
		t.Errorf("the history is %s", got)
	}
	newer, err := a.GetConversationHistory(
		&slack.GetConversationHistoryParameters{ChannelID: "C0STUDY", Oldest: first},
	)
	if err != nil || len(newer.Messages) != 4 || newer.Messages[0].Metadata.EventType != "" {
		t.Errorf("what is newer: %+v, %v", newer, err)
	}
}

func TestTroubleIsMadeToOrder(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	post := func() error {
		_, _, err := a.PostMessage("C0STUDY", slack.MsgOptionText("x", false))
		return err
	}
	w.Refuse("chat.postMessage", 1, workspace.Refusal{Error: "is_archived"})
	w.Refuse("chat.postMessage", 1, workspace.Refusal{Status: 429, RetryAfter: 7 * time.Second})
	w.Refuse("chat.postMessage", 1, workspace.Refusal{Status: 503})
	w.Refuse("chat.postMessage", 1, workspace.Refusal{Lost: true})
	if err := post(); !isWord(err, "is_archived") {
		t.Errorf("refused: %v", err)
	}
	if limited, ok := errors.AsType[*slack.RateLimitedError](post()); !ok ||
		limited.RetryAfter != 7*time.Second {
		t.Errorf("limited: %v", limited)
	}
	if code, ok := errors.AsType[slack.StatusCodeError](post()); !ok || code.Code != 503 {
		t.Errorf("broken: %v", code)
	}
	if n := len(w.Screen("ana").Channel("study").Messages); n != 0 {
		t.Errorf("a call that was refused had an effect: %d", n)
	}
	if err := post(); err == nil || len(w.Screen("ana").Channel("study").Messages) != 1 {
		t.Errorf("an answer that is lost has its effect: %v", err)
	}
	if err := post(); err != nil {
		t.Error(err)
	}
	if n := len(w.Calls()); n != 6 { // with apps.connections.open
		t.Errorf("%d calls are remembered, not 6", n)
	}
}

// What a call's trouble does is done before the method takes effect or after, as ordered, and the
// app hears of nothing until it is done.
func TestTroubleHappensAtItsPoint(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	for _, c := range []struct {
		name    string
		trouble workspace.Refusal
		then    int // messages that stand when Then is called
		stand   int // and afterwards
		cut     bool
	}{
		{"the call is cut before its effect", workspace.Refusal{Unsent: true}, 0, 0, true},
		{"the call is refused", workspace.Refusal{Status: http.StatusInternalServerError}, 0, 0, false},
		{"nothing becomes of it", workspace.Refusal{}, 0, 1, false},
		{"the call is cut after its effect", workspace.Refusal{Lost: true}, 2, 2, true},
	} {
		messages := func() int { return len(w.Screen("ana").Channel("study").Messages) }
		then := make(chan int, 1)
		c.trouble.Then = func(*http.Request) { then <- messages() }
		w.Refuse("chat.postMessage", 1, c.trouble)
		_, _, err := a.PostMessage("C0STUDY", slack.MsgOptionText("x", false))
		_, broken := errors.AsType[*url.Error](err)
		seen := receive(t, then, "Then")
		if seen != c.then || messages() != c.stand || broken != c.cut {
			t.Errorf("%s: then %d messages stand, later %d; the app hears %v",
				c.name, seen, messages(), err)
		}
	}
}

// An app that waits no longer ends the context of its request, so that Then can wait for it.
func TestTroubleCanOutlastAnAppsPatience(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	left := make(chan struct{})
	w.Refuse("chat.postMessage", 1, workspace.Refusal{Unsent: true, Then: func(r *http.Request) {
		<-r.Context().Done()
		close(left)
	}})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, _, err := a.PostMessageContext(ctx, "C0STUDY", slack.MsgOptionText("x", false))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the app hears %v", err)
	}
	receive(t, left, "the end of the request")
}

func TestAnUnknownMethodIsShown(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	if err := a.AddReaction("x", slack.NewRefToMessage("C0STUDY", "1.2")); !isWord(
		err,
		"unknown_method",
	) {
		t.Errorf("reactions.add: %v", err)
	}
	if p := w.Screen("ana").Problems; len(p) != 1 || p[0].Method != "reactions.add" {
		t.Errorf("the page shows %+v", p)
	}
}

func TestStateIsKeptBetweenRuns(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	t.Run("first", func(t *testing.T) {
		w := newWorkspace(t, workspace.Config{State: file})
		a := newApp(t, w)
		_, _, err := a.PostMessage("C0STUDY", slack.MsgOptionBlocks(question()...))
		_, err2 := a.PostEphemeral("C0STUDY", "U0ANA", slack.MsgOptionText("psst", false))
		_, err3 := a.PublishView(
			"U0ANA",
			slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: home()}},
			"",
		)
		if err := errors.Join(err, err2, err3); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("second", func(t *testing.T) {
		w := newWorkspace(t, workspace.Config{State: file})
		a := newApp(t, w)
		s := w.Screen("ana")
		if n := len(s.Channel("study").Messages); n != 1 || s.Home == nil {
			t.Errorf("%d messages were kept, and the home %v", n, s.Home)
		}
		ts := s.Channel("study").Last().TS
		if _, _, _, err := a.UpdateMessage("C0STUDY", ts, slack.MsgOptionText("closed", false)); err != nil {
			t.Error(err)
		}
		result := doing(func() error { return w.ChooseHome(t.Context(), "ana", "lang", "en") })
		a.ack(t)
		if err := result(); err != nil {
			t.Error(err)
		}
	})
	if err := os.WriteFile(file, []byte(`{"version":1,`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Listen(workspace.Config{State: file}); err == nil ||
		!strings.Contains(err.Error(), file) {
		t.Errorf("a broken state file: %v", err)
	}
	if text, _ := os.ReadFile(file); string(text) != `{"version":1,` {
		t.Errorf("the broken file was overwritten with %s", text)
	}
}

func TestAwaitTellsWhatWasSeen(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	if err := w.Say(t.Context(), "ana", "study", "", "hello"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.Await(ctx, "ana", func(workspace.Screen) bool { return false })
	if err == nil || !strings.Contains(err.Error(), "hello") || !errors.Is(err, context.Canceled) {
		t.Errorf("Await gave up with %v", err)
	}
	done := make(chan workspace.Screen)
	go func() {
		done <- await(t, w, "ken", func(s workspace.Screen) bool {
			return s.Channel("study").Last().Text == "again"
		})
	}()
	if err := w.Say(t.Context(), "ana", "study", "", "again"); err != nil {
		t.Fatal(err)
	}
	receive(t, done, "the change")
}

func TestAPortInUseIsFoundByListen(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	addr := strings.TrimSuffix(strings.TrimPrefix(w.PageURL(), "http://"), "/")
	if _, err := workspace.Listen(workspace.Config{Addr: addr}); err == nil {
		t.Error("the port was taken twice")
	}
}
