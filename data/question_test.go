package data

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kotsukotsu/data/study"
)

var (
	ownSingle = study.Question{
		ID: "own-01", Kind: study.Single, Pick: 1, Note: study.Ref{Note: "s3", Topic: "classes"},
		Exam: "SAA", Domain: "Design Secure Architectures", Level: 2,
		Ask: study.Text{JA: "どれか\n二行目 \"'%", EN: "Which?"}, Source: "own words",
		Choices: []study.Choice{
			{ID: "a", Right: true, Text: study.Text{JA: "これ", EN: "This"}, Why: study.Text{JA: "正", EN: "Yes"}},
			{ID: "b", Last: true, Text: study.Text{JA: "それ", EN: "That"}},
		},
	}
	ownMatching = study.Question{
		ID: "own-02", Kind: study.Matching, Note: study.Ref{Note: "ebs"}, Exam: "CLF", Level: 1,
		Decisive: study.Text{JA: "対", EN: "match"},
		Choices: []study.Choice{
			{ID: "a", Text: study.Text{JA: "い", EN: "one"}, Match: study.Text{JA: "ろ", EN: "two"}},
		},
	}
)

func mustAddQuestions(
	t testing.TB, s *Store, author string, state study.QuestionState, now time.Time,
	questions ...study.Question,
) int {
	t.Helper()
	added, err := s.AddQuestions(ctx, author, questions, state, now)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func mustOwnQuestions(t testing.TB, s *Store) []study.OwnQuestion {
	t.Helper()
	own, err := s.OwnQuestions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return own
}

func TestOwnQuestionComesBackAsItWasAdded(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		later := nine.Add(time.Hour)
		mustAddQuestions(t, s, "", study.Approved, nine, ownSingle)
		mustAddQuestions(t, s, "ana", study.Proposed, later, ownMatching)
		byAna := ownMatching
		byAna.Author = "ana"
		want := []study.OwnQuestion{
			{Question: ownSingle, State: study.Approved, At: nine},
			{Question: byAna, State: study.Proposed, At: later},
		}
		if diff := cmp.Diff(want, mustOwnQuestions(t, s)); diff != "" {
			t.Error(diff)
		}
		if others := mustOwnQuestions(t, of(s, "T2")); len(others) != 0 {
			t.Errorf("another team has %v", others)
		}
	})
}

func TestQuestionOfAKnownIDIsNotAddedAgain(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		changed := ownSingle
		changed.Source = "changed"
		for _, test := range []struct {
			what      string
			team      string
			questions []study.Question
			want      int
		}{
			{"none", "T1", nil, 0},
			{"the first", "T1", []study.Question{ownSingle}, 1},
			{"it again, and a new one", "T1", []study.Question{changed, ownMatching}, 1},
			{"both again", "T1", []study.Question{ownSingle, ownMatching}, 0},
			{"the same of another team", "T2", []study.Question{ownSingle}, 1},
		} {
			got := mustAddQuestions(t, of(s, test.team), "", study.Approved, nine, test.questions...)
			if got != test.want {
				t.Errorf("%s: %d are added, want %d", test.what, got, test.want)
			}
		}
		if own := mustOwnQuestions(t, s); own[0].Source != ownSingle.Source {
			t.Errorf("the first has become %+v", own[0])
		}
	})
}

func TestQuestionsAreAddedAllOrNone(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		for _, err := range []error{
			s.db.Exec("DROP TABLE questions").Error,
			s.db.Exec(`CREATE TABLE questions (team TEXT, id TEXT CHECK (id <> 'q-900'),
				author TEXT, state TEXT, body TEXT, at BIGINT, PRIMARY KEY (team, id))`).Error,
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		added, err := s.AddQuestions(ctx, "", manyQuestions(1000), study.Approved, nine)
		own := mustOwnQuestions(t, s)
		if err == nil || added != 0 || len(own) != 0 {
			t.Errorf("one of a thousand is refused: %v; %d said to be added, %d are there", err, added, len(own))
		}
	})
}

func manyQuestions(n int) []study.Question {
	questions := make([]study.Question, n)
	for i := range questions {
		questions[i] = ownSingle
		questions[i].ID = fmt.Sprintf("q-%d", i)
	}
	return questions
}

func TestQuestionsBeyondABatchAreAllCounted(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustAddQuestions(t, s, "", study.Approved, nine, manyQuestions(700)...)
		if got := mustAddQuestions(t, s, "", study.Approved, nine, manyQuestions(1700)...); got != 1000 {
			t.Errorf("%d are added to 700 of 1700, want 1000", got)
		}
	})
}

func TestQuestionIsDecidedOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustAddQuestions(t, s, "ana", study.Proposed, nine, ownSingle, ownMatching)
		for _, test := range []struct {
			team, id string
			state    study.QuestionState
			first    bool
		}{
			{"T2", "own-01", study.Approved, false},
			{"T1", "own-03", study.Approved, false},
			{"T1", "own-01", study.Approved, true},
			{"T1", "own-01", study.Declined, false},
			{"T1", "own-02", study.Declined, true},
		} {
			first, err := of(s, test.team).DecideQuestion(ctx, test.id, test.state, study.Audit{})
			if err != nil || first != test.first {
				t.Errorf("%s %s of %s: first %v (%v), want %v",
					test.state, test.id, test.team, first, err, test.first)
			}
		}
		own := mustOwnQuestions(t, s)
		if len(own) != 1 || own[0].ID != "own-01" || own[0].State != study.Approved {
			t.Errorf("there are %+v, want own-01 alone, approved", own)
		}
		if again := mustAddQuestions(t, s, "", study.Approved, nine, ownMatching); again != 0 {
			t.Error("a declined question comes back when its file is imported again")
		}
		want := map[string]bool{"own-01": true, "own-02": true}
		if ids, err := s.QuestionIDs(ctx); err != nil || !cmp.Equal(ids, want) {
			t.Errorf("IDs taken are %v (%v), want %v", ids, err, want)
		}
	})
}

func TestTwoWhoDecideAtOnceAreOneFirst(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		mustAddQuestions(t, s, "ana", study.Proposed, nine, ownSingle)
		firsts := make(chan bool, 10)
		var all sync.WaitGroup
		for range cap(firsts) {
			all.Go(func() {
				first, err := s.DecideQuestion(ctx, ownSingle.ID, study.Approved, study.Audit{})
				if err != nil {
					t.Error(err)
				}
				firsts <- first
			})
		}
		all.Wait()
		close(firsts)
		n := 0
		for first := range firsts {
			if first {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d were first, want 1", n)
		}
	})
}

func TestTeamsAreThoseWithACourse(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d *Database) {
		for i, team := range []string{"T2", "T1", "T2"} {
			course := study.Course{Channel: fmt.Sprint("C", i), Since: nine}
			if err := d.Of(team).AddCourse(ctx, course); err != nil {
				t.Fatal(err)
			}
		}
		if teams, err := d.Teams(ctx); err != nil || !cmp.Equal(teams, []string{"T1", "T2"}) {
			t.Errorf("teams are %v (%v), want T1 and T2", teams, err)
		}
	})
}
