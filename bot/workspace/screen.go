package workspace

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Screen is what one user sees. It is a copy: it stays as it was when it was taken.
type Screen struct {
	Team     string         `json:"team"`
	Bot      string         `json:"bot"`    // the bot's name
	BotID    string         `json:"bot_id"` // the bot's user id
	Me       User           `json:"me"`
	Users    []User         `json:"users"`
	Commands []Command      `json:"commands"`
	Channels []Conversation `json:"channels"`
	Modals   []View         `json:"modals"` // the one on top last
	Home     *View          `json:"home"`   // nil until the app publishes one
	Problems []Problem      `json:"problems"`
	Sockets  int            `json:"sockets"` // connections the app has open
}

// Conversation is a channel, or the direct conversation with the app.
type Conversation struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Topic    string    `json:"topic"`
	DM       bool      `json:"dm"`
	Private  bool      `json:"private"`
	BotIn    bool      `json:"bot_in"`
	Messages []Message `json:"messages"` // by time; ephemeral ones among them
}

// Message is a message as one user sees it.
type Message struct {
	TS          string              `json:"ts"`
	User        string              `json:"user"`   // id
	Author      string              `json:"author"` // name
	Text        string              `json:"text"`
	Blocks      Blocks              `json:"blocks"`
	Attachments []any               `json:"attachments,omitempty"`
	Replies     []Message           `json:"replies,omitempty"`
	Edited      bool                `json:"edited"`
	OnlyYou     bool                `json:"only_you"` // ephemeral
	Note        bool                `json:"note"`     // said by Slack: "was added to #study"
	Values      map[string][]string `json:"values"`   // chosen, by block_id/action_id
	Warnings    map[string]string   `json:"warnings"` // failures, by block_id/action_id
}

// View is a modal, or the app's home.
type View struct {
	ID       string              `json:"id"`
	Title    string              `json:"title"`
	Submit   string              `json:"submit"` // "" is no button
	Close    string              `json:"close"`
	Blocks   Blocks              `json:"blocks"`
	Values   map[string][]string `json:"values"`   // typed and chosen, by block_id/action_id
	Errors   map[string]string   `json:"errors"`   // beside inputs, by block_id
	Warnings map[string]string   `json:"warnings"` // beside buttons, by block_id/action_id
	Failure  string              `json:"failure"`  // Slack's own, at the foot
	Sending  bool                `json:"sending"`
}

// Screen shows what a user sees now. A user that is not there sees no
// channel, only who else could be acted as.
func (w *Workspace) Screen(user string) Screen {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.screen(user)
}

// Await waits until what a user sees is as wanted. It looks again at every change and only then.
// When ctx ends first, the error tells what was seen last.
func (w *Workspace) Await(ctx context.Context, user string, ok func(Screen) bool) (Screen, error) {
	for {
		w.mu.Lock()
		seen, changed := w.screen(user), w.changed
		w.mu.Unlock()
		if ok(seen) {
			return seen, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return seen, fmt.Errorf("await what %s sees: %w; last seen:\n%s", user, ctx.Err(), seen)
		}
	}
}

func (w *Workspace) screen(user string) Screen {
	s := Screen{
		Team: w.cfg.Team, Bot: w.cfg.Bot, BotID: botUserID, Commands: w.cfg.Commands,
		Problems: slices.Clone(w.problems), Sockets: len(w.sockets),
	}
	for _, other := range w.users {
		s.Users = append(s.Users, *other)
	}
	u := w.user(user)
	if u == nil {
		return s
	}
	s.Me = *u
	for _, c := range w.channels {
		if slices.Contains(c.Members, u.ID) {
			s.Channels = append(s.Channels, w.conversation(u, c))
		}
	}
	for _, v := range w.modals[u.ID] {
		s.Modals = append(s.Modals, v.shown())
	}
	if home := w.homes[u.ID]; home != nil {
		shown := home.shown()
		s.Home = &shown
	}
	return s
}

func (w *Workspace) conversation(u *User, c *channel) Conversation {
	shown := Conversation{ID: c.ID, Name: c.Name, Topic: c.Topic, DM: c.DM != "",
		Private: c.Private, BotIn: c.BotIn}
	if shown.DM {
		shown.Name = w.cfg.Bot
	}
	all := slices.Clone(c.Messages)
	for _, m := range w.private[u.ID] {
		if m.channel == c.ID {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b *message) int { return strings.Compare(a.TS, b.TS) })
	at := map[string]int{} // where a thread's parent stands among those shown
	for _, m := range all {
		seen := w.seenAs(u, c, m)
		if i, ok := at[m.ThreadTS]; ok && m.ThreadTS != "" {
			shown.Messages[i].Replies = append(shown.Messages[i].Replies, seen)
			continue
		}
		at[m.TS] = len(shown.Messages)
		shown.Messages = append(shown.Messages, seen)
	}
	return shown
}

func (w *Workspace) seenAs(u *User, c *channel, m *message) Message {
	key := choiceKey{u.ID, c.ID, m.TS}
	return Message{
		TS: m.TS, User: m.User, Author: w.nameOf(m.User), Text: m.Text, Blocks: m.Blocks,
		Attachments: m.Attachments, Edited: m.Edited != "" && m.channel == "",
		OnlyYou: m.channel != "", Note: m.Note, Values: valuesOf(m.Blocks, w.choices[key]),
		Warnings: maps.Clone(w.warnings[key]),
	}
}

func (w *Workspace) nameOf(id string) string {
	switch u := w.user(id); {
	case id == botUserID:
		return w.cfg.Bot
	case id == slackbot:
		return "Slackbot"
	case u != nil:
		return u.Name
	}
	return id
}

func valuesOf(blocks Blocks, chosen choices) map[string][]string {
	values := map[string][]string{}
	for _, e := range interactive(blocks) {
		if v := e.values(chosen); valueField[e.kind()] != "" && len(v) > 0 {
			values[e.key()] = slices.Clone(v)
		}
	}
	return values
}

func (v *view) shown() View {
	return View{
		ID: v.ID, Title: str(v.Title, "text"), Submit: str(v.Submit, "text"),
		Close: str(v.Close, "text"), Blocks: v.Blocks, Values: valuesOf(v.Blocks, v.chosen),
		Errors: maps.Clone(v.errors), Warnings: maps.Clone(v.warning), Failure: v.failure,
		Sending: v.sending,
	}
}

// Channel finds a conversation by name or id; "" and "dm" are the one with the app. What is not
// there is an empty one.
func (s Screen) Channel(name string) Conversation {
	for _, c := range s.Channels {
		if c.DM && (name == "" || name == "dm") || c.ID == name ||
			!c.DM && c.Name == strings.TrimPrefix(name, "#") {
			return c
		}
	}
	return Conversation{}
}

// Modal is the modal on top, or nil.
func (s Screen) Modal() *View {
	if len(s.Modals) == 0 {
		return nil
	}
	return &s.Modals[len(s.Modals)-1]
}

// Last is the newest message of a conversation, or an empty one.
func (c Conversation) Last() Message {
	if len(c.Messages) == 0 {
		return Message{}
	}
	return c.Messages[len(c.Messages)-1]
}

// Lines is the message as plain lines: its blocks, or its text where it has none.
func (m Message) Lines() string {
	if len(m.Blocks) > 0 {
		return Text(m.Blocks)
	}
	return m.Text
}

// String draws the screen as plain text, for a test that wants to show what it saw.
func (s Screen) String() string {
	var b strings.Builder
	for _, c := range s.Channels {
		fmt.Fprintf(&b, "#%s (%s)\n", c.Name, c.ID)
		for _, m := range c.Messages {
			b.WriteString(m.draw("  "))
		}
	}
	if s.Home != nil {
		fmt.Fprintf(&b, "home\n%s", s.Home.draw())
	}
	for _, v := range s.Modals {
		fmt.Fprintf(&b, "modal %q\n%s", v.Title, v.draw())
	}
	for _, p := range s.Problems {
		fmt.Fprintf(&b, "problem: %s: %s %s\n", p.Method, p.Error, p.Detail)
	}
	return b.String()
}

func (m Message) draw(margin string) string {
	var b strings.Builder
	head := m.Author
	if m.OnlyYou {
		head += " (only visible to you)"
	}
	fmt.Fprintf(&b, "%s%s %s\n", margin, m.TS, head)
	b.WriteString(indent(margin+"  ", m.Lines()))
	for _, r := range m.Replies {
		b.WriteString(r.draw(margin + "    "))
	}
	for _, key := range slices.Sorted(maps.Keys(m.Warnings)) {
		fmt.Fprintf(&b, "%s  warning at %s: %s\n", margin, key, m.Warnings[key])
	}
	return b.String()
}

func (v View) draw() string {
	var b strings.Builder
	b.WriteString(indent("  ", Text(v.Blocks)))
	for _, key := range slices.Sorted(maps.Keys(v.Errors)) {
		fmt.Fprintf(&b, "  error at %s: %s\n", key, v.Errors[key])
	}
	if v.Failure != "" {
		fmt.Fprintf(&b, "  failure: %s\n", v.Failure)
	}
	return b.String()
}

func indent(margin, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(margin + strings.TrimSuffix(line, "\n") + "\n")
	}
	return b.String()
}
