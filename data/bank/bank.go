// Package bank is the question bank. Questions are YAML files, built in and laid over by a team's
// own:
//
//   - id: sqs-visibility-01
//     kind: multiple
//     pick: 2
//     note: sqs#visibility
//     …
//
// Everything that is wrong with them is found when they are loaded, each fault as "file:line:
// what", so that no learner meets a question without a right answer. A Reader reads what teams have
// in other formats through the same checks.
package bank

import (
	"embed"
	"errors"
	"io/fs"
	"path"
	"slices"

	"kotsukotsu/data/study"
)

//go:embed questions
var builtin embed.FS

// BuiltIn is the bank that the program carries.
func BuiltIn() Layer { return Layer{Name: "data/bank", Files: builtin} }

// Layer is a set of question files: every *.yaml in it, however deep.
type Layer struct {
	Name  string // stands before a file's path in faults
	Files fs.FS
}

// Bank holds valid questions alone.
type Bank struct {
	questions []study.Question
	place     map[string]int // of a question's ID in questions
	at        map[string]string
}

// Load reads the layers; a later one replaces questions of the same ID. The error joins every
// fault.
func Load(layers ...Layer) (*Bank, error) {
	b := newBank()
	var faults []error
	for _, layer := range layers {
		faults = append(faults, b.lay(layer)...)
	}
	return b, errors.Join(faults...)
}

func newBank() *Bank { return &Bank{place: map[string]int{}, at: map[string]string{}} }

func (b *Bank) lay(layer Layer) (faults []error) {
	seen := map[string]string{}
	walk := func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		text, err := fs.ReadFile(layer.Files, name)
		if err != nil {
			return err
		}
		faults = append(faults, b.read(path.Join(layer.Name, name), text, seen)...)
		return nil
	}
	if err := fs.WalkDir(layer.Files, ".", walk); err != nil {
		faults = append(faults, err)
	}
	return faults
}

func (b *Bank) read(file string, text []byte, seen map[string]string) []error {
	entries, faults := parse(file, text)
	return append(faults, b.take(entries, seen)...)
}

// take puts the entries without a fault into the bank. seen are the IDs of the layer so far, with
// their places.
func (b *Bank) take(entries []entry, seen map[string]string) (faults []error) {
	for _, e := range entries {
		if first, twice := seen[e.ID]; twice {
			faults = append(faults, e.twice(first))
			continue
		}
		seen[e.ID] = e.at()
		if wrong := e.check(); len(wrong) > 0 {
			faults = append(faults, wrong...)
			continue
		}
		b.put(e)
	}
	return faults
}

func (b *Bank) put(e entry) {
	q := e.question()
	b.at[q.ID] = e.at()
	if i, known := b.place[q.ID]; known {
		b.questions[i] = q
		return
	}
	b.place[q.ID] = len(b.questions)
	b.questions = append(b.questions, q)
}

// All returns every question, in the order of the files. The caller owns the slice.
func (b *Bank) All() []study.Question { return slices.Clone(b.questions) }

// Find returns the question with an ID; false if there is none.
func (b *Bank) Find(id string) (study.Question, bool) {
	i, ok := b.place[id]
	if !ok {
		return study.Question{}, false
	}
	return b.questions[i], true
}

// At says where a question stands, as "file:line".
func (b *Bank) At(id string) string { return b.at[id] }
