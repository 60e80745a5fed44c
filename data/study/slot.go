package study

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// SlotKind says what is due in a slot.
type SlotKind string

// What can be due. The Now kinds were asked for by a person and are in nobody's plan.
const (
	QuestionSlot SlotKind = "question"
	ReportSlot   SlotKind = "report"
	QuestionNow  SlotKind = "question-now"
	ReportNow    SlotKind = "report-now"
	// StoppedSlot is for telling a course's owner that nothing can be posted any more.
	StoppedSlot SlotKind = "stopped"
	// EmptySlot is for telling a course's owner that no question fits it.
	EmptySlot SlotKind = "empty"
)

// What begins the kinds of the slots that a round brings along: "reveal:12", "remind:12".
const (
	revealing = "reveal:"
	reminding = "remind:"
	regrading = "regrade:"
)

// RevealSlot is the kind of the slot in which a round's answer is shown.
func RevealSlot(round int64) SlotKind { return SlotKind(revealing + strconv.FormatInt(round, 10)) }

// RemindSlot is the kind of the slot in which learners are reminded of a round.
func RemindSlot(round int64) SlotKind { return SlotKind(reminding + strconv.FormatInt(round, 10)) }

// RegradeSlot is the kind of the slot in which learners are told that their answers to a round were
// graded again.
func RegradeSlot(round int64) SlotKind { return SlotKind(regrading + strconv.FormatInt(round, 10)) }

// Regrades returns the round whose answers were graded again in a slot of this kind; false if it is
// another kind.
func (k SlotKind) Regrades() (round int64, ok bool) { return k.of(regrading) }

// Reveals returns the round whose answer is shown in a slot of this kind; false if it is another
// kind.
func (k SlotKind) Reveals() (round int64, ok bool) { return k.of(revealing) }

// Reminds returns the round that a slot of this kind reminds of; false if it is another kind.
func (k SlotKind) Reminds() (round int64, ok bool) { return k.of(reminding) }

func (k SlotKind) of(what string) (round int64, ok bool) {
	id, ok := strings.CutPrefix(string(k), what)
	if !ok {
		return 0, false
	}
	round, err := strconv.ParseInt(id, 10, 64)
	return round, err == nil
}

// Alone says whether what is said in a slot of this kind is said to persons alone, not in a channel.
func (k SlotKind) Alone() bool {
	_, reminds := k.Reminds()
	_, regrades := k.Regrades()
	return reminds || regrades || k == StoppedSlot || k == EmptySlot
}

// Planned says whether slots of this kind come from a course's cron specs.
func (k SlotKind) Planned() bool { return k == QuestionSlot || k == ReportSlot }

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
	Planned SlotState = "planned"
	Claimed SlotState = "claimed"
	Posted  SlotState = "posted"
	Skipped SlotState = "skipped"
	Failed  SlotState = "failed"
)

// Entry is a line of the ledger.
type Entry struct {
	Slot
	State  SlotState
	Reason Reason // why it was skipped or failed, or has to wait
	Tries  int    // how often it was begun
	TS     string // of its message, once that is posted
}

// Skip is the error of a slot that is left out for a good reason, such as a bank with nothing to
// ask.
type Skip struct{ Reason Reason }

func (s Skip) Error() string { return string(s.Reason) }

// Refused is the error of a slot whose message Slack will not have. Lasting says that it will have
// no other in that channel either, such as one that was archived.
type Refused struct {
	Word    string // Slack's own for the reason
	Lasting bool
	Cause   error // ErrOutside, or nothing
}

func (r Refused) Error() string { return "refused by Slack: " + r.Word }

// Unwrap returns the cause.
func (r Refused) Unwrap() error { return r.Cause }

// Later is the error of a slot whose message surely was not posted, but may be after a while.
type Later struct {
	Cause error
	After time.Duration
}

func (l Later) Error() string { return l.Cause.Error() }

// Unwrap returns the cause.
func (l Later) Unwrap() error { return l.Cause }

// ErrMore is the cause of a Later for a slot in which there is more to do at once.
var ErrMore = errors.New("there is more to do")
