package data

import (
	"context"
	"fmt"

	"kotsukotsu/data/study"
)

// auditRow is a decision that concerns others.
type auditRow struct {
	ID     int64 `gorm:"primaryKey"`
	Course int64 `gorm:"index"`
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
	return s.db.WithContext(ctx).Create(&auditRow{
		Course: a.Course, At: a.At.Unix(), By: a.By, Did: string(a.Did), What: a.What, Why: a.Why,
	}).Error
}

// Audits returns a course's newest decisions, newest first.
func (s *Store) Audits(ctx context.Context, course int64, most int) ([]study.Audit, error) {
	var found []auditRow
	err := s.db.WithContext(ctx).Where("course = ?", course).Order("id DESC").Limit(most).Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("read audits of course %d: %w", course, err)
	}
	audits := make([]study.Audit, len(found))
	for i, r := range found {
		audits[i] = r.study()
	}
	return audits, nil
}
