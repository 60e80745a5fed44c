package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"

	"kotsukotsu/data"
)

type exportCommand struct {
	Team        string `help:"ID of the Slack workspace (T…), if the database knows more than one."`
	DatabaseURL secret `env:"DATABASE_URL" default:"sqlite://kotsukotsu.db" help:"sqlite://FILE or postgres://…"`
	File        string `arg:"" optional:"" help:"A new file, FILE.jsonl; standard output unless given."`
}

// Run writes a team's data as lines of JSON.
func (c exportCommand) Run(ctx context.Context, s streams) error {
	database, err := openDatabase(ctx, c.DatabaseURL, s.err)
	if err != nil {
		return err
	}
	defer database.Close()
	store, err := ofTheTeam(ctx, database, c.Team)
	if err != nil {
		return err
	}
	if c.File == "" {
		return store.Export(ctx, s.out)
	}
	return exportTo(ctx, store, c.File)
}

func openDatabase(ctx context.Context, address secret, errs io.Writer) (*data.Database, error) {
	database, err := data.Open(ctx, string(address), slog.New(slog.NewTextHandler(errs, nil)))
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	return database, nil
}

// ofTheTeam is what is kept of the team that was named, or of the only one in the database.
func ofTheTeam(ctx context.Context, d *data.Database, named string) (*data.Store, error) {
	if named != "" {
		return d.Of(named), nil
	}
	teams, err := d.Teams(ctx)
	switch {
	case err != nil:
		return nil, err
	case len(teams) == 0:
		return nil, errors.New("there is no course in the database, so it doesn't know your team: " +
			"look at DATABASE_URL, or give the ID of the Slack workspace with --team T…")
	case len(teams) > 1:
		return nil, fmt.Errorf("the database has courses of several teams (%s): say which with --team",
			strings.Join(teams, ", "))
	}
	return d.Of(teams[0]), nil
}

// exportTo leaves a whole file or none. Nobody else may read it, as it has names and answers.
func exportTo(ctx context.Context, store *data.Store, name string) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return newFile(err)
	}
	err = store.Export(ctx, file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// newFile says what to do where there is a file already.
func newFile(err error) error {
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%w: give the name of a new one", err)
	}
	return err
}

// importTeam adds a team that export has written, and says what was added.
func importTeam(ctx context.Context, d *data.Database, r io.Reader, out io.Writer) error {
	counts, err := d.Import(ctx, r)
	if err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(out, "%d %s\n", counts[table], table)
	}
	return nil
}

type backupCommand struct {
	DatabaseURL secret `env:"DATABASE_URL" default:"sqlite://kotsukotsu.db" help:"sqlite://FILE"`
	File        string `arg:"" help:"A new file."`
}

// Run copies the database, also while the bot runs.
func (c backupCommand) Run(ctx context.Context, s streams) error {
	database, err := openDatabase(ctx, c.DatabaseURL, s.err)
	if err != nil {
		return err
	}
	defer database.Close()
	return newFile(database.Backup(ctx, c.File))
}
