package main

import (
	"fmt"
	"os"

	"kotsukotsu/data/study"
)

type checkCommand struct {
	Dir      string `arg:"" optional:"" help:"Directory of a team's own notes and questions."`
	Coverage string `placeholder:"FILE" help:"List the topics of a JSON-lines file that no look-up reaches."`
}

// Run prints every fault as file:line: what, or the counts.
func (c checkCommand) Run(s streams) error {
	content, err := loadTeaching(c.Dir)
	if err != nil {
		fmt.Fprintln(s.out, err)
		return errSaid
	}
	if c.Coverage != "" {
		return c.cover(content, s)
	}
	kinds, topics := map[study.Kind]int{}, 0
	for _, q := range content.bank.All() {
		kinds[q.Kind]++
	}
	for _, n := range content.notes.All() {
		topics += len(n.Pages[study.English].Topics)
	}
	fmt.Fprintf(
		s.out,
		"%d notes with %d topics, %d questions (%d single, %d multiple, %d ordering, %d matching): "+
			"no faults\n",
		len(content.notes.All()),
		topics,
		len(content.bank.All()),
		kinds[study.Single],
		kinds[study.Multiple],
		kinds[study.Ordering],
		kinds[study.Matching],
	)
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
