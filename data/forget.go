package data

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"gorm.io/gorm"
)

// ghost begins the ID under which the answers of a learner who was forgotten stay. No Slack ID has a
// colon.
const ghost = "gone:"

func isGhost(learner string) bool { return strings.HasPrefix(learner, ghost) }

// belongings are the rows that go with a learner.
var belongings = []any{&reviewRow{}, &reminderRow{}, &absenceRow{}}

// marks are where a learner's ID stands in rows that stay, as nobody's.
var marks = []struct {
	row    any
	column string
}{{&objectionRow{}, "learner"}, {&auditRow{}, "who"}, {&questionRow{}, "author"}, {&courseRow{}, "owner"}}

// Forget forgets a learner. The answers and the streaks that they made stay under an ID that was
// drawn for it and stands nowhere else, as those of one who has left: so whatever is counted stays as
// it is. If the learner comes back, it is as somebody new, who may also answer once more what is open
// still.
func (s *Store) Forget(ctx context.Context, learner string) error {
	err := s.transact(ctx, func(tx *gorm.DB) error {
		return s.in(tx).forget(ctx, learner)
	})
	if err != nil {
		return fmt.Errorf("forget a learner: %w", err)
	}
	return nil
}

func (s *Store) forget(ctx context.Context, learner string) error {
	for _, row := range belongings {
		if err := s.rows(ctx).Where("learner = ?", learner).Delete(row).Error; err != nil {
			return err
		}
	}
	for _, m := range marks {
		err := s.rows(ctx).Model(m.row).Where(m.column+" = ?", learner).Update(m.column, "").Error
		if err != nil {
			return err
		}
	}
	if err := s.rows(ctx).Where("id = ?", learner).Delete(&learnerRow{}).Error; err != nil {
		return err
	}
	return s.unname(ctx, learner)
}

// unname gives a learner's answers and streaks to a ghost, whom nobody writes to.
func (s *Store) unname(ctx context.Context, learner string) error {
	nobody := ghost + rand.Text()
	err := s.rows(ctx).Model(&streakRow{}).Where("learner = ?", learner).
		Updates(map[string]any{"learner": nobody, "gone": true}).Error
	if err != nil {
		return err
	}
	return s.rows(ctx).Model(&answerRow{}).Where("learner = ?", learner).
		Updates(map[string]any{"learner": nobody, "untold": false}).Error
}
