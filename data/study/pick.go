package study

import "math/rand/v2"

// Pick chooses the next question: one of those asked least often, never the one asked last if there
// is another. asked counts how often each question was asked; last is the one asked last. It
// returns false if there is none.
func Pick(questions []Question, asked map[string]int, last string, seed uint64) (Question, bool) {
	var least []Question
	for _, q := range questions {
		if q.ID == last && len(questions) > 1 {
			continue
		}
		switch {
		case len(least) == 0 || asked[q.ID] < asked[least[0].ID]:
			least = []Question{q}
		case asked[q.ID] == asked[least[0].ID]:
			least = append(least, q)
		}
	}
	if len(least) == 0 {
		return Question{}, false
	}
	return least[rand.New(rand.NewPCG(seed, 1)).IntN(len(least))], true
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
