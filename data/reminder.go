package data

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

// reminderRow is a learner's wish to be reminded of a course's rounds.
type reminderRow struct {
	Course  int64  `gorm:"primaryKey;autoIncrement:false"`
	Learner string `gorm:"primaryKey"`
}

func (reminderRow) TableName() string { return "reminders" }

// SetReminder keeps whether a learner wants to be reminded of a course's rounds before they close.
func (s *Store) SetReminder(ctx context.Context, course int64, learner string, wanted bool) error {
	row, db := reminderRow{Course: course, Learner: learner}, s.db.WithContext(ctx)
	var err error
	if wanted {
		err = db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
	} else {
		err = db.Delete(&row).Error
	}
	if err != nil {
		return fmt.Errorf("set reminder of %s: %w", learner, err)
	}
	return nil
}

// Waiting returns learners to remind of a round on a day: those who asked for it, have not answered,
// are in the channel, are not away and were not reminded on that day.
func (s *Store) Waiting(
	ctx context.Context, r study.Round, today study.Day, most int,
) ([]string, error) {
	var learners []string
	db := s.db.WithContext(ctx)
	answered := s.db.Model(&answerRow{}).Where("round = ?", r.ID).Select("learner")
	gone := s.db.Model(&streakRow{}).
		Where("course = ? AND gone = ?", r.Course, true).
		Select("learner")
	team := s.db.Model(&courseRow{}).Where("id = ?", r.Course).Select("team")
	away := s.db.Model(&absenceRow{}).Where("team = (?) AND first_day <= ? AND last_day >= ?",
		team, string(today), string(today)).Select("learner")
	told := s.db.Model(&learnerRow{}).Where("reminded >= ?", string(today)).Select("id")
	err := db.Model(&reminderRow{}).Where("course = ?", r.Course).
		Where("learner NOT IN (?) AND learner NOT IN (?)", answered, gone).
		Where("learner NOT IN (?) AND learner NOT IN (?)", away, told).
		Order("learner").Limit(most).Pluck("learner", &learners).Error
	if err != nil {
		return nil, fmt.Errorf("read whom to remind of round %d: %w", r.ID, err)
	}
	return learners, nil
}

// Remind notes that a learner is reminded on a day. It returns false if that was done before: once
// a day is enough, of however many courses.
func (s *Store) Remind(ctx context.Context, learner string, day study.Day) (bool, error) {
	row := learnerRow{ID: learner, Reminded: string(day)}
	done := s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"reminded"}),
		Where: clause.Where{
			Exprs: []clause.Expression{clause.Lt{Column: "learners.reminded", Value: string(day)}},
		},
	}).Create(&row)
	if done.Error != nil {
		return false, fmt.Errorf("remind %s: %w", learner, done.Error)
	}
	return done.RowsAffected == 1, nil
}
