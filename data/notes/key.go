package notes

import (
	"slices"
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"
)

// mostQuery is how many characters of a query are looked at; nobody's question is longer.
const mostQuery = 120

// brands stand before so many names that they say nothing.
var brands = map[string]bool{"amazon": true, "aws": true, "アマゾン": true}

// key is a text folded for comparison: width, case, kana and long vowels don't matter, nor do
// spaces, hyphens and the words Amazon and AWS. starts are the places in runes where its words
// begin; the last one is the end.
type key struct {
	runes    []rune
	starts   []int
	words    []string
	hiragana []bool // words that were typed in hiragana
}

func (k key) String() string { return string(k.runes) }

func newKey(s string) key {
	words := scriptRuns(s)
	rest := slices.DeleteFunc(slices.Clone(words), func(w []rune) bool { return brands[string(w)] })
	if len(rest) == 0 {
		rest = words
	}
	var k key
	for _, w := range rest {
		k.starts = append(k.starts, len(k.runes))
		k.hiragana = append(k.hiragana, scriptOf(w[0]) == hira)
		for _, r := range w {
			k.runes = append(k.runes, hiragana(r))
		}
		k.words = append(k.words, string(k.runes[k.starts[len(k.starts)-1]:]))
	}
	k.starts = append(k.starts, len(k.runes))
	return k
}

type script int

const (
	none script = iota
	latin
	hira
	kata
	han
)

func scriptOf(r rune) script {
	switch {
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9': // as most are
		return latin
	case r == ' ':
		return none
	case unicode.Is(unicode.Hiragana, r):
		return hira
	case unicode.Is(unicode.Katakana, r):
		return kata
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return latin
	}
	return none
}

// hiragana folds katakana: the two blocks lie side by side.
func hiragana(r rune) rune {
	if 'ァ' <= r && r <= 'ヶ' {
		return r - 'ァ' + 'ぁ'
	}
	return r
}

// terms splits a text for the full-text index: words in Latin script by their stems, runs of
// katakana whole (so that ラーメン is not found in パラメーター), pairs of kanji. Hiragana carries
// the grammar and is left out.
func terms(s string, stem func(string) string) []string {
	var out []string
	for _, w := range scriptRuns(s) {
		switch scriptOf(w[0]) {
		case latin:
			out = append(out, stem(string(w)))
		case kata:
			out = append(out, string(w))
		case han:
			out = append(out, pairs(w)...)
		}
	}
	return out
}

// scriptRuns splits a text at what is neither letter nor digit, and where the script changes. Width
// and case are folded, long vowels left out: サーバー and サーバ are one word.
func scriptRuns(s string) [][]rune {
	text, starts := make([]rune, 0, len(s)), []int{}
	last := none
	for _, r := range strings.ToLower(norm.NFKC.String(s)) {
		if r == 'ー' {
			continue
		}
		script := scriptOf(r)
		if script != none {
			if script != last {
				starts = append(starts, len(text))
			}
			text = append(text, r)
		}
		last = script
	}
	runs := make([][]rune, len(starts))
	for i, end := len(starts)-1, len(text); i >= 0; i-- {
		runs[i], end = text[starts[i]:end:end], starts[i]
	}
	return runs
}

// compound splits a run of katakana that no text has into runs that texts have:
// ストリーミングデータ. It returns nil if some of it would be left.
func compound(run string, known func(string) bool) []string {
	dead := map[int]bool{} // by length, the ends that are left over: else ways to them double
	var split func(r []rune) []string
	split = func(r []rune) []string {
		for n := len(r); n >= 2 && !dead[len(r)]; n-- {
			if !known(string(r[:n])) {
				continue
			}
			if rest := split(r[n:]); rest != nil || n == len(r) {
				return append([]string{string(r[:n])}, rest...)
			}
		}
		dead[len(r)] = true
		return nil
	}
	return split([]rune(run))
}

func stem(word string) string { return english.Stem(word, false) }

// remembered makes a function remember what it has answered.
func remembered(f func(string) string) func(string) string {
	known := map[string]string{}
	return func(s string) string {
		out, ok := known[s]
		if !ok {
			out = f(s)
			known[s] = out
		}
		return out
	}
}

func pairs(w []rune) []string {
	if len(w) == 1 {
		return []string{string(w)}
	}
	var out []string
	for i := range len(w) - 1 {
		out = append(out, string(w[i:i+2]))
	}
	return out
}
