package handlers

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// Answer grades a learner's answer to a round: one letter behind the round's ID ("17.B"), or the
// letters that are checked. The first answer is kept; after that the same verdict is told again, so
// that pressing every button reveals nothing.
func (h *Handlers) Answer(ctx context.Context, r Request) ([]Reply, error) {
	id, letters := pressed(r)
	round, question, replies, err := h.roundOf(ctx, r, id)
	if replies != nil || err != nil {
		return replies, err
	}
	return h.keep(ctx, r, round, question, picked(round.Order, letters))
}

// keep grades picks and keeps them as the learner's answer to a round.
func (h *Handlers) keep(
	ctx context.Context, r Request, round study.Round, question study.Question, picks []string,
) ([]Reply, error) {
	if question.Author == r.User {
		return tell(blocks.OwnByYou), nil
	}
	right, err := question.Grade(picks)
	if wrong := (study.ErrPickCount{}); errors.As(err, &wrong) {
		return h.miscounted(ctx, r, round, question, wrong)
	}
	answer := study.Answer{
		Round: round.ID, Learner: r.User, Picks: picks, Right: right, Late: round.Closed(r.At), At: r.At,
	}
	kept, streak, first, err := h.store.KeepAnswer(ctx, round, answer)
	if errors.Is(err, study.ErrMended) { // just now: it is graded as it is mended
		round, question, replies, err := h.roundOf(ctx, r, strconv.FormatInt(round.ID, 10))
		if replies != nil || err != nil {
			return replies, err
		}
		return h.keep(ctx, r, round, question, picks)
	}
	if err != nil {
		return nil, err
	}
	if !first {
		return h.verdict(round, question, kept, nil, true), nil
	}
	return append(h.verdict(round, question, kept, &streak, false), Count{Round: round.ID}), nil
}

// miscounted asks for the right number of choices, unless there is an answer that stands already.
func (h *Handlers) miscounted(
	ctx context.Context, r Request, round study.Round, q study.Question, e study.ErrPickCount,
) ([]Reply, error) {
	earlier, err := h.store.Answer(ctx, round.ID, r.User)
	if missing(err) {
		return wrongCount(e), nil
	}
	return h.verdict(round, q, earlier, nil, true), err
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

// roundOf finds a round with its question, as the team has mended it, or says that either is gone.
func (h *Handlers) roundOf(
	ctx context.Context, r Request, id string,
) (study.Round, study.Question, []Reply, error) {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return study.Round{}, study.Question{}, tell(blocks.RoundGone), nil
	}
	round, err := h.store.Round(ctx, number)
	if err != nil && !missing(err) {
		return study.Round{}, study.Question{}, nil, err
	}
	if missing(err) || r.Channel != "" && r.Channel != round.Channel { // a button that isn't ours
		return study.Round{}, study.Question{}, tell(blocks.RoundGone), nil
	}
	question, ok := h.bank.Find(round.Question)
	if !ok || round.Mends > 0 { // most aren't, and this is the way of every press
		question, _, err = h.question(ctx, r.Team, round.Question)
	}
	if missing(err) {
		return study.Round{}, study.Question{}, tell(blocks.QuestionGone), nil
	}
	return round, question, nil, err
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
