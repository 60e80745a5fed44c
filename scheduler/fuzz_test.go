package scheduler_test

import (
	"testing"
	"time"

	"kotsukotsu/data/study"
	"kotsukotsu/scheduler"
)

// FuzzCalendar reads whatever stands where a cron spec should: what Check takes has occurrences in
// order, or none; each is the next from the second before it; and after the last there is no other.
func FuzzCalendar(f *testing.F) {
	for _, spec := range []string{"0 9 * * 1-5", "0 17 * * 5", "0 0 30 2 *", "0 0 29 2 *", "*/7 2 * * *", "0 0 31 4,6 *",
		"@daily", "@every 3s", "@every 1ns", "@every 2562047h", "@every -5m", "TZ=UTC 0 9 * * *", "TZ=UTC",
		"CRON_TZ=", "TZ=../.. 0 9 * * *", "? ? ? ? ?", "* * * * 7", "60 * * * *", "*/0 * * * *", "5-1 * * * *",
		"0 0 1 1 1-6/9223372036854775807", "", " ", "0 9 * *", "0 0 9 * * *", "\x00", "@reboot"} {
		for _, zone := range []string{"Asia/Tokyo", "America/St_Johns", "Pacific/Apia"} {
			f.Add(spec, zone, int64(1796000000))
		}
	}
	f.Fuzz(func(t *testing.T, spec, zone string, seconds int64) {
		var calendar scheduler.Calendar
		after := time.Unix(seconds%(1<<33), 0) // to the year 2242
		if _, err := time.LoadLocation(zone); err != nil || calendar.Check(spec) != nil {
			zone = "UTC"
		}
		c := study.Course{Schedule: spec, Zone: zone}
		next, err := calendar.Next(c, after, 4)
		if (err == nil) != (calendar.Check(spec) == nil) {
			t.Fatalf("%q is checked to be %v, and read with %v", spec, calendar.Check(spec), err)
		}
		for i, o := range next {
			if !o.At.After(after) {
				t.Fatalf("%q in %s: %v comes after %v", spec, zone, o.At, after)
			}
			after = o.At
			again, _ := calendar.Next(c, after.Add(-time.Second), 1)
			if len(again) != 1 || !again[0].At.Equal(after) {
				t.Fatalf("%q in %s: number %d is %v, or %v from the second before", spec, zone, i, after, again)
			}
		}
	})
}
