package handlers

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"time"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// Post is a message for a channel. Slot is remembered with it, in the ledger and in the message's
// metadata.
type Post struct {
	Slot    study.Slot
	Channel string
	Thread  string // ts of the message to answer to; empty for the channel itself
	Message blocks.Message
}

// Update is a new form of a message that stands in a channel.
type Update struct {
	Channel, TS string
	Message     blocks.Message
}

// Direct is a message for one person.
type Direct struct {
	User    string
	Channel string // whose language it is in if the person's isn't known
	Words   Words
}

// Due is what there is to do in a slot: the message to post; before it, for a reveal, the round's
// message in its closed form; after it, for a report, what its course's owner alone is told. In some
// slots it is only what learners are told, each alone; More says that there are others.
type Due struct {
	Update *Update
	Post   Post
	Aside  *Direct
	Asides []Aside
	More   bool
}

// Aside is what one of many persons is told alone. Once notes it before, and says whether that is for
// the first time: nobody is told twice.
type Aside struct {
	Direct
	Once func(context.Context) (first bool, err error)
}

// Serve makes what is due in a slot. It returns study.Skip if there is a good reason to post
// nothing.
func (h *Handlers) Serve(ctx context.Context, slot study.Slot, now time.Time) (Due, error) {
	course, err := h.store.Course(ctx, slot.Course)
	if err != nil {
		return Due{}, err
	}
	if round, ok := slot.Kind.Reveals(); ok {
		return h.reveal(ctx, course, slot, round)
	}
	if round, ok := slot.Kind.Reminds(); ok {
		return h.remind(ctx, course, round, now)
	}
	if round, ok := slot.Kind.Regrades(); ok {
		return h.regraded(ctx, course, round)
	}
	switch slot.Kind {
	case study.QuestionSlot, study.QuestionNow:
		return h.ask(ctx, course, slot, now)
	case study.ReportSlot, study.ReportNow:
		return h.report(ctx, course, slot, now)
	case study.StoppedSlot:
		return h.stopped(course)
	case study.EmptySlot:
		return h.empty(course)
	}
	return Due{}, fmt.Errorf("serve slot %s: unknown kind", slot.Key())
}

// Place is where the message of a slot stands if it was posted: the channel and, for a reveal, the
// thread.
func (h *Handlers) Place(ctx context.Context, slot study.Slot) (channel, thread string, err error) {
	if id, ok := slot.Kind.Reveals(); ok {
		round, err := h.store.Round(ctx, id)
		return round.Channel, round.TS, err
	}
	if slot.Kind.Alone() {
		return "", "", nil
	}
	course, err := h.store.Course(ctx, slot.Course)
	return course.Channel, "", err
}

// ask makes the round of a slot, or takes the one that was made before an interruption.
func (h *Handlers) ask(
	ctx context.Context,
	c study.Course,
	slot study.Slot,
	now time.Time,
) (Due, error) {
	round, err := h.store.RoundOf(ctx, slot)
	if missing(err) {
		round, err = h.newRound(ctx, c, slot, now)
	}
	if err != nil {
		return Due{}, err
	}
	if round.Closed(now) {
		return Due{}, study.Skip{Reason: study.ReasonClosed}
	}
	question, _, err := h.question(ctx, round.Question)
	if missing(err) {
		return Due{}, study.Skip{Reason: study.ReasonGone.With(round.Question)}
	}
	if err != nil {
		return Due{}, err
	}
	message := blocks.Question(round, question, c.Language, 0)
	return Due{Post: Post{Slot: slot, Channel: c.Channel, Message: message}}, nil
}

func (h *Handlers) newRound(
	ctx context.Context, c study.Course, slot study.Slot, now time.Time,
) (study.Round, error) {
	asked, err := h.store.Asked(ctx, c.ID)
	if err != nil {
		return study.Round{}, err
	}
	questions, err := h.questions(ctx, c)
	if err != nil {
		return study.Round{}, err
	}
	seed := seedOf(slot)
	if len(asked) == 0 {
		questions = study.Gentle(questions)
	}
	question, ok := study.Pick(questions, asked, seed)
	if !ok {
		return study.Round{}, study.Skip{Reason: study.ReasonEmpty}
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return study.Round{}, fmt.Errorf("course %d: %w", c.ID, err)
	}
	closes, remind, err := h.window(c, slot.Kind, now, zone)
	if err != nil {
		return study.Round{}, err
	}
	// A question of which it isn't known whether it was posted is settled by the end of its grace.
	return h.store.AddRound(ctx, slot, study.Round{
		Course: c.ID, Question: question.ID, Seed: seed, Order: question.Order(seed),
		Opens: now, Closes: closes, Day: study.DayOf(now, zone), Zone: c.Zone,
		Channel: c.Channel, Remind: remind,
	}, now.Add(-study.Grace))
}

// window is when a round that opens now closes: after a day, or with the next question; and when to
// remind of it, if that is on its day or another that has a question. One that was asked for out of
// turn has its day: where the next question cuts it short, nobody has missed it.
func (h *Handlers) window(
	c study.Course, kind study.SlotKind, now time.Time, zone *time.Location,
) (closes, remind time.Time, err error) {
	closes = now.Add(study.RoundLength)
	next, err := h.calendar.Next(c, now, nextMost)
	days := map[study.Day]bool{study.DayOf(now, zone): true}
	for _, o := range next {
		if o.Rest != "" {
			continue
		}
		days[study.DayOf(o.At, zone)] = true
		if kind == study.QuestionSlot && o.At.Before(closes) {
			closes = o.At
		}
	}
	if remind = study.RemindAt(now, closes, zone); !days[study.DayOf(remind, zone)] {
		remind = time.Time{}
	}
	return closes, remind, err
}

// questions are a course's pool: the bank's and the team's own, as the team has mended them.
func (h *Handlers) questions(
	ctx context.Context,
	c study.Course,
) (fitting []study.Question, err error) {
	all := h.bank.All()
	own, err := h.store.OwnQuestions(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range own {
		if o.State == study.Approved {
			all = append(all, o.Question)
		}
	}
	mends, err := h.store.Mends(ctx)
	for _, q := range all {
		q, asked := q.Mended(mends[q.ID]...)
		if asked && c.Asks(q) {
			fitting = append(fitting, q)
		}
	}
	return fitting, err
}

// seedOf makes the slot's seed from its key, so that a slot taken up again after a crash asks the
// same. Databases keep 63 bits.
func seedOf(slot study.Slot) uint64 {
	hash := fnv.New64a()
	hash.Write([]byte(slot.Key()))
	return hash.Sum64() & math.MaxInt64
}

// reveal shows the answer of a closed round: in its message who chose what, in the thread why.
func (h *Handlers) reveal(
	ctx context.Context, c study.Course, slot study.Slot, id int64,
) (Due, error) {
	round, err := h.store.Round(ctx, id)
	if err != nil {
		return Due{}, err
	}
	tally, err := h.turnout(ctx, round)
	if err != nil {
		return Due{}, err
	}
	question, _, err := h.question(ctx, round.Question)
	if missing(err) {
		return Due{}, study.Skip{Reason: study.ReasonGone.With(round.Question)}
	}
	if err != nil {
		return Due{}, err
	}
	closed := blocks.Closed(round, question, c.Language, tally)
	post := Post{
		Slot: slot, Channel: round.Channel, Thread: round.TS,
		Message: blocks.Rationales(round, question, c.Language),
	}
	return Due{
		Post:   post,
		Update: &Update{Channel: round.Channel, TS: round.TS, Message: closed},
	}, nil
}

// turnout counts a closed round's answers, and keeps how much of the team took part.
func (h *Handlers) turnout(ctx context.Context, r study.Round) (study.Tally, error) {
	tallies, err := h.store.Tallies(ctx, r.ID)
	if err != nil {
		return study.Tally{}, err
	}
	streaks, err := h.store.Streaks(ctx, r.Course)
	if err != nil {
		return study.Tally{}, err
	}
	tally := tallies[r.ID]
	return tally, h.store.KeepTurnout(ctx, r.ID, tally, study.Team(streaks, r.Number))
}

// toldAtOnce is how many learners are told something alone in one go.
const toldAtOnce = 8

// remind is for those who asked for it and have not answered.
func (h *Handlers) remind(
	ctx context.Context, c study.Course, id int64, now time.Time,
) (Due, error) {
	round, err := h.store.Round(ctx, id)
	if err != nil {
		return Due{}, err
	}
	if round.Closed(now) || round.Excused {
		return Due{}, study.Skip{Reason: study.ReasonClosed}
	}
	today := c.Today(now)
	waiting, err := h.store.Waiting(ctx, round, today, toldAtOnce)
	if err != nil {
		return Due{}, err
	}
	if len(waiting) == 0 {
		return Due{}, study.Skip{Reason: study.ReasonNobody}
	}
	due := Due{More: len(waiting) == toldAtOnce}
	for _, learner := range waiting {
		due.Asides = append(due.Asides, Aside{
			Direct{
				learner,
				round.Channel,
				func(l study.Language) blocks.Message { return blocks.Reminder(round, l) },
			},
			func(ctx context.Context) (bool, error) { return h.store.Remind(ctx, learner, today) },
		})
	}
	return due, nil
}

// stopped tells a course's owner that nothing can be posted there any more.
func (h *Handlers) stopped(c study.Course) (Due, error) {
	if c.Owner == "" || c.Stopped == "" {
		return Due{}, study.Skip{Reason: study.ReasonNobody}
	}
	return Due{Aside: &Direct{c.Owner, c.Channel, func(l study.Language) blocks.Message {
		return blocks.Stopped(c, c.Stopped, l)
	}}}, nil
}

// empty tells a course's owner that no question fits it, and what can be widened.
func (h *Handlers) empty(c study.Course) (Due, error) {
	if c.Owner == "" {
		return Due{}, study.Skip{Reason: study.ReasonNobody}
	}
	return Due{Aside: &Direct{c.Owner, c.Channel, func(l study.Language) blocks.Message {
		return blocks.Empty(c, l)
	}}}, nil
}

// Counted is an open round's message with the present number of answers; nil if there is nothing to
// bring up to date.
func (h *Handlers) Counted(ctx context.Context, round int64, now time.Time) (*Update, error) {
	r, err := h.store.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	if r.Closed(now) || r.TS == "" {
		return nil, nil
	}
	course, err := h.store.Course(ctx, r.Course)
	if err != nil {
		return nil, err
	}
	question, _, err := h.question(ctx, r.Question)
	if err != nil {
		return nil, err
	}
	n, err := h.store.Answered(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return &Update{r.Channel, r.TS, blocks.Question(r, question, course.Language, n)}, nil
}
