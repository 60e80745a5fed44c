package scheduler

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"kotsukotsu/data/study"
)

const (
	// ahead is how many occurrences of each spec stand in the ledger before their time.
	ahead = 10
	// recorded is how far back missed slots are entered in the ledger.
	recorded = 31 * 24 * time.Hour
	// unreadable is how long a course whose spec can't be read is left alone.
	unreadable = time.Hour
)

// plannedAtOnce is how many courses are planned in one transaction.
const plannedAtOnce = 200

// plan is how far a course is planned ahead.
type plan struct {
	course study.Course // as it was planned
	made   time.Time
	again  time.Time // when there is more to plan
	until  time.Time // the last instant that was planned
}

// plan enters what is to come into the ledger, and what was missed while nobody planned.
func (s *Scheduler) plan(ctx context.Context, now time.Time) error {
	courses, err := s.Ledger.Courses(ctx)
	if err != nil {
		return err
	}
	if s.plans == nil {
		s.plans = map[int64]plan{}
	}
	courses = slices.DeleteFunc(
		courses,
		func(c study.Course) bool { return s.plans[c.ID].good(c, now) },
	)
	for some := range slices.Chunk(courses, plannedAtOnce) {
		err = errors.Join(err, s.planSome(ctx, some, now))
	}
	return err
}

func (s *Scheduler) planSome(
	ctx context.Context,
	courses []study.Course,
	now time.Time,
) (err error) {
	made, ids, slots := map[int64]plan{}, []int64(nil), []study.Slot(nil)
	for _, c := range courses {
		p, more, wrong := s.planCourse(c, now)
		made[c.ID], ids, slots = p, append(ids, c.ID), append(slots, more...)
		err = errors.Join(err, wrong)
	}
	if wrong := s.Ledger.Plan(ctx, ids, slots, now); wrong != nil {
		return errors.Join(err, wrong)
	}
	maps.Copy(s.plans, made)
	return err
}

// good says whether a plan reaches far enough. It doesn't where the course has changed or the clock
// went back.
func (p plan) good(c study.Course, now time.Time) bool {
	return p.same(c) && now.Before(p.again) && !now.Before(p.made)
}

func (p plan) same(c study.Course) bool {
	return p.course.Since.Equal(c.Since) && p.course.Zone == c.Zone &&
		p.course.Schedule == c.Schedule && p.course.Report == c.Report
}

func (s *Scheduler) planCourse(c study.Course, now time.Time) (plan, []study.Slot, error) {
	p := plan{course: c, made: now, again: now.AddDate(1, 0, 0)}
	from := now.Add(-recorded)
	if old := s.plans[c.ID]; old.same(c) && old.until.After(from) {
		from = earlier(old.until, now) // before that it was planned
	}
	if from.Before(c.Since) {
		from = c.Since
	}
	var slots []study.Slot
	for kind, spec := range map[study.SlotKind]string{study.QuestionSlot: c.Schedule, study.ReportSlot: c.Report} {
		schedule, err := parse(spec, c.Zone)
		if err != nil {
			p.again = now.Add(unreadable)
			return p, nil, err
		}
		last, coming := from, 0
		for t := schedule.Next(from); coming < ahead && !t.IsZero(); t = schedule.Next(t) {
			slots = append(slots, study.Slot{Course: c.ID, Kind: kind, Planned: t})
			last = t
			if t.After(now) {
				coming++
			}
			if coming == ahead/2 {
				p.again = earlier(p.again, t)
			}
		}
		if p.until.IsZero() || last.Before(p.until) {
			p.until = last
		}
	}
	return p, slots, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// planned says whether a slot is in its course's plan as that is now.
func planned(c study.Course, slot study.Slot) bool {
	spec := c.Schedule
	if slot.Kind == study.ReportSlot {
		spec = c.Report
	}
	s, err := parse(spec, c.Zone)
	return err == nil && slot.Planned.After(c.Since) &&
		s.Next(slot.Planned.Add(-time.Second)).Equal(slot.Planned)
}
