package study

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Weekly is the simple kind of schedule that a form can show: a time of day on some days of the
// week.
type Weekly struct {
	Days         []time.Weekday
	Hour, Minute int
}

// Spec is the schedule as a cron spec of five fields: "30 9 * * 1,3,5".
func (w Weekly) Spec() string {
	var days []string
	for _, d := range slices.Sorted(slices.Values(w.Days)) {
		days = append(days, strconv.Itoa(int(d)))
	}
	return fmt.Sprintf("%d %d * * %s", w.Minute, w.Hour, strings.Join(days, ","))
}

// ParseWeekly reads a cron spec that is as simple as that; false if it is not.
func ParseWeekly(spec string) (Weekly, bool) {
	f := strings.Fields(spec)
	if len(f) != 5 || f[2] != "*" || f[3] != "*" {
		return Weekly{}, false
	}
	minute, bad1 := strconv.Atoi(f[0])
	hour, bad2 := strconv.Atoi(f[1])
	days, ok := parseDays(f[4])
	if bad1 != nil || bad2 != nil || !ok {
		return Weekly{}, false
	}
	return Weekly{Days: days, Hour: hour, Minute: minute}, true
}

func parseDays(field string) ([]time.Weekday, bool) {
	if field == "*" {
		field = "0-6"
	}
	var days []time.Weekday
	for _, part := range strings.Split(field, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		first, bad1 := strconv.Atoi(from)
		last, bad2 := strconv.Atoi(to)
		if bad1 != nil || bad2 != nil || first < 0 || last > 6 || first > last {
			return nil, false
		}
		for d := first; d <= last; d++ {
			days = append(days, time.Weekday(d))
		}
	}
	return days, true
}

// Time is the time of day as "09:30".
func (w Weekly) Time() string { return fmt.Sprintf("%02d:%02d", w.Hour, w.Minute) }
