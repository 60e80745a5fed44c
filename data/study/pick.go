package study

import (
	"math"
	"math/rand/v2"
)

// Past is what a course knows of a question that it has asked.
type Past struct {
	Times int // how often it was asked
	Last  int // number of the round in which it was asked last
	Took  int // answers in time, of the rounds that have closed
	Right int // of these
}

// Aim is the share of right answers that questions should have: fewer discourage, more teach
// little. Source: the editorial aim of Water Cooler Trivia.
const Aim = 0.7

// Pick chooses the next question of a course from its pool. None comes again until all have been
// asked, and neighbours are on different notes, where the pool allows it. Beyond that it is chance:
// by the weights of the exams' domains, more of those in which the channel is weak, and harder ones
// the better it answers. The same pool, past and seed give the same question. It returns false if
// the pool is empty.
func Pick(pool []Question, past map[string]Past, seed uint64) (Question, bool) {
	fresh := fresh(pool, past)
	weights, sum := weigh(fresh, pool, past), 0.0
	for _, w := range weights {
		sum += w
	}
	left := rand.New(rand.NewPCG(seed, 1)).Float64() * sum
	for i, w := range weights {
		if left -= w; left < 0 || i == len(weights)-1 {
			return fresh[i], true
		}
	}
	return Question{}, false
}

// fresh are the questions that were asked least often; of these, if there are others, none on the
// note that was asked last.
func fresh(pool []Question, past map[string]Past) []Question {
	var least, elsewhere []Question
	last := lastAsked(pool, past)
	for _, q := range pool {
		if len(least) > 0 && past[q.ID].Times < past[least[0].ID].Times {
			least, elsewhere = nil, nil
		}
		if len(least) > 0 && past[q.ID].Times > past[least[0].ID].Times {
			continue
		}
		least = append(least, q)
		if last.ID == "" || q.Note.Note != last.Note.Note {
			elsewhere = append(elsewhere, q)
		}
	}
	if len(elsewhere) > 0 {
		return elsewhere
	}
	return least
}

func lastAsked(pool []Question, past map[string]Past) (last Question) {
	for _, q := range pool {
		if past[q.ID].Last > past[last.ID].Last {
			last = q
		}
	}
	return last
}

// area is a domain of an exam. Names alone are not enough: two exams have one of the same name.
type area struct{ exam, domain string }

func areaOf(q Question) area { return area{q.Exam, q.Domain} }

// weigh gives each candidate its chance. However many questions a domain has, together they have
// the domain's weight.
func weigh(candidates, pool []Question, past map[string]Past) []float64 {
	exams, areas := map[string]int{}, map[area]int{}
	for _, q := range candidates {
		exams[q.Exam]++
		areas[areaOf(q)]++
	}
	all, scores := results(pool, past)
	weights := make([]float64, len(candidates))
	for i, q := range candidates {
		share := float64(exams[q.Exam]) * domainWeight(q) / float64(areas[areaOf(q)])
		weights[i] = share * need(scores[areaOf(q)]) * fit(all, q.Level)
	}
	return weights
}

func domainWeight(q Question) float64 {
	exam, _ := ExamByCode(q.Exam)
	for _, d := range exam.Domains {
		if d.Name == q.Domain {
			return float64(d.Weight)
		}
	}
	return 1
}

// results are how the channel has answered so far, over all and by area.
func results(pool []Question, past map[string]Past) (all Score, areas map[area]Score) {
	areas = map[area]Score{}
	for _, q := range pool {
		p, s := past[q.ID], areas[areaOf(q)]
		areas[areaOf(q)] = Score{s.Right + p.Right, s.Of + p.Took}
		all = Score{all.Right + p.Right, all.Of + p.Took}
	}
	return all, areas
}

// skill is the share of right answers, as if ten more had been given and been as many right as is
// aimed at: little is known from few answers.
func (s Score) skill() float64 { return (float64(s.Right) + 10*Aim) / float64(s.Of+10) }

// need is how much more, or less, a domain is asked about than its weight says: one and a half times
// as much where only 45 % is right.
func need(s Score) float64 { return 1 + 2*(Aim-s.skill()) }

// fit lets harder questions come more often where more is right than is aimed at, and easier ones
// where less is.
func fit(s Score, level int) float64 {
	return math.Exp(4 * (s.skill() - Aim) * float64(level-2))
}

// Gentle are the questions that a course may begin with, as its first one also shows how it is
// done: one right choice, and no trade-offs to weigh. If there are none, it is all of them.
func Gentle(questions []Question) []Question {
	var gentle []Question
	for _, q := range questions {
		if q.Kind == Single && q.Level < 3 {
			gentle = append(gentle, q)
		}
	}
	if len(gentle) == 0 {
		return questions
	}
	return gentle
}
