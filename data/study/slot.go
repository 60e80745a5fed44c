package study

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// SlotKind says what is due in a slot.
type SlotKind string

// What can be due. The Now kinds were asked for by a person: they don't move the mark up to which
// the schedule has been served.
const (
	QuestionSlot SlotKind = "question"
	ReportSlot   SlotKind = "report"
	QuestionNow  SlotKind = "question-now"
	ReportNow    SlotKind = "report-now"
)

// revealing begins the kind of a slot in which a round's answer is shown: "reveal:12".
const revealing = "reveal:"

// RevealSlot is the kind of the slot in which a round's answer is shown.
func RevealSlot(round int64) SlotKind {
	return SlotKind(revealing + strconv.FormatInt(round, 10))
}

// Reveals returns the round whose answer is shown in a slot of this kind; false if it is another
// kind.
func (k SlotKind) Reveals() (round int64, ok bool) {
	id, ok := strings.CutPrefix(string(k), revealing)
	if !ok {
		return 0, false
	}
	round, err := strconv.ParseInt(id, 10, 64)
	return round, err == nil
}

// Grace is how late a missed slot is still served.
const Grace = 2 * time.Hour

// Slot is one planned occurrence of a course. The three fields together are its key.
type Slot struct {
	Course  int64
	Kind    SlotKind
	Planned time.Time
}

// Key is the slot's name in the ledger and in the metadata of its message:
// 7/question/2026-11-20T00:00:00Z.
func (s Slot) Key() string {
	return fmt.Sprintf("%d/%s/%s", s.Course, s.Kind, s.Planned.UTC().Format(time.RFC3339))
}

// SlotState is where a slot stands in the ledger.
type SlotState string

// The states. A slot that is claimed and stays so was interrupted: whether it was posted is then
// looked up in the channel.
const (
	Claimed SlotState = "claimed"
	Posted  SlotState = "posted"
	Skipped SlotState = "skipped"
	Failed  SlotState = "failed"
)

// Skip is the error of a slot that is left out for a good reason, such as a bank with nothing to
// ask.
type Skip struct{ Reason string }

func (s Skip) Error() string { return s.Reason }

// ErrPending leaves a question out because another one is on its way: were the first then not
// posted, its number would be missing.
var ErrPending = Skip{Reason: "another question is being posted"}

// Refused is the error of a slot whose message Slack will not have, such as that of a channel that
// was archived.
type Refused struct{ Cause error }

func (r Refused) Error() string { return r.Cause.Error() }

// Unwrap returns the cause.
func (r Refused) Unwrap() error { return r.Cause }
