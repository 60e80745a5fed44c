package study

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Kind is how a question is answered.
type Kind string

// The kinds of question that the exams ask.
const (
	Single   Kind = "single"   // exactly one choice
	Multiple Kind = "multiple" // exactly Pick choices, all or nothing
	Ordering Kind = "ordering" // all choices, put in order
	Matching Kind = "matching" // each choice with its counterpart
)

// Question is one question of the bank.
type Question struct {
	ID       string
	Kind     Kind
	Pick     int // how many choices are asked for; 1 for Single
	Note     Ref // where a learner reads on
	Exam     string
	Domain   string
	Level    int // 1 recall, 2 apply, 3 scenario with trade-offs
	Ask      Text
	Decisive Text // the words of the stem that decide; may be empty
	Choices  []Choice
	Source   string
	Author   string // the learner who proposed it, if it is a team's own and didn't come from a file
	Writer   string // what the author is called
}

// Choice is one choice of a question. Rationales belong to it by its ID, never by a letter.
type Choice struct {
	ID    string
	Right bool
	Last  bool // pinned to the end ("none of these")
	// Dropped says that the choice was taken out after an objection. Rounds that had it still show it.
	Dropped bool
	Text    Text
	Why     Text
	Match   Text // the counterpart, in a Matching question
}

// Ref names a note, or one topic of it: "s3#lifecycle".
type Ref struct{ Note, Topic string }

// ParseRef reads "s3" or "s3#lifecycle".
func ParseRef(s string) (Ref, error) {
	note, topic, cut := strings.Cut(s, "#")
	if note == "" || cut && topic == "" {
		return Ref{}, fmt.Errorf("note %q is not of the form note or note#topic", s)
	}
	return Ref{note, topic}, nil
}

func (r Ref) String() string {
	if r.Topic == "" {
		return r.Note
	}
	return r.Note + "#" + r.Topic
}

// Order shuffles the choices for one round and returns their IDs. The same seed gives the same
// order; pinned choices stay at the end.
func (q Question) Order(seed uint64) []string {
	var free, last []string
	for _, c := range q.Choices {
		switch {
		case c.Dropped:
		case c.Last:
			last = append(last, c.ID)
		default:
			free = append(free, c.ID)
		}
	}
	r := rand.New(rand.NewPCG(seed, 0))
	r.Shuffle(len(free), func(i, j int) { free[i], free[j] = free[j], free[i] })
	return append(free, last...)
}

// Arranged says whether the question is answered by putting every choice in its place, rather than
// by picking some.
func (q Question) Arranged() bool { return q.Kind == Ordering || q.Kind == Matching }

// Matches are the IDs of a matching question's choices in the order in which their counterparts are
// shown: by text, so that it says nothing about what belongs together.
func (q Question) Matches() []string {
	choices := slices.SortedStableFunc(slices.Values(q.Choices), func(a, b Choice) int {
		return cmp.Compare(a.Match.EN, b.Match.EN)
	})
	ids := make([]string, len(choices))
	for i, c := range choices {
		ids[i] = c.ID
	}
	return ids
}

// Told is an answer as it is said, with the choices in an order: "B", "A, C", "C → A → B", or, with
// the numbers of the counterparts, "A–2, B–1".
func (q Question) Told(order, picks []string) string {
	var told []string
	switch q.Kind {
	case Ordering:
		for _, id := range picks {
			told = append(told, Letter(slices.Index(order, id)))
		}
		return strings.Join(told, " → ")
	case Matching:
		matches := q.Matches()
		for place, id := range order {
			if i := slices.IndexFunc(q.Choices, func(c Choice) bool { return c.ID == id }); i < len(
				picks,
			) {
				told = append(
					told,
					fmt.Sprintf("%s–%d", Letter(place), 1+slices.Index(matches, picks[i])),
				)
			}
		}
		return strings.Join(told, ", ")
	}
	return Letters(order, picks)
}

// Choice finds a choice by its ID.
func (q Question) Choice(id string) (Choice, bool) {
	i := slices.IndexFunc(q.Choices, func(c Choice) bool { return c.ID == id })
	if i < 0 {
		return Choice{}, false
	}
	return q.Choices[i], true
}

// Letter is what a choice is called at a place of the order: 0 is "A".
func Letter(place int) string { return string(rune('A' + place)) }

// Letters names the picked choices by their letters in an order, in the order's sequence: "A, C".
func Letters(order, picks []string) string {
	var letters []string
	for place, id := range order {
		if slices.Contains(picks, id) {
			letters = append(letters, Letter(place))
		}
	}
	return strings.Join(letters, ", ")
}
