package main

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"kotsukotsu/data/bank"
	"kotsukotsu/data/notes"
	"kotsukotsu/handlers/blocks"
)

// teaching is what the bot teaches: notes, and questions on them.
type teaching struct {
	notes *notes.Notes
	bank  *bank.Bank
}

// builtIn is the content that the program carries. It never changes, so it is read once.
var builtIn = sync.OnceValues(func() (teaching, error) { return layered("") })

// loadTeaching loads the built-in content and lays a team's own over it, if there is a directory.
// The error joins every fault.
func loadTeaching(dir string) (teaching, error) {
	if dir == "" {
		return builtIn()
	}
	return layered(dir)
}

func layered(dir string) (teaching, error) {
	noteLayers, bankLayers := []notes.Layer{notes.BuiltIn()}, []bank.Layer{bank.BuiltIn()}
	if dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return teaching{}, fmt.Errorf("%s is not a directory with notes and questions", dir)
		}
		noteLayers = append(noteLayers, notes.Layer{Name: dir, Files: os.DirFS(dir)})
		bankLayers = append(bankLayers, bank.Layer{Name: dir, Files: os.DirFS(dir)})
	}
	var c teaching
	var wrong [3]error
	var loading sync.WaitGroup // both at once: people wait for the start
	loading.Go(func() { c.notes, wrong[0] = notes.Load(noteLayers...) })
	loading.Go(func() { c.bank, wrong[1] = bank.Load(bankLayers...) })
	loading.Wait()
	if dir != "" {
		wrong[2] = c.check()
	}
	return c, errors.Join(wrong[:]...)
}

// check finds what can only be seen with notes and questions side by side, or as Slack would get
// them. What is built in was checked before it was.
func (c teaching) check() error {
	faults := []error{c.checkQuestions()}
	for _, n := range c.notes.All() {
		for _, what := range blocks.NoteFits(n) {
			faults = append(faults, fmt.Errorf("%s:1: %s", n.File, what))
		}
	}
	return errors.Join(faults...)
}

func (c teaching) checkQuestions() error {
	var faults []error
	for _, q := range c.bank.All() {
		if !c.notes.Has(q.Note) {
			faults = append(
				faults,
				fmt.Errorf("%s: note %q does not exist", c.bank.At(q.ID), q.Note),
			)
		}
		for _, what := range blocks.QuestionFits(q) {
			faults = append(faults, fmt.Errorf("%s: %s", c.bank.At(q.ID), what))
		}
	}
	return errors.Join(faults...)
}
