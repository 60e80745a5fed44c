package workspace

import (
	"cmp"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// User is a person that can be acted as.
type User struct {
	// Handle is the short name: "ana". Acting methods take it, or the ID.
	Handle string `json:"handle"`
	// ID is Slack's name for the user; "" makes one from the handle: "U0ANA".
	ID string `json:"id"`
	// Name is the name that is shown.
	Name string `json:"name"`
	// Locale is the language of the user's Slack: "ja-JP". "" means "en-US".
	Locale string `json:"locale"`
	// TZ is the user's IANA time zone; "" means "UTC".
	TZ string `json:"tz"`
}

// Channel seeds a channel.
type Channel struct {
	// Name is the name without its number sign.
	Name string
	// ID is Slack's name for the channel; "" makes one from the name: "C0STUDY".
	ID string
	// Topic is the line beside the name.
	Topic string
	// Private hides the channel from an app that is not in it.
	Private bool
	// BotAbsent leaves the bot out until somebody invites it.
	BotAbsent bool
	// Members are handles; nil means every user.
	Members []string
}

// The ids that there is one of.
const (
	teamID    = "T0LOCAL"
	appID     = "A0LOCAL"
	botUserID = "U0BOT"
	botID     = "B0BOT"
	slackbot  = "USLACKBOT"
)

func defaultUsers() []User {
	return []User{
		{Handle: "ana", Name: "Ana", Locale: "en-US", TZ: "Europe/Berlin"},
		{Handle: "ken", Name: "健", Locale: "ja-JP", TZ: "Asia/Tokyo"},
		{Handle: "yuki", Name: "雪", Locale: "ja-JP", TZ: "Asia/Tokyo"},
	}
}

func defaultChannels() []Channel {
	return []Channel{
		{Name: "study", Topic: "Where the app is"},
		{Name: "random", Topic: "Where it is not, until somebody types /invite", BotAbsent: true},
	}
}

func (cfg Config) withDefaults() Config {
	cfg.Addr = cmp.Or(cfg.Addr, "127.0.0.1:0")
	cfg.Team = cmp.Or(cfg.Team, "Local")
	cfg.Bot = cmp.Or(cfg.Bot, "bot")
	cfg.Log = cmp.Or(cfg.Log, slog.New(slog.DiscardHandler))
	cfg.Times = cfg.Times.withDefaults()
	if cfg.Users == nil {
		cfg.Users = defaultUsers()
	}
	if cfg.Channels == nil {
		cfg.Channels = defaultChannels()
	}
	if cfg.Events == nil {
		cfg.Events = []string{"app_home_opened", "app_mention"}
	}
	if cfg.Scopes == nil {
		cfg.Scopes = everyScope()
	}
	return cfg
}

func (t Times) withDefaults() Times {
	t.Ack = cmp.Or(t.Ack, 3*time.Second)
	t.Trigger = cmp.Or(t.Trigger, 3*time.Second)
	t.ResponseURL = cmp.Or(t.ResponseURL, 30*time.Minute)
	t.Ping = cmp.Or(t.Ping, 5*time.Second)
	t.Leave = cmp.Or(t.Leave, 10*time.Second)
	if t.Retries == nil {
		t.Retries = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	return t
}

// seed makes the users and channels, and a direct conversation with the app for each user.
func (w *Workspace) seed() error {
	for _, u := range w.cfg.Users {
		if err := w.addUser(u); err != nil {
			return err
		}
	}
	for _, c := range w.cfg.Channels {
		if err := w.addChannel(c); err != nil {
			return err
		}
	}
	for _, u := range w.users {
		w.channels = append(w.channels, &channel{
			ID: "D" + strings.TrimPrefix(u.ID, "U"), Name: u.Handle, DM: u.ID,
			Members: []string{u.ID}, BotIn: true,
		})
	}
	return nil
}

func (w *Workspace) addUser(u User) error {
	u.ID = cmp.Or(u.ID, idFrom("U0", u.Handle))
	u.Name, u.Locale = cmp.Or(u.Name, u.Handle), cmp.Or(u.Locale, "en-US")
	u.TZ = cmp.Or(u.TZ, "UTC")
	if _, err := time.LoadLocation(u.TZ); err != nil {
		return fmt.Errorf("seed user %q: %w", u.Handle, err)
	}
	if u.Handle == "" || w.user(u.Handle) != nil || w.user(u.ID) != nil {
		return fmt.Errorf("seed user %q: its handle or id is empty or taken", u.Handle)
	}
	w.users = append(w.users, &u)
	return nil
}

func (w *Workspace) addChannel(c Channel) error {
	made := &channel{
		ID: cmp.Or(c.ID, idFrom("C0", c.Name)), Name: c.Name, Topic: c.Topic,
		Private: c.Private, BotIn: !c.BotAbsent,
	}
	if c.Name == "" || w.channel(made.ID) != nil || w.channel(c.Name) != nil {
		return fmt.Errorf("seed channel %q: its name or id is empty or taken", c.Name)
	}
	for _, u := range w.users {
		if c.Members == nil {
			made.Members = append(made.Members, u.ID)
		}
	}
	for _, m := range c.Members {
		u := w.user(m)
		if u == nil {
			return fmt.Errorf("seed channel %q: it has no user %q to be a member", c.Name, m)
		}
		made.Members = append(made.Members, u.ID)
	}
	w.channels = append(w.channels, made)
	return nil
}

// idFrom makes "C0STUDY" of "study"; what Slack has no letters for becomes hexadecimal.
func idFrom(prefix, name string) string {
	var id strings.Builder
	id.WriteString(prefix)
	for _, r := range strings.ToUpper(name) {
		switch {
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			id.WriteRune(r)
		case r > 127:
			fmt.Fprintf(&id, "%X", r)
		}
	}
	return id.String()
}
