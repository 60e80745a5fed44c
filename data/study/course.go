package study

import "time"

// Course is one channel's plan.
type Course struct {
	ID       int64
	Team     string // the Slack workspace
	Channel  string
	Owner    string // who set it up; empty if the environment did
	Schedule string // cron spec of the questions
	Report   string // cron spec of the weekly report
	Zone     string // IANA time zone of both
	Language Language
	Exam     string // code of the only exam to ask about; empty for all
	Paused   bool
	Since    time.Time // slots planned up to this moment are none of this plan's
}

// Asks says whether the course's filter lets a question through. Ordering and matching questions
// need a modal and are not posted in a channel.
func (c Course) Asks(q Question) bool {
	return (c.Exam == "" || c.Exam == q.Exam) && (q.Kind == Single || q.Kind == Multiple)
}
