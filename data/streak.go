package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

type streakRow struct {
	Team    string `gorm:"primaryKey"`
	Course  int64  `gorm:"primaryKey;autoIncrement:false"`
	Learner string `gorm:"primaryKey"`
	Current int
	Best    int
	Freezes int
	Toward  int
	First   int
	Last    int
	Counted int
	Recent  int64
	Spared  string // numbers of rounds joined by commas
	Told    int
	Gone    bool // no longer in the channel
}

func (streakRow) TableName() string { return "streaks" }

func (r streakRow) study() study.Streak {
	return study.Streak{
		Learner: r.Learner, Current: r.Current, Best: r.Best, Freezes: r.Freezes, Toward: r.Toward,
		First: r.First, Last: r.Last, Counted: r.Counted, Recent: uint32(r.Recent),
		Spared: numbers(r.Spared), Told: r.Told, Left: r.Gone,
	}
}

func newStreakRow(team string, course int64, s study.Streak) streakRow {
	return streakRow{
		Team: team, Course: course, Learner: s.Learner, Current: s.Current, Best: s.Best, Freezes: s.Freezes,
		Toward: s.Toward, First: s.First, Last: s.Last, Counted: s.Counted, Recent: int64(s.Recent),
		Spared: join(s.Spared), Told: s.Told, Gone: s.Left,
	}
}

// Streak returns a learner's streak as of the learner's last answer; an empty one if there is none
// yet. Call Through on it to count in what was missed since.
func (s *Store) Streak(ctx context.Context, course int64, learner string) (study.Streak, error) {
	// The row stays locked to the end of a transaction, so that two answers at once are both
	// counted.
	r, err := first[streakRow](
		s.rows(ctx).Clauses(forUpdate).
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

// Streaks returns every streak of a course. In a transaction that locks, they stay as they are.
func (s *Store) Streaks(ctx context.Context, course int64) ([]study.Streak, error) {
	var found []streakRow
	if err := s.rows(ctx).Where("course = ?", course).Order("learner").Find(&found).Error; err != nil {
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
	if err := s.rows(ctx).Where("learner = ?", learner).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read streaks of %s: %w", learner, err)
	}
	streaks := map[int64]study.Streak{}
	for _, r := range found {
		streaks[r.Course] = r.study()
	}
	return streaks, nil
}

// moveStreaks counts answers to a round in and returns the streaks by learner. For each it reads one
// row and writes one row, however long the history. A late answer changes nothing, nor does one to
// an excused round.
func (s *Store) moveStreaks(
	ctx context.Context, round study.Round, answers []study.Answer,
) (map[string]study.Streak, error) {
	streaks, err := s.lockedStreaks(ctx, round.Course, answers)
	if err != nil || round.Excused {
		return streaks, err
	}
	var added []streakRow
	var changed []study.Streak
	for _, a := range answers {
		if a.Late {
			continue
		}
		streak, there := streaks[a.Learner]
		streak.Learner = a.Learner
		if streak, err = s.answered(ctx, round, streak); err != nil {
			return nil, err
		}
		if there {
			changed = append(changed, streak)
		} else {
			added = append(added, newStreakRow(s.team, round.Course, streak))
		}
		streaks[a.Learner] = streak
	}
	if err := addNew(s.db.WithContext(ctx), added); err != nil {
		return nil, err
	}
	return streaks, s.setStreaks(ctx, round.Course, changed...)
}

// lockedStreaks are those that the learners who answered have. They stay as they are to the end of the
// transaction, and are locked in the same order by all.
func (s *Store) lockedStreaks(
	ctx context.Context, course int64, answers []study.Answer,
) (map[string]study.Streak, error) {
	var found []streakRow
	err := s.rows(ctx).Clauses(forUpdate).
		Where("course = ? AND learner IN ?", course, learnersOf(answers)).
		Order("learner").Find(&found).Error
	streaks := map[string]study.Streak{}
	for _, r := range found {
		streaks[r.Learner] = r.study()
	}
	return streaks, err
}

// answered counts an answer to a round in.
func (s *Store) answered(
	ctx context.Context, round study.Round, streak study.Streak,
) (study.Streak, error) {
	if round.Number < streak.Last { // two rounds were open at once
		p, err := s.past(ctx, round.Course, streak.Learner)
		if err != nil {
			return streak, err
		}
		streak = streak.Replay(p.turns(streak.Learner))
	}
	streak = streak.Answer(round.Number)
	streak.Left = false
	return streak, nil
}

func (s *Store) setStreaks(ctx context.Context, course int64, streaks ...study.Streak) error {
	if len(streaks) == 0 {
		return nil
	}
	rows := make([]streakRow, len(streaks))
	for i, streak := range streaks {
		rows[i] = newStreakRow(s.team, course, streak)
	}
	return s.db.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).
		CreateInBatches(&rows, atOnce).Error
}

// TellMilestone notes that a learner tells the channel of a milestone. It returns false if the
// learner has not reached it, or has told it before.
func (s *Store) TellMilestone(
	ctx context.Context,
	course int64,
	learner string,
	n int,
) (bool, error) {
	done := s.rows(ctx).Model(&streakRow{}).
		Where("course = ? AND learner = ? AND best >= ? AND told < ?", course, learner, n, n).
		Update("told", n)
	if done.Error != nil {
		return false, fmt.Errorf("tell milestone of %s: %w", learner, done.Error)
	}
	return done.RowsAffected == 1, nil
}

// SetMembers keeps which learners of a course are still in its channel.
func (s *Store) SetMembers(ctx context.Context, course int64, members []string) error {
	there := map[string]bool{}
	for _, m := range members {
		there[m] = true
	}
	err := s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		streaks, err := t.Streaks(ctx, course)
		for _, streak := range streaks {
			if err == nil && streak.Left == there[streak.Learner] {
				err = t.rows(ctx).Model(&streakRow{}).
					Where("course = ? AND learner = ?", course, streak.Learner).
					Update("gone", !there[streak.Learner]).
					Error
			}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("keep members of course %d: %w", course, err)
	}
	return nil
}
