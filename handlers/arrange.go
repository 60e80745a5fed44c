package handlers

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// Arrange opens the form of a question whose choices are put in their places. Its control's value
// is the round, or what names a practice question. Whoever has answered the round is told the
// verdict again.
func (h *Handlers) Arrange(ctx context.Context, r Request) ([]Reply, error) {
	question, order, replies, err := h.arrangeable(ctx, r, r.Value)
	if replies != nil || err != nil {
		return replies, err
	}
	private := r.Channel + " " + r.Value
	return []Reply{Modal{func(l study.Language) blocks.View {
		return blocks.ArrangeForm(private, question, order, l)
	}}}, nil
}

// arrangeable finds the question behind a control's value, with the order in which its choices are
// shown; or what to say instead.
func (h *Handlers) arrangeable(
	ctx context.Context, r Request, key string,
) (study.Question, []string, []Reply, error) {
	if strings.Contains(key, "/") {
		q, seed, err := h.practised(ctx, key)
		if missing(err) {
			return q, nil, tell(blocks.QuestionGone), nil
		}
		return q, q.Order(seed), nil, err
	}
	round, q, replies, err := h.roundOf(ctx, r, key)
	if replies != nil || err != nil {
		return q, nil, replies, err
	}
	earlier, err := h.store.Answer(ctx, round.ID, r.User)
	if missing(err) {
		return q, round.Order, nil, nil
	}
	return q, nil, h.verdict(round, q, earlier, nil, true), err
}

// Arranged grades what the form says, as an answer to the round or as practice.
func (h *Handlers) Arranged(ctx context.Context, r Request) ([]Reply, error) {
	channel, key, _ := strings.Cut(r.Private, " ")
	r.Channel = channel
	question, order, replies, err := h.arrangeable(ctx, r, key)
	if replies != nil || err != nil {
		return whispered(channel, replies), err
	}
	picks, problems := arranged(question, order, r.Fields)
	if len(problems) > 0 {
		return []Reply{Problems{func(l study.Language) map[string]string {
			texts := map[string]string{}
			for _, field := range problems {
				texts[field] = blocks.TwiceInPlace(l)
			}
			return texts
		}}}, nil
	}
	if strings.Contains(key, "/") {
		replies, err = h.practice(ctx, r, key, picks)
	} else {
		replies, err = h.keep(ctx, r, key, func([]string) ([]string, error) {
			return picks, nil
		})
	}
	return whispered(channel, replies), err
}

// whispered says privately in a channel what would be said where the request came from: a form
// comes from nowhere.
func whispered(channel string, replies []Reply) []Reply {
	for i, reply := range replies {
		switch p := reply.(type) {
		case Private:
			replies[i] = Tell{Channel: channel, Words: p.Words, Otherwise: p.Words}
		case Replace:
			replies[i] = Tell{Channel: channel, Words: p.Words, Otherwise: p.Words}
		}
	}
	return replies
}

// arranged turns the places of a form into picks as study.Question.Grade takes them, and returns
// the fields in which nothing stands, or what stands in an earlier one too.
func arranged(
	q study.Question, order []string, fields map[string][]string,
) (picks, twice []string) {
	chosen := make([]string, len(order)) // by place: the ID behind the letter or number
	for place := range order {
		field := blocks.PlaceField(place)
		chosen[place] = behind(q, order, one(fields, field))
		if chosen[place] == "" || slices.Contains(chosen[:place], chosen[place]) {
			twice = append(twice, field)
		}
	}
	if q.Kind == study.Ordering {
		return chosen, twice
	}
	for _, c := range q.Choices {
		picks = append(picks, chosen[slices.Index(order, c.ID)])
	}
	return picks, twice
}

// behind is the ID of the choice that a letter stands for, or, in a matching question, of the one
// whose counterpart has a number.
func behind(q study.Question, order []string, value string) string {
	if q.Kind == study.Matching {
		if n, err := strconv.Atoi(value); err == nil && n >= 1 && n <= len(q.Choices) {
			return q.Matches()[n-1]
		}
		return ""
	}
	return strings.Join(picked(order, []string{value}), "")
}
