package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"kotsukotsu/data"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
	"kotsukotsu/scheduler"
)

type doctorCommand struct{ Config }

// Run looks at all that a question needs to be posted, and says what works and what to mend. The
// exit status is 1 if there is something to mend.
func (c doctorCommand) Run(ctx context.Context, s streams) error {
	out := newDiscreet(s.out, c.SlackBotToken, c.SlackAppToken, c.DatabaseURL)
	d := &doctor{config: c.Config, out: out, now: time.Now()}
	d.examine(ctx)
	if d.ill {
		return errSaid
	}
	return nil
}

// doctor prints a line for each thing that it looked at.
type doctor struct {
	config Config
	out    io.Writer
	now    time.Time
	ill    bool
}

// skew is how far this machine's clock may be from Slack's.
const skew = 30 * time.Second

func (d *doctor) examine(ctx context.Context) {
	d.say("settings", "all there", d.config.Check())
	content, err := loadTeaching(d.config.ContentDir)
	notes, questions := len(content.notes.All()), len(content.bank.All())
	d.say("content", fmt.Sprintf("%d notes, %d questions", notes, questions), err)
	speaker := newSpeaker(d.config, newMetrics())
	defer speaker.close()
	team := d.tokens(ctx, speaker)
	database, err := data.Open(ctx, string(d.config.DatabaseURL), slog.New(slog.DiscardHandler))
	if err != nil {
		d.say("database", "", err)
		return
	}
	defer database.Close()
	d.say("database", "can be read and written", database.CheckWrite(ctx))
	if team != "" {
		d.courses(ctx, database.Of(team), speaker)
	}
}

// say prints what works, or what is to be mended.
func (d *doctor) say(what, well string, err error) {
	if err == nil {
		fmt.Fprintf(d.out, "ok    %s: %s\n", what, well)
		return
	}
	d.ill = true
	fmt.Fprintf(d.out, "mend  %s: %v\n", what, err)
}

func (d *doctor) note(format string, args ...any) {
	fmt.Fprintf(d.out, "      "+format+"\n", args...)
}

// tokens asks Slack who we are; the team is empty if it doesn't say.
func (d *doctor) tokens(ctx context.Context, s *speaker) (team string) {
	who, err := s.whoAmI(ctx)
	if err != nil {
		d.say("bot token", "", arrival(d.config.SlackAPIURL, err))
		return ""
	}
	d.say("bot token", fmt.Sprintf("signed in to %s as %s", who.Team, who.User), nil)
	d.say("scopes", "all granted", missingScopes(who.Header))
	d.say("clock", "agrees with Slack's", d.clock(who.Header))
	d.say("app token", "accepted", s.checkAppToken(ctx, d.config.SlackAppToken))
	return who.TeamID
}

// missingScopes is an error if Slack says which scopes the token has and one of ours is not there.
func missingScopes(h http.Header) error {
	granted := strings.FieldsFunc(h.Get("X-OAuth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
	if len(granted) == 0 {
		return nil
	}
	missing := slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(granted, s) })
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("%s not granted: update the app with the manifest, then install it again",
		strings.Join(missing, ", "))
}

func (d *doctor) clock(h http.Header) error {
	slack, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return nil // Slack doesn't say
	}
	if off := d.now.Sub(slack).Abs(); off > skew {
		return fmt.Errorf("%v away from Slack's: set this machine's clock (NTP)", off.Round(time.Second))
	}
	return nil
}

func (d *doctor) courses(ctx context.Context, store *data.Store, s *speaker) {
	courses, err := store.Courses(ctx)
	if err == nil && len(courses) == 0 {
		err = errors.New("there are none: type /study in a channel, or set COURSE_CHANNEL")
	}
	d.say("courses", fmt.Sprint(len(courses)), err)
	for _, c := range courses {
		d.course(ctx, store, s, c)
	}
	last, err := store.LastAnswer(ctx)
	if err == nil && !last.IsZero() {
		d.note("the last answer came %v ago", d.now.Sub(last).Round(time.Second))
	}
}

// course says whether a course can have questions, when the next come, and what became of the last.
func (d *doctor) course(ctx context.Context, store *data.Store, s *speaker, c study.Course) {
	what := fmt.Sprintf("course %d in %s", c.ID, c.Channel)
	err := s.inChannel(ctx, c.Channel)
	switch {
	case errors.Is(err, study.ErrOutside):
		err = errors.New("the bot is not in the channel: type /invite @kotsukotsu there, then /study resume")
	case err == nil && c.Stopped != "":
		err = fmt.Errorf("stopped, as Slack refused a message (%s): mend that, then type /study resume", c.Stopped)
	case err == nil && c.Paused:
		err = errors.New("paused: /study resume goes on")
	}
	d.say(what, fmt.Sprintf("%s (%s)", c.Schedule, c.Zone), err)
	next, err := scheduler.Calendar{}.Next(c, d.now, 3)
	for _, o := range next {
		d.note("next %s %s", o.At.Format("2006-01-02 15:04 MST"), restNote(o.Rest))
	}
	entries, wrong := store.Entries(ctx, c.ID, study.QuestionSlot, d.now.AddDate(0, 0, -7), d.now)
	for _, e := range entries {
		d.note("was  %s %s %s", e.Planned.Format("2006-01-02 15:04 MST"), e.State, restNote(e.Reason))
	}
	if err := errors.Join(err, wrong); err != nil {
		d.say(what, "", err)
	}
}

func restNote(why study.Reason) string {
	if why == "" {
		return ""
	}
	return "(" + blocks.Reason(why, study.English) + ")"
}
