package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"kotsukotsu/data/study"
)

// absenceRow is a learner's planned absence, in all courses of the team.
type absenceRow struct {
	Team    string `gorm:"primaryKey"`
	ID      int64  `gorm:"primaryKey;autoIncrement:false"`
	Learner string
	From    string `gorm:"column:first_day"`
	To      string `gorm:"column:last_day"`
	Made    int64
}

func (absenceRow) TableName() string { return "absences" }

func (r absenceRow) study() study.Absence {
	return study.Absence{
		Learner: r.Learner, Span: study.Span{From: study.Day(r.From), To: study.Day(r.To)},
		Made: instant(r.Made),
	}
}

// AddAbsence keeps a planned absence. Rounds that are open in its days are spared at once.
func (s *Store) AddAbsence(ctx context.Context, a study.Absence) error {
	err := s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		if err := lockCourses(t.rows(ctx)); err != nil { // no round is posted meanwhile
			return err
		}
		id, err := t.number(ctx, "absences")
		if err != nil {
			return err
		}
		row := absenceRow{
			Team: s.team, ID: id, Learner: a.Learner, From: string(a.From), To: string(a.To),
			Made: a.Made.Unix(),
		}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return t.spareOpen(ctx, row.study())
	})
	if err != nil {
		return fmt.Errorf("add absence of %s: %w", a.Learner, err)
	}
	return nil
}

func (s *Store) spareOpen(ctx context.Context, a study.Absence) error {
	var open []roundRow
	err := s.rows(ctx).
		Where("course IN (?)", s.rows(ctx).Model(&courseRow{}).Select("id")).
		Where("ts <> '' AND closes > ?", a.Made.Unix()).
		Order("number").
		Find(&open).
		Error
	for _, r := range open {
		if err == nil && a.Spares(r.study()) {
			err = s.spare(ctx, r.study(), a.Learner)
		}
	}
	return err
}

// spare notes in a learner's streak that a round doesn't count unless it is answered.
func (s *Store) spare(ctx context.Context, r study.Round, learner string) error {
	streak, err := s.Streak(ctx, r.Course, learner)
	if err != nil || streak.Last == 0 { // nothing can be missed before the first answer
		return err
	}
	return s.setStreaks(ctx, r.Course, streak.Spare(r.Number))
}

// spareSome spares a round that was just posted all who are away on its day, and who wrote its
// question.
func (s *Store) spareSome(ctx context.Context, r study.Round) error {
	authors, err := s.authors(ctx)
	if err != nil {
		return err
	}
	var away []string
	absent := s.rows(ctx).Model(&absenceRow{}).
		Where("first_day <= ? AND last_day >= ?", string(r.Day), string(r.Day)).
		Select("learner")
	err = s.rows(ctx).Model(&streakRow{}).
		Where("course = ? AND (learner IN (?) OR learner = ?)", r.Course, absent, authors[r.Question]).
		Order("learner").Pluck("learner", &away).Error
	for _, learner := range away {
		if err == nil {
			err = s.spare(ctx, r, learner)
		}
	}
	return err
}

// Absences returns a learner's planned absences that are not over on a day, the next first.
func (s *Store) Absences(
	ctx context.Context, learner string, today study.Day,
) ([]study.Absence, error) {
	return absences(s.rows(ctx).Where("learner = ? AND last_day >= ?", learner, string(today)))
}

func absences(of *gorm.DB) ([]study.Absence, error) {
	var found []absenceRow
	if err := of.Order("first_day, id").Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read absences: %w", err)
	}
	absences := make([]study.Absence, len(found))
	for i, r := range found {
		absences[i] = r.study()
	}
	return absences, nil
}

// EndAbsences ends a learner's absence with today, and takes back those to come.
func (s *Store) EndAbsences(ctx context.Context, learner string, today study.Day) error {
	err := s.transact(ctx, func(tx *gorm.DB) error {
		of := s.in(tx).rows(ctx).Where("learner = ?", learner).Session(&gorm.Session{})
		if err := of.Where("first_day > ?", string(today)).Delete(&absenceRow{}).Error; err != nil {
			return err
		}
		return of.Model(&absenceRow{}).Where("last_day > ?", string(today)).
			Update("last_day", string(today)).Error
	})
	if err != nil {
		return fmt.Errorf("end absences of %s: %w", learner, err)
	}
	return nil
}

// lockCourses keeps courses as they are until the end of the transaction.
func lockCourses(of *gorm.DB) error {
	var ids []int64
	return of.Model(&courseRow{}).Clauses(forUpdate).Order("id").Pluck("id", &ids).Error
}
