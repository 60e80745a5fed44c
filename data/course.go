package data

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
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
	Off      string // weekdays joined by commas, 0 is Sunday
	Country  string
	Skips    string // spans, one a line
	Paused   bool
	Stopped  string
	Since    int64
}

func (courseRow) TableName() string { return "courses" }

func (r courseRow) study() study.Course {
	return study.Course{
		ID: r.ID, Team: r.Team, Channel: r.Channel, Owner: r.Owner, Schedule: r.Schedule,
		Report: r.Report, Zone: r.Zone, Language: study.Language(r.Language), Exam: r.Exam,
		Off: weekdays(r.Off), Country: r.Country, Skips: spans(r.Skips),
		Paused: r.Paused, Stopped: r.Stopped, Since: instant(r.Since),
	}
}

func weekdays(joined string) (days []time.Weekday) {
	for _, d := range numbers(joined) {
		days = append(days, time.Weekday(d))
	}
	return days
}

func spans(lines string) (all []study.Span) {
	for line := range strings.Lines(lines) {
		days, why, _ := strings.Cut(strings.TrimSpace(line), " ")
		from, to, isRange := strings.Cut(days, "..")
		if !isRange {
			to = from
		}
		all = append(all, study.Span{From: study.Day(from), To: study.Day(to), Why: why})
	}
	return all
}

func newCourseRow(c study.Course) courseRow {
	var skips []string
	for _, s := range c.Skips {
		skips = append(skips, s.String())
	}
	return courseRow{
		ID: c.ID, Team: c.Team, Channel: c.Channel, Owner: c.Owner, Schedule: c.Schedule,
		Report: c.Report, Zone: c.Zone, Language: string(c.Language), Exam: c.Exam,
		Off: join(c.Off), Country: c.Country, Skips: strings.Join(skips, "\n"),
		Paused: c.Paused, Stopped: c.Stopped, Since: c.Since.Unix(),
	}
}

// Courses returns every course of a team, oldest first.
func (s *Store) Courses(ctx context.Context, team string) ([]study.Course, error) {
	var found []courseRow
	if err := s.db.WithContext(ctx).Where("team = ?", team).Order("id").Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read courses: %w", err)
	}
	courses := make([]study.Course, len(found))
	for i, r := range found {
		courses[i] = r.study()
	}
	return courses, nil
}

// Teams returns the teams that have a course.
func (s *Store) Teams(ctx context.Context) ([]string, error) {
	var teams []string
	err := s.db.WithContext(ctx).
		Model(&courseRow{}).
		Distinct().
		Order("team").
		Pluck("team", &teams).
		Error
	if err != nil {
		return nil, fmt.Errorf("read teams: %w", err)
	}
	return teams, nil
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

// ChangeCourse changes a channel's course, or makes it, while nobody else can. change is given the
// course as it is, or study.ErrNone. Where the change makes other slots, those up to now are none of
// the new plan's, so that nothing is caught up that was not planned.
func (s *Store) ChangeCourse(
	ctx context.Context, team, channel string, now time.Time,
	change func(c study.Course, err error) (study.Course, error),
) (c study.Course, err error) {
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		before, err := first[courseRow](
			tx.Clauses(forUpdate).Where("team = ? AND channel = ?", team, channel),
		)
		if c, err = change(before.study(), err); err != nil {
			return err
		}
		if before.ID == 0 || c.Replans(before.study()) {
			c.Since = now
		}
		row := newCourseRow(c)
		row.ID, row.Team, row.Channel = before.ID, team, channel
		err = tx.Save(&row).Error
		c = row.study()
		return err
	})
	if err != nil {
		err = fmt.Errorf("change course of channel %s: %w", channel, err)
	}
	return c, err
}

// StopCourse notes Slack's word for why nothing can be posted in a course any more, and enters a
// slot for telling its owner, unless that was done.
func (s *Store) StopCourse(ctx context.Context, course int64, word string, now time.Time) error {
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		done := tx.Model(&courseRow{}).
			Where("id = ? AND stopped = ''", course).
			Update("stopped", word)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		tell := study.Slot{Course: course, Kind: study.StoppedSlot, Planned: now}
		return (&Store{db: tx}).EnterPlanned(ctx, tell)
	})
	if err != nil {
		return fmt.Errorf("stop course %d: %w", course, err)
	}
	return nil
}

// GoOn lets the courses of a team that were stopped with one of these words go on.
func (s *Store) GoOn(ctx context.Context, team string, words []string) error {
	err := s.db.WithContext(ctx).Model(&courseRow{}).
		Where("team = ? AND stopped IN ?", team, words).Update("stopped", "").Error
	if err != nil {
		return fmt.Errorf("let courses go on: %w", err)
	}
	return nil
}
