package data

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"kotsukotsu/data/study"
)

// objectionRow is what a learner has against a question. A learner has one open at most.
type objectionRow struct {
	Team     string `gorm:"primaryKey"`
	ID       int64  `gorm:"primaryKey;autoIncrement:false"`
	State    string
	Question string
	By       string `gorm:"column:learner"`
	What     string
	Text     string
	Link     string
	At       int64
}

func (objectionRow) TableName() string { return "objections" }

// The states of an objection.
const (
	objectionOpen     = "open"
	objectionAccepted = "accepted"
	objectionDeclined = "declined"
)

func (r objectionRow) study() study.Objection {
	return study.Objection{
		ID: r.ID, Question: r.Question, By: r.By, What: study.Fault(r.What), Text: r.Text, Link: r.Link,
		At: instant(r.At),
	}
}

// mendRow is a change of a question that a team has decided on.
type mendRow struct {
	Team      string `gorm:"primaryKey"`
	ID        int64  `gorm:"primaryKey;autoIncrement:false"`
	Question  string
	Change    string
	Choices   string // IDs joined by commas
	Objection int64
	At        int64
}

func (mendRow) TableName() string { return "mends" }

// AddObjection keeps an objection, in place of one that the same learner has open.
func (s *Store) AddObjection(ctx context.Context, o study.Objection) error {
	err := s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		err := t.rows(ctx).Where("state = ? AND question = ? AND learner = ?",
			objectionOpen, o.Question, o.By).Delete(&objectionRow{}).Error
		if err != nil {
			return err
		}
		id, err := t.number(ctx, "objections")
		if err != nil {
			return err
		}
		return tx.Create(&objectionRow{
			Team: s.team, ID: id, State: objectionOpen, Question: o.Question, By: o.By, What: string(o.What),
			Text: o.Text, Link: o.Link, At: o.At.Unix(),
		}).Error
	})
	if err != nil {
		return fmt.Errorf("add objection of %s: %w", o.By, err)
	}
	return nil
}

// OpenObjections returns the objections that nobody has decided on, oldest first.
func (s *Store) OpenObjections(
	ctx context.Context,
	most int,
) ([]study.Objection, error) {
	var found []objectionRow
	err := s.rows(ctx).Where("state = ?", objectionOpen).
		Order("id").Limit(most).Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("read objections: %w", err)
	}
	objections := make([]study.Objection, len(found))
	for i, r := range found {
		objections[i] = r.study()
	}
	return objections, nil
}

// Objection returns an open objection by its ID, or study.ErrNone.
func (s *Store) Objection(ctx context.Context, id int64) (study.Objection, error) {
	r, err := first[objectionRow](s.rows(ctx).Where("state = ? AND id = ?", objectionOpen, id))
	if err != nil {
		return study.Objection{}, fmt.Errorf("read objection %d: %w", id, err)
	}
	return r.study(), nil
}

// DeclineObjection closes an objection without a mend. It returns false if it isn't open.
func (s *Store) DeclineObjection(
	ctx context.Context, o study.Objection, a study.Audit,
) (first bool, err error) {
	err = s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		if first, err = t.closeObjection(ctx, o, objectionDeclined); err != nil || !first {
			return err
		}
		a.Did, a.What = study.DeclinedObjection, o.Question
		return t.addAudit(ctx, a)
	})
	return first, err
}

func (s *Store) closeObjection(
	ctx context.Context, o study.Objection, state string,
) (first bool, err error) {
	done := s.rows(ctx).Model(&objectionRow{}).
		Where("id = ? AND state = ?", o.ID, objectionOpen).Update("state", state)
	return done.RowsAffected == 1, done.Error
}

// AcceptObjection closes an objection with a mend of its question. Answers to it are graded again by
// regrade; those whose verdict changes wait to be told, and their reviews follow. It returns false
// if the objection isn't open. Streaks don't depend on being right, and stay.
func (s *Store) AcceptObjection(
	ctx context.Context,
	o study.Objection,
	m study.Mend,
	a study.Audit,
	regrade func(picks []string) bool,
) (first bool, err error) {
	err = s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		if first, err = t.closeObjection(ctx, o, objectionAccepted); err != nil || !first {
			return err
		}
		if err := lockCourses(t.rows(ctx)); err != nil { // no round is made meanwhile
			return err
		}
		if err := t.mendRounds(ctx, m, a.At, regrade); err != nil {
			return err
		}
		if err := t.addMend(ctx, m, o.ID, a.At); err != nil {
			return err
		}
		a.Did, a.What = study.AcceptedObjection, o.Question
		return t.addAudit(ctx, a)
	})
	if err != nil {
		err = fmt.Errorf("accept objection %d: %w", o.ID, err)
	}
	return first, err
}

func (s *Store) addMend(ctx context.Context, m study.Mend, objection int64, now time.Time) error {
	id, err := s.number(ctx, "mends")
	if err != nil {
		return err
	}
	return s.db.WithContext(ctx).Create(&mendRow{
		Team: s.team, ID: id, Question: m.Question, Change: string(m.Change),
		Choices: strings.Join(m.Choices, ","), Objection: objection, At: now.Unix(),
	}).Error
}

// mendRounds grades the answers to all rounds of a question again. Answers share a round's row while
// they are kept, so each is graded by the mend, whenever it came.
func (s *Store) mendRounds(
	ctx context.Context, m study.Mend, now time.Time, regrade func([]string) bool,
) error {
	rounds := s.rows(ctx).Model(&roundRow{}).Where("question = ?", m.Question)
	err := rounds.Session(&gorm.Session{}).Update("mends", gorm.Expr("mends + 1")).Error
	if err != nil || m.Change == study.Retire {
		return err
	}
	var found []roundRow
	if err := rounds.Session(&gorm.Session{}).Find(&found).Error; err != nil {
		return err
	}
	for _, r := range found {
		if err := s.regrade(ctx, r, now, regrade); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) regrade(
	ctx context.Context, r roundRow, now time.Time, regrade func([]string) bool,
) error {
	var answers []answerRow
	if err := s.rows(ctx).Where("round = ?", r.ID).Find(&answers).Error; err != nil {
		return err
	}
	changed, correct := 0, r.Correct
	for _, a := range answers {
		right := regrade(split(a.Picks))
		if right == a.Right {
			continue
		}
		changed++
		if !a.Late {
			correct += map[bool]int{true: 1, false: -1}[right]
		}
		if err := s.changeVerdict(ctx, r.study(), a, right, now); err != nil {
			return err
		}
	}
	if changed == 0 {
		return nil
	}
	return s.regraded(ctx, r, correct, now)
}

// regraded keeps a revealed round's count, and enters the slot in which those concerned are told.
func (s *Store) regraded(ctx context.Context, r roundRow, correct int, now time.Time) error {
	if r.Revealed {
		err := s.rows(ctx).Model(&roundRow{}).Where("id = ?", r.ID).Update("correct", correct).Error
		if err != nil {
			return err
		}
	}
	tell := study.Slot{Course: r.Course, Kind: study.RegradeSlot(r.ID), Planned: now}
	return s.EnterPlanned(ctx, tell)
}

// changeVerdict changes one answer and the review of its question: what was wrong after all comes
// for review, what was right after all leaves it.
func (s *Store) changeVerdict(
	ctx context.Context, r study.Round, a answerRow, right bool, now time.Time,
) error {
	err := s.rows(ctx).Model(&answerRow{}).Where("round = ? AND learner = ?", a.Round, a.Learner).
		Updates(map[string]any{"right": right, "untold": !isGhost(a.Learner)}).Error
	if err != nil || isGhost(a.Learner) {
		return err
	}
	if right {
		return s.rows(ctx).Where("learner = ? AND question = ?", a.Learner, r.Question).
			Delete(&reviewRow{}).
			Error
	}
	today := study.Course{Zone: r.Zone}.Today(now)
	return s.moveReviews(ctx, r.Question, outcome{a.Learner, false, today})
}

// Mends returns the team's mends by question, in their order.
func (s *Store) Mends(ctx context.Context) (map[string][]study.Mend, error) {
	return mends(s.rows(ctx))
}

// MendsOf returns the team's mends of one question.
func (s *Store) MendsOf(ctx context.Context, question string) ([]study.Mend, error) {
	of, err := mends(s.rows(ctx).Where("question = ?", question))
	return of[question], err
}

func mends(of *gorm.DB) (map[string][]study.Mend, error) {
	var found []mendRow
	if err := of.Order("id").Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read mends: %w", err)
	}
	by := map[string][]study.Mend{}
	for _, r := range found {
		by[r.Question] = append(by[r.Question], study.Mend{
			Question: r.Question, Change: study.Change(r.Change), Choices: split(r.Choices),
		})
	}
	return by, nil
}

// Untold returns answers to a round whose verdicts changed and whose learners have not been told.
func (s *Store) Untold(ctx context.Context, round int64, most int) ([]study.Answer, error) {
	var found []answerRow
	err := s.rows(ctx).Where("round = ? AND untold = ?", round, true).
		Order("learner").Limit(most).Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("read changed answers to round %d: %w", round, err)
	}
	answers := make([]study.Answer, len(found))
	for i, r := range found {
		answers[i] = r.study()
	}
	return answers, nil
}

// TellVerdict notes that a learner is told of a changed verdict. It returns false if that was done.
func (s *Store) TellVerdict(ctx context.Context, round int64, learner string) (bool, error) {
	done := s.rows(ctx).Model(&answerRow{}).
		Where("round = ? AND learner = ? AND untold = ?", round, learner, true).
		Update("untold", false)
	if done.Error != nil {
		return false, fmt.Errorf("tell verdict of %s: %w", learner, done.Error)
	}
	return done.RowsAffected == 1, nil
}

// QuestionTally returns how a question was answered in time in all courses.
func (s *Store) QuestionTally(ctx context.Context, question string) (study.Tally, error) {
	var rounds []int64
	err := s.rows(ctx).Model(&roundRow{}).Where("question = ?", question).Pluck("id", &rounds).Error
	if err != nil {
		return study.Tally{}, fmt.Errorf("read rounds of question %s: %w", question, err)
	}
	tallies, err := s.Tallies(ctx, rounds...)
	var all study.Tally
	for _, t := range tallies {
		all = all.Plus(t)
	}
	return all, err
}
