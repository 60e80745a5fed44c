package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

// slotRow is a line of the ledger. Its primary key is what makes a slot happen once: whoever
// inserts the row, of however many processes, has claimed the slot.
type slotRow struct {
	Course    int64  `gorm:"primaryKey;autoIncrement:false"`
	Kind      string `gorm:"primaryKey"`
	Planned   int64  `gorm:"primaryKey;autoIncrement:false"`
	State     string `gorm:"index"`
	Reason    string
	TS        string
	ClaimedAt int64
}

func (slotRow) TableName() string { return "slots" }

func (r slotRow) study() study.Slot {
	return study.Slot{Course: r.Course, Kind: study.SlotKind(r.Kind), Planned: instant(r.Planned)}
}

func newSlotRow(slot study.Slot, state study.SlotState, now time.Time) slotRow {
	return slotRow{
		Course: slot.Course, Kind: string(slot.Kind), Planned: slot.Planned.Unix(),
		State: string(state), ClaimedAt: now.Unix(),
	}
}

func (s *Store) slot(ctx context.Context, slot study.Slot) *gorm.DB {
	return s.db.WithContext(ctx).Model(&slotRow{}).
		Where("course = ? AND kind = ? AND planned = ?", slot.Course, string(slot.Kind), slot.Planned.Unix())
}

// Served returns the instant of the newest slot of a kind in the ledger; the zero time if there is
// none.
func (s *Store) Served(ctx context.Context, course int64, kind study.SlotKind) (time.Time, error) {
	r, err := first[slotRow](s.db.WithContext(ctx).
		Where("course = ? AND kind = ?", course, string(kind)).Order("planned DESC"))
	if errors.Is(err, study.ErrNone) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read newest %s slot of course %d: %w", kind, course, err)
	}
	return instant(r.Planned), nil
}

// Claim takes a slot for the caller. It returns false if the slot is in the ledger already, in
// whatever state.
func (s *Store) Claim(ctx context.Context, slot study.Slot, now time.Time) (bool, error) {
	return s.enter(ctx, newSlotRow(slot, study.Claimed, now))
}

// Skip enters a slot that is left out, unless it is in the ledger already.
func (s *Store) Skip(ctx context.Context, slot study.Slot, reason string, now time.Time) error {
	r := newSlotRow(slot, study.Skipped, now)
	r.Reason = reason
	_, err := s.enter(ctx, r)
	return err
}

func (s *Store) enter(ctx context.Context, r slotRow) (bool, error) {
	done := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r)
	if done.Error != nil {
		return false, fmt.Errorf("enter slot %s: %w", r.study().Key(), done.Error)
	}
	return done.RowsAffected == 1, nil
}

// Claims returns the slots that were claimed at or before a moment and never came to an end.
func (s *Store) Claims(ctx context.Context, before time.Time) ([]study.Slot, error) {
	var found []slotRow
	err := s.db.WithContext(ctx).
		Where("state = ? AND claimed_at <= ?", string(study.Claimed), before.Unix()).
		Order("planned").
		Find(&found).
		Error
	if err != nil {
		return nil, fmt.Errorf("read open claims: %w", err)
	}
	slots := make([]study.Slot, len(found))
	for i, r := range found {
		slots[i] = r.study()
	}
	return slots, nil
}

// Reclaim takes over a claim that is not younger than before. Of several processes that try, one
// gets true.
func (s *Store) Reclaim(ctx context.Context, slot study.Slot, before, now time.Time) (bool, error) {
	done := s.slot(ctx, slot).
		Where("state = ? AND claimed_at <= ?", string(study.Claimed), before.Unix()).
		Update("claimed_at", now.Unix())
	if done.Error != nil {
		return false, fmt.Errorf("reclaim slot %s: %w", slot.Key(), done.Error)
	}
	return done.RowsAffected == 1, nil
}

// Finish enters how a claimed slot ended: Posted with the message's ts, or Skipped or Failed with
// the reason. A round whose question was posted gets its ts, and the rounds before it close; one
// that was not is forgotten.
func (s *Store) Finish(
	ctx context.Context, slot study.Slot, state study.SlotState, ts, reason string, now time.Time,
) error {
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		t := &Store{tx}
		done := t.slot(ctx, slot).Where("state = ?", string(study.Claimed)).
			Updates(map[string]any{"state": string(state), "ts": ts, "reason": reason})
		round, reveals := slot.Kind.Reveals()
		switch {
		case done.Error != nil || done.RowsAffected == 0: // the first end stands
			return done.Error
		case reveals:
			return t.revealed(ctx, round)
		case state == study.Posted:
			return t.roundPosted(ctx, slot, ts, now)
		}
		return t.dropRound(ctx, slot)
	})
	if err != nil {
		return fmt.Errorf("finish slot %s: %w", slot.Key(), err)
	}
	return nil
}
