package data

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data/study"
)

// disputed has the key a, and after a mend b.
var disputed = study.Question{
	ID: "q", Kind: study.Single, Pick: 1,
	Choices: []study.Choice{{ID: "a", Right: true}, {ID: "b"}, {ID: "c"}},
}

var toB = study.Mend{Question: "q", Change: study.NewKey, Choices: []string{"b"}}

func mustObject(t *testing.T, s *Store) study.Objection {
	t.Helper()
	for _, text := range []string{"hm", "b is right"} { // said again, it takes the place of the first
		err := s.AddObjection(ctx, study.Objection{
			Question: "q", By: "ana", What: study.WrongKey, Text: text, At: nine,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	open, err := s.OpenObjections(ctx, 10)
	if err != nil || len(open) != 1 || open[0].Text != "b is right" {
		t.Fatalf("open: %v (%v), want one", open, err)
	}
	return open[0]
}

func TestAcceptedObjectionGradesAnswersAgainWhileOthersArrive(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		r := mustRound(t, s, nine)
		o := mustObject(t, s)
		accepted := make(chan error)
		go func() {
			mended, _ := disputed.Mended(toB)
			audit := study.Audit{At: nine, By: "owner", Why: "b it is"}
			first, err := s.AcceptObjection(ctx, o, toB, audit, mended.Regrade)
			if err == nil && !first {
				err = errors.New("it was not open")
			}
			accepted <- err
		}()
		for i := range 40 {
			keepGraded(t, s, r, fmt.Sprint("learner", i), []string{"a", "b"}[i%2])
		}
		if err := <-accepted; err != nil {
			t.Fatal(err)
		}
		wantGraded(t, s, r.ID, 40)
	})
}

// keepGraded answers as the handlers do: graded by the question as it is then.
func keepGraded(t *testing.T, s *Store, r study.Round, learner, pick string) {
	t.Helper()
	_, err := s.KeepAnswer(ctx, r.ID, learner, nine, func(now study.Round) ([]string, bool, error) {
		mends, err := s.MendsOf(ctx, "q")
		if err != nil {
			return nil, false, err
		}
		question, _ := disputed.Mended(mends[:now.Mends]...)
		right, err := question.Grade([]string{pick})
		return []string{pick}, right, err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// wantGraded wants every answer graded with the new key, whoever was told otherwise to be told, and
// the reviews to follow.
func wantGraded(t *testing.T, s *Store, round int64, answers int) {
	t.Helper()
	tallies, err := s.Tallies(ctx, round)
	if got := tallies[round]; err != nil || got.Answered != answers || got.Right != got.Picks["b"] {
		t.Errorf("tally %+v (%v), want those who chose b to be right", got, err)
	}
	untold, err := s.Untold(ctx, round, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range untold {
		if first, err := s.TellVerdict(ctx, round, a.Learner); err != nil || !first {
			t.Errorf("%s is told: %v (%v)", a.Learner, first, err)
		}
		due, _, err := s.Due(ctx, a.Learner, "2027-01-01")
		if err != nil || (len(due) == 1) == a.Right {
			t.Errorf("%s, who is right: %v, reviews %v (%v)", a.Learner, a.Right, due, err)
		}
	}
	if again, err := s.Untold(ctx, round, 100); err != nil || len(again) != 0 {
		t.Errorf("to tell again: %v (%v)", again, err)
	}
}

func TestDeclinedObjectionChangesNothingAndIsKept(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		o := mustObject(t, s)
		audit := study.Audit{At: nine, By: "owner", Why: "a it is"}
		for i, want := range []bool{true, false} {
			if first, err := s.DeclineObjection(ctx, o, audit); err != nil || first != want {
				t.Errorf("declined for time %d: %v (%v), want %v", i+1, first, err, want)
			}
		}
		if mends, err := s.Mends(ctx); err != nil || len(mends) != 0 {
			t.Errorf("mends: %v (%v)", mends, err)
		}
		audit.Did, audit.What = study.DeclinedObjection, "q"
		if got, err := s.Audits(ctx, 1, 10); err != nil || !cmp.Equal(got, []study.Audit{audit}) {
			t.Errorf("audit %v (%v), want %v", got, err, audit)
		}
	})
}

func TestRoundIsMadeWithTheMendsThatThereAre(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustCourse(t, s)
		o := mustObject(t, s)
		if _, err := s.AcceptObjection(ctx, o, toB, study.Audit{At: nine}, disputed.Regrade); err != nil {
			t.Fatal(err)
		}
		if r := mustRound(t, s, nine); r.Mends != 1 {
			t.Errorf("the round knows of %d mends, want 1", r.Mends)
		}
	})
}
