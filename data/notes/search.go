package notes

import (
	"cmp"
	"slices"
	"strings"

	"kotsukotsu/data/study"
)

// Match is one thing that a look-up found: a note, at one of its topics if Topic isn't "".
type Match struct {
	Note  Note
	Topic string
}

// Result is what a look-up found, best first, one match a note. If nothing was found, Near holds notes whose
// names look like the query.
type Result struct {
	Matches []Match
	Near    []Note
}

const (
	mostMatches = 5
	mostNear    = 3
	enough      = 0.5 // of the query must be accounted for by names, or by the words of one text
)

// Search looks a query up. It is deterministic, reads memory alone and never guesses wildly: what is named by no note
// and said by no text is not found.
func (n *Notes) Search(query string) Result {
	query = clip(query)
	s := search{
		index: &n.index, key: newKey(query), named: map[int]float64{}, said: map[int]float64{},
	}
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

// search is one look-up under way. Both maps are by place; a place that accounts for all of the query has 1.
type search struct {
	*index
	key   key
	named map[int]float64 // share of the query that is a name of the place
	said  map[int]float64 // share of the query's words that the place's text says
}

// byName gives each place the share of the query that its names make up.
func (s *search) byName() {
	spans := s.spans()
	total := s.unnamed(spans)
	for _, sp := range spans {
		total += sp.to - sp.from
	}
	for _, sp := range spans {
		share := sp.trust * float64(sp.to-sp.from) / float64(total)
		for _, n := range s.names[sp.name] {
			s.named[n.place] += share * n.weight
		}
	}
}

// byText gives each place the share of the query's words that its text says, the rare words counting more.
func (s *search) byText(query string) {
	all := 0.0
	best := map[int]float64{}
	for _, t := range slices.Compact(slices.Sorted(slices.Values(terms(query)))) {
		if stopWords[t] {
			continue
		}
		idf := s.idf(t)
		all += idf
		for _, p := range s.postings[t] {
			s.said[p.place] += idf
			best[p.place] += idf * s.bm25(p)
		}
	}
	for p := range s.said {
		// The share decides whether it is found; how much the text dwells on the words only orders.
		s.said[p] = s.said[p]/all + 0.05*best[p]/all
	}
}

// standing is what a note has come to.
type standing struct {
	note  int
	place int // the best of the note's places
	own   float64
	best  float64
	found bool
	all   float64
}

func (s *search) rank() []Match {
	var order []standing
	for _, st := range s.standings() {
		if st.found {
			order = append(order, st)
		}
	}
	slices.SortFunc(order, func(a, b standing) int {
		return cmp.Or(cmp.Compare(b.all, a.all), cmp.Compare(a.note, b.note))
	})
	var matches []Match
	for _, st := range order[:min(len(order), mostMatches)] {
		if st.all >= 0.4*order[0].all {
			matches = append(matches, Match{s.notes[st.note], s.places[st.place].topic})
		}
	}
	return matches
}

// standings sums up by note: its own name, the best of its topics and, so that a note which says more on the matter
// wins, a little of the others.
func (s *search) standings() map[int]standing {
	sums := map[int]standing{}
	for p, at := range s.places {
		named, said := s.named[p], s.said[p]
		if named == 0 && said == 0 {
			continue
		}
		st, known := sums[at.note]
		if !known {
			st = standing{note: at.note, place: p}
		}
		score := named + 0.25*said
		st.found = st.found || said >= 2*enough-0.2
		st.all += 0.1 * score
		if at.topic == "" {
			st.own = named
			st.all += 0.9 * score
		} else if score > st.best {
			st.all += 0.9 * (score - st.best)
			st.best, st.place = score, p
		}
		st.found = st.found || st.own+s.namedAt(st.place) >= enough
		sums[at.note] = st
	}
	for n, st := range sums {
		if st.own > 0.7 { // the query is the note's own name
			st.place = s.wholeOf(st.place)
			sums[n] = st
		}
	}
	return sums
}

// namedAt is the share of the query that names a topic; a note's own share is counted apart.
func (s *search) namedAt(p int) float64 {
	if s.places[p].topic == "" {
		return 0
	}
	return s.named[p]
}

// wholeOf is the place of the note that a place is in: it stands before the note's topics.
func (s *search) wholeOf(p int) int {
	for s.places[p].topic != "" {
		p--
	}
	return p
}

// near names notes with a name that begins like the query or is like it, for "did you mean".
func (s *search) near() []Note {
	type candidate struct{ note, distance int }
	var all []candidate
	k := s.key.String()
	if len(s.key.runes) < 3 {
		return nil
	}
	for _, n := range s.list {
		d := distance(k, n.key)
		if d > max(1, len(s.key.runes)/3) && !strings.HasPrefix(n.key, k) {
			continue
		}
		for _, at := range s.names[n.key] {
			all = append(all, candidate{s.places[at.place].note, d})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
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

// Title is what was found, as a learner reads it: the topic's title, or the service's name.
func (m Match) Title(l study.Language) string {
	if t, ok := m.Note.Pages[l].Topic(m.Topic); ok {
		return t.Title
	}
	return m.Note.Service
}
