package workspace

import (
	"cmp"
	"encoding/base64"
	"maps"
	"slices"
	"strings"
)

// known finds a channel that the bot may know of: any public one, and those it is in.
func (w *Workspace) known(name string) (*channel, answer) {
	c := w.channel(name)
	if c == nil || c.Private && !c.BotIn {
		return nil, refuse("channel_not_found")
	}
	return c, nil
}

func (w *Workspace) conversationsInfo(a args) answer {
	c, no := w.known(a.str("channel"))
	if no != nil {
		return no
	}
	made := c.json()
	if a.flag("include_num_members") {
		made["num_members"] = len(c.everyone())
	}
	return answer{"channel": made}
}

func (c *channel) json() map[string]any {
	if c.DM != "" {
		return map[string]any{
			"id": c.ID, "is_im": true, "user": c.DM, "created": 1700000000, "is_open": true,
			"is_archived": false, "is_org_shared": false, "context_team_id": teamID,
		}
	}
	topic := map[string]any{"value": c.Topic, "creator": "", "last_set": 0}
	return map[string]any{
		"id": c.ID, "name": c.Name, "name_normalized": c.Name, "is_channel": !c.Private,
		"is_group": c.Private, "is_im": false, "is_mpim": false, "is_private": c.Private,
		"is_member": c.BotIn, "is_archived": false, "is_general": false, "is_shared": false,
		"is_ext_shared": false, "is_org_shared": false, "is_pending_ext_shared": false,
		"created": 1700000000, "creator": slackbot, "unlinked": 0, "context_team_id": teamID,
		"topic": topic, "purpose": map[string]any{"value": "", "creator": "", "last_set": 0},
	}
}

// everyone is the members with the bot among them, if it is.
func (c *channel) everyone() []string {
	if c.BotIn {
		return append(slices.Clone(c.Members), botUserID)
	}
	return c.Members
}

func (w *Workspace) conversationsMembers(a args) answer {
	c, no := w.known(a.str("channel"))
	if no != nil {
		return no
	}
	page, next := cutPage(c.everyone(), a, 100, func(id string) string { return id })
	return answer{"members": page, "response_metadata": map[string]any{"next_cursor": next}}
}

func (w *Workspace) conversationsHistory(a args) answer {
	c, no := w.known(a.str("channel"))
	if no != nil {
		return no
	}
	if !c.BotIn {
		return refuse("not_in_channel")
	}
	var found []*message
	for _, m := range slices.Backward(c.Messages) {
		if m.ThreadTS == "" && inWindow(m.TS, a) {
			found = append(found, m)
		}
	}
	return c.pageOf(found, a)
}

func (w *Workspace) conversationsReplies(a args) answer {
	c, no := w.known(a.str("channel"))
	if no != nil {
		return no
	}
	if !c.BotIn {
		return refuse("not_in_channel")
	}
	parent := c.find(a.str("ts"))
	if parent == nil {
		return refuse("thread_not_found")
	}
	found := []*message{parent}
	for _, m := range c.Messages {
		if m.ThreadTS == parent.TS && inWindow(m.TS, a) {
			found = append(found, m)
		}
	}
	return c.pageOf(found, a)
}

// inWindow compares time stamps as text, which works while they have ten digits: until 2286.
func inWindow(ts string, a args) bool {
	oldest, latest := cmp.Or(a.str("oldest"), "0"), cmp.Or(a.str("latest"), "9")
	after, before := ts > oldest, ts < latest
	if a.flag("inclusive") {
		after, before = ts >= oldest, ts <= latest
	}
	return after && before
}

// pageOf answers with a page of messages, the replies of each counted.
func (c *channel) pageOf(found []*message, a args) answer {
	page, next := cutPage(found, a, 100, func(m *message) string { return m.TS })
	shown := make([]map[string]any, len(page))
	for i, m := range page {
		shown[i] = c.withReplies(m)
		if m.Metadata != nil && a.flag("include_all_metadata") {
			shown[i]["metadata"] = m.Metadata
		}
	}
	return answer{
		"messages": shown, "has_more": next != "",
		"response_metadata": map[string]any{"next_cursor": next},
	}
}

func (c *channel) withReplies(m *message) map[string]any {
	made := maps.Clone(m.json())
	replies := c.replies(m.TS)
	if len(replies) > 0 {
		made["reply_count"], made["thread_ts"] = len(replies), m.TS
		made["latest_reply"] = replies[len(replies)-1].TS
	}
	return made
}

func (c *channel) replies(ts string) []*message {
	var found []*message
	for _, m := range c.Messages {
		if m.ThreadTS == ts {
			found = append(found, m)
		}
	}
	return found
}

// cutPage cuts one page out of a list; the cursor is the name of the page's first item.
func cutPage[T any](all []T, a args, otherwise int, name func(T) string) ([]T, string) {
	raw, _ := base64.StdEncoding.DecodeString(a.str("cursor"))
	if from, ok := strings.CutPrefix(string(raw), "next:"); ok {
		at := slices.IndexFunc(all, func(v T) bool { return name(v) == from })
		all = all[max(at, 0):]
	}
	limit := a.number("limit", otherwise, 999)
	if len(all) <= limit {
		return all, ""
	}
	return all[:limit], base64.StdEncoding.EncodeToString([]byte("next:" + name(all[limit])))
}
