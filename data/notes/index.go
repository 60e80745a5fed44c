package notes

import (
	"math"
	"slices"
	"unicode/utf8"

	"kotsukotsu/data/study"
)

// index is what Search looks in: every name that a note or topic goes by, and the words of the texts.
type index struct {
	notes    []Note
	places   []place
	names    map[string][]naming
	list     []name // the names again, for typing errors
	longest  int    // of the names, in runes
	postings map[string][]posting
	length   []float64 // of a place's text, in terms
	average  float64
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

// name is prepared for the comparison with misspelt words: letters has a bit for each letter, so that most names
// are ruled out without a closer look.
type name struct {
	key     string
	runes   int
	letters uint64
}

type posting struct {
	place int
	count float64
}

// How much a name belongs to what it names.
const (
	ownName    = 1.0  // of a service: its name, its abbreviation
	topicTitle = 0.9  // of a topic
	topicAlias = 0.85 //
	topicID    = 0.5  // English and short, so often shared: limits, versus
)

func newIndex(notes []Note) index {
	x := index{notes: notes, names: map[string][]naming{}, postings: map[string][]posting{}}
	for n, note := range notes {
		x.addNote(n, note)
	}
	for key := range x.names {
		x.longest = max(x.longest, utf8.RuneCountInString(key))
		x.list = append(x.list, newName(key))
	}
	slices.SortFunc(x.list, func(a, b name) int { return compareStrings(a.key, b.key) })
	for _, l := range x.length {
		x.average += l / float64(len(x.length))
	}
	return x
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (x *index) addNote(n int, note Note) {
	whole := x.addPlace(place{n, ""})
	for _, s := range slices.Concat([]string{note.Service, note.ID}, note.Aliases) {
		x.addName(s, whole, ownName)
	}
	texts := map[int]string{}
	for _, l := range study.Languages {
		page := note.Pages[l]
		texts[whole] += page.Summary + "\n"
		for i, t := range page.Topics {
			p := whole + 1 + i
			if p == len(x.places) {
				x.addPlace(place{n, t.ID})
				x.addName(t.ID, p, topicID)
			}
			x.addTopic(t, p)
			texts[p] += t.Title + "\n" + t.Body + "\n"
		}
	}
	for p, text := range texts {
		x.addText(p, text)
	}
}

func (x *index) addTopic(t Topic, p int) {
	x.addName(t.Title, p, topicTitle)
	for _, a := range t.Aliases {
		x.addName(a, p, topicAlias)
	}
}

func (x *index) addPlace(p place) int {
	x.places = append(x.places, p)
	x.length = append(x.length, 0)
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

func (x *index) addText(p int, text string) {
	counts := map[string]float64{}
	for _, t := range terms(text) {
		counts[t]++
		x.length[p]++
	}
	for t, n := range counts {
		x.postings[t] = append(x.postings[t], posting{p, n})
	}
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

// idf is how much a term says: BM25's inverse document frequency. Source: Robertson and Zaragoza, The
// Probabilistic Relevance Framework (2009).
func (x *index) idf(term string) float64 {
	n, df := float64(len(x.places)), float64(len(x.postings[term]))
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// bm25 is a posting's score with the usual k1 = 1.2 and b = 0.75.
func (x *index) bm25(p posting) float64 {
	return p.count * 2.2 / (p.count + 1.2*(0.25+0.75*x.length[p.place]/x.average))
}
