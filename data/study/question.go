package study

import (
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
}

// Choice is one choice of a question. Rationales belong to it by its ID, never by a letter.
type Choice struct {
	ID    string
	Right bool
	Last  bool // pinned to the end ("none of these")
	Text  Text
	Why   Text
	Match Text // the counterpart, in a Matching question
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
		if c.Last {
			last = append(last, c.ID)
		} else {
			free = append(free, c.ID)
		}
	}
	r := rand.New(rand.NewPCG(seed, 0))
	r.Shuffle(len(free), func(i, j int) { free[i], free[j] = free[j], free[i] })
	return append(free, last...)
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
