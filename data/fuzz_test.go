package data

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data/study"
)

// FuzzSkips: days off that learners type are read from the database as they were kept.
func FuzzSkips(f *testing.F) {
	for _, text := range []string{"12/29..1/3 New Year", "12/29 a\rb", "12/29 <!here>", "12/29 a..b", "12/29 \u2028x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		span, err := study.ParseSpan(text, "2026-11-21")
		if err != nil {
			return
		}
		skips := []study.Span{span, {From: "2027-01-05", To: "2027-01-05"}}
		kept := newCourseRow("T1", study.Course{Skips: skips}).study().Skips
		if diff := cmp.Diff(skips, kept); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	})
}
