package notes

import (
	"math"
	"math/bits"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// span is a part of the query that is a name, spelled right or nearly so.
type span struct {
	from, to int // in the key's runes
	name     string
	trust    float64 // 1 if spelled right
}

// weight is how much of the query a span is. Long names are not much more than short ones: in "rds
// バックアップ" both words matter.
func (sp span) weight() float64 { return math.Sqrt(float64(sp.to - sp.from)) }

// readings are the ways to read the query as names: cut into them, "s3 ライフサイクル" into two and
// "ネットワークACLとセキュリティグループ" too, or misspelt as a whole, "step funtions".
func (s *search) readings() [][]span {
	found := s.exact()
	for _, gap := range s.gaps(found) {
		if sp, ok := s.nearly(gap); ok {
			found = append(found, sp)
		}
	}
	readings := [][]span{found}
	if len(found) == 1 && found[0].trust == 1 && found[0].to-found[0].from == len(s.key.runes) {
		return readings
	}
	if sp, ok := s.nearly(span{from: 0, to: len(s.key.runes)}); ok {
		readings = append(readings, []span{sp})
	}
	return readings
}

// exact finds the names in the query that together cover most of it, fewer and longer ones first.
// best[i] is the best cover of the first i runes.
func (s *search) exact() []span {
	type cover struct {
		score float64
		last  span
	}
	best := make([]cover, len(s.key.runes)+1)
	for to := 1; to < len(best); to++ {
		best[to] = cover{score: best[to-1].score}
		for from := max(0, to-s.longest); from < to; from++ {
			score := best[from].score + float64(to-from) - 0.5
			if score > best[to].score && s.isName(from, to) {
				best[to] = cover{score, span{from, to, string(s.key.runes[from:to]), 1}}
			}
		}
	}
	var spans []span
	for to := len(best) - 1; to > 0; {
		if sp := best[to].last; sp.to > 0 {
			spans = append(spans, sp)
			to = sp.from
		} else {
			to--
		}
	}
	slices.Reverse(spans)
	return spans
}

// isName says whether a part of the query is a name and stands there as one: words in Latin script
// and kana are not cut apart, so that "ec2" is not found in "ec2000". Kanji may be joined to
// anything.
func (s *search) isName(from, to int) bool {
	if _, ok := s.names[string(s.key.runes[from:to])]; !ok {
		return false
	}
	starts, ends := s.startsWord(from), s.startsWord(to)
	if starts && ends && s.onlyStops(from, to) {
		return false // "I am" is not IAM
	}
	if starts && ends {
		return to-from > 1 || len(s.key.runes) == 1
	}
	first, last := scriptOf(s.key.runes[from]), scriptOf(s.key.runes[to-1])
	if first != han && !starts || last == latin && !ends {
		return false
	}
	return to-from > 2 || first == han && last == han && to-from == 2
}

// onlyStops says whether a part of the query is made of stop words alone.
func (s *search) onlyStops(from, to int) bool {
	for i, w := range s.key.words {
		if from <= s.key.starts[i] && s.key.starts[i+1] <= to && !stopWords[w] {
			return false
		}
	}
	return true
}

func (s *search) startsWord(at int) bool {
	_, ok := slices.BinarySearch(s.key.starts, at)
	return ok
}

// gaps returns the stretches of whole words between spans, without those that are only grammar.
func (s *search) gaps(spans []span) []span {
	var gaps []span
	at := 0
	for _, sp := range append(slices.Clone(spans), span{from: len(s.key.runes), to: len(s.key.runes)}) {
		gaps = append(gaps, s.words(at, sp.from)...)
		at = sp.to
	}
	return gaps
}

// words returns the query's words between two places. Stop words, hiragana and single kanji
// (使い方) are left out: they are grammar.
func (s *search) words(from, to int) []span {
	var words []span
	for i := range s.key.words {
		a, b := max(from, s.key.starts[i]), min(to, s.key.starts[i+1])
		if a >= b || s.key.hiragana[i] || stopWords[string(s.key.runes[a:b])] ||
			b-a == 1 && scriptOf(s.key.runes[a]) == han {
			continue
		}
		words = append(words, span{from: a, to: b})
	}
	return words
}

// unnamed is the weight of the query's words outside of spans, which would have to mean something.
func (s *search) unnamed(spans []span) float64 {
	sum := 0.0
	for _, gap := range s.gaps(spans) {
		if !slices.ContainsFunc(
			spans,
			func(sp span) bool { return sp.from <= gap.from && gap.to <= sp.to },
		) {
			sum += gap.weight()
		}
	}
	return sum
}

// nearly finds the name that a part of the query is a misspelling or the beginning of.
func (s *search) nearly(part span) (span, bool) {
	w := s.key.runes[part.from:part.to]
	if most := tolerated(w); most > 0 {
		part.name, part.trust = s.closest(newName(string(w)), most)
	}
	if name, trust := s.completed(string(w)); trust > part.trust {
		part.name, part.trust = name, trust
	}
	return part, part.trust > 0
}

// tolerated is how many typing errors a word may have: none if it is short, as then every word is
// like another. A kana is a syllable and a kanji a word, so words in them must be longer.
func tolerated(w []rune) int {
	n := len(w)
	switch scriptOf(w[0]) {
	case hira, kata:
		n--
		if n < 5 {
			return 0
		}
	}
	if slices.ContainsFunc(w, func(r rune) bool { return scriptOf(r) == han }) {
		n -= 3
	}
	switch {
	case n < 4:
		return 0
	case n < 9:
		return 1
	}
	return 2
}

// closest compares a word with every name of about its length. Two letters changed over count as
// one error; two errors are forgiven only behind a right first letter.
func (s *search) closest(w name, most int) (string, float64) {
	best, bestName := most+1, ""
	for runes := max(4, w.runes-most); runes <= min(w.runes+most, s.longest); runes++ {
		for _, n := range s.byLength[runes] {
			if !n.alike(w, most) {
				continue
			}
			d := distance(w.key, n.key)
			if d < best && (d < 2 || n.key[0] == w.key[0]) {
				best, bestName = d, n.key
			}
		}
	}
	if bestName == "" {
		return "", 0
	}
	return bestName, 0.9 - 0.1*float64(best)
}

// alike rules names out that can't be within a distance: by their lengths and by the letters that
// only one of them has.
func (n name) alike(w name, most int) bool {
	diff := n.runes - w.runes
	return -most <= diff && diff <= most && bits.OnesCount64(n.letters^w.letters) <= 2*most
}

func distance(a, b string) int {
	d := levenshtein.ComputeDistance(a, b)
	if d == 2 && sorted(a) == sorted(b) {
		return 1
	}
	return d
}

func sorted(s string) string {
	r := []rune(s)
	slices.Sort(r)
	return string(r)
}

// completed finds the shortest name that begins with a word and is at most twice as long.
func (s *search) completed(w string) (string, float64) {
	typed := utf8.RuneCountInString(w)
	if typed < 4 || len(w) < 6 {
		return "", 0 // short words begin too many names
	}
	best, length := "", 2*typed+1
	for i := sort.Search(len(s.list), func(i int) bool { return s.list[i].key >= w }); i < len(s.list); i++ {
		if !strings.HasPrefix(s.list[i].key, w) {
			break
		}
		if n := s.list[i]; n.runes < length {
			best, length = n.key, n.runes
		}
	}
	if best == "" {
		return "", 0
	}
	return best, 0.6 + 0.3*float64(typed)/float64(length)
}

// stopWords are English words that name nothing in a question.
var stopWords = wordSet(
	"a an and are between can do does difference for from how i in is it of on or the to use " +
		"versus vs what when which with you your me my we our this that these those be do am was were have has will would " +
		"should could please hello hi who why where use using need want make get today tomorrow now " +
		"good morning night thank thanks love like know tell say see go come weather " +
		"方法 説明 意味 概要 特徴 種類 場合",
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
