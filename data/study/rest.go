package study

import (
	"slices"
	"strings"
	"time"
)

// Reason is why a slot was left out. The ledger keeps it, with what follows the colon as detail:
// "rest day: Labor Thanksgiving Day".
type Reason string

// The reasons.
const (
	ReasonPaused  Reason = "paused"
	ReasonStopped Reason = "stopped"
	ReasonMissed  Reason = "missed while the bot was down"
	ReasonLate    Reason = "too late"
	ReasonUnknown Reason = "interrupted, and it can't be found out whether it was posted"
	ReasonWeekday Reason = "weekday off"
	ReasonHoliday Reason = "public holiday"
	ReasonSkip    Reason = "day off"
	ReasonEmpty   Reason = "no question fits the course"
	ReasonGone    Reason = "the question is no longer in the bank"
	ReasonPending Reason = "another question is on its way"
	ReasonClosed  Reason = "its round would be closed already"
	ReasonRefused Reason = "refused by Slack"
	ReasonQuiet   Reason = "no questions in these days"
	ReasonNobody  Reason = "nobody to tell"
	ReasonTrying  Reason = "being tried again"

	// ReasonUnplanned is that of a slot which the course's plan has no more.
	ReasonUnplanned Reason = "not in the plan any more"
)

// With adds a detail.
func (r Reason) With(detail string) Reason {
	if detail = strings.TrimSpace(detail); detail == "" {
		return r
	}
	return r + ": " + Reason(detail)
}

// Split parts a reason from its detail.
func (r Reason) Split() (reason Reason, detail string) {
	before, after, _ := strings.Cut(string(r), ": ")
	return Reason(before), after
}

// Rest returns why nothing is posted on a day of the course, or nothing if it isn't a rest day.
// holiday is the name of the country's public holiday on it; empty if it is none.
func (c Course) Rest(d Day, holiday string) (Reason, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return "", false
	}
	for _, s := range c.Skips {
		if s.Has(d) {
			return ReasonSkip.With(s.Why), true
		}
	}
	switch {
	case holiday != "":
		return ReasonHoliday.With(holiday), true
	case slices.Contains(c.Off, t.Weekday()):
		return ReasonWeekday, true
	}
	return "", false
}

// Occurrence is a slot to come, as the calendar shows it.
type Occurrence struct {
	At   time.Time
	Rest Reason // why nothing will be posted; empty if something will
}
