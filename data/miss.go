package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

// missRow counts the look-ups of a term on a day that found nothing. Who asked is not kept.
type missRow struct {
	Team  string `gorm:"primaryKey"`
	Day   string `gorm:"primaryKey"`
	Term  string `gorm:"primaryKey"`
	Times int
}

func (missRow) TableName() string { return "misses" }

// CountMiss counts a look-up that found nothing.
func (s *Store) CountMiss(ctx context.Context, term string, day study.Day) error {
	r := missRow{Team: s.team, Day: string(day), Term: term, Times: 1}
	err := s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "team"}, {Name: "day"}, {Name: "term"}},
		DoUpdates: clause.Assignments(map[string]any{"times": gorm.Expr("misses.times + 1")}),
	}).Create(&r).Error
	if err != nil {
		return fmt.Errorf("count miss: %w", err)
	}
	return nil
}

// Misses returns what was not found since a day, the most often missed first.
func (s *Store) Misses(
	ctx context.Context,
	since study.Day,
	most int,
) ([]study.Miss, error) {
	var misses []study.Miss
	err := s.rows(ctx).
		Model(&missRow{}).
		Where("day >= ?", string(since)).
		Select("term, SUM(times) AS times").
		Group("term").
		Order("times DESC, term").
		Limit(most).
		Scan(&misses).
		Error
	if err != nil {
		return nil, fmt.Errorf("read misses: %w", err)
	}
	return misses, nil
}
