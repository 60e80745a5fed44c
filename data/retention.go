package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"kotsukotsu/data/study"
)

// Swept is what a sweep has let go of.
type Swept struct {
	Misses, Slots int64
	Learners      []string
}

// Sweep lets go of what nobody needs any more, as package study says what that is.
func (s *Store) Sweep(ctx context.Context, now time.Time) (swept Swept, err error) {
	today := study.DayOf(now, time.UTC)
	misses := s.rows(ctx).Where("day < ?", string(today.Add(-study.MissDays))).Delete(&missRow{})
	ended := []string{string(study.Posted), string(study.Skipped), string(study.Failed)}
	slots := s.rows(ctx).Where("state IN ? AND planned < ?", ended, now.AddDate(0, 0, -study.LedgerDays).Unix()).
		Delete(&slotRow{})
	swept.Misses, swept.Slots = misses.RowsAffected, slots.RowsAffected
	if err = errors.Join(misses.Error, slots.Error); err == nil {
		swept.Learners, err = s.sweepLearners(ctx, today)
	}
	if err != nil {
		err = fmt.Errorf("sweep: %w", err)
	}
	return swept, err
}

// sweepLearners forgets those who are no longer here. Of whom it isn't known when they were seen, it
// is kept that they were today.
func (s *Store) sweepLearners(ctx context.Context, today study.Day) (gone []string, err error) {
	if err := s.meetAll(ctx); err != nil {
		return nil, err
	}
	unseen := s.rows(ctx).Model(&learnerRow{}).Where("seen = ''")
	if err := unseen.Update("seen", string(today)).Error; err != nil {
		return nil, err
	}
	present, err := s.present(ctx)
	for _, p := range present {
		if err != nil || !p.study().Over(today) {
			continue
		}
		var forgotten bool
		if forgotten, err = s.forgetUnseen(ctx, p); forgotten {
			gone = append(gone, p.ID)
		}
	}
	return gone, err
}

// meetAll gives those a row of whom Slack has never told anything, so that they are forgotten too.
func (s *Store) meetAll(ctx context.Context) error {
	return s.db.WithContext(ctx).Exec(`INSERT INTO learners
		(team, id, name, hidden, seen, reminded, review_day, reviewed)
		SELECT team, learner, '', FALSE, '', '', '', 0 FROM streaks WHERE team = ? AND learner NOT LIKE ?
		UNION SELECT team, learner, '', FALSE, '', '', '', 0 FROM reviews WHERE team = ?
		ON CONFLICT DO NOTHING`, s.team, ghost+"%", s.team).Error
}

// presence is what shows of a learner in a row.
type presence struct {
	ID, Seen   string
	Left, Owns bool
}

func (p presence) study() study.Presence {
	return study.Presence{Seen: study.Day(p.Seen), Left: p.Left, Owns: p.Owns}
}

func (s *Store) present(ctx context.Context) (all []presence, err error) {
	of := "EXISTS (SELECT 1 FROM streaks WHERE streaks.team = learners.team AND learner = learners.id"
	owns := "EXISTS (SELECT 1 FROM courses WHERE courses.team = learners.team AND owner = learners.id)"
	err = s.rows(ctx).Model(&learnerRow{}).
		Select(`id, seen, ` + of + `) AND NOT ` + of + ` AND NOT gone) AS "left", ` + owns + ` AS owns`).
		Order("id").Scan(&all).Error
	return all, err
}

// forgetUnseen forgets a learner, unless the learner has come back since that was read.
func (s *Store) forgetUnseen(ctx context.Context, p presence) (forgotten bool, err error) {
	last, err := time.Parse(time.DateOnly, p.Seen)
	if err != nil {
		return false, err
	}
	err = s.transact(ctx, func(tx *gorm.DB) error {
		var since int64
		t := s.in(tx)
		err := t.rows(ctx).Model(&answerRow{}).Where("learner = ? AND at >= ?", p.ID, last.AddDate(0, 0, 1).Unix()).
			Count(&since).Error
		if err != nil || since > 0 {
			return err
		}
		forgotten = true
		return t.forget(ctx, p.ID)
	})
	return forgotten && err == nil, err
}
