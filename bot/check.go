package main

import (
	"fmt"
	"os"

	"kotsukotsu/data/bank"
	"kotsukotsu/data/study"
)

type checkCommand struct {
	Dir      string `arg:"" optional:"" help:"Directory of a team's own notes and questions."`
	Coverage string `placeholder:"FILE" help:"List the topics of a JSON-lines file that no look-up reaches."`
}

// Run prints every fault as file:line: what, or the counts and the figures of the bank.
func (c checkCommand) Run(s streams) error {
	content, err := loadTeaching(c.Dir)
	if err == nil && c.Dir == "" { // a team's own is checked as it is loaded
		err = content.check()
	}
	if err != nil {
		fmt.Fprintln(s.out, err)
		return errSaid
	}
	if c.Coverage != "" {
		return c.cover(content, s)
	}
	topics := 0
	for _, n := range content.notes.All() {
		topics += len(n.Pages[study.English].Topics)
	}
	figures := content.bank.Figures()
	fmt.Fprintf(s.out, "%d notes with %d topics, %d questions\n%s",
		len(content.notes.All()), topics, figures.Questions, figures)
	return judge(figures, s)
}

// judge prints what is off in the bank as a whole, where no line of a file is to blame.
func judge(f bank.Figures, s streams) error {
	faults := f.Faults()
	for _, what := range faults {
		fmt.Fprintln(s.out, "bank:", what)
	}
	if len(faults) > 0 {
		return errSaid
	}
	fmt.Fprintln(s.out, "no faults")
	return nil
}

// cover lists the topics of a file that are not reached.
func (c checkCommand) cover(t teaching, s streams) error {
	file, err := os.Open(c.Coverage)
	if err != nil {
		return err
	}
	defer file.Close()
	missing, err := t.notes.Uncovered(file)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Coverage, err)
	}
	for _, m := range missing {
		fmt.Fprintln(s.out, "not reached:", m)
	}
	if len(missing) > 0 {
		return errSaid
	}
	fmt.Fprintln(s.out, "every topic is reached")
	return nil
}
