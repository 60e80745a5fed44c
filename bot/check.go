package main

import (
	"fmt"

	"kotsukotsu/data/study"
)

type checkCommand struct {
	Dir string `arg:"" optional:"" help:"Directory of a team's own notes and questions."`
}

// Run prints every fault as file:line: what, or the counts.
func (c checkCommand) Run(s streams) error {
	content, err := loadTeaching(c.Dir)
	if err != nil {
		fmt.Fprintln(s.out, err)
		return errSaid
	}
	kinds, topics := map[study.Kind]int{}, 0
	for _, q := range content.bank.All() {
		kinds[q.Kind]++
	}
	for _, n := range content.notes.All() {
		topics += len(n.Pages[study.English].Topics)
	}
	fmt.Fprintf(s.out, "%d notes with %d topics, %d questions (%d single, %d multiple, %d ordering, %d matching): "+
		"no faults\n", len(content.notes.All()), topics, len(content.bank.All()), kinds[study.Single],
		kinds[study.Multiple], kinds[study.Ordering], kinds[study.Matching])
	return nil
}
