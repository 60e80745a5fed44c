package study

import (
	"fmt"
	"math"
	"testing"
)

// newPool has n questions on each of three notes, in two domains of which the first has more.
func newPool(n int) (pool []Question) {
	for i := range 3 * n {
		domain := "Design Secure Architectures" // 30 % of the exam
		if i%3 == 2 {
			domain = "Design Cost-Optimized Architectures" // 20 %
		}
		pool = append(pool, Question{
			ID: fmt.Sprint("q", i), Note: Ref{Note: fmt.Sprint("note", i%3)}, Exam: "SAA", Domain: domain,
			Level: 1 + i/3%3,
		})
	}
	return pool
}

// ask picks from a pool as often as is asked, and lets right of ten answers be right.
func ask(t *testing.T, pool []Question, times, right int) []Question {
	t.Helper()
	past := map[string]Past{}
	var asked []Question
	for i := range times {
		q, ok := Pick(pool, past, uint64(i))
		again, _ := Pick(pool, past, uint64(i))
		if !ok || again.ID != q.ID {
			t.Fatalf("pick %d is %q (%v), and then %q", i, q.ID, ok, again.ID)
		}
		p := past[q.ID]
		past[q.ID] = Past{Times: p.Times + 1, Last: i + 1, Took: p.Took + 10, Right: p.Right + right}
		asked = append(asked, q)
	}
	return asked
}

func TestNothingComesAgainUntilThePoolIsUsedUp(t *testing.T) {
	pool := newPool(20)
	seen := map[string]int{}
	for i, q := range ask(t, pool, 2*len(pool), 7) {
		if seen[q.ID]++; seen[q.ID] > 1+i/len(pool) {
			t.Fatalf("pick %d is %s for time %d", i, q.ID, seen[q.ID])
		}
	}
	if _, ok := Pick(nil, nil, 1); ok {
		t.Error("something was picked from nothing")
	}
}

func TestNeighboursAreOnDifferentNotes(t *testing.T) {
	asked := ask(t, newPool(20), 50, 7)
	for i := range asked[1:] {
		if asked[i].Note == asked[i+1].Note {
			t.Errorf("picks %d and %d are both on %s", i, i+1, asked[i].Note)
		}
	}
}

// share is how much of 4,000 picks, each from a fresh pool, is as wanted.
func share(past map[string]Past, pool []Question, wanted func(Question) bool) float64 {
	n := 0
	for seed := range uint64(4000) {
		if q, _ := Pick(pool, past, seed); wanted(q) {
			n++
		}
	}
	return float64(n) / 4000
}

func TestDomainsComeByTheirWeightHoweverManyQuestionsTheyHave(t *testing.T) {
	secure := func(q Question) bool { return q.Domain == "Design Secure Architectures" }
	if got := share(nil, newPool(20), secure); math.Abs(got-0.6) > 0.03 { // 30 to 20
		t.Errorf("%.2f of the picks are secure, want 0.60", got)
	}
}

func TestWeakDomainsComeMoreOften(t *testing.T) {
	pool, past := newPool(20), map[string]Past{}
	for _, q := range pool { // all asked once: the costs were hard
		past[q.ID] = Past{Times: 1, Took: 10, Right: 8}
		if q.Domain != "Design Secure Architectures" {
			past[q.ID] = Past{Times: 1, Took: 10, Right: 4}
		}
	}
	weak := func(q Question) bool { return q.Domain != "Design Secure Architectures" }
	if got := share(past, pool, weak); got < 0.5 {
		t.Errorf("%.2f of the picks are where the channel is weak, want more than half rather than 0.40", got)
	}
}

func TestQuestionsGetHarderWithTheChannelsSkill(t *testing.T) {
	pool := newPool(21)
	hard := func(q Question) bool { return q.Level == 3 }
	var shares []float64
	for _, right := range []int{4, 7, 10} {
		past := map[string]Past{}
		for _, q := range pool {
			past[q.ID] = Past{Times: 1, Took: 10, Right: right}
		}
		shares = append(shares, share(past, pool, hard))
	}
	if !(shares[0] < shares[1]-0.1 && shares[1] < shares[2]-0.1) {
		t.Errorf("with 40, 70 and 100 %% right, %.2f of the picks are hard; want clearly more each time", shares)
	}
}
