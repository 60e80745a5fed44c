package data

import (
	"fmt"
	"testing"
	"time"

	"kotsukotsu/data/study"
)

// BenchmarkKeepAnswer keeps an answer, streak and review included, in a course with few rounds and
// in one with many. The ratio says that the length of the history doesn't matter.
func BenchmarkKeepAnswer(b *testing.B) {
	var few time.Duration
	for _, rounds := range []int{10, 5000} {
		b.Run(fmt.Sprintf("%d rounds", rounds), func(b *testing.B) {
			s := mustOpen(b, engines["sqlite"](b))
			mustCourse(b, s)
			r := mustHistory(b, s, rounds)
			learner := 0
			for b.Loop() {
				learner++
				a := study.Answer{Round: r.ID, Learner: fmt.Sprint("new", learner), At: r.Opens}
				if _, _, _, err := s.KeepAnswer(ctx, r, a); err != nil {
					b.Fatal(err)
				}
			}
			each := b.Elapsed() / time.Duration(b.N)
			if few == 0 {
				few = each
			}
			b.ReportMetric(float64(each)/float64(few), "times-10-rounds")
		})
	}
}

// mustHistory adds rounds that one learner has answered, and returns the last.
func mustHistory(b *testing.B, s *Store, rounds int) (r study.Round) {
	b.Helper()
	for i := range rounds {
		at := nine.Add(time.Duration(i) * time.Hour)
		slot := study.Slot{Course: 1, Kind: study.QuestionSlot, Planned: at}
		var err error
		if r, err = s.AddRound(ctx, slot, open(at)); err != nil {
			b.Fatal(err)
		}
		if _, _, _, err = s.KeepAnswer(ctx, r, study.Answer{Round: r.ID, Learner: "ana", At: at}); err != nil {
			b.Fatal(err)
		}
	}
	return r
}
