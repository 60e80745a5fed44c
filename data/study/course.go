package study

import "time"

// Course is one channel's plan.
type Course struct {
	ID       int64
	Channel  string
	Owner    string // who set it up; empty if the environment did
	Schedule string // cron spec of the questions
	Report   string // cron spec of the weekly report
	Zone     string // IANA time zone of both
	Language Language
	Exam     string // code of the only exam to ask about; empty for all
	Off      []time.Weekday
	Country  string // whose public holidays are rest days, "JP"; empty for none
	Skips    []Span // days off of its own
	Paused   bool
	Stopped  string    // Slack's word for why nothing can be posted any more; empty if it can
	Since    time.Time // slots planned up to this moment are none of this plan's
}

// Asks says whether the course's filter lets a question through.
func (c Course) Asks(q Question) bool { return c.Exam == "" || c.Exam == q.Exam }

// Replans says whether a course has other slots than before, so that none of the earlier ones are
// its own.
func (c Course) Replans(before Course) bool {
	return c.Schedule != before.Schedule || c.Report != before.Report || c.Zone != before.Zone ||
		!c.halted() && before.halted()
}

func (c Course) halted() bool { return c.Paused || c.Stopped != "" }

// Today is the course's civil day at a moment.
func (c Course) Today(now time.Time) Day {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		zone = time.UTC
	}
	return DayOf(now, zone)
}
