package workspace

import (
	"strings"
	"time"
)

// verification is the token that old apps compared; every payload still has one.
const verification = "local-verification-token"

func (w *Workspace) teamJSON() map[string]any {
	return map[string]any{"id": teamID, "domain": strings.ToLower(w.cfg.Team)}
}

func (u *User) shortJSON() map[string]any {
	return map[string]any{"id": u.ID, "username": u.Handle, "name": u.Handle, "team_id": teamID}
}

// interaction is what every interactive payload starts with.
func (w *Workspace) interaction(kind string, u *User, from *view) map[string]any {
	return map[string]any{
		"type": kind, "team": w.teamJSON(), "user": u.shortJSON(), "api_app_id": appID,
		"token": verification, "trigger_id": w.newTrigger(u.ID, from), "enterprise": nil,
		"is_enterprise_install": false,
	}
}

func (w *Workspace) commandPayload(u *User, c *channel, name, text string) map[string]any {
	return map[string]any{
		"token": verification, "team_id": teamID, "team_domain": strings.ToLower(w.cfg.Team),
		"channel_id": c.ID, "channel_name": c.spokenName(), "user_id": u.ID, "user_name": u.Handle,
		"command": name, "text": text, "api_app_id": appID, "is_enterprise_install": "false",
		"response_url": w.newHook("commands", hook{user: u.ID, channel: c.ID,
			command: strings.TrimSpace(name + " " + text)}),
		"trigger_id": w.newTrigger(u.ID, nil),
	}
}

// messageAction is a block_actions payload from a message. An ephemeral message is not in it,
// as Slack keeps none.
func (w *Workspace) messageAction(u *User, c *channel, m *message, ephemeral bool,
	e element) map[string]any {
	chosen := w.choices[choiceKey{u.ID, c.ID, m.TS}]
	container := map[string]any{"type": "message", "message_ts": m.TS, "channel_id": c.ID,
		"is_ephemeral": ephemeral}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	p := w.interaction("block_actions", u, nil)
	p["container"] = container
	p["channel"] = map[string]any{"id": c.ID, "name": c.spokenName()}
	p["state"] = stateOf(m.Blocks, chosen)
	p["actions"] = []any{e.action(chosen, w.newTS())}
	p["response_url"] = w.newHook("actions", hook{user: u.ID, channel: c.ID, source: m,
		secret: ephemeral})
	if !ephemeral {
		p["message"] = m.json()
	}
	return p
}

// viewAction is a block_actions payload from a modal or a home.
func (w *Workspace) viewAction(u *User, v *view, e element) map[string]any {
	p := w.interaction("block_actions", u, v)
	p["container"] = map[string]any{"type": "view", "view_id": v.ID}
	p["view"] = v.json()
	p["state"] = stateOf(v.Blocks, v.chosen)
	p["actions"] = []any{e.action(v.chosen, w.newTS())}
	return p
}

// eventPayload wraps an event. Every delivery of it carries the same event_id.
func (w *Workspace) eventPayload(event map[string]any) map[string]any {
	return map[string]any{
		"type": "event_callback", "token": verification, "team_id": teamID, "api_app_id": appID,
		"event": event, "event_id": w.newID("Ev"), "event_time": time.Now().Unix(),
		"is_ext_shared_channel": false, "authorizations": []any{map[string]any{
			"enterprise_id": nil, "team_id": teamID, "user_id": botUserID, "is_bot": true,
			"is_enterprise_install": false,
		}},
	}
}
