package study

import (
	"strings"
	"testing"
	"time"
)

func TestParseSpan(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"12/29..1/3", "2026-12-29..2027-01-03"},
		{"12/29..1/3 年末年始", "2026-12-29..2027-01-03 年末年始"},
		{"2026-12-29..2027-01-03", "2026-12-29..2027-01-03"},
		{"2026/12/29 〜 1/3", "2026-12-29..2027-01-03"},
		{"１２／２９～１／３　休み", "2026-12-29..2027-01-03 休み"},
		{"12月29日〜1月3日 創立記念日", "2026-12-29..2027-01-03 創立記念日"},
		{"12/29 - 1/3", "2026-12-29..2027-01-03"},
		{"12/29 to 1/3 leave", "2026-12-29..2027-01-03 leave"},
		{"12/29–1/3", "2026-12-29..2027-01-03"},
		{"12/29 1/3", "not dates like 12/29..1/3 or 2026-12-29..2027-01-03"},
		{"12/29、1/3", "not dates like 12/29..1/3 or 2026-12-29..2027-01-03"},
		{"12/29..2027-01-03", "2026-12-29..2027-01-03"},
		{"11/20..11/25", "2026-11-20..2026-11-25"},
		{"11/21", "2026-11-21"},
		{"11/20", "2027-11-20"},
		{"5-3..5-5", "2027-05-03..2027-05-05"},
		{"2/29", "2028-02-29"},
		{"2/30", "not dates like 12/29..1/3 or 2026-12-29..2027-01-03"},
		{"2026-11-01..2026-11-20", "these days are over"},
		{"2026-12-29..2026-12-01", "more than 366 days, or the end comes before the beginning"},
		{"2026-12-01..2028-12-01", "more than 366 days, or the end comes before the beginning"},
		{"", "not dates like 12/29..1/3 or 2026-12-29..2027-01-03"},
		{"soon", "not dates like 12/29..1/3 or 2026-12-29..2027-01-03"},
	} {
		s, err := ParseSpan(test.text, "2026-11-21")
		got := s.String()
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("ParseSpan(%q) = %s, want %s", test.text, got, test.want)
		}
	}
}

func TestWhatIsWrittenIsReadTheSame(t *testing.T) {
	for _, text := range []string{"2026-12-29..2027-01-03 New Year", "2026-11-23"} {
		s, err := ParseSpan(text, "2026-11-21")
		if err != nil || s.String() != text {
			t.Errorf("%q is read as %q (%v)", text, s, err)
		}
	}
}

// FuzzParseSpan: what is read as a span isn't over, is of a length that is allowed, and is read the
// same when it is written.
func FuzzParseSpan(f *testing.F) {
	for _, text := range []string{"12/29..1/3", "2/29", "2026年12月29日〜1月3日 <!here>", "１２／２９～１／３　休み", "9999-12-31..1/1", "9999-1-1",
		"12/29\nx\r\u2028y", "12/29  \xff", "12/29 まで", "12/29 " + strings.Repeat("x", 79) + " y", "12/29 a\u00a0\u3000b"} {
		f.Add(text, 0)
		f.Add(text, 98)
	}
	f.Fuzz(func(t *testing.T, text string, days int) {
		today := Day("2026-11-21").Add(days % 100_000)
		if _, err := ParseDay(string(today)); err != nil {
			t.Fatal(err)
		}
		s, err := ParseSpan(text, today)
		if err != nil {
			return
		}
		if s.From > s.To || s.To < today || s.From < s.To.Add(1-SpanMost) || len([]rune(s.Why)) > reasonMost {
			t.Errorf("on %s %q is read as %v", today, text, s)
		}
		again, err := ParseSpan(s.String(), today)
		if err != nil || again != s {
			t.Errorf("on %s %q is read as %q and then as %q (%v)", today, text, s, again, err)
		}
	})
}

func TestCourseRests(t *testing.T) {
	c := Course{
		Off:   []time.Weekday{time.Friday},
		Skips: []Span{{From: "2026-12-29", To: "2027-01-03", Why: "New Year"}},
	}
	for _, test := range []struct {
		day     Day
		holiday string
		want    Reason
	}{
		{"2026-11-20", "", "weekday off"},
		{"2026-11-23", "Labor Thanksgiving Day", "public holiday: Labor Thanksgiving Day"},
		{"2026-12-29", "", "day off: New Year"},
		{"2027-01-03", "", "day off: New Year"},
		{"2027-01-04", "", ""},
	} {
		if got, _ := c.Rest(test.day, test.holiday); got != test.want {
			t.Errorf("on %s it rests for %q, want %q", test.day, got, test.want)
		}
	}
}
