package handlers

import (
	"context"
	"fmt"
	"time"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// report is a course's last seven days, today included.
func (h *Handlers) report(ctx context.Context, c study.Course, slot study.Slot, now time.Time) (Post, error) {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return Post{}, fmt.Errorf("course %d: %w", c.ID, err)
	}
	today := study.DayOf(now, zone)
	report := study.Report{From: today.Add(-6), To: today}
	rounds, err := h.store.RoundsSince(ctx, c.ID, report.From)
	if err != nil {
		return Post{}, err
	}
	if err := h.count(ctx, &report, rounds, now); err != nil {
		return Post{}, err
	}
	if report.Streaks, err = h.standings(ctx, c.ID, now); err != nil {
		return Post{}, err
	}
	return Post{Slot: slot, Channel: c.Channel, Message: h.reportMessage(report, c.Language)}, nil
}

func (h *Handlers) count(ctx context.Context, report *study.Report, rounds []study.Round, now time.Time) error {
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
