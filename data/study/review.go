package study

// ReviewSteps are the days after which a question is seen again, step by step.
var ReviewSteps = []int{1, 3, 7, 16, 35}

// ReviewMost is how many reviews a day offers at most; what is overdue waits its turn.
const ReviewMost = 10

// Review is a learner's appointment with a question.
type Review struct {
	Learner  string
	Question string
	Step     int // 1 is the first; 0 is no appointment
	Due      Day
}

// Answer makes the next appointment. Wrong goes to step 1; right moves one step on, and past the
// last step, or where there was none, there is no appointment any more: the second result is false.
func (r Review) Answer(right bool, today Day) (Review, bool) {
	switch {
	case !right:
		r.Step = 1
	case r.Step > 0 && today < r.Due: // before its day it proves nothing
		return r, true
	case r.Step == 0 || r.Step == len(ReviewSteps):
		return Review{}, false
	default:
		r.Step++
	}
	r.Due = today.Add(ReviewSteps[r.Step-1])
	return r, true
}
