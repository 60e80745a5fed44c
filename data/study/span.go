package study

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Span is civil days in a row, both ends included, with the reason if one was given.
type Span struct {
	From, To Day
	Why      string
}

// SpanMost is how many days a span may have.
const SpanMost = 366

// What can be wrong with a span.
var (
	ErrSpanForm = errors.New("not dates like 12/29..1/3 or 2026-12-29..2027-01-03")
	ErrSpanPast = errors.New("these days are over")
	ErrSpanLong = fmt.Errorf("more than %d days, or the end comes before the beginning", SpanMost)
)

// Has says whether a day is one of the span's.
func (s Span) Has(d Day) bool { return s.From <= d && d <= s.To }

// String is the span as ParseSpan reads it: "2026-12-29..2027-01-03 New Year".
func (s Span) String() string {
	days := string(s.From)
	if s.To != s.From {
		days += ".." + string(s.To)
	}
	return strings.TrimSpace(days + " " + s.Why)
}

var (
	date     = `((?:\d{4}[-/年])?\d{1,2}[-/月]\d{1,2}日?)`
	between  = `\s*(?:\.\.+|…|~|〜|から|–|—|\s-\s|\sto\s)\s*`
	spanForm = regexp.MustCompile(`^` + date + `(?:` + between + date + `)?(?:まで)?(?:\s+(.*))?$`)
	// what follows is not a reason but a second date or what should have parted it from the first
	noReason = regexp.MustCompile(`^(?:[-–—~〜、,]|to\b|` + date + `)`)
)

// reasonMost is how many characters of a reason are kept.
const reasonMost = 80

// ParseSpan reads "12/29..1/3", "2026-12-29..2027-01-03" or one date, and what follows as the
// reason. Where no year is given it is the nearest span that isn't over. Full-width digits and
// signs, as a Japanese keyboard makes them, are read too.
func ParseSpan(text string, today Day) (Span, error) {
	found := spanForm.FindStringSubmatch(strings.TrimSpace(HalfWidth(text)))
	if found == nil || noReason.MatchString(found[3]) {
		return Span{}, ErrSpanForm
	}
	from, to := found[1], found[2]
	if to == "" {
		to = from
	}
	var wrong error
	from, to = hyphened.Replace(from), hyphened.Replace(to)
	for year := yearOf(today) - 1; year < yearOf(today)+9; year++ { // the 29th of February is rare
		s, err := spanIn(year, from, to)
		s.Why = strings.TrimSpace(clip(strings.TrimSpace(found[3]), reasonMost))
		switch {
		case hasNoYear(from) && (err != nil || s.To < today), errors.Is(err, ErrSpanForm):
			wrong = err
			continue
		case err == nil && s.To < today:
			return Span{}, ErrSpanPast
		}
		return s, err
	}
	return Span{}, cmp.Or(wrong, ErrSpanForm)
}

func clip(s string, most int) string {
	r := []rune(s)
	return string(r[:min(len(r), most)])
}

// spanIn is a span whose first date, if it has no year, is in the given one.
func spanIn(year int, from, to string) (Span, error) {
	first, err := dateIn(year, from)
	if err != nil {
		return Span{}, err
	}
	last, err := dateIn(first.Year(), to)
	if err == nil && last.Before(first) && hasNoYear(to) {
		last, err = dateIn(first.Year()+1, to)
	}
	if err != nil {
		return Span{}, err
	}
	if days := last.Sub(first).Hours()/24 + 1; days < 1 || days > SpanMost {
		return Span{}, ErrSpanLong
	}
	return Span{From: Day(first.Format(time.DateOnly)), To: Day(last.Format(time.DateOnly))}, nil
}

var hyphened = strings.NewReplacer("/", "-", "年", "-", "月", "-", "日", "")

func hasNoYear(date string) bool { return strings.Count(date, "-") == 1 }

func dateIn(year int, date string) (time.Time, error) {
	if hasNoYear(date) {
		date = strconv.Itoa(year) + "-" + date
	}
	t, err := time.Parse("2006-1-2", date)
	if err != nil {
		return t, ErrSpanForm
	}
	return t, nil
}

func yearOf(d Day) int {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0
	}
	return t.Year()
}

// HalfWidth turns the full-width forms of ASCII into ASCII.
func HalfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '｝': // the full-width tilde parts dates
			return r - '！' + '!'
		case r == '　':
			return ' '
		case r == '～':
			return '~'
		}
		return r
	}, s)
}
