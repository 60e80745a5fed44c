package handlers

import (
	"context"
	"errors"
	"time"

	"kotsukotsu/data/study"
)

// Store is what the handlers remember of a team, story by story. Whoever implements it reports what is
// missing with an error for which Missing is true.
type Store interface {
	answers
	rounds
	courses
	streaks
	absences
	reminders
	reviews
	lookups
	objections
	owns
}

type owns interface {
	AddQuestions(ctx context.Context, author string, questions []study.Question,
		state study.QuestionState, now time.Time) (added int, err error)
	OwnQuestion(ctx context.Context, id string) (study.OwnQuestion, error)
	OwnQuestions(ctx context.Context) ([]study.OwnQuestion, error)
	DecideQuestion(
		ctx context.Context, id string, state study.QuestionState, a study.Audit) (first bool, err error)
}

type objections interface {
	AddObjection(ctx context.Context, o study.Objection) error
	Objection(ctx context.Context, id int64) (study.Objection, error)
	OpenObjections(ctx context.Context, most int) ([]study.Objection, error)
	DeclineObjection(context.Context, study.Objection, study.Audit) (first bool, err error)
	AcceptObjection(ctx context.Context, o study.Objection, m study.Mend, a study.Audit,
		regrade func(picks []string) bool) (first bool, err error)
	Mends(ctx context.Context) (map[string][]study.Mend, error)
	MendsOf(ctx context.Context, question string) ([]study.Mend, error)
	QuestionTally(ctx context.Context, question string) (study.Tally, error)
	Untold(ctx context.Context, round int64, most int) ([]study.Answer, error)
	TellVerdict(ctx context.Context, round int64, learner string) (first bool, err error)
}

type answers interface {
	KeepAnswer(ctx context.Context, round int64, learner string, at time.Time,
		grade study.Grade) (study.Kept, error)
	Answer(ctx context.Context, round int64, learner string) (study.Answer, error)
	Tallies(ctx context.Context, rounds ...int64) (map[int64]study.Tally, error)
	Participants(ctx context.Context, rounds ...int64) (int, error)
	Answered(ctx context.Context, round int64) (int, error)
	History(ctx context.Context, learner string, most int) ([]study.Answer, error)
}

type rounds interface {
	Round(ctx context.Context, id int64) (study.Round, error)
	Rounds(ctx context.Context, ids ...int64) (map[int64]study.Round, error)
	RoundOf(context.Context, study.Slot) (study.Round, error)
	AddRound(context.Context, study.Slot, study.Round, time.Time) (study.Round, error)
	OpenQuestions(ctx context.Context, now time.Time) ([]string, error)
	RoundNumbered(ctx context.Context, course int64, number int) (study.Round, error)
	ExcuseRound(context.Context, study.Round, study.Audit) (first bool, err error)
	KeepTurnout(ctx context.Context, round int64, t study.Tally, team int) error
	TeamStreak(ctx context.Context, course int64) (int, error)
	RoundsClosedSince(ctx context.Context, course int64, since time.Time) ([]study.Round, error)
	LastClosed(ctx context.Context, course int64, now time.Time) (number int, err error)
	Asked(ctx context.Context, course int64) (map[string]study.Past, error)
}

type courses interface {
	Course(ctx context.Context, id int64) (study.Course, error)
	Courses(ctx context.Context) ([]study.Course, error)
	CourseIn(ctx context.Context, channel string) (study.Course, error)
	ChangeCourse(ctx context.Context, channel string, now time.Time,
		change func(study.Course, error) (study.Course, error)) (study.Course, error)
	Entries(ctx context.Context, course int64, kind study.SlotKind, from, to time.Time) ([]study.Entry, error)
	Reported(ctx context.Context, course int64) (time.Time, error)
	Audits(ctx context.Context, course int64, most int) ([]study.Audit, error)
}

type streaks interface {
	Streak(ctx context.Context, course int64, learner string) (study.Streak, error)
	Streaks(ctx context.Context, course int64) ([]study.Streak, error)
	StreaksOf(ctx context.Context, learner string) (map[int64]study.Streak, error)
	Learners(context.Context) (map[string]study.Learner, error)
	SetHidden(ctx context.Context, learner string, hidden bool) error
	Forget(ctx context.Context, learner string) error
	TellMilestone(ctx context.Context, course int64, learner string, n int) (first bool, err error)
}

type absences interface {
	AddAbsence(ctx context.Context, a study.Absence) error
	Absences(ctx context.Context, learner string, today study.Day) ([]study.Absence, error)
	EndAbsences(ctx context.Context, learner string, today study.Day) error
}

type reminders interface {
	SetReminder(ctx context.Context, course int64, learner string, wanted bool) error
	Waiting(ctx context.Context, r study.Round, today study.Day, most int) ([]string, error)
	Remind(ctx context.Context, learner string, day study.Day) (first bool, err error)
}

type reviews interface {
	KeepReview(ctx context.Context, learner, question string, right bool, today study.Day) error
	Due(ctx context.Context, learner string, today study.Day) (questions []string, room int, err error)
}

type lookups interface {
	Results(
		ctx context.Context,
		learner string,
		questions []string,
	) (answered, right int, err error)
	CountMiss(ctx context.Context, term string, day study.Day) error
	Misses(ctx context.Context, since study.Day, most int) ([]study.Miss, error)
}

// missing says whether an error means that what was asked for isn't there.
func missing(err error) bool { return errors.Is(err, study.ErrNone) }
