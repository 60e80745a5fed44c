package data

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

type courseRow struct {
	Team     string `gorm:"primaryKey"`
	ID       int64  `gorm:"primaryKey;autoIncrement:false"`
	Channel  string
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
		ID: r.ID, Channel: r.Channel, Owner: r.Owner, Schedule: r.Schedule,
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

func newCourseRow(team string, c study.Course) courseRow {
	var skips []string
	for _, s := range c.Skips {
		skips = append(skips, s.String())
	}
	return courseRow{
		Team: team, ID: c.ID, Channel: c.Channel, Owner: c.Owner, Schedule: c.Schedule,
		Report: c.Report, Zone: c.Zone, Language: string(c.Language), Exam: c.Exam,
		Off: join(c.Off), Country: c.Country, Skips: strings.Join(skips, "\n"),
		Paused: c.Paused, Stopped: c.Stopped, Since: c.Since.Unix(),
	}
}

// Courses returns every course, oldest first.
func (s *Store) Courses(ctx context.Context) ([]study.Course, error) {
	var found []courseRow
	if err := s.rows(ctx).Order("id").Find(&found).Error; err != nil {
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
	r, err := first[courseRow](s.rows(ctx).Where("id = ?", id))
	if err != nil {
		return study.Course{}, fmt.Errorf("read course %d: %w", id, err)
	}
	return r.study(), nil
}

// CourseIn returns the course of a channel, or study.ErrNone.
func (s *Store) CourseIn(ctx context.Context, channel string) (study.Course, error) {
	r, err := first[courseRow](s.rows(ctx).Where("channel = ?", channel))
	if err != nil {
		return study.Course{}, fmt.Errorf("read course of channel %s: %w", channel, err)
	}
	return r.study(), nil
}

// AddCourse keeps a channel's first course. If the channel has one already, that one stays as it
// is.
func (s *Store) AddCourse(ctx context.Context, c study.Course) error {
	err := s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		if _, err := t.CourseIn(ctx, c.Channel); !errors.Is(err, study.ErrNone) {
			return err
		}
		id, err := t.number(ctx, "courses")
		if err != nil {
			return err
		}
		row := newCourseRow(s.team, c)
		row.ID = id
		return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
	})
	if err != nil {
		return fmt.Errorf("add course of channel %s: %w", c.Channel, err)
	}
	return nil
}

// ChangeCourse changes a channel's course, or makes it, while nobody else can. change is given the
// course as it is, or study.ErrNone. Where the change makes other slots, those up to now are none of
// the new plan's, so that nothing is caught up that was not planned.
func (s *Store) ChangeCourse(
	ctx context.Context, channel string, now time.Time,
	change func(c study.Course, err error) (study.Course, error),
) (c study.Course, err error) {
	err = s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		before, err := first[courseRow](
			t.rows(ctx).Clauses(forUpdate).Where("channel = ?", channel),
		)
		if c, err = change(before.study(), err); err != nil {
			return err
		}
		if before.ID == 0 || c.Replans(before.study()) {
			c.Since = now
		}
		row := newCourseRow(s.team, c)
		row.ID, row.Channel = before.ID, channel
		if row.ID == 0 {
			if row.ID, err = t.number(ctx, "courses"); err != nil {
				return err
			}
		}
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
	err := s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		done := t.rows(ctx).Model(&courseRow{}).
			Where("id = ? AND stopped = ''", course).
			Update("stopped", word)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		tell := study.Slot{Course: course, Kind: study.StoppedSlot, Planned: now}
		return t.EnterPlanned(ctx, tell)
	})
	if err != nil {
		return fmt.Errorf("stop course %d: %w", course, err)
	}
	return nil
}

// GoOn lets the courses that were stopped with one of these words go on.
func (s *Store) GoOn(ctx context.Context, words []string) error {
	err := s.rows(ctx).Model(&courseRow{}).
		Where("stopped IN ?", words).Update("stopped", "").Error
	if err != nil {
		return fmt.Errorf("let courses go on: %w", err)
	}
	return nil
}
