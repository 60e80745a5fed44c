package study

import (
	"fmt"
	"time"
)

// Day is a civil day, "2026-11-21": what a calendar on the wall shows, without a time or a zone.
type Day string

// DayOf is the civil day of an instant as seen in a zone.
func DayOf(t time.Time, zone *time.Location) Day { return Day(t.In(zone).Format(time.DateOnly)) }

// ParseDay reads "2026-11-21".
func ParseDay(s string) (Day, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("%q is not a day like 2026-11-21", s)
	}
	return Day(s), nil
}

// Add returns the day n days later.
func (d Day) Add(n int) Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return Day(t.AddDate(0, 0, n).Format(time.DateOnly))
}
