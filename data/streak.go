package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

type streakRow struct {
	Course  int64  `gorm:"primaryKey;autoIncrement:false"`
	Learner string `gorm:"primaryKey"`
	Current int
	Best    int
	Freezes int
	Toward  int
	First   int
	Last    int
	Recent  int64
}

func (streakRow) TableName() string { return "streaks" }

func (r streakRow) study() study.Streak {
	return study.Streak{
		Learner: r.Learner, Current: r.Current, Best: r.Best, Freezes: r.Freezes, Toward: r.Toward,
		First: r.First, Last: r.Last, Recent: uint32(r.Recent),
	}
}

func newStreakRow(course int64, s study.Streak) streakRow {
	return streakRow{
		Course: course, Learner: s.Learner, Current: s.Current, Best: s.Best, Freezes: s.Freezes,
		Toward: s.Toward, First: s.First, Last: s.Last, Recent: int64(s.Recent),
	}
}

// Streak returns a learner's streak as of the learner's last answer; an empty one if there is none
// yet. Call Through on it to count in what was missed since.
func (s *Store) Streak(ctx context.Context, course int64, learner string) (study.Streak, error) {
	// The row stays locked to the end of a transaction, so that two answers at once are both
	// counted.
	r, err := first[streakRow](
		s.db.WithContext(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).
			Where("course = ? AND learner = ?", course, learner),
	)
	if errors.Is(err, study.ErrNone) {
		return study.Streak{Learner: learner}, nil
	}
	if err != nil {
		return study.Streak{}, fmt.Errorf("read streak of %s: %w", learner, err)
	}
	return r.study(), nil
}

// Streaks returns every streak of a course.
func (s *Store) Streaks(ctx context.Context, course int64) ([]study.Streak, error) {
	var found []streakRow
	if err := s.db.WithContext(ctx).Where("course = ?", course).Order("learner").Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read streaks of course %d: %w", course, err)
	}
	streaks := make([]study.Streak, len(found))
	for i, r := range found {
		streaks[i] = r.study()
	}
	return streaks, nil
}

// StreaksOf returns a learner's streaks by course.
func (s *Store) StreaksOf(ctx context.Context, learner string) (map[int64]study.Streak, error) {
	var found []streakRow
	if err := s.db.WithContext(ctx).Where("learner = ?", learner).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read streaks of %s: %w", learner, err)
	}
	streaks := map[int64]study.Streak{}
	for _, r := range found {
		streaks[r.Course] = r.study()
	}
	return streaks, nil
}

// moveStreak reads one row and writes one row, however long the history. A late answer changes
// nothing.
func (s *Store) moveStreak(
	ctx context.Context,
	round study.Round,
	a study.Answer,
) (study.Streak, error) {
	streak, err := s.Streak(ctx, round.Course, a.Learner)
	if err != nil || a.Late {
		return streak, err
	}
	streak = streak.Answer(round.Number)
	r := newStreakRow(round.Course, streak)
	return streak, s.db.WithContext(ctx).
		Clauses(clause.OnConflict{UpdateAll: true}).
		Create(&r).
		Error
}
