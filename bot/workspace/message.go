package workspace

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Blocks are Block Kit blocks as decoded JSON.
type Blocks []map[string]any

// message is one message. An ephemeral one is kept with its user, not in its channel.
type message struct {
	TS          string         `json:"ts"`
	User        string         `json:"user"`
	Text        string         `json:"text"`
	Blocks      Blocks         `json:"blocks,omitempty"`
	Attachments []any          `json:"attachments,omitempty"`
	ThreadTS    string         `json:"thread_ts,omitempty"`
	Edited      string         `json:"edited,omitempty"` // the ts of the last edit
	Metadata    map[string]any `json:"metadata,omitempty"`
	Note        bool           `json:"note,omitempty"` // "joined #study": said by Slack itself

	channel string // of an ephemeral one
}

// json is the message as Slack's methods and payloads give it.
func (m *message) json() map[string]any {
	made := map[string]any{
		"type": "message", "user": m.User, "text": m.Text, "ts": m.TS, "team": teamID,
	}
	if m.User == botUserID {
		made["bot_id"], made["app_id"] = botID, appID
	}
	if m.Blocks != nil {
		made["blocks"] = m.Blocks
	}
	if m.Attachments != nil {
		made["attachments"] = m.Attachments
	}
	if m.ThreadTS != "" {
		made["thread_ts"] = m.ThreadTS
	}
	if m.Edited != "" {
		made["edited"] = map[string]any{"user": m.User, "ts": m.Edited}
	}
	return made
}

// content is what a message says: the part of the arguments that posting, updating, an ephemeral,
// a response_url and an acknowledged slash command have in common.
type content struct {
	text        string
	blocks      Blocks
	attachments []any
	metadata    map[string]any
	threadTS    string
}

// maxText is where Slack cuts a message's text. It is an error here: the author did not mean it.
const maxText = 40_000

// content checks what is to be said. The answer is nil when Slack would take it.
func (w *Workspace) content(a args) (content, answer) {
	c := content{text: a.str("text"), threadTS: a.str("thread_ts")}
	c.attachments, _ = a["attachments"].([]any)
	blocks, no := readBlocks(a["blocks"], onMessage, "/blocks")
	if no != nil {
		return c, no
	}
	c.blocks = w.name(blocks)
	if c.metadata, no = readMetadata(a["metadata"]); no != nil {
		return c, no
	}
	switch {
	case strings.TrimSpace(c.text) == "" && len(c.blocks) == 0 && len(c.attachments) == 0:
		return c, refuse("no_text")
	case len([]rune(c.text)) > maxText:
		return c, refuse("msg_too_long")
	}
	return c, nil
}

// readMetadata reads message metadata. slack-go sends an empty one when there is none.
func readMetadata(v any) (map[string]any, answer) {
	if v == nil {
		return nil, nil
	}
	meta, ok := v.(map[string]any)
	if !ok {
		return nil, refuse("invalid_metadata_format")
	}
	kind, _ := meta["event_type"].(string)
	payload, isObject := meta["event_payload"].(map[string]any)
	switch {
	case kind == "" && len(payload) == 0:
		return nil, nil
	case kind == "" || !isObject:
		return nil, refuse("invalid_metadata_format")
	}
	return meta, nil
}

// name gives a block_id and action_ids to what came without, as Slack does.
func (w *Workspace) name(blocks Blocks) Blocks {
	named := make(Blocks, 0, len(blocks))
	for _, b := range blocks {
		b = maps.Clone(b)
		if id, _ := b["block_id"].(string); id == "" {
			b["block_id"] = w.newID("b")
		}
		for _, inner := range innerBlocks(b) {
			if str(inner, "block_id") == "" {
				inner["block_id"] = w.newID("b")
			}
		}
		named = append(named, b)
	}
	for _, e := range interactive(named) {
		if id, _ := e.el["action_id"].(string); id == "" {
			e.el["action_id"] = w.newID("a")
		}
	}
	if len(named) == 0 {
		return nil
	}
	return named
}

// say puts a message into a channel. The lock is held.
func (w *Workspace) say(c *channel, user string, said content) *message {
	m := &message{
		TS: w.newTS(), User: user, Text: said.text, Blocks: said.blocks,
		Attachments: said.attachments, Metadata: said.metadata, ThreadTS: c.thread(said.threadTS),
	}
	c.Messages = append(c.Messages, m)
	w.touch()
	return m
}

// thread is the ts that a reply goes under. A reply whose parent is gone stands in the channel,
// as it does at Slack.
func (c *channel) thread(ts string) string {
	parent := c.find(ts)
	if parent == nil {
		return ""
	}
	return cmp.Or(parent.ThreadTS, parent.TS)
}

// whisper shows a message to one user alone. The lock is held.
func (w *Workspace) whisper(c *channel, to, from string, said content) *message {
	m := &message{
		TS: w.newTS(), User: from, Text: said.text, Blocks: said.blocks,
		Attachments: said.attachments, ThreadTS: c.thread(said.threadTS), channel: c.ID,
	}
	w.private[to] = append(w.private[to], m)
	w.touch()
	return m
}

// rewrite replaces what a message says. Text without blocks takes the blocks away.
func (w *Workspace) rewrite(m *message, said content) {
	m.Text, m.Blocks, m.Attachments = said.text, said.blocks, said.attachments
	if said.metadata != nil {
		m.Metadata = said.metadata
	}
	m.Edited = w.newTS()
	w.touch()
}

// erase takes a message away, wherever it stands. The lock is held.
func (w *Workspace) erase(m *message) {
	same := func(o *message) bool { return o == m }
	for _, c := range w.channels {
		c.Messages = slices.DeleteFunc(c.Messages, same)
	}
	for user := range w.private {
		w.private[user] = slices.DeleteFunc(w.private[user], same)
	}
	w.touch()
}

// seen finds a message as one user sees it: in the channel, or an ephemeral of theirs.
func (w *Workspace) seen(user string, c *channel, ts string) (m *message, ephemeral bool) {
	if m := c.find(ts); m != nil {
		return m, false
	}
	for _, m := range w.private[user] {
		if m.TS == ts && m.channel == c.ID {
			return m, true
		}
	}
	return nil, false
}
