// Package notes is the study notes: a page on each AWS service or concept, in Japanese and English,
// and the look-up that finds it however a learner types it. A note is one Markdown file a language,
// ja/s3.md and en/s3.md, with the same topics:
//
//	---
//	service: Amazon S3
//	aliases: [s3, エススリー]
//	…
//	---
//	What it is, when to choose it.
//
//	## ライフサイクル {#lifecycle aliases="移行アクション"}
//	- …
//
//	> 変更 2020-12: 古い資料の「結果整合性」は今は誤り。 {#consistency}
//
// The files are built in and laid over by a team's own. Whatever is wrong with them is found when
// they are loaded, each fault as "file:line: what".
package notes

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"kotsukotsu/data/study"
)

//go:embed ja en
var builtin embed.FS

// BuiltIn is the notes that the program carries.
func BuiltIn() Layer { return Layer{Name: "data/notes", Files: builtin} }

// Layer is a set of note files: every *.md in a folder named ja or en, however deep.
type Layer struct {
	Name  string // stands before a file's path in faults
	Files fs.FS
}

// Status is how a service stands with AWS today.
type Status string

// The states. All but Current come with since when, and with a successor if there is one.
const (
	Current     Status = "current"
	Renamed     Status = "renamed"
	ClosedToNew Status = "closed-to-new"
	Retired     Status = "retired"
)

// Note is a page on one service or concept.
type Note struct {
	ID        string
	Service   string // canonical English name
	Aliases   []string
	Category  string
	Exams     []string
	Status    Status
	Since     string // YYYY or YYYY-MM
	Successor string
	Docs      string // AWS's documentation
	Checked   study.Day
	File      string // of its English page
	Pages     map[study.Language]Page
}

// Page is a note in one language.
type Page struct {
	Summary string // Markdown
	Topics  []Topic
	Changes []Change
}

// Topic is one section of a page.
type Topic struct {
	ID      string
	Title   string
	Aliases []string
	Body    string // Markdown
}

// Change says what old notes say, what holds now and since when.
type Change struct {
	Topic string // the topic it corrects
	When  string // YYYY, YYYY-MM or YYYY-MM-DD; empty if it was never so
	What  string // Markdown
}

// Topic finds a topic of the page; false if there is none with that ID.
func (p Page) Topic(id string) (Topic, bool) {
	i := slices.IndexFunc(p.Topics, func(t Topic) bool { return t.ID == id })
	if i < 0 {
		return Topic{}, false
	}
	return p.Topics[i], true
}

// Notes holds valid notes alone, with the index over them.
type Notes struct {
	byID  map[string]Note
	ids   []string // sorted
	index index
}

// Load reads the layers; a note of a later one replaces the one of the same ID. The error joins
// every fault.
func Load(layers ...Layer) (*Notes, error) {
	n := &Notes{byID: map[string]Note{}}
	var faults []error
	for _, layer := range layers {
		faults = append(faults, n.lay(layer)...)
	}
	for id := range n.byID {
		n.ids = append(n.ids, id)
	}
	slices.Sort(n.ids)
	n.index = newIndex(n.All())
	return n, errors.Join(faults...)
}

func (n *Notes) lay(layer Layer) []error {
	pairs, faults := layer.pairs()
	for _, id := range sortedKeys(pairs) {
		note, wrong := pairs[id].note(id)
		if len(wrong) > 0 {
			faults = append(faults, wrong...)
			continue
		}
		n.byID[id] = note
	}
	return faults
}

// pairs reads every file of the layer, the two languages of a note together.
func (l Layer) pairs() (map[string]pair, []error) {
	pairs := map[string]pair{}
	var faults []error
	walk := func(name string, d fs.DirEntry, err error) error {
		language, known := languageOf(name)
		if err != nil || d.IsDir() || !known {
			return err
		}
		text, err := fs.ReadFile(l.Files, name)
		if err != nil {
			return err
		}
		f, wrong := parse(path.Join(l.Name, name), string(text))
		faults = append(faults, wrong...)
		id := strings.TrimSuffix(path.Base(name), ".md")
		if pairs[id] == nil {
			pairs[id] = pair{}
		}
		pairs[id][language] = f
		return nil
	}
	if err := fs.WalkDir(l.Files, ".", walk); err != nil {
		faults = append(faults, fmt.Errorf("read notes: %w", err))
	}
	return pairs, faults
}

func languageOf(name string) (study.Language, bool) {
	if path.Ext(name) != ".md" {
		return "", false
	}
	l, err := study.ParseLanguage(path.Base(path.Dir(name)))
	return l, err == nil
}

// All returns every note, sorted by ID. The caller owns the slice.
func (n *Notes) All() []Note {
	all := make([]Note, 0, len(n.ids))
	for _, id := range n.ids {
		all = append(all, n.byID[id])
	}
	return all
}

// Find returns the note with an ID; false if there is none.
func (n *Notes) Find(id string) (Note, bool) {
	note, ok := n.byID[id]
	return note, ok
}

// Has says whether a reference leads somewhere.
func (n *Notes) Has(ref study.Ref) bool {
	note, ok := n.byID[ref.Note]
	if !ok || ref.Topic == "" {
		return ok
	}
	_, ok = note.Pages[study.English].Topic(ref.Topic)
	return ok
}
