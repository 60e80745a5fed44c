package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// The words of Slack's own failures.
const (
	troubleConnecting = "We had some trouble connecting. Try again?"
	timedOut          = "Operation timed out. Apps need to respond within 3 seconds."
	notListening      = "This app is not responding (dispatch_failed)."
	notACommand       = "%s is not a valid command. In Slack, all messages that start with the " +
		"\"/\" character are interpreted as commands."
)

// shown is a failure in the words that the user is shown.
type shown string

func (s shown) Error() string { return string(s) }

// Command types a slash command: "/aws s3". The error is what Slack then shows to the user.
// "/invite @bot" is the workspace's own: it brings the bot into the channel.
func (w *Workspace) Command(ctx context.Context, user, channel, text string) error {
	w.mu.Lock()
	u, c, err := w.place(user, channel)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	name, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	if name == "/invite" {
		w.invite(u, c)
		w.mu.Unlock()
		return nil
	}
	if w.cfg.Commands != nil && !slices.ContainsFunc(w.cfg.Commands, func(k Command) bool {
		return k.Name == name
	}) {
		w.mu.Unlock()
		return w.slackbot(u, c, fmt.Sprintf(notACommand, name))
	}
	payload := w.commandPayload(u, c, name, strings.TrimSpace(rest))
	h := w.hookOf(payload["response_url"])
	w.mu.Unlock()
	said, err := w.deliver(ctx, envelope{Type: "slash_commands", Accepts: true, Payload: payload})
	if err != nil {
		return w.slackbot(u, c, fmt.Sprintf("%s failed with the error %q", name, err))
	}
	return w.commandAnswered(u, c, h, name, said)
}

func (w *Workspace) hookOf(url any) *hook {
	s, _ := url.(string)
	return w.hooks[s[strings.LastIndex(s, "/")+1:]]
}

// slackbot tells a user of a failure, as Slack's own bot does, and returns it as an error.
func (w *Workspace) slackbot(u *User, c *channel, text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.whisper(c, u.ID, slackbot, content{text: escape(text)})
	return shown(text)
}

// commandAnswered shows what came with the acknowledgement of a slash command.
func (w *Workspace) commandAnswered(u *User, c *channel, h *hook, name string,
	said json.RawMessage) error {
	a, ok := ackMessage(said)
	if a == nil && ok {
		return nil
	}
	w.mu.Lock()
	if a.str("response_type") == "in_channel" && len(a) == 1 {
		w.showCommand(h, c)
		w.mu.Unlock()
		return nil
	}
	spoken, no := w.content(a)
	if no != nil || !ok {
		w.complain("acknowledgement of "+name, no)
		w.mu.Unlock()
		return w.slackbot(u, c, fmt.Sprintf("%s failed with the error %q", name,
			"invalid_command_response"))
	}
	w.reply(h, spoken, a)
	w.mu.Unlock()
	return nil
}

// ackMessage reads a message that came with an acknowledgement: an object, or a plain string.
func ackMessage(said json.RawMessage) (args, bool) {
	var v any
	if len(said) == 0 || json.Unmarshal(said, &v) != nil {
		return nil, len(said) == 0
	}
	switch v := v.(type) {
	case nil:
		return nil, true
	case string:
		if v == "" {
			return nil, true
		}
		return args{"text": v}, true
	case map[string]any:
		if len(v) == 0 {
			return nil, true
		}
		return v, true
	}
	return nil, false
}

func (w *Workspace) invite(u *User, c *channel) {
	if c.BotIn {
		w.whisper(
			c,
			u.ID,
			slackbot,
			content{text: escape(w.cfg.Bot) + " is already in this channel."},
		)
		return
	}
	c.BotIn = true
	m := w.say(c, botUserID, content{text: "was added to #" + c.Name + " by <@" + u.ID + ">."})
	m.Note = true
	w.emit("member_joined_channel", map[string]any{
		"type": "member_joined_channel", "user": botUserID, "channel": c.ID, "channel_type": "C",
		"team": teamID, "inviter": u.ID, "event_ts": m.TS,
	})
}

// Press presses a button of a message, by its action_id (or block_id/action_id, where blocks
// share one). It returns when the app has acknowledged, or the failure that the user then sees.
func (w *Workspace) Press(ctx context.Context, user, channel, ts, actionID string) error {
	return w.actInMessage(ctx, user, channel, ts, actionID, nil)
}

// Choose sets checkboxes, radio buttons, a select or a picker of a message to values, by their
// option values. It is kept for the user and the message until they choose again.
func (w *Workspace) Choose(ctx context.Context, user, channel, ts, actionID string,
	values ...string) error {
	return w.actInMessage(ctx, user, channel, ts, actionID, append([]string{}, values...))
}

func (w *Workspace) actInMessage(ctx context.Context, user, channel, ts, actionID string,
	values []string) error {
	w.mu.Lock()
	u, c, m, e, err := w.aim(user, channel, ts, actionID, values)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	_, ephemeral := w.seen(u.ID, c, ts)
	key := choiceKey{u.ID, c.ID, m.TS}
	if w.choices[key] == nil {
		w.choices[key] = choices{}
	}
	if values != nil {
		w.choices[key][e.key()] = values
	}
	payload := w.messageAction(u, c, m, ephemeral, e)
	if e.kind() == "overflow" {
		delete(w.choices[key], e.key())
	}
	delete(w.warnings, key)
	w.touch()
	w.mu.Unlock()
	_, err = w.deliver(ctx, envelope{Type: "interactive", Accepts: true, Payload: payload})
	return w.warn(key, e, err)
}

// aim finds who acts, where, on which message and on what in it.
func (w *Workspace) aim(user, where, ts, actionID string, values []string) (
	u *User, c *channel, m *message, e element, err error) {
	if u, c, err = w.place(user, where); err != nil {
		return
	}
	if m, _ = w.seen(u.ID, c, ts); m == nil {
		return u, c, nil, e, fmt.Errorf("user %q sees no message %q in %q", user, ts, where)
	}
	if e, err = find(m.Blocks, actionID); err == nil {
		err = e.takes(values)
	}
	return
}

// takes refuses to press what is chosen, and to choose from what is pressed.
func (e element) takes(values []string) error {
	pressed := valueField[e.kind()] == "" && e.kind() != "overflow"
	switch {
	case pressed && values != nil:
		return fmt.Errorf("%s %q is pressed, not chosen from", e.kind(), e.actionID())
	case !pressed && values == nil:
		return fmt.Errorf("%s %q is chosen from, not pressed", e.kind(), e.actionID())
	case e.kind() == "overflow" && len(values) != 1:
		return fmt.Errorf("overflow %q takes one value", e.actionID())
	}
	return e.accept(values)
}

// warn puts a warning beside an element of a message when the app did not acknowledge.
func (w *Workspace) warn(key choiceKey, e element, err error) error {
	if err == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.warnings[key] = map[string]string{e.key(): failureWords(err)}
	w.touch()
	return shown(failureWords(err))
}

func failureWords(err error) string {
	if errors.Is(err, errTimeout) {
		return timedOut
	}
	return notListening
}

// Say posts what a user types: into a channel, or under a message when threadTS is one. "@bot"
// or the bot's name after an @ mentions the app, which is then told of it.
func (w *Workspace) Say(_ context.Context, user, channel, threadTS, text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.place(user, channel)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return errors.New("there is nothing to say")
	}
	m := w.say(c, u.ID, content{text: w.typed(text), threadTS: threadTS})
	w.tell(u, c, m)
	return nil
}

// Mention is Say with the bot mentioned first.
func (w *Workspace) Mention(ctx context.Context, user, channel, threadTS, text string) error {
	return w.Say(ctx, user, channel, threadTS, "@bot "+text)
}

var mention = regexp.MustCompile(`[@#][\p{L}\p{N}._-]+`)

// typed is text as Slack stores it: escaped, with names turned into ids.
func (w *Workspace) typed(text string) string {
	return mention.ReplaceAllStringFunc(escape(text), func(name string) string {
		if c := w.channel(name); c != nil && name[0] == '#' {
			return "<#" + c.ID + "|" + c.Name + ">"
		}
		if name == "@bot" || name == "@"+w.cfg.Bot {
			return "<@" + botUserID + ">"
		}
		if u := w.user(name); u != nil && name[0] == '@' {
			return "<@" + u.ID + ">"
		}
		return name
	})
}

// tell lets the app know of a message: a mention where it is a member, or any if it subscribes.
func (w *Workspace) tell(u *User, c *channel, m *message) {
	event := map[string]any{"user": u.ID, "text": m.Text, "ts": m.TS, "team": teamID,
		"channel": c.ID, "event_ts": m.TS, "client_msg_id": w.newID("m")}
	if m.ThreadTS != "" {
		event["thread_ts"] = m.ThreadTS
	}
	mentioned := strings.Contains(m.Text, "<@"+botUserID+">")
	if mentioned && !c.BotIn {
		w.whisper(c, u.ID, slackbot, content{text: escape(w.cfg.Bot) +
			" is not in this channel. Invite it with `/invite @bot`."})
	}
	if !c.BotIn {
		return
	}
	if mentioned && c.DM == "" {
		w.emit("app_mention", with(event, "type", "app_mention"))
	}
	kind := map[bool]string{true: "im", false: "channel"}[c.DM != ""]
	subscription := map[string]string{"im": "message.im", "channel": "message.channels"}[kind]
	w.emit(subscription, with(event, "type", "message", "channel_type", kind))
}

// with is a copy of m with more in it.
func with(m map[string]any, pairs ...string) map[string]any {
	made := map[string]any{}
	for k, v := range m {
		made[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		made[pairs[i]] = pairs[i+1]
	}
	return made
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escape is Slack's escaping: these three and no more.
func escape(s string) string { return escaper.Replace(s) }
