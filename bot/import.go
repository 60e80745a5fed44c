package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"kotsukotsu/data"
	"kotsukotsu/data/bank"
	"kotsukotsu/data/study"
)

type importCommand struct {
	DryRun      bool     `help:"Show what would be added, and add nothing."`
	Team        string   `help:"ID of the Slack workspace (T…), if the database knows more than one or none."`
	Exam        string   `help:"Exam (CLF, SAA, SAP, DOP) of questions whose file names none."`
	Domain      string   `help:"The exam's domain of questions whose file names none."`
	Note        string   `help:"Note, or note#topic, of questions whose file names none."`
	DatabaseURL secret   `env:"DATABASE_URL" default:"sqlite://kotsukotsu.db" help:"sqlite://FILE or postgres://…"`
	ContentDir  string   `env:"CONTENT_DIR" help:"A team's own notes and questions, laid over the built-in ones."`
	Files       []string `arg:"" name:"file" help:"Files that end in .yaml, .csv, .gift, .tsv or .txt; or one .jsonl that export has written."`
}

// Run adds the files one by one, each as a whole or not at all. The exit status is 1 if one of them
// was not added. A file that export has written is a whole team, and comes alone.
func (c importCommand) Run(ctx context.Context, s streams) error {
	content, err := loadTeaching(c.ContentDir)
	if err != nil {
		return fmt.Errorf("notes and questions have faults:\n%w", err)
	}
	database, err := openDatabase(ctx, c.DatabaseURL, s.err)
	if err != nil {
		return err
	}
	defer database.Close()
	if strings.HasSuffix(c.Files[0], ".jsonl") {
		return c.wholeTeam(ctx, database, s.out)
	}
	i, err := c.importer(ctx, database, content, s.out)
	if err != nil {
		return err
	}
	return i.files(ctx, c.Files)
}

func (c importCommand) wholeTeam(ctx context.Context, d *data.Database, out io.Writer) error {
	if len(c.Files) > 1 || c.DryRun {
		return errors.New("a team (.jsonl) is imported alone, and can't be tried with --dry-run")
	}
	file, err := os.Open(c.Files[0])
	if err != nil {
		return err
	}
	defer file.Close()
	return importTeam(ctx, d, file, out)
}

// importer adds files of questions to a team's own.
type importer struct {
	teaching
	reader bank.Reader
	store  *data.Store
	taken  map[string]bool // IDs of the team's own questions, with those that would be added
	dry    bool
	out    io.Writer
}

func (c importCommand) importer(
	ctx context.Context, d *data.Database, t teaching, out io.Writer,
) (*importer, error) {
	reader := bank.Reader{Exam: c.Exam, Domain: c.Domain, Note: c.Note, HasNote: t.notes.Has}
	if err := reader.Check(); err != nil {
		return nil, err
	}
	store, err := ofTheTeam(ctx, d, c.Team)
	if err != nil {
		return nil, err
	}
	taken, err := store.QuestionIDs(ctx)
	return &importer{t, reader, store, taken, c.DryRun, out}, err
}

func (i *importer) files(ctx context.Context, names []string) error {
	var failed error
	for _, name := range names {
		read, err := i.read(name)
		if err != nil {
			fmt.Fprintf(i.out, "%v\n%s: nothing is added\n", err, name)
			failed = errSaid
			continue
		}
		if err := i.add(ctx, name, read.All()); err != nil {
			return err
		}
	}
	return failed
}

// read returns a file's questions, or all that is wrong with it.
func (i *importer) read(name string) (*bank.Bank, error) {
	content, err := contentOf(name)
	if err != nil {
		return nil, fmt.Errorf("%s:1: %w", name, err)
	}
	read, err := i.reader.Read(name, content)
	if err != nil {
		return nil, err
	}
	faults := []error{teaching{i.notes, read}.checkQuestions()}
	for _, q := range read.All() {
		if _, ours := i.bank.Find(q.ID); ours {
			faults = append(faults, fmt.Errorf("%s: id %q is a question of the bank (%s)",
				read.At(q.ID), q.ID, i.bank.At(q.ID)))
		}
	}
	return read, errors.Join(faults...)
}

// contentOf reads no more of a file than is needed to see that it is too big.
func contentOf(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		var path *os.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return nil, fmt.Errorf("the file can't be read: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, bank.MostBytes+1))
	if err != nil {
		return nil, fmt.Errorf("the file can't be read: %w", err)
	}
	return content, nil
}

func (i *importer) add(ctx context.Context, name string, questions []study.Question) error {
	if i.dry {
		i.show(name, questions)
		return nil
	}
	added, err := i.store.AddQuestions(ctx, "", questions, study.Approved, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(i.out, "%s: %d added, %d there already\n", name, added, len(questions)-added)
	return nil
}

// show prints each question that would be added, and how many.
func (i *importer) show(name string, questions []study.Question) {
	added := 0
	for _, q := range questions {
		if i.taken[q.ID] {
			continue
		}
		i.taken[q.ID] = true
		added++
		fmt.Fprintf(i.out, "+ %s (%s, %s, %s): %s\n", q.ID, q.Kind, q.Exam, q.Note, inOneLine(q.Ask.JA))
	}
	fmt.Fprintf(i.out, "%s: %d would be added, %d there already\n", name, added, len(questions)-added)
}

func inOneLine(s string) string {
	const most = 80
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return string(r)
}
