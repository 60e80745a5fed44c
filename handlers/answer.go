package handlers

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// Answer grades a learner's answer to a round: one letter behind the round's ID ("17.B"), or the
// letters that are checked. The first answer is kept; after that the same verdict is told again, so
// that pressing every button reveals nothing.
func (h *Handlers) Answer(ctx context.Context, r Request) ([]Reply, error) {
	id, letters := pressed(r)
	return h.keep(ctx, r, id, func(order []string) ([]string, error) {
		ids := picked(order, letters)
		if len(ids) < len(letters) { // no button of ours has such a letter
			return nil, refusal{blocks.RoundGone}
		}
		return ids, nil
	})
}

// keep grades what was picked and keeps it as the learner's answer to a round.
func (h *Handlers) keep(
	ctx context.Context, r Request, id string, picks func(order []string) ([]string, error),
) ([]Reply, error) {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return tell(blocks.RoundGone), nil
	}
	var question study.Question
	kept, err := h.store.KeepAnswer(ctx, number, r.User, r.At,
		func(round study.Round) (ids []string, right bool, err error) {
			question, ids, right, err = h.grade(ctx, r, round, picks)
			return ids, right, err
		})
	if wrong := (study.ErrPickCount{}); errors.As(err, &wrong) {
		return wrongCount(wrong), nil
	}
	if err == nil && !kept.First { // it was not graded now
		question, err = h.asked(ctx, r, kept.Round)
	}
	if err != nil {
		return instead(err)
	}
	if !kept.First {
		return h.verdict(kept.Round, question, kept.Answer, nil, true), nil
	}
	return append(h.verdict(kept.Round, question, kept.Answer, &kept.Streak, false),
		Count{Round: number}), nil
}

// grade finds the question of a round as it stands, and grades what was picked.
func (h *Handlers) grade(
	ctx context.Context, r Request, round study.Round, picks func(order []string) ([]string, error),
) (question study.Question, ids []string, right bool, err error) {
	question, err = h.asked(ctx, r, round)
	if err == nil && question.Author == r.User {
		err = refusal{blocks.OwnByYou}
	}
	if err == nil {
		ids, err = picks(round.Order)
	}
	if err == nil {
		right, err = question.Grade(ids)
	}
	return question, ids, right, err
}

// refusal is an error that means something to the person.
type refusal struct{ study.Text }

func (r refusal) Error() string { return r.EN }

// instead says what stands in the way of a press, if the person can know.
func instead(err error) ([]Reply, error) {
	if refused := (refusal{}); errors.As(err, &refused) {
		return tell(refused.Text), nil
	}
	if missing(err) {
		return tell(blocks.RoundGone), nil
	}
	return nil, err
}

// pressed splits "17.B"; where boxes are checked the letters come apart from the round.
func pressed(r Request) (id string, letters []string) {
	id, letter, one := cutLast(r.Value, ".")
	if one {
		return id, []string{letter}
	}
	return id, r.Picked
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// picked turns letters into the IDs of the choices that stood there. Letters beyond the choices are
// passed over.
func picked(order, letters []string) (ids []string) {
	for place, id := range order {
		for _, letter := range letters {
			if letter == study.Letter(place) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// roundOf finds a round with its question, or says that either is gone.
func (h *Handlers) roundOf(
	ctx context.Context, r Request, id string,
) (round study.Round, question study.Question, replies []Reply, err error) {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return round, question, tell(blocks.RoundGone), nil
	}
	if round, err = h.store.Round(ctx, number); err == nil {
		question, err = h.asked(ctx, r, round)
	}
	if err != nil {
		replies, err = instead(err)
	}
	return round, question, replies, err
}

// asked is the question of a round, as the team has mended it. The error is a refusal if a press is
// none of the round's, or the question is gone.
func (h *Handlers) asked(
	ctx context.Context, r Request, round study.Round,
) (study.Question, error) {
	if !r.from(round) {
		return study.Question{}, refusal{blocks.RoundGone}
	}
	question, ok := h.bank.Find(round.Question)
	if ok && round.Mends == 0 { // as most are, and this is the way of every press
		return question, nil
	}
	question, err := h.recent.of(mended{round.Question, round.Mends}, r.At, func() (study.Question, error) {
		q, _, err := h.question(ctx, round.Question)
		return q, err
	})
	if missing(err) {
		err = refusal{blocks.QuestionGone}
	}
	return question, err
}

// recent remembers for a moment the questions that aren't in the bank as they are asked: many answer
// at once, and each is graded while others wait.
type recent struct {
	mu    sync.Mutex
	since time.Time
	known map[mended]study.Question
}

// mended is a question that was mended so many times.
type mended struct {
	question string
	mends    int
}

const recentFor = 5 * time.Second

func (c *recent) of(
	key mended, now time.Time, ask func() (study.Question, error),
) (q study.Question, err error) {
	q, ok := c.find(key, now)
	if ok {
		return q, nil
	}
	if q, err = ask(); err == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.known[key] = q
	}
	return q, err
}

func (c *recent) find(key mended, now time.Time) (study.Question, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || now.Sub(c.since).Abs() > recentFor {
		c.since, c.known = now, map[mended]study.Question{}
	}
	q, ok := c.known[key]
	return q, ok
}

// forget forgets all, as a person may be named in them.
func (c *recent) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = map[mended]study.Question{}
}

// from says whether a press can have come from a round: from its channel, and from the very message.
// App Home and forms stand in neither; a press may come before it is kept which message is the round's.
func (r Request) from(round study.Round) bool {
	elsewhere := r.Channel != "" && r.Channel != round.Channel
	another := r.Message != "" && round.TS != "" && r.Message != round.TS
	return !elsewhere && !another
}

func (h *Handlers) verdict(
	round study.Round, q study.Question, a study.Answer, s *study.Streak, again bool,
) []Reply {
	g := blocks.Graded{Question: q, Order: round.Order, Answer: a, Again: again, Streak: s,
		Course: round.Course, Excused: round.Excused}
	return privately(func(l study.Language) blocks.Message { return blocks.Verdict(g, l) })
}

func wrongCount(e study.ErrPickCount) []Reply {
	return privately(func(l study.Language) blocks.Message { return blocks.WrongCount(e, l) })
}
