package scheduler

import (
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
)

// Calendar reads cron specs.
type Calendar struct{}

// Check returns an error if a spec is not one of five fields (or @daily and the like).
func (Calendar) Check(spec string) error {
	_, err := parse(spec, "UTC")
	return err
}

// Next returns the next n occurrences of a spec after a moment, in the zone. There may be fewer:
// the 30th of February never comes.
func (Calendar) Next(spec, zone string, after time.Time, n int) ([]time.Time, error) {
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
	s, err := cron.ParseStandard(spec)
	if err != nil {
		return schedule{}, fmt.Errorf("cron spec %q can't be read: %w", spec, err)
	}
	if own, ok := s.(*cron.SpecSchedule); ok {
		own.Location = time.UTC // TZ= in a spec would be a second zone
	}
	return schedule{s, where}, nil
}

// Next is the first occurrence after a moment; the zero time if there is none. The spec is asked
// about the wall clock as if it never changed, and what it answers is then looked up in the zone.
// So a civil time happens once: where the clock goes back its first instant counts, where it goes
// forward the time that is left out moves by the gap. (robfig/cron itself, given the zone, would
// skip the one and serve the other twice.)
func (s schedule) Next(after time.Time) time.Time {
	wall := relabel(after.In(s.zone), time.UTC)
	for {
		wall = s.spec.Next(wall)
		if wall.IsZero() {
			return wall
		}
		if t := relabel(wall, s.zone); t.After(after) {
			return t
		}
	}
}

// relabel reads a wall clock as if it hung in another zone.
func relabel(t time.Time, zone *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, zone)
}
