package scheduler_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"kotsukotsu/data/study"
	"kotsukotsu/scheduler"
)

// TestJapansHolidaysAreThoseOfAnotherTable holds every day of seven years against a table that was
// not made from the same rules, substitute holidays included.
func TestJapansHolidaysAreThoseOfAnotherTable(t *testing.T) {
	table, err := os.ReadFile("testdata/holidays_jp.tsv")
	if err != nil {
		t.Fatal(err)
	}
	names := map[study.Day]string{}
	for line := range strings.Lines(string(table)) {
		if fields := strings.Split(line, "\t"); len(fields) == 3 {
			names[study.Day(fields[0])] = fields[1]
		}
	}
	if len(names) < 7*16 {
		t.Fatalf("the table has %d days", len(names))
	}
	japan := study.Course{Country: "JP"}
	for day := study.Day("2024-01-01"); day < "2031-01-01"; day = day.Add(1) {
		why, rests := (scheduler.Calendar{}).Rest(japan, day)
		if _, holiday := names[day]; rests != holiday {
			t.Errorf("%s is %q, the table says %q", day, why, names[day])
		}
	}
}

func TestEveryCountryHasHolidays(t *testing.T) {
	countries := (scheduler.Calendar{}).Countries()
	for _, country := range countries {
		n := 0
		for day := study.Day("2027-01-01"); day < "2028-01-01"; day = day.Add(1) {
			if _, rests := (scheduler.Calendar{}).Rest(study.Course{Country: country}, day); rests {
				n++
			}
		}
		if n < 6 || n > 30 {
			t.Errorf("%s has %d holidays in 2027", country, n)
		}
	}
	if len(countries) < 34 {
		t.Errorf("%d countries", len(countries))
	}
}

// TestAYearInThreeZones lets a year pass, with both clock changes of two of the zones, and works out
// apart from the scheduler on which days there must be a question: once each, at nine by the wall.
func TestAYearInThreeZones(t *testing.T) {
	for zone, country := range map[string]string{
		"Asia/Tokyo": "JP", "Europe/Berlin": "DE", "America/New_York": "US",
	} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			course := weekdays("2026-01-01T00:00:00Z")
			course.Zone, course.Country = zone, country
			s := newStage(t, course)
			var want []string
			for now := s.at("2026-01-01 00:00:00"); now.Year() == 2026; now = now.Add(time.Hour / 2) {
				s.Tick(ctx, now)
			}
			for day := study.Day("2026-01-01"); day < "2027-01-01"; day = day.Add(1) {
				_, rests := (scheduler.Calendar{}).Rest(course, day)
				if wall := s.at(string(day) + " 09:00:00"); !rests && wall.Weekday()%6 != 0 {
					want = append(want, "question "+string(day)+" 09:00")
				}
			}
			s.wantPosts(t, want...)
			if len(want) < 240 {
				t.Errorf("only %d questions in a year", len(want))
			}
		})
	}
}
