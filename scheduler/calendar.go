package scheduler

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"kotsukotsu/data/study"
)

// Calendar reads cron specs.
type Calendar struct{}

// Check returns an error if a spec is not one of five fields (or @daily and the like).
func (Calendar) Check(spec string) error {
	_, err := parse(spec, "UTC")
	return err
}

// Next returns the next n questions of a course after a moment, with those that a rest day will
// leave out. There may be fewer: the 30th of February never comes.
func (c Calendar) Next(course study.Course, after time.Time, n int) ([]study.Occurrence, error) {
	times, err := occurrences(course.Schedule, course.Zone, after, n)
	next := make([]study.Occurrence, len(times))
	for i, t := range times {
		rest, _ := c.Rest(course, course.Today(t))
		next[i] = study.Occurrence{At: t, Rest: rest}
	}
	return next, err
}

// Rest returns why a day is a rest day of a course; false if it is none.
func (Calendar) Rest(course study.Course, day study.Day) (study.Reason, bool) {
	return course.Rest(day, holiday(course.Country, day))
}

func occurrences(spec, zone string, after time.Time, n int) ([]time.Time, error) {
	s, err := parse(spec, zone)
	if err != nil {
		return nil, err
	}
	var times []time.Time
	for t := s.Next(after); len(times) < n && !t.IsZero(); t = s.Next(t) {
		times = append(times, t)
	}
	return times, nil
}

// schedule is a cron spec on the civil calendar of a zone.
type schedule struct {
	spec cron.Schedule
	zone *time.Location
}

func parse(spec, zone string) (schedule, error) {
	where, err := time.LoadLocation(zone)
	if err != nil {
		return schedule{}, fmt.Errorf("time zone %q is unknown", zone)
	}
	if strings.Contains(spec, "TZ=") && !strings.Contains(spec, " ") { // at which robfig/cron panics
		return schedule{}, fmt.Errorf("cron spec %q can't be read: it has a zone alone", spec)
	}
	s, err := cron.ParseStandard(spec)
	if err != nil {
		return schedule{}, fmt.Errorf("cron spec %q can't be read: %w", spec, err)
	}
	switch own := s.(type) {
	case *cron.SpecSchedule:
		own.Location = time.UTC // TZ= in a spec would be a second zone
	case cron.ConstantDelaySchedule:
		s = every(own.Delay)
	}
	return schedule{s, where}, nil
}

// every is "@every 3s" on a grid that doesn't depend on when one begins to count.
type every time.Duration

// Next is the next point of the grid.
func (e every) Next(t time.Time) time.Time {
	return t.Truncate(time.Duration(e)).Add(time.Duration(e))
}

// shift is longer than clocks are put forward.
const shift = 3 * time.Hour

// Next is the first occurrence after a moment; the zero time if there is none. The spec is asked
// about the wall clock as if it never changed, and what it answers is then looked up in the zone.
// So a civil time happens once. (robfig/cron itself, given the zone, would skip the one that the
// clock leaves out, and serve the one that it shows again twice.)
func (s schedule) Next(after time.Time) time.Time {
	wall := wallClock(after.In(s.zone))
	if s.offset(after) != s.offset(after.Add(-shift)) { // a time that was left out may be to come
		wall = wall.Add(-shift)
	}
	for {
		wall = s.spec.Next(wall)
		if wall.IsZero() {
			return wall
		}
		if t := s.instant(wall); t.After(after) {
			return t
		}
	}
}

// wallClock is what a clock on the wall shows, as an instant of a zone whose clock never changes.
func wallClock(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// instant is when the wall clock of the zone shows a time: where it shows it twice, the first time;
// where it leaves it out, as much later as the clock is put forward.
func (s schedule) instant(wall time.Time) time.Time {
	first := wall.Add(-s.offset(wall.Add(-24 * time.Hour))).In(s.zone)
	second := wall.Add(-s.offset(wall.Add(24 * time.Hour))).In(s.zone)
	if !wallClock(first).Equal(wall) && wallClock(second).Equal(wall) {
		return second
	}
	return first
}

// offset is how far the zone's clock is ahead of UTC.
func (s schedule) offset(at time.Time) time.Duration {
	_, seconds := at.In(s.zone).Zone()
	return time.Duration(seconds) * time.Second
}
