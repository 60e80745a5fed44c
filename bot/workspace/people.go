package workspace

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// channel is a channel, or the direct conversation of the app with one user.
type channel struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Topic    string     `json:"topic,omitempty"`
	DM       string     `json:"dm,omitempty"` // the user, in a direct conversation
	Private  bool       `json:"private,omitempty"`
	BotIn    bool       `json:"bot_in"`
	Members  []string   `json:"members"` // user ids, without the bot
	Messages []*message `json:"messages"`
}

// user finds a user by id or handle.
func (w *Workspace) user(name string) *User {
	name = strings.TrimPrefix(name, "@")
	for _, u := range w.users {
		if u.ID == name || u.Handle == name {
			return u
		}
	}
	return nil
}

// channel finds a channel by id or name, with or without its number sign.
func (w *Workspace) channel(name string) *channel {
	name = strings.TrimPrefix(name, "#")
	for _, c := range w.channels {
		if c.ID == name || c.Name == name && c.DM == "" {
			return c
		}
	}
	return nil
}

// dm is the conversation of the app with a user.
func (w *Workspace) dm(userID string) *channel {
	for _, c := range w.channels {
		if c.DM == userID {
			return c
		}
	}
	return nil
}

// place resolves who acts and where. A channel that the user is not in is not there for them.
func (w *Workspace) place(user, where string) (*User, *channel, error) {
	u := w.user(user)
	if u == nil {
		return nil, nil, fmt.Errorf("no user %q in the workspace", user)
	}
	c := w.channel(where)
	if where == "" || where == "dm" {
		c = w.dm(u.ID)
	}
	if c == nil || !slices.Contains(c.Members, u.ID) {
		return nil, nil, fmt.Errorf("user %q is in no channel %q", user, where)
	}
	return u, c, nil
}

func (c *channel) find(ts string) *message {
	for _, m := range c.Messages {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

// spokenName is the channel's name as a slash command's payload gives it.
func (c *channel) spokenName() string {
	switch {
	case c.DM != "":
		return "directmessage"
	case c.Private:
		return "privategroup"
	}
	return c.Name
}

func (w *Workspace) usersInfo(a args) answer {
	u := w.user(a.str("user"))
	if a.str("user") == botUserID {
		u = &User{ID: botUserID, Handle: "bot", Name: w.cfg.Bot, Locale: "en-US", TZ: "UTC"}
	}
	if u == nil || u.ID != a.str("user") {
		return refuse("user_not_found")
	}
	return answer{"user": u.json(a.flag("include_locale"))}
}

func (u *User) json(locale bool) map[string]any {
	zone, err := time.LoadLocation(u.TZ)
	if err != nil {
		zone = time.UTC // seed has tried it before
	}
	name, offset := time.Now().In(zone).Zone()
	made := map[string]any{
		"id": u.ID, "team_id": teamID, "name": u.Handle, "real_name": u.Name, "deleted": false,
		"tz": u.TZ, "tz_label": name, "tz_offset": offset, "is_bot": u.ID == botUserID,
		"is_admin": false, "is_owner": false, "is_restricted": false, "is_stranger": false,
		"is_app_user": false, "updated": 1700000000, "color": "9f69e7",
		"profile": map[string]any{
			"display_name": u.Name, "display_name_normalized": u.Name, "team": teamID,
			"real_name": u.Name, "real_name_normalized": u.Name, "avatar_hash": "local",
		},
	}
	if locale {
		made["locale"] = u.Locale
	}
	return made
}
