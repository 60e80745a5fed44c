package data

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

type courseRow struct {
	ID       int64  `gorm:"primaryKey"`
	Team     string `gorm:"uniqueIndex:idx_course_channel"`
	Channel  string `gorm:"uniqueIndex:idx_course_channel"`
	Owner    string
	Schedule string
	Report   string
	Zone     string
	Language string
	Exam     string
	Paused   bool
	Since    int64
}

func (courseRow) TableName() string { return "courses" }

func (r courseRow) study() study.Course {
	return study.Course{
		ID: r.ID, Team: r.Team, Channel: r.Channel, Owner: r.Owner, Schedule: r.Schedule,
		Report: r.Report, Zone: r.Zone, Language: study.Language(r.Language), Exam: r.Exam,
		Paused: r.Paused, Since: instant(r.Since),
	}
}

func newCourseRow(c study.Course) courseRow {
	return courseRow{
		ID: c.ID, Team: c.Team, Channel: c.Channel, Owner: c.Owner, Schedule: c.Schedule,
		Report: c.Report, Zone: c.Zone, Language: string(c.Language), Exam: c.Exam,
		Paused: c.Paused, Since: c.Since.Unix(),
	}
}

// Courses returns every course, oldest first.
func (s *Store) Courses(ctx context.Context) ([]study.Course, error) {
	var found []courseRow
	if err := s.db.WithContext(ctx).Order("id").Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read courses: %w", err)
	}
	courses := make([]study.Course, len(found))
	for i, r := range found {
		courses[i] = r.study()
	}
	return courses, nil
}

// Course returns a course by its ID, or study.ErrNone.
func (s *Store) Course(ctx context.Context, id int64) (study.Course, error) {
	r, err := first[courseRow](s.db.WithContext(ctx).Where("id = ?", id))
	if err != nil {
		return study.Course{}, fmt.Errorf("read course %d: %w", id, err)
	}
	return r.study(), nil
}

// CourseIn returns the course of a channel, or study.ErrNone.
func (s *Store) CourseIn(ctx context.Context, team, channel string) (study.Course, error) {
	r, err := first[courseRow](
		s.db.WithContext(ctx).Where("team = ? AND channel = ?", team, channel),
	)
	if err != nil {
		return study.Course{}, fmt.Errorf("read course of channel %s: %w", channel, err)
	}
	return r.study(), nil
}

// AddCourse keeps a channel's first course. If the channel has one already, that one stays as it
// is.
func (s *Store) AddCourse(ctx context.Context, c study.Course) error {
	r := newCourseRow(c)
	err := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error
	if err != nil {
		return fmt.Errorf("add course of channel %s: %w", c.Channel, err)
	}
	return nil
}

// SetCourse keeps a channel's course in place of the one that it may have. Slots up to now are none
// of the new plan's, so that nothing is caught up that was not planned.
func (s *Store) SetCourse(ctx context.Context, c study.Course, now time.Time) error {
	c.Since = now
	r := newCourseRow(c)
	r.ID = 0
	err := s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "team"}, {Name: "channel"}},
		DoUpdates: clause.AssignmentColumns([]string{
			"owner", "schedule", "report", "zone", "language", "exam", "paused", "since"}),
	}).Create(&r).Error
	if err != nil {
		return fmt.Errorf("set course of channel %s: %w", c.Channel, err)
	}
	return nil
}
