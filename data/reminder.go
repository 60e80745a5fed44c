package data

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

// reminderRow is a learner's wish to be reminded of a course's rounds.
type reminderRow struct {
	Team    string `gorm:"primaryKey"`
	Course  int64  `gorm:"primaryKey;autoIncrement:false"`
	Learner string `gorm:"primaryKey"`
}

func (reminderRow) TableName() string { return "reminders" }

// SetReminder keeps whether a learner wants to be reminded of a course's rounds before they close.
func (s *Store) SetReminder(ctx context.Context, course int64, learner string, wanted bool) error {
	var err error
	if wanted {
		row := reminderRow{Team: s.team, Course: course, Learner: learner}
		err = s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
	} else {
		err = s.rows(ctx).Where("course = ? AND learner = ?", course, learner).Delete(&reminderRow{}).Error
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
	answered := s.rows(ctx).Model(&answerRow{}).Where("round = ?", r.ID).Select("learner")
	gone := s.rows(ctx).Model(&streakRow{}).
		Where("course = ? AND gone = ?", r.Course, true).
		Select("learner")
	away := s.rows(ctx).Model(&absenceRow{}).Where("first_day <= ? AND last_day >= ?",
		string(today), string(today)).Select("learner")
	told := s.rows(ctx).Model(&learnerRow{}).Where("reminded >= ?", string(today)).Select("id")
	err := s.rows(ctx).Model(&reminderRow{}).Where("course = ?", r.Course).
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
	row := learnerRow{Team: s.team, ID: learner, Reminded: string(day)}
	done := s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns:   learnerKey,
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
