package data

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

type learnerRow struct {
	Team     string `gorm:"primaryKey"`
	ID       string `gorm:"primaryKey"` // of the Slack user
	Name     string
	Hidden   bool
	Seen     string // the last day on which Slack was asked for the learner; "" if that isn't known
	Reminded string // the last day on which the learner was reminded of a round
	// How many reviews were done on the last day that had any.
	ReviewDay string
	Reviewed  int
}

func (learnerRow) TableName() string { return "learners" }

var learnerKey = []clause.Column{{Name: "team"}, {Name: "id"}}

func (r learnerRow) study() study.Learner {
	return study.Learner{ID: r.ID, Name: r.Name, Hidden: r.Hidden}
}

// SetName keeps what a learner is called, and that the learner was seen today.
func (s *Store) SetName(ctx context.Context, learner, name string) error {
	today := string(study.DayOf(s.db.NowFunc(), time.UTC))
	row := learnerRow{Team: s.team, ID: learner, Name: name, Seen: today}
	return s.setLearner(ctx, row, "name", "seen")
}

// SetHidden keeps whether a learner wants not to be named to others.
func (s *Store) SetHidden(ctx context.Context, learner string, hidden bool) error {
	return s.setLearner(ctx, learnerRow{Team: s.team, ID: learner, Hidden: hidden}, "hidden")
}

func (s *Store) setLearner(ctx context.Context, r learnerRow, columns ...string) error {
	err := s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: learnerKey, DoUpdates: clause.AssignmentColumns(columns),
	}).Create(&r).Error
	if err != nil {
		return fmt.Errorf("keep %v of learner %s: %w", columns, r.ID, err)
	}
	return nil
}

// Learners returns all learners who are known, by ID.
func (s *Store) Learners(ctx context.Context) (map[string]study.Learner, error) {
	var found []learnerRow
	if err := s.rows(ctx).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read learners: %w", err)
	}
	learners := map[string]study.Learner{}
	for _, r := range found {
		learners[r.ID] = r.study()
	}
	return learners, nil
}
