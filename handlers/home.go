package handlers

import (
	"context"
	"maps"
	"slices"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// mostRemembered is how many answers App Home shows.
const mostRemembered = 10

// HomeOpened publishes a learner's App Home: what was told privately and has vanished since can be
// found here again.
func (h *Handlers) HomeOpened(ctx context.Context, r Request) ([]Reply, error) {
	streaks, err := h.streaksOf(ctx, r)
	if err != nil {
		return nil, err
	}
	answers, err := h.store.History(ctx, r.User, mostRemembered)
	if err != nil {
		return nil, err
	}
	remembered, err := h.remembered(ctx, answers)
	if err != nil {
		return nil, err
	}
	waiting, err := h.waiting(ctx, r)
	if err != nil {
		return nil, err
	}
	proposals, err := h.proposals(ctx, r)
	page := blocks.HomePage{
		Streaks: streaks, Answers: remembered, Objections: waiting, Proposals: proposals, Help: allHelp(),
	}
	return []Reply{Home{func(l study.Language) blocks.View { return blocks.Home(page, l) }}}, err
}

// remembered puts answers beside their rounds and questions. What left the bank is left out.
func (h *Handlers) remembered(
	ctx context.Context, answers []study.Answer,
) (all []blocks.Remembered, err error) {
	ids := make([]int64, len(answers))
	for i, a := range answers {
		ids[i] = a.Round
	}
	rounds, err := h.store.Rounds(ctx, ids...)
	for _, a := range answers {
		round := rounds[a.Round]
		q, ok := h.bank.Find(round.Question)
		if !ok && round.Question != "" {
			own, wrong := h.store.OwnQuestion(ctx, round.Question)
			q, ok = own.Question, wrong == nil
		}
		if ok {
			all = append(all, blocks.Remembered{Round: round, Question: q, Answer: a})
		}
	}
	return all, err
}

// streaksOf are a learner's streaks, with what was missed counted in.
func (h *Handlers) streaksOf(ctx context.Context, r Request) ([]blocks.Own, error) {
	byCourse, err := h.store.StreaksOf(ctx, r.User)
	if err != nil {
		return nil, err
	}
	var all []blocks.Own
	for _, id := range slices.Sorted(maps.Keys(byCourse)) {
		course, err := h.store.Course(ctx, id)
		if err != nil {
			return nil, err
		}
		closed, err := h.store.LastClosed(ctx, id, r.At)
		if err != nil {
			return nil, err
		}
		all = append(all, blocks.Own{Channel: course.Channel, Streak: byCourse[id].Through(closed)})
	}
	return all, nil
}

// ShowAnswer shows the verdict on an earlier answer again.
func (h *Handlers) ShowAnswer(ctx context.Context, r Request) ([]Reply, error) {
	round, question, gone, err := h.roundOf(ctx, r, r.Value)
	if gone != nil || err != nil {
		return gone, err
	}
	answer, err := h.store.Answer(ctx, round.ID, r.User)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	g := blocks.Graded{
		Question: question,
		Order:    round.Order,
		Answer:   answer,
		Excused:  round.Excused,
	}
	return []Reply{Modal{func(l study.Language) blocks.View {
		return blocks.VerdictView(round.Number, g, l)
	}}}, nil
}
