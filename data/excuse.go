package data

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"

	"kotsukotsu/data/study"
)

// ExcuseRound lets a round count for nobody, and keeps who decided so and why. It returns false if
// that was decided before. Streaks in which the round was counted already are made anew from their
// history.
func (s *Store) ExcuseRound(
	ctx context.Context,
	r study.Round,
	a study.Audit,
) (first bool, err error) {
	err = s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		// Answers share the round's row while they are kept, so none is between here and the streaks.
		done := t.rows(ctx).Model(&roundRow{}).
			Where("id = ? AND excused = ?", r.ID, false).
			Update("excused", true)
		if first = done.RowsAffected == 1; done.Error != nil || !first {
			return done.Error
		}
		if err := t.excuse(ctx, r); err != nil {
			return err
		}
		a.Did, a.What = study.ExcusedRound, strconv.Itoa(r.Number)
		return t.addAudit(ctx, a)
	})
	if err != nil {
		err = fmt.Errorf("excuse round %d of course %d: %w", r.Number, r.Course, err)
	}
	return first, err
}

func (s *Store) excuse(ctx context.Context, r study.Round) error {
	// Locked before the answers are read, so that none is between them.
	streaks, err := s.in(s.db.Clauses(forUpdate)).Streaks(ctx, r.Course)
	if err != nil {
		return err
	}
	p, err := s.past(ctx, r.Course, "")
	if err != nil {
		return err
	}
	for i, streak := range streaks {
		if streak.Last < r.Number {
			streaks[i] = streak.Spare(r.Number)
		} else {
			streaks[i] = streak.Replay(p.turns(streak.Learner))
		}
	}
	return s.setStreaks(ctx, r.Course, streaks...)
}

// past is a course's whole history, as far as it makes streaks.
type past struct {
	rounds   []study.Round
	answered map[string][]int // numbers of rounds by learner, ascending
	absences map[string][]study.Absence
	authors  map[string]string // by question
}

// past reads the history of all learners, or of one.
func (s *Store) past(ctx context.Context, course int64, learner string) (p past, err error) {
	if p.rounds, err = s.RoundsClosedSince(ctx, course, time.Time{}); err != nil {
		return p, err
	}
	if p.authors, err = s.authors(ctx); err != nil {
		return p, err
	}
	p.answered, p.absences = map[string][]int{}, map[string][]study.Absence{}
	rows, err := s.rows(ctx).Model(&answerRow{}).
		Joins("JOIN rounds ON rounds.team = answers.team AND rounds.id = answers.round").
		Where("rounds.course = ? AND rounds.excused = ? AND answers.late = ?", course, false, false).
		Where("? = '' OR answers.learner = ?", learner, learner).
		Order("rounds.number").Select("answers.learner, rounds.number").Rows()
	if err != nil {
		return p, err
	}
	defer rows.Close()
	for rows.Next() {
		var learner string
		var number int
		if err := rows.Scan(&learner, &number); err != nil {
			return p, err
		}
		p.answered[learner] = append(p.answered[learner], number)
	}
	if err := rows.Err(); err != nil {
		return p, err
	}
	away, err := absences(s.rows(ctx).Where("? = '' OR learner = ?", learner, learner))
	for _, a := range away {
		p.absences[a.Learner] = append(p.absences[a.Learner], a)
	}
	return p, err
}

func (p past) turns(learner string) []study.Turn {
	turns := make([]study.Turn, len(p.rounds))
	for i, r := range p.rounds {
		_, answered := slices.BinarySearch(p.answered[learner], r.Number)
		spared := r.Excused || r.Cut || p.authors[r.Question] == learner ||
			slices.ContainsFunc(p.absences[learner],
				func(a study.Absence) bool { return a.Spares(r) })
		turns[i] = study.Turn{Round: r.Number, Answered: answered, Spared: spared}
	}
	return turns
}
