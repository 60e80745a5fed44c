package handlers

import (
	"context"
	"errors"
	"time"

	"kotsukotsu/data/study"
)

// Store is what the handlers remember, story by story. Whoever implements it reports what is
// missing with an error for which Missing is true.
type Store interface {
	answers
	rounds
	courses
	streaks
	reviews
	lookups
}

type answers interface {
	KeepAnswer(
		context.Context,
		study.Round,
		study.Answer,
	) (kept study.Answer, s study.Streak, first bool, err error)
	Answer(ctx context.Context, round int64, learner string) (study.Answer, error)
	Answers(ctx context.Context, rounds ...int64) ([]study.Answer, error)
	Answered(ctx context.Context, round int64) (int, error)
	History(ctx context.Context, learner string, most int) ([]study.Answer, error)
}

type rounds interface {
	Round(ctx context.Context, id int64) (study.Round, error)
	Rounds(ctx context.Context, ids ...int64) (map[int64]study.Round, error)
	RoundOf(context.Context, study.Slot) (study.Round, error)
	AddRound(context.Context, study.Slot, study.Round) (study.Round, error)
	Pending(ctx context.Context, course int64, since time.Time) (bool, error)
	OpenQuestions(ctx context.Context, team string, now time.Time) ([]string, error)
	RoundsSince(ctx context.Context, course int64, day study.Day) ([]study.Round, error)
	LastClosed(ctx context.Context, course int64, now time.Time) (number int, err error)
	Asked(ctx context.Context, course int64) (times map[string]int, last string, err error)
}

type courses interface {
	Course(ctx context.Context, id int64) (study.Course, error)
	CourseIn(ctx context.Context, team, channel string) (study.Course, error)
	SetCourse(ctx context.Context, c study.Course, now time.Time) error
}

type streaks interface {
	Streak(ctx context.Context, course int64, learner string) (study.Streak, error)
	Streaks(ctx context.Context, course int64) ([]study.Streak, error)
	StreaksOf(ctx context.Context, learner string) (map[int64]study.Streak, error)
	Learners(context.Context) (map[string]study.Learner, error)
	SetHidden(ctx context.Context, learner string, hidden bool) error
}

type reviews interface {
	KeepReview(ctx context.Context, learner, question string, right bool, today study.Day) error
	Due(ctx context.Context, learner string, today study.Day) ([]string, error)
}

type lookups interface {
	Results(
		ctx context.Context,
		learner string,
		questions []string,
	) (answered, right int, err error)
	CountMiss(ctx context.Context, team, term string, day study.Day) error
	Misses(ctx context.Context, team string, since study.Day, most int) ([]study.Miss, error)
}

// missing says whether an error means that what was asked for isn't there.
func missing(err error) bool { return errors.Is(err, study.ErrNone) }
