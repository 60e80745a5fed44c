package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// commands is the command line.
type commands struct {
	Demo     demoCommand     `cmd:"" help:"Try the bot in a small Slack on this machine, with no account."`
	Run      runCommand      `cmd:"" help:"Connect to Slack and serve."`
	Check    checkCommand    `cmd:"" help:"Validate notes and questions, built in or a team's own."`
	Import   importCommand   `cmd:"" help:"Add a team's own questions from files: YAML, CSV, Moodle GIFT, Anki."`
	Lookup   lookupCommand   `cmd:"" help:"Look a query up in the notes, as /aws does."`
	Doctor   doctorCommand   `cmd:"" help:"Say what works and what to mend: why did it not post?"`
	Export   exportCommand   `cmd:"" help:"Write a team's data as lines of JSON, which import reads."`
	Backup   backupCommand   `cmd:"" help:"Copy the database, also while the bot runs (SQLite)."`
	Manifest manifestCommand `cmd:"" help:"Print the manifest that makes the app in Slack."`
	Health   healthCommand   `cmd:"" help:"Ask a running bot whether it is alive."`
	Version  versionCommand  `cmd:"" help:"Print the build."`
}

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// Main runs a command line and returns the exit status: 0, 1 if it failed, 2 if it could not be
// understood.
func Main(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	var line commands
	parser, err := kong.New(
		&line,
		kong.Name("kotsukotsu"),
		kong.Writers(out, errs),
		kong.Description("A Slack study companion for teams preparing for AWS certifications."),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Resolvers(kong.ResolverFunc(fromFile)),
	)
	if err != nil {
		fmt.Fprintln(errs, "kotsukotsu:", err)
		return 2
	}
	command, err := parser.Parse(args)
	if err != nil {
		parser.Errorf("%s", err)
		return 2
	}
	discreetly := newDiscreet(errs, secrets(command.Flags())...)
	err = command.Run(streams{in, out, discreetly})
	if err != nil && !errors.Is(err, errSaid) {
		fmt.Fprintln(discreetly, "kotsukotsu:", err)
	}
	if err != nil {
		return 1
	}
	return 0
}

// errSaid is the error of a command that has printed what is wrong itself.
var errSaid = errors.New("said already")
