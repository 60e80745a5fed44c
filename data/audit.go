package data

import (
	"context"
	"fmt"

	"kotsukotsu/data/study"
)

// auditRow is a decision that concerns others.
type auditRow struct {
	Team   string `gorm:"primaryKey"`
	ID     int64  `gorm:"primaryKey;autoIncrement:false"`
	Course int64  // 0 if it concerns the whole team
	At     int64
	By     string `gorm:"column:who"`
	Did    string
	What   string
	Why    string
}

func (auditRow) TableName() string { return "audits" }

func (r auditRow) study() study.Audit {
	return study.Audit{
		Course: r.Course, At: instant(r.At), By: r.By, Did: study.Deed(r.Did), What: r.What, Why: r.Why,
	}
}

func (s *Store) addAudit(ctx context.Context, a study.Audit) error {
	id, err := s.number(ctx, "audits")
	if err != nil {
		return err
	}
	return s.db.WithContext(ctx).Create(&auditRow{
		Team: s.team, ID: id, Course: a.Course, At: a.At.Unix(), By: a.By, Did: string(a.Did),
		What: a.What, Why: a.Why,
	}).Error
}

// Audits returns the newest decisions on a course or its whole team, newest first.
func (s *Store) Audits(
	ctx context.Context,
	course int64,
	most int,
) ([]study.Audit, error) {
	var found []auditRow
	err := s.rows(ctx).
		Where("course IN ?", []int64{0, course}).
		Order("id DESC").
		Limit(most).
		Find(&found).
		Error
	if err != nil {
		return nil, fmt.Errorf("read audits of course %d: %w", course, err)
	}
	audits := make([]study.Audit, len(found))
	for i, r := range found {
		audits[i] = r.study()
	}
	return audits, nil
}
