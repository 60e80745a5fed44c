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

// slotRow is a line of the ledger. Its primary key, and that a claim only succeeds on a row that is
// not taken, are what makes a slot happen once, of however many processes.
type slotRow struct {
	Team    string `gorm:"primaryKey"`
	Course  int64  `gorm:"primaryKey;autoIncrement:false"`
	Kind    string `gorm:"primaryKey"`
	Planned int64  `gorm:"primaryKey;autoIncrement:false"`
	State   string
	Until   int64 // not to be touched before: it is somebody's, or has to wait
	Tries   int   // how often it was begun
	Reason  string
	TS      string
}

func (slotRow) TableName() string { return "slots" }

func (r slotRow) study() study.Slot {
	return study.Slot{Course: r.Course, Kind: study.SlotKind(r.Kind), Planned: instant(r.Planned)}
}

func (r slotRow) entry() study.Entry {
	return study.Entry{
		Slot: r.study(), State: study.SlotState(r.State), Reason: study.Reason(r.Reason), Tries: r.Tries,
		TS: r.TS,
	}
}

func newSlotRow(
	team string, slot study.Slot, state study.SlotState, until time.Time,
) slotRow {
	return slotRow{
		Team: team, Course: slot.Course, Kind: string(slot.Kind), Planned: slot.Planned.Unix(),
		State: string(state), Until: until.Unix(),
	}
}

func (s *Store) slot(ctx context.Context, slot study.Slot) *gorm.DB {
	return s.rows(ctx).Model(&slotRow{}).
		Where("course = ? AND kind = ? AND planned = ?", slot.Course, string(slot.Kind), slot.Planned.Unix())
}

// Plan enters what courses have ahead, in place of what they had. Slots whose time has come, and
// those that are in the ledger for another reason, stay as they are.
func (s *Store) Plan(
	ctx context.Context,
	courses []int64,
	slots []study.Slot,
	now time.Time,
) error {
	rows := make([]slotRow, len(slots))
	for i, slot := range slots {
		rows[i] = newSlotRow(s.team, slot, study.Planned, time.Unix(0, 0))
	}
	err := s.transact(ctx, func(tx *gorm.DB) error {
		err := s.in(tx).rows(ctx).
			Where("course IN ? AND state = ? AND planned > ?", courses, string(study.Planned), now.Unix()).
			Where("kind IN ?", []string{string(study.QuestionSlot), string(study.ReportSlot)}).
			Delete(&slotRow{}).
			Error
		if err != nil || len(rows) == 0 {
			return err
		}
		return tx.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, atOnce).Error
	})
	if err != nil {
		return fmt.Errorf("plan %d slots: %w", len(slots), err)
	}
	return nil
}

// DueSlots returns what is due in the team's courses and is nobody's, oldest first: slots that are
// planned and slots whose claim has run out.
func (s *Store) DueSlots(ctx context.Context, now time.Time) ([]study.Entry, error) {
	return s.entries(s.dueSlots(ctx, now))
}

// DueSlotsIn returns the same for one course.
func (s *Store) DueSlotsIn(
	ctx context.Context,
	course int64,
	now time.Time,
) ([]study.Entry, error) {
	return s.entries(s.dueSlots(ctx, now).Where("course = ?", course))
}

func (s *Store) dueSlots(ctx context.Context, now time.Time) *gorm.DB {
	return s.rows(ctx).
		Where("state IN ?", []string{string(study.Planned), string(study.Claimed)}).
		Where("planned <= ? AND until <= ?", now.Unix(), now.Unix()).
		Order("planned, kind")
}

// Entries returns a course's lines of a kind from one moment up to another, oldest first.
func (s *Store) Entries(
	ctx context.Context, course int64, kind study.SlotKind, from, to time.Time,
) ([]study.Entry, error) {
	return s.entries(s.rows(ctx).
		Where("course = ? AND kind = ? AND planned BETWEEN ? AND ?", course, string(kind), from.Unix(), to.Unix()).
		Order("planned"))
}

func (s *Store) entries(q *gorm.DB) ([]study.Entry, error) {
	var found []slotRow
	if err := q.Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	entries := make([]study.Entry, len(found))
	for i, r := range found {
		entries[i] = r.entry()
	}
	return entries, nil
}

// Reported returns when the newest report of a course was planned that was posted; the zero time if
// there is none.
func (s *Store) Reported(ctx context.Context, course int64) (time.Time, error) {
	r, err := first[slotRow](s.rows(ctx).
		Where("course = ? AND kind = ? AND state = ?", course, string(study.ReportSlot), string(study.Posted)).
		Order("planned DESC"))
	if errors.Is(err, study.ErrNone) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read newest report of course %d: %w", course, err)
	}
	return instant(r.Planned), nil
}

// Claim takes a slot that is due for the caller until a moment. Of several processes that try, one
// gets true. It has to stand as the caller has read it: where it is somebody's broken-off claim by
// now, its message may be in the channel.
func (s *Store) Claim(ctx context.Context, e study.Entry, now, until time.Time) (bool, error) {
	done := s.slot(ctx, e.Slot).Where("state = ? AND until <= ?", string(e.State), now.Unix()).
		Updates(map[string]any{
			"state": string(study.Claimed), "until": until.Unix(), "tries": gorm.Expr("tries + 1"),
		})
	if done.Error != nil {
		return false, fmt.Errorf("claim slot %s: %w", e.Key(), done.Error)
	}
	return done.RowsAffected == 1, nil
}

// Enter puts a slot that nobody planned into the ledger, claimed. It returns false if it is there
// already.
func (s *Store) Enter(ctx context.Context, slot study.Slot, until time.Time) (bool, error) {
	r := newSlotRow(s.team, slot, study.Claimed, until)
	r.Tries = 1
	done := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r)
	if done.Error != nil {
		return false, fmt.Errorf("enter slot %s: %w", slot.Key(), done.Error)
	}
	return done.RowsAffected == 1, nil
}

// EnterPlanned puts a slot into the ledger to be served like the planned ones. If it is there already,
// in whatever state, it stays as it is.
func (s *Store) EnterPlanned(ctx context.Context, slot study.Slot) error {
	row := newSlotRow(s.team, slot, study.Planned, time.Unix(0, 0))
	err := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
	if err != nil {
		return fmt.Errorf("enter slot %s: %w", slot.Key(), err)
	}
	return nil
}

// Postpone leaves a claimed slot alone until a moment. Its state says what is known: Planned if its
// message surely was not posted, else Claimed.
func (s *Store) Postpone(
	ctx context.Context, slot study.Slot, state study.SlotState, why study.Reason, until time.Time,
) error {
	err := s.slot(ctx, slot).Where("state = ?", string(study.Claimed)).
		Updates(map[string]any{"state": string(state), "reason": string(why), "until": until.Unix()}).
		Error
	if err != nil {
		return fmt.Errorf("postpone slot %s: %w", slot.Key(), err)
	}
	return nil
}

// Finish enters how a slot ended: Posted with the message's ts, or Skipped or Failed with the
// reason. A round whose question was posted gets its ts, and the rounds before it close; one that
// was not is forgotten. The first end stands.
func (s *Store) Finish(
	ctx context.Context,
	slot study.Slot,
	state study.SlotState,
	ts string,
	why study.Reason,
	now time.Time,
) error {
	err := s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		done := t.slot(ctx, slot).
			Where("state IN ?", []string{string(study.Planned), string(study.Claimed)}).
			Updates(map[string]any{"state": string(state), "ts": ts, "reason": string(why)})
		round, reveals := slot.Kind.Reveals()
		switch {
		case done.Error != nil || done.RowsAffected == 0:
			return done.Error
		case reveals:
			return t.revealed(ctx, round)
		case state == study.Posted:
			if err := t.goOn(ctx, slot); err != nil {
				return err
			}
			return t.roundPosted(ctx, slot, ts, now)
		}
		return t.dropRound(ctx, slot)
	})
	if err != nil {
		return fmt.Errorf("finish slot %s: %w", slot.Key(), err)
	}
	return nil
}

// goOn lets a course go on in whose channel a message could be posted.
func (s *Store) goOn(ctx context.Context, slot study.Slot) error {
	if slot.Kind.Alone() {
		return nil
	}
	return s.rows(ctx).Model(&courseRow{}).Where("id = ? AND stopped <> ''", slot.Course).
		Update("stopped", "").Error
}
