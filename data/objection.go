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
	ID       int64  `gorm:"primaryKey"`
	Team     string `gorm:"index:idx_objection_open"`
	State    string `gorm:"index:idx_objection_open"`
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
	ID        int64  `gorm:"primaryKey"`
	Team      string `gorm:"index:idx_mend_question"`
	Question  string `gorm:"index:idx_mend_question"`
	Change    string
	Choices   string // IDs joined by commas
	Objection int64
	At        int64
}

func (mendRow) TableName() string { return "mends" }

// AddObjection keeps an objection, in place of one that the same learner has open.
func (s *Store) AddObjection(ctx context.Context, team string, o study.Objection) error {
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		err := tx.Where("team = ? AND state = ? AND question = ? AND learner = ?",
			team, objectionOpen, o.Question, o.By).Delete(&objectionRow{}).Error
		if err != nil {
			return err
		}
		return tx.Create(&objectionRow{
			Team: team, State: objectionOpen, Question: o.Question, By: o.By, What: string(o.What),
			Text: o.Text, Link: o.Link, At: o.At.Unix(),
		}).Error
	})
	if err != nil {
		return fmt.Errorf("add objection of %s: %w", o.By, err)
	}
	return nil
}

// OpenObjections returns a team's objections that nobody has decided on, oldest first.
func (s *Store) OpenObjections(
	ctx context.Context,
	team string,
	most int,
) ([]study.Objection, error) {
	var found []objectionRow
	err := s.db.WithContext(ctx).Where("team = ? AND state = ?", team, objectionOpen).
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

// Objection returns a team's open objection by its ID, or study.ErrNone.
func (s *Store) Objection(ctx context.Context, team string, id int64) (study.Objection, error) {
	r, err := first[objectionRow](s.db.WithContext(ctx).
		Where("team = ? AND state = ? AND id = ?", team, objectionOpen, id))
	if err != nil {
		return study.Objection{}, fmt.Errorf("read objection %d: %w", id, err)
	}
	return r.study(), nil
}

// DeclineObjection closes an objection without a mend. It returns false if it isn't open.
func (s *Store) DeclineObjection(
	ctx context.Context, o study.Objection, a study.Audit,
) (first bool, err error) {
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		a.Did = study.DeclinedObjection
		first, err = (&Store{db: tx}).closeObjection(ctx, o, objectionDeclined, a)
		return err
	})
	return first, err
}

func (s *Store) closeObjection(
	ctx context.Context, o study.Objection, state string, a study.Audit,
) (bool, error) {
	done := s.db.WithContext(ctx).Model(&objectionRow{}).
		Where("id = ? AND state = ?", o.ID, objectionOpen).Update("state", state)
	if done.Error != nil || done.RowsAffected == 0 {
		return false, done.Error
	}
	a.What = o.Question
	return true, s.addAudit(ctx, a)
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
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		t := &Store{db: tx}
		a.Did = study.AcceptedObjection
		if first, err = t.closeObjection(ctx, o, objectionAccepted, a); err != nil || !first {
			return err
		}
		row := mendRow{
			Team: a.Team, Question: m.Question, Change: string(m.Change),
			Choices: strings.Join(m.Choices, ","), Objection: o.ID, At: a.At.Unix(),
		}
		if err := lockCourses(tx.Where("team = ?", a.Team)); err != nil { // no round is made meanwhile
			return err
		}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return t.mendRounds(ctx, a.Team, m, a.At, regrade)
	})
	if err != nil {
		err = fmt.Errorf("accept objection %d: %w", o.ID, err)
	}
	return first, err
}

// mendRounds grades the answers to all rounds of a question again. Answers share a round's row while
// they are kept, so each is graded by the mend, whenever it came.
func (s *Store) mendRounds(
	ctx context.Context, team string, m study.Mend, now time.Time, regrade func([]string) bool,
) error {
	of := s.db.Model(&courseRow{}).Where("team = ?", team).Select("id")
	rounds := s.db.WithContext(ctx).
		Model(&roundRow{}).
		Where("question = ? AND course IN (?)", m.Question, of)
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
	if err := s.db.WithContext(ctx).Where("round = ?", r.ID).Find(&answers).Error; err != nil {
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
	db := s.db.WithContext(ctx)
	if r.Revealed {
		if err := db.Model(&roundRow{}).Where("id = ?", r.ID).Update("correct", correct).Error; err != nil {
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
	db := s.db.WithContext(ctx)
	err := db.Model(&answerRow{}).Where("round = ? AND learner = ?", a.Round, a.Learner).
		Updates(map[string]any{"right": right, "untold": true}).Error
	if err != nil {
		return err
	}
	if right {
		return db.Where("learner = ? AND question = ?", a.Learner, r.Question).
			Delete(&reviewRow{}).
			Error
	}
	today := study.Course{Zone: r.Zone}.Today(now)
	return s.moveReviews(ctx, r.Question, outcome{a.Learner, false, today})
}

// Mends returns a team's mends by question, in their order.
func (s *Store) Mends(ctx context.Context, team string) (map[string][]study.Mend, error) {
	return s.mends(s.db.WithContext(ctx).Where("team = ?", team))
}

// MendsOf returns a team's mends of one question.
func (s *Store) MendsOf(ctx context.Context, team, question string) ([]study.Mend, error) {
	mends, err := s.mends(s.db.WithContext(ctx).Where("team = ? AND question = ?", team, question))
	return mends[question], err
}

func (s *Store) mends(of *gorm.DB) (map[string][]study.Mend, error) {
	var found []mendRow
	if err := of.Order("id").Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read mends: %w", err)
	}
	mends := map[string][]study.Mend{}
	for _, r := range found {
		mends[r.Question] = append(mends[r.Question], study.Mend{
			Question: r.Question, Change: study.Change(r.Change), Choices: split(r.Choices),
		})
	}
	return mends, nil
}

// Untold returns answers to a round whose verdicts changed and whose learners have not been told.
func (s *Store) Untold(ctx context.Context, round int64, most int) ([]study.Answer, error) {
	var found []answerRow
	err := s.db.WithContext(ctx).Where("round = ? AND untold = ?", round, true).
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
	done := s.db.WithContext(ctx).Model(&answerRow{}).
		Where("round = ? AND learner = ? AND untold = ?", round, learner, true).
		Update("untold", false)
	if done.Error != nil {
		return false, fmt.Errorf("tell verdict of %s: %w", learner, done.Error)
	}
	return done.RowsAffected == 1, nil
}

// QuestionTally returns how a question was answered in time in all of a team's courses.
func (s *Store) QuestionTally(ctx context.Context, team, question string) (study.Tally, error) {
	var rounds []int64
	of := s.db.Model(&courseRow{}).Where("team = ?", team).Select("id")
	err := s.db.WithContext(ctx).Model(&roundRow{}).
		Where("question = ? AND course IN (?)", question, of).Pluck("id", &rounds).Error
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
