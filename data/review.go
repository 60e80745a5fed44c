package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

type reviewRow struct {
	Learner  string `gorm:"primaryKey;index:idx_review_due"`
	Question string `gorm:"primaryKey"`
	Step     int
	Due      string `gorm:"index:idx_review_due"`
}

func (reviewRow) TableName() string { return "reviews" }

// KeepReview moves a learner's review of a question on after an answer in practice.
func (s *Store) KeepReview(
	ctx context.Context,
	learner, question string,
	right bool,
	today study.Day,
) error {
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		t := &Store{db: tx}
		if err := t.countReview(ctx, learner, question, today); err != nil {
			return err
		}
		return t.moveReview(ctx, learner, question, right, today)
	})
	if err != nil {
		return fmt.Errorf("keep review of %s by %s: %w", question, learner, err)
	}
	return nil
}

// countReview counts a question that was due among the day's.
func (s *Store) countReview(ctx context.Context, learner, question string, today study.Day) error {
	var due int64
	err := s.db.WithContext(ctx).Model(&reviewRow{}).
		Where("learner = ? AND question = ? AND due <= ?", learner, question, string(today)).
		Count(&due).Error
	if err != nil || due == 0 {
		return err
	}
	row := learnerRow{ID: learner, ReviewDay: string(today), Reviewed: 1}
	return s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "id"}},
		DoUpdates: clause.Assignments(map[string]any{
			"reviewed": gorm.Expr(
				"CASE WHEN learners.review_day = ? THEN learners.reviewed + 1 ELSE 1 END",
				string(today),
			),
			"review_day": string(today),
		}),
	}).Create(&row).Error
}

func (s *Store) moveReview(
	ctx context.Context,
	learner, question string,
	right bool,
	today study.Day,
) error {
	of := s.db.WithContext(ctx).Where("learner = ? AND question = ?", learner, question)
	r, err := first[reviewRow](of)
	if err != nil && !errors.Is(err, study.ErrNone) {
		return err
	}
	earlier := study.Review{
		Learner: learner, Question: question, Step: r.Step, Due: study.Day(r.Due),
	}
	next, stays := earlier.Answer(right, today)
	if !stays {
		return s.db.WithContext(ctx).Where("learner = ? AND question = ?", learner, question).
			Delete(&reviewRow{}).Error
	}
	r = reviewRow{Learner: learner, Question: question, Step: next.Step, Due: string(next.Due)}
	return s.db.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&r).Error
}

// Due returns the questions that a learner has to review by a day, the longest due first, and how
// many of them the day still has room for.
func (s *Store) Due(
	ctx context.Context, learner string, today study.Day,
) (questions []string, room int, err error) {
	db := s.db.WithContext(ctx)
	err = db.Model(&reviewRow{}).Where("learner = ? AND due <= ?", learner, string(today)).
		Order("due, question").Pluck("question", &questions).Error
	if err != nil {
		return nil, 0, fmt.Errorf("read reviews of %s: %w", learner, err)
	}
	done, err := first[learnerRow](db.Where("id = ? AND review_day = ?", learner, string(today)))
	if err != nil && !errors.Is(err, study.ErrNone) {
		return nil, 0, fmt.Errorf("read reviews of %s: %w", learner, err)
	}
	return questions, max(0, study.ReviewMost-done.Reviewed), nil
}
