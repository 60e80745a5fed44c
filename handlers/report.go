package handlers

import (
	"context"
	"fmt"
	"time"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// report is a course's last seven days, today included.
func (h *Handlers) report(
	ctx context.Context,
	c study.Course,
	slot study.Slot,
	now time.Time,
) (Due, error) {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return Due{}, fmt.Errorf("course %d: %w", c.ID, err)
	}
	today := study.DayOf(now, zone)
	report := study.Report{From: today.Add(-6), To: today}
	rounds, err := h.store.RoundsSince(ctx, c.ID, report.From)
	if err != nil {
		return Due{}, err
	}
	if err := h.count(ctx, &report, rounds, now); err != nil {
		return Due{}, err
	}
	if report.Streaks, err = h.standings(ctx, c.ID, now); err != nil {
		return Due{}, err
	}
	aside, err := h.toWrite(ctx, c, report.From)
	post := Post{Slot: slot, Channel: c.Channel, Message: h.reportMessage(report, c.Language)}
	return Due{Post: post, Aside: aside}, err
}

// mostMisses is how many terms that were not found a course's owner is told.
const mostMisses = 10

// toWrite is what was looked up and not found, for the course's owner; nil if there is nothing to
// tell, or nobody to.
func (h *Handlers) toWrite(ctx context.Context, c study.Course, since study.Day) (*Direct, error) {
	misses, err := h.store.Misses(ctx, c.Team, since, mostMisses)
	if err != nil || c.Owner == "" || len(misses) == 0 {
		return nil, err
	}
	return &Direct{User: c.Owner, Message: blocks.ToWrite(misses, c.Language)}, nil
}

func (h *Handlers) count(
	ctx context.Context,
	report *study.Report,
	rounds []study.Round,
	now time.Time,
) error {
	ids := make([]int64, len(rounds))
	for i, r := range rounds {
		ids[i] = r.ID
	}
	answers, err := h.store.Answers(ctx, ids...)
	if err != nil {
		return err
	}
	report.Count(rounds, answers, now)
	return nil
}

func (h *Handlers) reportMessage(report study.Report, l study.Language) blocks.Message {
	if report.Hardest == nil {
		return blocks.Report(report, study.Question{}, "", l)
	}
	question, ok := h.bank.Find(report.Hardest.Question)
	if !ok {
		report.Hardest = nil
	}
	note, _ := h.notes.Find(question.Note.Note)
	return blocks.Report(report, question, note.Service, l)
}
