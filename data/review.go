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
	Team     string `gorm:"primaryKey"`
	Learner  string `gorm:"primaryKey"`
	Question string `gorm:"primaryKey"`
	Step     int
	Due      string
}

func (reviewRow) TableName() string { return "reviews" }

// KeepReview moves a learner's review of a question on after an answer in practice.
func (s *Store) KeepReview(
	ctx context.Context,
	learner, question string,
	right bool,
	today study.Day,
) error {
	err := s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		if err := t.countReview(ctx, learner, question, today); err != nil {
			return err
		}
		return t.moveReviews(ctx, question, outcome{learner, right, today})
	})
	if err != nil {
		return fmt.Errorf("keep review of %s by %s: %w", question, learner, err)
	}
	return nil
}

// countReview counts a question that was due among the day's.
func (s *Store) countReview(ctx context.Context, learner, question string, today study.Day) error {
	var due int64
	err := s.rows(ctx).Model(&reviewRow{}).
		Where("learner = ? AND question = ? AND due <= ?", learner, question, string(today)).
		Count(&due).Error
	if err != nil || due == 0 {
		return err
	}
	row := learnerRow{Team: s.team, ID: learner, ReviewDay: string(today), Reviewed: 1}
	return s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: learnerKey,
		DoUpdates: clause.Assignments(map[string]any{
			"reviewed": gorm.Expr(
				"CASE WHEN learners.review_day = ? THEN learners.reviewed + 1 ELSE 1 END",
				string(today),
			),
			"review_day": string(today),
		}),
	}).Create(&row).Error
}

// outcome is how a learner answered a question, on a day.
type outcome struct {
	learner string
	right   bool
	today   study.Day
}

// moveReviews moves the reviews of a question on.
func (s *Store) moveReviews(ctx context.Context, question string, outcomes ...outcome) error {
	earlier, err := s.reviewsOf(ctx, question, outcomes)
	var gone []string
	var rows []reviewRow
	for _, o := range outcomes {
		next, stays := earlier[o.learner].Answer(o.right, o.today)
		switch {
		case stays:
			rows = append(rows, reviewRow{
				Team: s.team, Learner: o.learner, Question: question, Step: next.Step,
				Due: string(next.Due),
			})
		case earlier[o.learner].Step > 0:
			gone = append(gone, o.learner)
		}
	}
	if err == nil && len(gone) > 0 {
		err = s.rows(ctx).Where("question = ? AND learner IN ?", question, gone).Delete(&reviewRow{}).Error
	}
	if err == nil && len(rows) > 0 {
		err = s.db.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&rows).Error
	}
	return err
}

// reviewsOf are the reviews of a question as they stand, by learner.
func (s *Store) reviewsOf(
	ctx context.Context, question string, outcomes []outcome,
) (map[string]study.Review, error) {
	var learners []string
	for _, o := range outcomes {
		learners = append(learners, o.learner)
	}
	var found []reviewRow
	err := s.rows(ctx).
		Where("question = ? AND learner IN ?", question, learners).Find(&found).Error
	reviews := map[string]study.Review{}
	for _, r := range found {
		reviews[r.Learner] = study.Review{
			Learner: r.Learner, Question: question, Step: r.Step, Due: study.Day(r.Due),
		}
	}
	return reviews, err
}

// Due returns the questions that a learner has to review by a day, the longest due first, and how
// many of them the day still has room for.
func (s *Store) Due(
	ctx context.Context, learner string, today study.Day,
) (questions []string, room int, err error) {
	err = s.rows(ctx).Model(&reviewRow{}).Where("learner = ? AND due <= ?", learner, string(today)).
		Order("due, question").Pluck("question", &questions).Error
	if err != nil {
		return nil, 0, fmt.Errorf("read reviews of %s: %w", learner, err)
	}
	done, err := first[learnerRow](s.rows(ctx).Where("id = ? AND review_day = ?", learner, string(today)))
	if err != nil && !errors.Is(err, study.ErrNone) {
		return nil, 0, fmt.Errorf("read reviews of %s: %w", learner, err)
	}
	return questions, max(0, study.ReviewMost-done.Reviewed), nil
}
