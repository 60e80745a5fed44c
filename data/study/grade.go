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

// Right returns the IDs of the right choices.
func (q Question) Right() []string {
	var ids []string
	for _, c := range q.Choices {
		if c.Right {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Grade says whether the picked choices are exactly the right ones, all or nothing, as the exam
// does. It returns ErrPickCount if not exactly the number asked for was picked.
func (q Question) Grade(picks []string) (bool, error) {
	picks = slices.Compact(slices.Sorted(slices.Values(picks)))
	if len(picks) != q.Pick {
		return false, ErrPickCount{Want: q.Pick, Got: len(picks)}
	}
	return slices.Equal(picks, slices.Sorted(slices.Values(q.Right()))), nil
}
