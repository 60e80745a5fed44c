package notes

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"kotsukotsu/data/study"
)

// Match is one thing that a look-up found: a note, at one of its topics if Topic isn't "".
type Match struct {
	Note  Note
	Topic string
	named bool // the query names the note itself
}

// Result is what a look-up found, best first, one match a note. If nothing was found, Near holds
// notes whose names look like the query.
type Result struct {
	Matches []Match
	Near    []Note
	Compare bool // the query asks how the first two matches differ
}

const (
	mostMatches = 5
	mostNear    = 3
	enoughOwn   = 0.3  // of the query must be a name of the note,
	enoughNamed = 0.5  // or names of the note and one of its topics,
	enoughSaid  = 0.6  // or of the query's words be said by the note
	concept     = 0.85 // what a concept counts for beside a service that goes by the same name
)

// Search looks a query up. It is deterministic, reads memory alone and never guesses wildly: what
// is named by no note and said by no text is not found.
func (n *Notes) Search(query string) Result {
	query = clip(query)
	r := n.search(query)
	if a, b, ok := n.sides(query); ok {
		others := slices.DeleteFunc(r.Matches, func(m Match) bool {
			return m.Note.ID == a.Note.ID || m.Note.ID == b.Note.ID
		})
		return Result{Matches: append([]Match{a, b}, others...), Compare: true}
	}
	return r
}

func (n *Notes) search(query string) Result {
	s := search{index: &n.index, key: newKey(query), named: map[int]float64{}}
	if len(s.key.runes) == 0 {
		return Result{}
	}
	s.byName()
	s.byText(query)
	if matches := s.rank(); len(matches) > 0 {
		return Result{Matches: matches}
	}
	return Result{Near: s.near()}
}

func clip(query string) string {
	if r := []rune(query); len(r) > mostQuery {
		return string(r[:mostQuery])
	}
	return query
}

// search is one look-up under way.
type search struct {
	*index
	key   key
	named map[int]float64 // by place: the share of the query that is a name of it
	said  map[int]hit     // by place
	book  map[int]hit     // by note
}

// byName gives each place the share of the query that its names make up, in the reading of the
// query that is best for it.
func (s *search) byName() {
	for _, spans := range s.readings() {
		total := float64(s.unnamed(spans))
		for _, sp := range spans {
			total += sp.weight()
		}
		reading := map[int]float64{}
		for i, sp := range spans {
			for _, n := range s.names[sp.name] {
				share := sp.trust * sp.weight() / total * n.weight
				if i == 0 && n.weight == ownName {
					share *= 1.4 // people name the service first, then what about it
				}
				reading[n.place] += share
			}
		}
		for p, share := range reading {
			s.named[p] = max(s.named[p], share)
		}
	}
}

// byText looks for the query's words in the texts.
func (s *search) byText(query string) {
	words := s.queryTerms(query)
	s.said, s.book = s.texts.search(words), s.books.search(words)
	if !slices.ContainsFunc(
		words,
		func(w string) bool { return len([]rune(w)) > 1 && s.books.has(w) },
	) {
		clear(s.book) // a single kanji says nothing by itself
	}
}

// queryTerms are the different words of the query that may stand in a text.
func (s *search) queryTerms(query string) (words []string) {
	for _, t := range terms(query, stem) {
		switch parts := compound(t, s.books.has); {
		case stopWords[t] || s.crossing(query, t):
		case scriptOf([]rune(t)[0]) == kata && parts != nil:
			words = append(words, parts...)
		default:
			words = append(words, t)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// crossing says whether a pair of kanji only joins two words, as 定変 does in 設定変更: no text has
// it, but texts have both its neighbours.
func (s *search) crossing(query, pair string) bool {
	r := []rune(pair)
	if len(r) != 2 || scriptOf(r[0]) != han || s.books.has(pair) {
		return false
	}
	text := []rune(query)
	for i := 1; i+3 <= len(text); i++ {
		if text[i] == r[0] && text[i+1] == r[1] && i+2 < len(text) {
			return s.books.has(string(text[i-1:i+1])) && s.books.has(string(text[i+1:i+3]))
		}
	}
	return false
}

// standing is what a note has come to.
type standing struct {
	note  int
	place int     // the best of the note's places
	own   float64 // by the note's own name
	topic float64 // by the best of its topics' names
	best  float64 // what the best place has come to
	score float64
}

// rank puts the notes that were found in order.
func (s *search) rank() []Match {
	var order []standing
	for _, st := range s.standings() {
		if st.own >= enoughOwn || st.own+st.topic >= enoughNamed || s.book[st.note].tells() {
			order = append(order, *st)
		}
	}
	slices.SortFunc(order, func(a, b standing) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.note, b.note))
	})
	var matches []Match
	for _, st := range order[:min(len(order), mostMatches)] {
		if st.score >= 0.4*order[0].score {
			matches = append(matches, Match{s.notes[st.note], s.places[st.place].topic, st.own > 0})
		}
	}
	return matches
}

// tells says whether a note's words alone are enough to have found it. A single word must stand in
// a title: many a word stands somewhere.
func (h hit) tells() bool {
	return h.share >= enoughSaid && (h.words > 1 || h.most >= inTitle)
}

// standings sums up by note: its own name, the best of its topics, and how much the whole note
// dwells on the query.
func (s *search) standings() map[int]*standing {
	sums := map[int]*standing{}
	for _, p := range s.touched() {
		at, named, said := s.places[p], s.named[p], s.said[p]
		if sums[at.note] == nil {
			sums[at.note] = &standing{note: at.note, place: s.wholeOf(p)}
		}
		sums[at.note].add(p, at.topic, named, said)
	}
	for n, st := range sums {
		if st.own > 0.7 && st.topic < 0.1 { // the query is the note's own name
			st.place = s.wholeOf(st.place)
		}
		unnamed := 1 - 0.8*min(1, st.own+st.topic) // the better it is named, the less words matter
		st.score = st.own + st.topic + unnamed*(0.5*s.book[n].score+0.2*s.book[n].share) + s.prior(
			n,
		)
		if s.notes[n].Category == "concept" && st.own < 0.7 {
			st.score *= concept
		}
	}
	return sums
}

// touched are the places that have anything to do with the query, in order.
func (s *search) touched() []int {
	all := slices.AppendSeq(slices.Collect(maps.Keys(s.named)), maps.Keys(s.said))
	slices.Sort(all)
	return slices.Compact(all)
}

// prior decides between notes that are otherwise alike: learners mean the service of which there is
// more to say.
func (s *search) prior(n int) float64 {
	return 0.02 * math.Sqrt(float64(len(s.notes[n].Pages[study.English].Topics)))
}

func (st *standing) add(p int, topic string, named float64, said hit) {
	if topic == "" {
		st.own = named
		return
	}
	if score := named + 0.2*said.share + 0.2*said.score; score > st.best {
		st.best, st.place = score, p
	}
	st.topic = max(st.topic, named)
}

// wholeOf is the place of the note that a place is in: it stands before the note's topics.
func (s *search) wholeOf(p int) int {
	for s.places[p].topic != "" {
		p--
	}
	return p
}

// mostNearRunes is how long a query may be to look like a name.
const mostNearRunes = 30

// near returns notes with a name that begins like the query or is like it, for "did you mean".
func (s *search) near() []Note {
	type candidate struct{ note, distance int }
	var all []candidate
	k := newName(s.key.String())
	if k.runes < 3 || k.runes > mostNearRunes {
		return nil
	}
	for _, n := range s.list {
		d, ok := k.near(n)
		if !ok {
			continue
		}
		for _, at := range s.names[n.key] {
			if at.weight == ownName {
				all = append(all, candidate{s.places[at.place].note, d})
			}
		}
	}
	slices.SortStableFunc(
		all,
		func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) },
	)
	var near []Note
	seen := map[int]bool{}
	for _, c := range all {
		if !seen[c.note] && len(near) < mostNear {
			near = append(near, s.notes[c.note])
		}
		seen[c.note] = true
	}
	return near
}

// near says how far a name is from a query, and whether it is near at all: a third of the query's
// letters may be wrong, but not more than three.
func (n name) near(other name) (int, bool) {
	most := min(3, max(1, n.runes/3))
	if strings.HasPrefix(other.key, n.key) {
		return other.runes - n.runes, true
	}
	if !other.alike(n, most) {
		return 0, false
	}
	d := distance(n.key, other.key)
	return d, d <= most
}

// Title is what was found, as a learner reads it: the topic's title, or the service's name.
func (m Match) Title(l study.Language) string {
	if t, ok := m.Note.Pages[l].Topic(m.Topic); ok {
		return t.Title
	}
	return m.Note.Service
}
