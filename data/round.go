package data

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

type roundRow struct {
	Team     string `gorm:"primaryKey"`
	ID       int64  `gorm:"primaryKey;autoIncrement:false"`
	Course   int64
	Number   int
	Slot     string // key of the slot that it was made for
	Question string
	Seed     int64
	Choices  string // IDs in the order shown, joined by commas
	Opens    int64
	Closes   int64
	Day      string
	Zone     string
	Channel  string
	TS       string
	Remind   int64 // 0 is never
	Excused  bool
	Cut      bool // it closed sooner than was planned
	Revealed bool
	Mends    int
	Took     int // answers in time, as of the reveal
	Correct  int // of these
	Active   int // learners learners then
}

func (roundRow) TableName() string { return "rounds" }

func (r roundRow) study() study.Round {
	return study.Round{
		ID: r.ID, Course: r.Course, Number: r.Number, Question: r.Question, Seed: uint64(r.Seed),
		Order: split(r.Choices), Opens: instant(r.Opens), Closes: instant(r.Closes),
		Day: study.Day(r.Day), Zone: r.Zone, Channel: r.Channel, TS: r.TS,
		Remind: maybe(
			r.Remind,
		), Excused: r.Excused, Cut: r.Cut, Mends: r.Mends, Took: r.Took, Team: r.Active,
	}
}

func newRoundRow(team string, slot study.Slot, r study.Round) roundRow {
	return roundRow{
		Team: team, Course: r.Course, Number: r.Number, Slot: slot.Key(), Question: r.Question, Seed: int64(r.Seed),
		Choices: strings.Join(r.Order, ","), Opens: r.Opens.Unix(), Closes: r.Closes.Unix(),
		Day: string(r.Day), Zone: r.Zone, Channel: r.Channel,
		Remind: seconds(r.Remind), Mends: r.Mends,
	}
}

// RoundOf returns the round that was made for a slot, or study.ErrNone.
func (s *Store) RoundOf(ctx context.Context, slot study.Slot) (study.Round, error) {
	r, err := first[roundRow](s.rows(ctx).Where("slot = ?", slot.Key()))
	if err != nil {
		return study.Round{}, fmt.Errorf("read round of slot %s: %w", slot.Key(), err)
	}
	return r.study(), nil
}

// AddRound keeps the round of a slot, numbers it and returns it with its ID. Where another round of
// the course is on its way to the channel since a moment, it returns study.Skip: were that one then
// not posted, its number would be missing.
func (s *Store) AddRound(
	ctx context.Context, slot study.Slot, round study.Round, since time.Time,
) (study.Round, error) {
	row := newRoundRow(s.team, slot, round)
	err := s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		if err := lockCourses(t.rows(ctx).Where("id = ?", round.Course)); err != nil {
			return err
		}
		var found struct{ Last, Pending int }
		err := t.rows(ctx).Model(&roundRow{}).Where("course = ?", round.Course).
			Select("COALESCE(MAX(number), 0) AS last, COUNT(CASE WHEN ts = '' AND opens > ? THEN 1 END) AS pending",
				since.Unix()).
			Scan(&found).Error
		switch {
		case err != nil:
			return err
		case found.Pending > 0:
			return study.Skip{Reason: study.ReasonPending}
		}
		row.Number = found.Last + 1
		if row.Mends, err = t.countMends(ctx, round.Question); err != nil {
			return err
		}
		if row.ID, err = t.number(ctx, "rounds"); err != nil {
			return err
		}
		return tx.Create(&row).Error
	})
	if err != nil {
		return study.Round{}, fmt.Errorf("add round for slot %s: %w", slot.Key(), err)
	}
	return row.study(), nil
}

// countMends is how often a question was mended. Whoever mends locks the courses too.
func (s *Store) countMends(ctx context.Context, question string) (int, error) {
	var n int64
	err := s.rows(ctx).Model(&mendRow{}).Where("question = ?", question).Count(&n).Error
	return int(n), err
}

// Round returns a round by its ID, or study.ErrNone.
func (s *Store) Round(ctx context.Context, id int64) (study.Round, error) {
	r, err := first[roundRow](s.rows(ctx).Where("id = ?", id))
	if err != nil {
		return study.Round{}, fmt.Errorf("read round %d: %w", id, err)
	}
	return r.study(), nil
}

// Rounds returns rounds by their IDs. IDs that aren't there are left out.
func (s *Store) Rounds(ctx context.Context, ids ...int64) (map[int64]study.Round, error) {
	var found []roundRow
	if err := s.rows(ctx).Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read rounds: %w", err)
	}
	rounds := map[int64]study.Round{}
	for _, r := range found {
		rounds[r.ID] = r.study()
	}
	return rounds, nil
}

// Asked returns what a course knows of each question that it has asked.
func (s *Store) Asked(ctx context.Context, course int64) (map[string]study.Past, error) {
	var found []struct {
		Question string
		study.Past
	}
	err := s.rows(ctx).Model(&roundRow{}).Where("course = ?", course).
		Select("question, COUNT(*) AS times, MAX(number) AS last, SUM(took) AS took, " +
			"SUM(correct) AS \"right\"").
		Group("question").Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("read questions asked in course %d: %w", course, err)
	}
	past := map[string]study.Past{}
	for _, f := range found {
		past[f.Question] = f.Past
	}
	return past, nil
}

// OpenQuestions returns the questions that are being asked in the team's channels.
func (s *Store) OpenQuestions(ctx context.Context, now time.Time) ([]string, error) {
	var questions []string
	err := s.rows(ctx).Model(&roundRow{}).
		Where("course IN (?)", s.rows(ctx).Model(&courseRow{}).Select("id")).
		Where("closes > ?", now.Unix()).
		Pluck("question", &questions).Error
	if err != nil {
		return nil, fmt.Errorf("read open questions: %w", err)
	}
	return questions, nil
}

// LastClosed returns the number of a course's newest round that has closed; 0 if there is none.
func (s *Store) LastClosed(ctx context.Context, course int64, now time.Time) (int, error) {
	r, err := first[roundRow](s.rows(ctx).
		Where("course = ? AND ts <> '' AND closes <= ?", course, now.Unix()).Order("number DESC"))
	if errors.Is(err, study.ErrNone) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read newest closed round of course %d: %w", course, err)
	}
	return r.Number, nil
}

// RoundsClosedSince returns the posted rounds of a course that close after a moment, in order.
func (s *Store) RoundsClosedSince(
	ctx context.Context, course int64, since time.Time,
) ([]study.Round, error) {
	var found []roundRow
	err := s.rows(ctx).
		Where("course = ? AND ts <> '' AND closes > ?", course, since.Unix()).
		Order("number").
		Find(&found).
		Error
	if err != nil {
		return nil, fmt.Errorf("read rounds of course %d: %w", course, err)
	}
	rounds := make([]study.Round, len(found))
	for i, r := range found {
		rounds[i] = r.study()
	}
	return rounds, nil
}

// RoundNumbered returns a course's posted round by its number, or study.ErrNone.
func (s *Store) RoundNumbered(ctx context.Context, course int64, number int) (study.Round, error) {
	r, err := first[roundRow](
		s.rows(ctx).Where("course = ? AND number = ? AND ts <> ''", course, number))
	if err != nil {
		return study.Round{}, fmt.Errorf("read round %d of course %d: %w", number, course, err)
	}
	return r.study(), nil
}

// KeepTurnout keeps how a round was answered in time, and how many the team was.
func (s *Store) KeepTurnout(ctx context.Context, round int64, t study.Tally, team int) error {
	err := s.rows(ctx).Model(&roundRow{}).Where("id = ?", round).
		Updates(map[string]any{"took": t.Answered, "correct": t.Right, "active": team}).Error
	if err != nil {
		return fmt.Errorf("keep turnout of round %d: %w", round, err)
	}
	return nil
}

// TeamStreak returns in how many revealed rounds in a row at least half of the team took part.
func (s *Store) TeamStreak(ctx context.Context, course int64) (int, error) {
	var n int64
	// A round that was for nobody is passed over.
	revealed := s.rows(ctx).Model(&roundRow{}).
		Where("course = ? AND revealed = ? AND excused = ? AND active > 0", course, true, false).
		Session(&gorm.Session{})
	apart := revealed.Where("took = 0 OR 2 * took < active").Select("COALESCE(MAX(number), 0)")
	err := revealed.Where("number > (?)", apart).Count(&n).Error
	if err != nil {
		return 0, fmt.Errorf("read team streak of course %d: %w", course, err)
	}
	return int(n), nil
}

// roundPosted gives a round its message. The rounds before it close, what is to come of it enters
// the ledger, and those who are away are spared it.
func (s *Store) roundPosted(ctx context.Context, slot study.Slot, ts string, now time.Time) error {
	done := s.rows(ctx).Model(&roundRow{}).Where("slot = ?", slot.Key()).Update("ts", ts)
	if done.Error != nil || done.RowsAffected == 0 {
		return done.Error
	}
	round, err := s.RoundOf(ctx, slot)
	if err != nil {
		return err
	}
	if err := lockCourses(s.rows(ctx).Where("id = ?", round.Course)); err != nil { // nobody goes on leave meanwhile
		return err
	}
	if err := s.cutShort(ctx, round, now); err != nil {
		return err
	}
	if err := s.followUp(ctx, round, now); err != nil {
		return err
	}
	return s.spareSome(ctx, round)
}

// cutShort closes the rounds before one that came sooner than was planned. Who has not answered
// them is spared: there was to be time.
func (s *Store) cutShort(ctx context.Context, next study.Round, now time.Time) error {
	open := s.rows(ctx).Model(&roundRow{}).
		Where("course = ? AND number < ? AND closes > ?", next.Course, next.Number, now.Unix())
	var numbers []int
	if err := open.Session(&gorm.Session{}).Where("ts <> ''").Pluck("number", &numbers).Error; err != nil {
		return err
	}
	if len(numbers) == 0 {
		return nil
	}
	if err := open.Updates(map[string]any{"closes": now.Unix(), "cut": true}).Error; err != nil {
		return err
	}
	streaks, err := s.in(s.db.Clauses(forUpdate)).Streaks(ctx, next.Course)
	if err != nil {
		return err
	}
	for i := range streaks {
		for _, n := range numbers {
			streaks[i] = streaks[i].Spare(n)
		}
	}
	return s.setStreaks(ctx, next.Course, streaks...)
}

// followUp enters the reveal of a posted round and the reminder of it, and lets the reveals of
// rounds that it closed come now.
func (s *Store) followUp(ctx context.Context, round study.Round, now time.Time) error {
	reveals := s.rows(ctx).Model(&slotRow{}).
		Where("course = ? AND state = ? AND until > ?", round.Course, string(study.Planned), now.Unix()).
		Where("kind LIKE ?", "reveal:%")
	if err := reveals.Update("until", now.Unix()).Error; err != nil {
		return err
	}
	reveal := study.Slot{
		Course:  round.Course,
		Kind:    study.RevealSlot(round.ID),
		Planned: round.Opens,
	}
	rows := []slotRow{newSlotRow(s.team, reveal, study.Planned, round.Closes)}
	if !round.Remind.IsZero() {
		remind := study.Slot{
			Course:  round.Course,
			Kind:    study.RemindSlot(round.ID),
			Planned: round.Remind,
		}
		rows = append(rows, newSlotRow(s.team, remind, study.Planned, time.Unix(0, 0)))
	}
	return s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error
}

// dropRound forgets a round that was not posted. If somebody has answered it, it was posted after
// all, whatever became of the call.
func (s *Store) dropRound(ctx context.Context, slot study.Slot) error {
	return s.rows(ctx).Where("slot = ?", slot.Key()).
		Where("NOT EXISTS (SELECT 1 FROM answers " +
			"WHERE answers.team = rounds.team AND answers.round = rounds.id)").
		Delete(&roundRow{}).Error
}

func (s *Store) revealed(ctx context.Context, round int64) error {
	return s.rows(ctx).Model(&roundRow{}).Where("id = ?", round).
		Update("revealed", true).Error
}
