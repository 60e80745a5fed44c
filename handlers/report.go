package handlers

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kotsukotsu/data/notes"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// Days of a report: a week, or more where reports were left out on rest days.
const (
	reportDays     = 7
	reportDaysMost = 28
)

// How many are named of each kind in a report.
const (
	mostStandings = 10
	mostRead      = 3
	mostChanged   = 3
)

// report is what a course did since its last weekly report: the rounds that closed since. Where
// none did, it is the one that is open; with no rounds there is nothing to say.
func (h *Handlers) report(
	ctx context.Context, c study.Course, slot study.Slot, now time.Time,
) (Due, error) {
	since, err := h.reportSince(ctx, c, slot, now)
	if err != nil {
		return Due{}, err
	}
	week, err := h.week(ctx, c, since, now)
	if err != nil {
		return Due{}, err
	}
	if len(week.Rounds) == 0 {
		return Due{}, study.Skip{Reason: study.ReasonQuiet}
	}
	aside, err := h.toWrite(ctx, c, week.From)
	post := Post{Slot: slot, Channel: c.Channel, Message: blocks.Report(week, c.Language)}
	return Due{Post: post, Aside: aside}, err
}

// reportSince is the moment up to which the last weekly report went. One that was asked for covers a
// week.
func (h *Handlers) reportSince(
	ctx context.Context, c study.Course, slot study.Slot, now time.Time,
) (time.Time, error) {
	week, longest := now.AddDate(0, 0, -reportDays), now.AddDate(0, 0, -reportDaysMost)
	if slot.Kind != study.ReportSlot {
		return week, nil
	}
	last, err := h.store.Reported(ctx, c.ID)
	switch {
	case err != nil || last.IsZero() || last.After(week):
		return week, err
	case last.Before(longest):
		return longest, nil
	}
	return last, nil
}

func (h *Handlers) week(
	ctx context.Context, c study.Course, since, now time.Time,
) (w blocks.Week, err error) {
	rounds, tallies, err := h.answered(ctx, c, since.Add(since.Sub(now)))
	if err != nil {
		return w, err
	}
	closed := slices.IndexFunc(rounds, func(r study.Round) bool { return r.Closes.After(since) })
	open := slices.IndexFunc(rounds, func(r study.Round) bool { return !r.Closed(now) })
	if closed < 0 {
		return w, nil
	}
	before, rounds := rounds[:closed], rounds[closed:]
	if open > closed {
		rounds = rounds[:open-closed] // of the open one nothing is told before it closes
	}
	w.Report = study.NewReport(rounds, tallies, now)
	w.From, w.To = c.Today(since.Add(day)), c.Today(now)
	w.Before = study.NewReport(before, tallies, now).Score()
	if err := h.fillWeek(ctx, c, &w, now); err != nil {
		return w, err
	}
	return w, h.teach(ctx, c, &w)
}

const day = 24 * time.Hour

// answered are the rounds that close after a moment, with how they were answered.
func (h *Handlers) answered(
	ctx context.Context, c study.Course, since time.Time,
) ([]study.Round, map[int64]study.Tally, error) {
	rounds, err := h.store.RoundsClosedSince(ctx, c.ID, since)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]int64, len(rounds))
	for i, r := range rounds {
		ids[i] = r.ID
	}
	tallies, err := h.store.Tallies(ctx, ids...)
	return rounds, tallies, err
}

// fillWeek adds who took part.
func (h *Handlers) fillWeek(
	ctx context.Context, c study.Course, w *blocks.Week, now time.Time,
) (err error) {
	if len(w.Rounds) == 0 {
		return nil
	}
	ids := make([]int64, len(w.Rounds))
	for i, r := range w.Rounds {
		ids[i] = r.Round.ID
	}
	if w.Learners, err = h.store.Participants(ctx, ids...); err != nil {
		return err
	}
	if w.Together, err = h.store.TeamStreak(ctx, c.ID); err != nil {
		return err
	}
	streaks, err := h.store.Streaks(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, s := range streaks {
		if s.First >= w.Rounds[0].Round.Number {
			w.Joined++
		}
	}
	w.Streaks, err = h.standings(ctx, c.ID, "", now)
	w.Streaks = w.Streaks[:min(len(w.Streaks), mostStandings)]
	return err
}

// teach adds what to learn from the week: the hardest question, the notes of what went wrong most,
// and what has changed in them since the old ones.
func (h *Handlers) teach(ctx context.Context, c study.Course, w *blocks.Week) (err error) {
	if hardest, ok := w.Report.Hardest(); ok {
		w.Hardest, _, err = h.question(ctx, hardest.Round.Question)
	}
	if err != nil && !missing(err) {
		return err
	}
	results := slices.Clone(w.Rounds)
	slices.SortStableFunc(results, func(a, b study.Result) int {
		return cmp.Compare(b.Tally.Answered-b.Tally.Right, a.Tally.Answered-a.Tally.Right)
	})
	for _, r := range results {
		q, ok := h.bank.Find(r.Round.Question)
		n, known := h.notes.Find(q.Note.Note)
		seen := slices.ContainsFunc(w.Read, func(s notes.Note) bool { return s.ID == n.ID })
		if !r.Closed || r.Tally.Answered == 0 || !ok || !known || seen || len(w.Read) == mostRead {
			continue
		}
		w.Read = append(w.Read, n)
		if c, has := newest(n); has && len(w.Changed) < mostChanged {
			w.Changed = append(w.Changed, blocks.Changed{Service: n.Service, Change: c})
		}
	}
	return nil
}

// newest is the change of a note that came last, in both languages; false if there is none.
func newest(n notes.Note) (map[study.Language]notes.Change, bool) {
	ja, en := n.Pages[study.Japanese].Changes, n.Pages[study.English].Changes
	last := -1
	for i, c := range en {
		if last < 0 || c.When > en[last].When {
			last = i
		}
	}
	if last < 0 || last >= len(ja) {
		return nil, false
	}
	return map[study.Language]notes.Change{study.Japanese: ja[last], study.English: en[last]}, true
}

// mostMisses is how many terms that were not found a course's owner is told.
const mostMisses = 10

// toWrite is what was looked up and not found, for the course's owner; nil if there is nothing to
// tell, or nobody to.
func (h *Handlers) toWrite(ctx context.Context, c study.Course, since study.Day) (*Direct, error) {
	misses, err := h.store.Misses(ctx, since, mostMisses)
	if err != nil || c.Owner == "" || len(misses) == 0 {
		return nil, err
	}
	return &Direct{
		c.Owner,
		c.Channel,
		func(l study.Language) blocks.Message { return blocks.ToWrite(misses, l) },
	}, nil
}
