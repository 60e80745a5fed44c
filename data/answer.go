package data

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kotsukotsu/data/study"
)

// answerRow's primary key is the rule "one answer a learner a round, the first stands".
type answerRow struct {
	Team    string `gorm:"primaryKey"`
	Round   int64  `gorm:"primaryKey;autoIncrement:false"`
	Learner string `gorm:"primaryKey"`
	Picks   string // choice IDs joined by commas
	Right   bool
	Late    bool
	At      int64
	Untold  bool // its verdict changed, and the learner doesn't know yet
}

func (answerRow) TableName() string { return "answers" }

func (r answerRow) study() study.Answer {
	return study.Answer{
		Round: r.Round, Learner: r.Learner, Picks: split(r.Picks), Right: r.Right, Late: r.Late, At: instant(r.At),
	}
}

func newAnswerRow(team string, a study.Answer) answerRow {
	return answerRow{
		Team: team, Round: a.Round, Learner: a.Learner, Picks: strings.Join(a.Picks, ","),
		Right: a.Right, Late: a.Late, At: a.At.Unix(),
	}
}

// Answer returns a learner's answer to a round, or study.ErrNone.
func (s *Store) Answer(ctx context.Context, round int64, learner string) (study.Answer, error) {
	r, err := first[answerRow](
		s.rows(ctx).Where("round = ? AND learner = ?", round, learner),
	)
	if err != nil {
		return study.Answer{}, fmt.Errorf("read answer of %s to round %d: %w", learner, round, err)
	}
	return r.study(), nil
}

// Tallies returns how each of the given rounds was answered, by its ID.
func (s *Store) Tallies(ctx context.Context, rounds ...int64) (map[int64]study.Tally, error) {
	var found []struct {
		Round int64
		Picks string
		Right bool
		N     int
	}
	err := s.rows(ctx).Model(&answerRow{}).
		Where("round IN ? AND late = ?", rounds, false).
		Select("round, picks, \"right\", COUNT(*) AS n").Group("round, picks, \"right\"").
		Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("count answers: %w", err)
	}
	tallies := map[int64]study.Tally{}
	for _, f := range found {
		tallies[f.Round] = tallies[f.Round].Add(split(f.Picks), f.Right, f.N)
	}
	return tallies, nil
}

// Participants counts the learners who answered any of the given rounds in time.
func (s *Store) Participants(ctx context.Context, rounds ...int64) (int, error) {
	var n int64
	err := s.rows(ctx).Model(&answerRow{}).
		Where("round IN ? AND late = ?", rounds, false).Distinct("learner").Count(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count participants: %w", err)
	}
	return int(n), nil
}

// Answered counts the answers to a round that came inside its window.
func (s *Store) Answered(ctx context.Context, round int64) (int, error) {
	var n int64
	err := s.rows(ctx).
		Model(&answerRow{}).
		Where("round = ? AND late = ?", round, false).
		Count(&n).
		Error
	if err != nil {
		return 0, fmt.Errorf("count answers to round %d: %w", round, err)
	}
	return int(n), nil
}

// LastAnswer returns when the team's newest answer was given; the zero time if there is none.
func (s *Store) LastAnswer(ctx context.Context) (time.Time, error) {
	var at int64
	err := s.rows(ctx).Model(&answerRow{}).Select("COALESCE(MAX(at), 0)").Scan(&at).Error
	if err != nil {
		return time.Time{}, fmt.Errorf("read newest answer: %w", err)
	}
	return maybe(at), nil
}

// History returns a learner's newest answers, newest first.
func (s *Store) History(ctx context.Context, learner string, most int) ([]study.Answer, error) {
	var found []answerRow
	err := s.rows(ctx).
		Where("learner = ?", learner).
		Order("at DESC, round DESC").
		Limit(most).
		Find(&found).
		Error
	if err != nil {
		return nil, fmt.Errorf("read answers of %s: %w", learner, err)
	}
	answers := make([]study.Answer, len(found))
	for i, r := range found {
		answers[i] = r.study()
	}
	return answers, nil
}

// Results counts a learner's answers to questions, in whichever course, and how many of them were
// right.
func (s *Store) Results(
	ctx context.Context,
	learner string,
	questions []string,
) (answered, right int, err error) {
	var found struct{ Answered, Correct int }
	err = s.rows(ctx).Model(&answerRow{}).
		Joins("JOIN rounds ON rounds.team = answers.team AND rounds.id = answers.round").
		Where("answers.learner = ? AND rounds.question IN ?", learner, questions).
		Select("COUNT(*) AS answered, COUNT(CASE WHEN answers.\"right\" THEN 1 END) AS correct").
		Scan(&found).Error
	if err != nil {
		return 0, 0, fmt.Errorf("read results of %s: %w", learner, err)
	}
	return found.Answered, found.Correct, nil
}
