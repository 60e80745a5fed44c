package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
	"kotsukotsu/scheduler"
)

// Config is what the bot is told from outside. Each field is a flag, and an environment variable of
// the same name.
type Config struct {
	SlackBotToken secret `env:"SLACK_BOT_TOKEN" help:"Bot User OAuth Token (xoxb-…). SLACK_BOT_TOKEN_FILE names a file that has it."`
	SlackAppToken secret `env:"SLACK_APP_TOKEN" help:"App-level token with connections:write (xapp-…). Or SLACK_APP_TOKEN_FILE."`
	SlackAPIURL   string `name:"slack-api-url" env:"SLACK_API_URL" default:"https://slack.com/api/" help:"Where Slack's Web API is."`
	DatabaseURL   secret `env:"DATABASE_URL" default:"sqlite://kotsukotsu.db" help:"sqlite://FILE or postgres://…. Or DATABASE_URL_FILE."`

	CourseChannel  string `env:"COURSE_CHANNEL" help:"Channel ID of a course that is made at start if the channel has none."`
	CourseSchedule string `env:"COURSE_SCHEDULE" help:"Cron spec of its questions (0 9 * * 1-5 unless set)."`
	CourseTimezone string `env:"COURSE_TIMEZONE" help:"IANA time zone of both schedules (Asia/Tokyo unless set)."`
	CourseLanguage string `env:"COURSE_LANGUAGE" help:"ja or en (ja unless set)."`
	CourseReport   string `env:"COURSE_REPORT" help:"Cron spec of its weekly report (0 17 * * 5 unless set)."`

	ContentDir string `env:"CONTENT_DIR" help:"A team's own notes and questions, laid over the built-in ones."`
	HTTPAddr   string `name:"http-addr" env:"HTTP_ADDR" help:"Address for /healthz, /readyz and /metrics; none unless set."`
	LogLevel   string `env:"LOG_LEVEL" default:"info" help:"debug, info, warn or error."`
	LogFormat  string `env:"LOG_FORMAT" default:"text" help:"text or json."`
}

// Check returns a sentence for the first thing that has to be mended before Slack can be asked.
func (c Config) Check() error {
	switch {
	case c.SlackBotToken == "":
		return errors.New(
			"SLACK_BOT_TOKEN is not set: install the app in Slack and copy its Bot User OAuth Token (xoxb-…)",
		)
	case c.SlackAppToken == "":
		return errors.New(
			"SLACK_APP_TOKEN is not set: make an app-level token (xapp-…) with the scope connections:write",
		)
	case strings.HasPrefix(string(c.SlackBotToken), "xapp-") ||
		strings.HasPrefix(string(c.SlackAppToken), "xoxb-"):
		return errors.New(
			"SLACK_BOT_TOKEN and SLACK_APP_TOKEN have changed places: the first begins with xoxb-, " +
				"the second with xapp-",
		)
	}
	_, err := c.course()
	return err
}

// course is the course to make at start; without a channel if none is wanted.
func (c Config) course() (study.Course, error) {
	course := study.Course{
		Channel:  c.CourseChannel,
		Schedule: or(c.CourseSchedule, handlers.ProposedSchedule),
		Report:   or(c.CourseReport, handlers.ProposedReport),
		Zone:     or(c.CourseTimezone, handlers.ProposedZone),
		Language: study.Language(or(c.CourseLanguage, string(study.Japanese))),
	}
	given := c.CourseSchedule + c.CourseTimezone + c.CourseLanguage + c.CourseReport
	if c.CourseChannel == "" && given != "" {
		return course, errors.New("COURSE_CHANNEL is not set, but other COURSE_ settings are: " +
			"give the ID of the channel (C…), or leave all of them out and use /study")
	}
	return course, checkCourse(course)
}

func or(given, unless string) string {
	if given == "" {
		return unless
	}
	return given
}

func checkCourse(c study.Course) error {
	if _, err := time.LoadLocation(c.Zone); err != nil {
		return fmt.Errorf(
			"COURSE_TIMEZONE %q is unknown: give an IANA name such as Asia/Tokyo",
			c.Zone,
		)
	}
	if _, err := study.ParseLanguage(string(c.Language)); err != nil {
		return fmt.Errorf("COURSE_LANGUAGE: %w", err)
	}
	for name, spec := range map[string]string{"COURSE_SCHEDULE": c.Schedule, "COURSE_REPORT": c.Report} {
		if (scheduler.Calendar{}).Check(spec) != nil {
			return fmt.Errorf(
				"%s %q is not a cron spec: give five fields such as 0 9 * * 1-5 (weekdays at 9)",
				name,
				spec,
			)
		}
	}
	return nil
}

// logger makes the log that LOG_LEVEL and LOG_FORMAT ask for.
func (c Config) logger(out io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return nil, fmt.Errorf("LOG_LEVEL %q is none of debug, info, warn, error", c.LogLevel)
	}
	options := &slog.HandlerOptions{Level: level}
	switch c.LogFormat {
	case "text":
		return slog.New(slog.NewTextHandler(out, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(out, options)), nil
	}
	return nil, fmt.Errorf("LOG_FORMAT %q is neither text nor json", c.LogFormat)
}
