package data

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

const (
	// keepMost is how many answers one commit keeps at most.
	keepMost = 256
	// keepTime is how long a group may take. Slack gives up on a press after three seconds. (Where
	// another process has SQLite's lock, its busy time-out is longer than what is left of this.)
	keepTime = 4 * time.Second
	// Where more than keepAlone come at once, many are coming: a pause makes one group of them instead
	// of ten, and leaves the processor to what else they need.
	keepAlone = 2
	keepPause = 10 * time.Millisecond
	// keepTries is how often an answer that is alone in its group is tried.
	keepTries = 3
)

// KeepAnswer keeps a learner's answer to a round, and brings the streak and the review of the
// question up to date in the same transaction. It is graded by the round as it stands then, which
// nobody changes meanwhile. If the learner has answered before, nothing changes and that answer is
// returned. The error is study.ErrNone if there is no such round, or that of grading.
//
// Answers that come while others are being committed share the next commit: what takes long is that
// the disk has them for sure, and that is no longer for many.
func (s *Store) KeepAnswer(
	ctx context.Context, round int64, learner string, at time.Time, grade study.Grade,
) (study.Kept, error) {
	k := &keeping{
		ctx: ctx, round: round, learner: learner, at: at, grade: grade, done: make(chan struct{}),
	}
	s.keeper.add(k, s.keep)
	select {
	case <-k.done:
	case <-ctx.Done(): // it may be kept yet; whoever presses again is told
		return study.Kept{}, fmt.Errorf("keep answer of %s to round %d: %w", learner, round, ctx.Err())
	}
	if k.err != nil {
		return study.Kept{}, fmt.Errorf("keep answer of %s to round %d: %w", learner, round, k.err)
	}
	return k.kept, nil
}

// keeping is an answer on its way to the disk.
type keeping struct {
	ctx     context.Context
	round   int64
	learner string
	at      time.Time
	grade   study.Grade
	done    chan struct{} // closed when what follows is known
	kept    study.Kept
	err     error
}

// graded is the answer. A panic costs it alone.
func (k *keeping) graded(round study.Round) (a study.Answer, err error) {
	defer recovered(&err)
	picks, right, err := k.grade(round)
	return study.Answer{
		Round: round.ID, Learner: k.learner, Picks: picks, Right: right, Late: round.Closed(k.at),
		At: k.at,
	}, err
}

// recovered, when it is deferred, turns a panic into an error.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

// keeper makes groups of answers. It has a goroutine while there are any.
type keeper struct {
	mu      sync.Mutex
	waiting []*keeping
	busy    bool
	working *sync.WaitGroup
}

func (k *keeper) add(one *keeping, keep func([]*keeping)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.waiting = append(k.waiting, one)
	if !k.busy {
		k.busy = true
		k.working.Go(func() { k.work(keep) })
	}
}

func (k *keeper) work(keep func([]*keeping)) {
	for group := k.next(); len(group) > 0; group = k.next() {
		keep(group)
		for _, one := range group {
			close(one.done)
		}
		if len(group) > keepAlone {
			time.Sleep(keepPause)
		}
	}
}

func (k *keeper) next() []*keeping {
	k.mu.Lock()
	defer k.mu.Unlock()
	n := min(len(k.waiting), keepMost)
	group := k.waiting[:n:n]
	k.waiting = k.waiting[n:]
	k.busy = n > 0
	return group
}

// keep keeps a group, or says of each answer why it could not be kept.
func (s *Store) keep(group []*keeping) {
	ctx, cancel := context.WithTimeout(context.Background(), keepTime)
	defer cancel()
	var wanted []*keeping
	for _, k := range group {
		if k.err = k.ctx.Err(); k.err == nil { // else nobody waits for it any more
			wanted = append(wanted, k)
		}
	}
	if len(wanted) > 0 {
		s.keepApart(ctx, wanted)
	}
}

// keepApart keeps a group; where that fails, each half of it, so that an answer that can't be kept
// costs no other.
func (s *Store) keepApart(ctx context.Context, group []*keeping) {
	err := s.keepGroup(ctx, group)
	for try := 1; err != nil && len(group) == 1 && try < keepTries; try++ {
		err = s.keepGroup(ctx, group)
	}
	switch half := len(group) / 2; {
	case err == nil:
	case half == 0 || ctx.Err() != nil || s.gone(ctx):
		for _, k := range group {
			k.err = err
		}
	default:
		s.keepApart(ctx, group[:half])
		s.keepApart(ctx, group[half:])
	}
}

// gone says whether the database doesn't answer at all, which is no single answer's fault.
func (s *Store) gone(ctx context.Context) bool {
	db, err := s.db.DB()
	return err != nil || db.PingContext(ctx) != nil
}

func (s *Store) keepGroup(ctx context.Context, group []*keeping) error {
	// Of several processes that keep answers, all take the rows in the same order. Of two presses by
	// the same person the first stays the first.
	slices.SortStableFunc(group, func(a, b *keeping) int {
		return cmp.Or(cmp.Compare(a.round, b.round), strings.Compare(a.learner, b.learner))
	})
	begun, fresh := time.Now(), 0
	err := s.transact(ctx, func(tx *gorm.DB) (err error) {
		defer recovered(&err)
		t := s.in(tx)
		for from, to := 0, 0; from < len(group); from = to {
			for to < len(group) && group[to].round == group[from].round {
				to++
			}
			n, err := t.keepIn(ctx, group[from:to])
			if err != nil {
				return err
			}
			fresh += n
		}
		return nil
	})
	if err == nil && fresh > 0 {
		s.watch(fresh, time.Since(begun))
	}
	return err
}

// keepIn keeps answers to one round and returns how many are first ones.
func (s *Store) keepIn(ctx context.Context, of []*keeping) (int, error) {
	// The round as it is now stays so until the end of the transaction.
	round, err := s.sharedRound(ctx, of[0].round)
	if errors.Is(err, study.ErrNone) {
		for _, k := range of {
			k.err = err
		}
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	answers, err := s.gradeAll(ctx, round, of)
	if err != nil || len(answers) == 0 {
		return 0, err
	}
	return len(answers), s.addAnswers(ctx, round, answers, of)
}

// gradeAll fills in what stands already, and returns the answers that are new.
func (s *Store) gradeAll(
	ctx context.Context, round study.Round, of []*keeping,
) (fresh []study.Answer, err error) {
	standing, err := s.standing(ctx, round, of)
	if err != nil {
		return nil, err
	}
	for _, k := range of {
		a, stands := standing[k.learner]
		k.kept, k.err = study.Kept{Round: round, Answer: a, First: !stands}, nil
		if stands {
			continue
		}
		if k.kept.Answer, k.err = k.graded(round); k.err == nil {
			standing[k.learner] = k.kept.Answer
			fresh = append(fresh, k.kept.Answer)
		}
	}
	return fresh, nil
}

// standing are the answers that learners have given to a round before.
func (s *Store) standing(
	ctx context.Context, round study.Round, of []*keeping,
) (map[string]study.Answer, error) {
	learners := make([]string, len(of))
	for i, k := range of {
		learners[i] = k.learner
	}
	var found []answerRow
	err := s.rows(ctx).
		Where("round = ? AND learner IN ?", round.ID, learners).Find(&found).Error
	answers := map[string]study.Answer{}
	for _, r := range found {
		answers[r.Learner] = r.study()
	}
	return answers, err
}

// addAnswers keeps answers that are first ones, with all that follows from them.
func (s *Store) addAnswers(
	ctx context.Context, round study.Round, answers []study.Answer, of []*keeping,
) error {
	rows := make([]answerRow, len(answers))
	for i, a := range answers {
		rows[i] = newAnswerRow(s.team, a)
	}
	if err := addNew(s.db.WithContext(ctx), rows); err != nil {
		return err
	}
	if err := s.moveReviews(ctx, round.Question, outcomes(round, answers)...); err != nil {
		return err
	}
	streaks, err := s.moveStreaks(ctx, round, answers)
	for _, k := range of {
		if k.kept.First {
			k.kept.Streak = streaks[k.learner]
		}
	}
	return err
}

// errOvertaken says that another process has just added a row. It will be seen the next time.
var errOvertaken = errors.New("another process was faster")

// addNew adds rows of which none is there yet.
func addNew[R any](db *gorm.DB, rows []R) error {
	if len(rows) == 0 {
		return nil
	}
	done := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&rows)
	if done.Error == nil && done.RowsAffected < int64(len(rows)) {
		return errOvertaken
	}
	return done.Error
}

// outcomes are answers on their civil days, where their round was posted.
func outcomes(r study.Round, answers []study.Answer) []outcome {
	zone, err := time.LoadLocation(r.Zone)
	all := make([]outcome, len(answers))
	for i, a := range answers {
		all[i] = outcome{a.Learner, a.Right, r.Day}
		if err == nil {
			all[i].today = study.DayOf(a.At, zone)
		}
	}
	return all
}

func learnersOf(answers []study.Answer) []string {
	learners := make([]string, len(answers))
	for i, a := range answers {
		learners[i] = a.Learner
	}
	return learners
}

func (s *Store) sharedRound(ctx context.Context, id int64) (study.Round, error) {
	share := clause.Locking{Strength: clause.LockingStrengthShare}
	r, err := first[roundRow](s.rows(ctx).Clauses(share).Where("id = ?", id))
	return r.study(), err
}
