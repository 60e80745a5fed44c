package notes

import (
	"slices"
	"strings"
	"unicode/utf8"

	"kotsukotsu/data/study"
)

// index is what Search looks in: every name that a note or topic goes by, and the words of the
// texts.
type index struct {
	notes    []Note
	places   []place
	names    map[string][]naming
	list     []name              // the names again, for typing errors
	byLength [][]name            // the same by their runes, as most are too long or short to be meant
	longest  int                 // of the names, in runes
	texts    texts               // of places
	books    texts               // of whole notes, names and titles counting more
	stem     func(string) string // remembers while the index is made
}

// place is what can be found: a topic, or a note as a whole if topic is "".
type place struct {
	note  int // in notes
	topic string
}

// naming says that a place goes by a name, and how much that name is its own.
type naming struct {
	place  int
	weight float64
}

// name is prepared for the comparison with misspelt words: letters has a bit for each letter, so
// that most names are ruled out without a closer look.
type name struct {
	key     string
	runes   int
	letters uint64
}

// How much a word counts for a note by where it stands.
const (
	inName    = 6
	inTitle   = 3
	inSummary = 2
	inBody    = 1
)

// How much a name belongs to what it names.
const (
	ownName    = 1.0  // of a service: its name, its abbreviation
	topicTitle = 0.9  // of a topic
	topicAlias = 0.85 //
	topicID    = 0.5  // English and short, so often shared: limits, types
	versusName = 0.4  // of a topic that compares: it names the others
)

// Versus is the ID of the topic that compares a service with those that it is confused with.
const Versus = "versus"

func newIndex(notes []Note) index {
	x := index{notes: notes, names: map[string][]naming{}, texts: newTexts(1.2), books: newTexts(6),
		stem: remembered(stem)}
	for n, note := range notes {
		x.addNote(n, note)
	}
	for key := range x.names {
		x.longest = max(x.longest, utf8.RuneCountInString(key))
		x.list = append(x.list, newName(key))
	}
	slices.SortFunc(x.list, func(a, b name) int { return strings.Compare(a.key, b.key) })
	x.byLength = make([][]name, x.longest+1)
	for _, n := range x.list {
		x.byLength[n.runes] = append(x.byLength[n.runes], n)
	}
	x.texts.close()
	x.books.close()
	x.stem = nil
	return x
}

func (x *index) addNote(n int, note Note) {
	whole := x.addPlace(place{n, ""})
	for _, s := range slices.Concat([]string{note.Service, note.ID}, note.Aliases) {
		x.addName(s, whole, ownName)
		x.books.add(n, terms(s, x.stem), inName)
	}
	for _, l := range study.Languages {
		page := note.Pages[l]
		words := terms(page.Summary, x.stem)
		x.texts.add(whole, words, inBody)
		x.books.add(n, words, inSummary)
		for i, t := range page.Topics {
			p := whole + 1 + i
			if p == len(x.places) {
				x.addPlace(place{n, t.ID})
				x.addName(t.ID, p, topicID)
			}
			x.addTopic(n, p, t)
		}
	}
}

func (x *index) addTopic(n, p int, t Topic) {
	names := append([]string{t.Title}, t.Aliases...)
	for i, s := range names {
		weight := topicAlias
		if i == 0 {
			weight = topicTitle
		}
		if t.ID == Versus {
			weight = versusName
		}
		x.addName(s, p, weight)
		x.addWords(n, p, s, inTitle, t.ID)
	}
	x.addWords(n, p, t.Body, inBody, t.ID)
}

// addWords adds a topic's words. Those of a topic that compares speak of the others as much as of
// the note, so they aren't the note's.
func (x *index) addWords(n, p int, s string, weight float64, topic string) {
	words := terms(s, x.stem)
	x.texts.add(p, words, weight)
	if topic != Versus {
		x.books.add(n, words, weight)
	}
}

func (x *index) addPlace(p place) int {
	x.places = append(x.places, p)
	return len(x.places) - 1
}

func (x *index) addName(s string, p int, weight float64) {
	k := newKey(s).String()
	if k == "" {
		return
	}
	for i, n := range x.names[k] {
		if n.place == p {
			x.names[k][i].weight = max(n.weight, weight)
			return
		}
	}
	x.names[k] = append(x.names[k], naming{p, weight})
}

func newName(key string) name {
	return name{key: key, runes: utf8.RuneCountInString(key), letters: letters(key)}
}

func letters(s string) uint64 {
	var bits uint64
	for _, r := range s {
		bits |= 1 << (r % 64)
	}
	return bits
}
