package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"golang.org/x/sync/errgroup"

	"kotsukotsu/bot/workspace"
	"kotsukotsu/handlers"
	"kotsukotsu/handlers/blocks"
)

type demoCommand struct {
	Addr     string `default:"127.0.0.1:8080" help:"Address of the page."`
	Fresh    bool   `help:"Forget what earlier demos left."`
	Language string `enum:"ja,en" default:"ja" env:"COURSE_LANGUAGE" help:"Language of the channel's questions."`
}

// Where the demo keeps what happened: the bot's database, and what Slack would keep.
const (
	demoDatabase  = "kotsukotsu-demo.db"
	demoWorkspace = "kotsukotsu-demo-workspace.json"
)

// Run serves the local workspace with its page, and the bot against it, as run would against Slack.
func (c demoCommand) Run(ctx context.Context, s streams) error {
	if c.Fresh {
		if err := forget(); err != nil {
			return err
		}
	}
	log := slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	w, err := workspace.Listen(demoConfig(c.Addr, log))
	if err != nil {
		return fmt.Errorf("%w; another address: --addr 127.0.0.1:8081", err)
	}
	fmt.Fprintf(s.out, "Open %s and answer the question. Ctrl-C stops.\n", w.PageURL())
	parts, ctx := errgroup.WithContext(ctx)
	parts.Go(func() error { return w.Serve(ctx) })
	parts.Go(func() error { return runApp(ctx, c.config(w), log) })
	parts.Go(func() error { return firstQuestion(ctx, w) })
	return parts.Wait()
}

func forget() error {
	for _, file := range []string{demoDatabase, demoDatabase + "-wal", demoDatabase + "-shm", demoWorkspace} {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("forget earlier demos: %w", err)
		}
	}
	return nil
}

func demoConfig(addr string, log *slog.Logger) workspace.Config {
	c := workspace.Config{
		Addr: addr, State: demoWorkspace, Log: log, Team: "Kotsukotsu demo", Bot: "kotsukotsu", Scopes: scopes,
		Channels: []workspace.Channel{{Name: "aws-study", Topic: "コツコツ, a question a day"}},
	}
	for _, r := range handlers.Routes {
		switch r.Kind {
		case handlers.Command:
			c.Commands = append(c.Commands, workspace.Command{
				Name: r.Name, Hint: r.Hint, Description: r.Help[0].Does.EN,
			})
		case handlers.Event:
			c.Events = append(c.Events, r.Name)
		}
	}
	return c
}

// config is what a run against the workspace would be given from outside.
func (c demoCommand) config(w *workspace.Workspace) Config {
	return Config{
		SlackBotToken: workspace.BotToken, SlackAppToken: workspace.AppToken, SlackAPIURL: w.APIURL(),
		DatabaseURL: "sqlite://" + demoDatabase, CourseChannel: demoChannel, CourseLanguage: c.Language,
		CourseSchedule: "0 9 * * *",
	}
}

// The demo's channel, and who asks for its first question.
const (
	demoChannel = "C0AWSSTUDY"
	demoLearner = "ana"
)

// firstQuestion has one of the learners ask for a question if none is open: a newcomer is not to
// wait till nine.
func firstQuestion(ctx context.Context, w *workspace.Workspace) error {
	connected := func(s workspace.Screen) bool { return s.Sockets > 0 }
	screen, err := w.Await(ctx, demoLearner, connected)
	if err != nil || standsQuestion(screen) {
		return ended(ctx.Err())
	}
	return w.Command(ctx, demoLearner, demoChannel, "/study now")
}

func standsQuestion(s workspace.Screen) bool {
	for _, c := range s.Channels {
		for _, m := range c.Messages {
			for _, b := range m.Blocks {
				if b["block_id"] == blocks.Answers {
					return true
				}
			}
		}
	}
	return false
}
