package data

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"kotsukotsu/data/study"
)

// keepAnswer keeps an answer that is graded already.
func keepAnswer(s *Store, a study.Answer) (study.Kept, error) {
	return s.KeepAnswer(ctx, a.Round, a.Learner, a.At, func(study.Round) ([]string, bool, error) {
		return a.Picks, a.Right, nil
	})
}

// hold keeps answers from being committed until it is let go, so that they make groups.
func hold(s *Store) (letGo func()) {
	s.keeper.mu.Lock()
	s.keeper.busy = true
	s.keeper.mu.Unlock()
	return func() { s.keeper.working.Go(func() { s.keeper.work(s.keep) }) }
}

// waiting waits until so many answers wait for a commit.
func waiting(s *Store, n int) {
	for got := -1; got != n; runtime.Gosched() {
		s.keeper.mu.Lock()
		got = len(s.keeper.waiting)
		s.keeper.mu.Unlock()
	}
}

// TestAnswersThatComeTogetherShareACommit keeps answers of many learners to two rounds, some of them
// twice, some in vain: each gets what it would get alone.
func TestAnswersThatComeTogetherShareACommit(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		one := mustRound(t, s, nine)
		two := mustRound(t, s, nine.AddDate(0, 0, 1))
		commits, firsts := 0, 0
		s.Watch(func(n int, _ time.Duration) { commits++; firsts += n })
		letGo := hold(s)
		var all sync.WaitGroup
		const learners = 100
		refused := errors.New("refused")
		for i := range learners {
			for _, r := range []study.Round{one, two, two} {
				all.Go(func() {
					learner := fmt.Sprint("l", i)
					kept, err := keepAnswer(s, study.Answer{
						Round: r.ID, Learner: learner, Picks: []string{"a"}, Right: true, At: r.Opens})
					if err != nil || kept.Answer.Learner != learner || kept.Round.ID != r.ID ||
						kept.First && kept.Streak.Learner != learner {
						t.Errorf("%s got %+v (%v)", learner, kept, err)
					}
				})
			}
			for round, want := range map[int64]error{one.ID: refused, 404: study.ErrNone} {
				all.Go(func() {
					_, err := s.KeepAnswer(ctx, round, fmt.Sprint("other", i), nine,
						func(study.Round) ([]string, bool, error) { return nil, false, refused })
					if !errors.Is(err, want) {
						t.Errorf("an answer in vain: %v, want %v", err, want)
					}
				})
			}
		}
		waiting(s, 5*learners)
		letGo()
		all.Wait()
		if firsts != 2*learners || commits > 3 {
			t.Errorf("%d answers in %d commits, want %d in a few", firsts, commits, 2*learners)
		}
		for i := range learners {
			if got := mustStreak(t, s, fmt.Sprint("l", i), 2); got.Current != 2 {
				t.Errorf("l%d has %+v, want 2 in a row", i, got)
			}
		}
	})
}

// TestAnswerThatCannotBeKeptCostsNoOther has a group of answers one of which the database refuses,
// one of which panics in being graded, and one in being kept.
func TestAnswerThatCannotBeKeptCostsNoOther(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		r := mustRound(t, s, nine)
		broken := errors.New("disk is broken here")
		err := s.db.Callback().Create().Before("gorm:create").Register("broken", func(tx *gorm.DB) {
			if rows, ok := tx.Statement.Dest.(*[]answerRow); ok {
				for _, row := range *rows {
					switch row.Learner {
					case "bad":
						_ = tx.AddError(broken)
					case "breaks":
						panic(broken)
					}
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		letGo := hold(s)
		var all sync.WaitGroup
		for _, learner := range []string{"ana", "bad", "breaks", "ken", "panics", "yuki"} {
			all.Go(func() {
				kept, err := s.KeepAnswer(ctx, r.ID, learner, nine, func(study.Round) ([]string, bool, error) {
					if learner == "panics" {
						panic("oh no")
					}
					return []string{"a"}, true, nil
				})
				good := learner == "ana" || learner == "ken" || learner == "yuki"
				if (err == nil) != good || kept.First != good {
					t.Errorf("%s got %+v (%v)", learner, kept, err)
				}
			})
		}
		waiting(s, 6)
		letGo()
		all.Wait()
		if n, err := s.Answered(ctx, r.ID); err != nil || n != 3 {
			t.Errorf("%d answered (%v), want 3", n, err)
		}
	})
}
