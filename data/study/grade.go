package study

import (
	"fmt"
	"slices"
)

// ErrPickCount says that not exactly as many choices were picked as the question asks for. Nothing
// is recorded then: the learner may try again.
type ErrPickCount struct{ Want, Got int }

func (e ErrPickCount) Error() string {
	return fmt.Sprintf("%d choices picked, the question asks for %d", e.Got, e.Want)
}

// Right returns the IDs of the right choices; of a question that is arranged all of them, in place.
func (q Question) Right() []string {
	var ids []string
	for _, c := range q.Choices {
		if c.Right || q.Arranged() {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Grade says whether the picked choices are exactly the right ones, all or nothing, as the exam
// does. It returns ErrPickCount if not exactly the number asked for was picked. Picks of a question
// that is arranged are in place: of an ordering question the choices in sequence, of a matching one
// for each choice, as the bank has them, the choice whose counterpart was picked.
func (q Question) Grade(picks []string) (bool, error) {
	for _, id := range picks {
		if c, _ := q.Choice(id); c.Dropped {
			return true, nil // in a round that still shows it; the question was at fault
		}
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(picks)))
	if want := q.wanted(); len(distinct) != want {
		return false, ErrPickCount{Want: want, Got: len(distinct)}
	}
	if q.Arranged() {
		return slices.Equal(picks, q.Right()), nil
	}
	return slices.Equal(distinct, slices.Sorted(slices.Values(q.Right()))), nil
}

func (q Question) wanted() int {
	if q.Arranged() {
		return len(q.Choices)
	}
	return q.Pick
}
