package data

import (
	"context"
	"errors"
	"fmt"

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
	if err := s.moveReview(ctx, learner, question, right, today); err != nil {
		return fmt.Errorf("keep review of %s by %s: %w", question, learner, err)
	}
	return nil
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

// Due returns the questions that a learner has to review by a day, the longest due first.
func (s *Store) Due(ctx context.Context, learner string, today study.Day) ([]string, error) {
	var questions []string
	err := s.db.WithContext(ctx).
		Model(&reviewRow{}).
		Where("learner = ? AND due <= ?", learner, string(today)).
		Order("due, question").
		Limit(study.ReviewMost).
		Pluck("question", &questions).
		Error
	if err != nil {
		return nil, fmt.Errorf("read reviews of %s: %w", learner, err)
	}
	return questions, nil
}
