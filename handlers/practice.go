package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

var quizHelp = []blocks.HelpLine{
	{Usage: "/quiz", Does: study.Text{JA: "自分だけの練習問題", EN: "a practice question for yourself"}},
	{Usage: "/quiz s3", Does: study.Text{JA: "そのサービスの練習問題", EN: "one on a service"}},
	{Usage: "/quiz add", Does: study.Text{JA: "問題を提案する", EN: "propose a question"}},
	{Usage: "/quiz review", Does: study.Text{JA: "間違えた問題の復習", EN: "what you once got wrong"}},
}

const review = "review"

// Quiz answers /quiz: a question for the learner alone.
func (h *Handlers) Quiz(ctx context.Context, r Request) ([]Reply, error) {
	switch word := strings.TrimSpace(r.Text); {
	case strings.EqualFold(word, "help"):
		return help(quizHelp, ""), nil
	case strings.EqualFold(word, "add"):
		return h.ownForm(r), nil
	}
	words, err := h.practise(ctx, r, r.Text)
	return privately(words), err
}

// Practise begins practice on the note that is shown.
func (h *Handlers) Practise(ctx context.Context, r Request) ([]Reply, error) {
	words, err := h.practise(ctx, r, r.Value)
	return privately(words), err
}

// Another puts the next question in the place of the last one's verdict.
func (h *Handlers) Another(ctx context.Context, r Request) ([]Reply, error) {
	words, err := h.practise(ctx, r, r.Value)
	return []Reply{Replace{words}}, err
}

// practise asks a question on what was asked for: a service, the learner's reviews, or anything.
func (h *Handlers) practise(ctx context.Context, r Request, what string) (Words, error) {
	what = strings.TrimSpace(what)
	if long := tooLong(what, blocks.MostAsked); long != nil {
		return long, nil
	}
	topic, questions, err := h.practicable(ctx, r, what)
	if err != nil {
		return nil, err
	}
	if questions, err = h.notOpen(ctx, r, questions); err != nil {
		return nil, err
	}
	seed := uint64(r.At.UnixNano())
	q, ok := study.Pick(questions, nil, seed)
	switch {
	case !ok && topic == review:
		return phraseWords(blocks.NoReviews), nil
	case !ok:
		return func(l study.Language) blocks.Message { return blocks.NoPractice(what, l) }, nil
	}
	key := fmt.Sprintf("%s/%d/%s", q.ID, seed, topic)
	return func(l study.Language) blocks.Message {
		return blocks.Practice(key, q, q.Order(seed), l)
	}, nil
}

// practicable returns the questions on what was asked for, with the name under which more can be
// had: review, the ID of a note, or nothing for anything.
func (h *Handlers) practicable(
	ctx context.Context, r Request, what string,
) (topic string, questions []study.Question, err error) {
	all, err := h.questions(ctx, study.Course{}) // a course without a filter
	if err != nil {
		return "", nil, err
	}
	if strings.EqualFold(what, review) {
		questions, err = h.due(ctx, r)
		return review, questions, err
	}
	if what == "" || what == blocks.AnyPractice {
		return "", all, nil
	}
	found := h.notes.Search(what)
	if len(found.Matches) == 0 {
		return "", nil, nil
	}
	note := found.Matches[0].Note.ID
	return note, slices.DeleteFunc(all, func(q study.Question) bool {
		return q.Note.Note != note
	}), nil
}

// notOpen leaves out what is being asked in a channel: practice would tell the answer.
func (h *Handlers) notOpen(
	ctx context.Context, r Request, questions []study.Question,
) ([]study.Question, error) {
	open, err := h.store.OpenQuestions(ctx, r.At)
	return slices.DeleteFunc(questions, func(q study.Question) bool {
		return slices.Contains(open, q.ID)
	}), err
}

func (h *Handlers) due(ctx context.Context, r Request) ([]study.Question, error) {
	ids, room, err := h.store.Due(ctx, r.User, h.today(ctx, r))
	if err != nil {
		return nil, err
	}
	var due []study.Question
	for _, id := range ids {
		q, asked, err := h.question(ctx, id)
		if err != nil && !missing(err) {
			return nil, err
		}
		if asked && len(due) < room { // what left the bank takes nobody's place
			due = append(due, q)
		}
	}
	return due, nil
}

// today is the person's civil day; where the zone isn't known, that of the channel's course.
func (h *Handlers) today(ctx context.Context, r Request) study.Day {
	if r.Zone == "" {
		c, err := h.store.CourseIn(ctx, r.Channel)
		if err == nil {
			return c.Today(r.At)
		}
	}
	return study.Course{Zone: r.Zone}.Today(r.At)
}

// Solve grades a practice question. Its control's value is "question/seed/what" and, of a button,
// ".B".
func (h *Handlers) Solve(ctx context.Context, r Request) ([]Reply, error) {
	key, letters := pressed(r)
	q, seed, err := h.practised(ctx, key)
	if missing(err) {
		return tell(blocks.QuestionGone), nil
	}
	if err != nil {
		return nil, err
	}
	return h.practice(ctx, r, key, picked(q.Order(seed), letters))
}

// practised finds the question that "question/seed/what" names, and its seed. The error is
// study.ErrNone if there is none.
func (h *Handlers) practised(
	ctx context.Context, key string,
) (study.Question, uint64, error) {
	parts := strings.SplitN(key, "/", 3)
	if len(parts) != 3 {
		return study.Question{}, 0, study.ErrNone
	}
	seed, err := strconv.ParseUint(parts[1], 10, 64)
	if err != nil {
		return study.Question{}, 0, study.ErrNone
	}
	q, _, err := h.question(ctx, parts[0])
	return q, seed, err
}

// practice grades picks for the learner's reviews.
func (h *Handlers) practice(
	ctx context.Context, r Request, key string, picks []string,
) ([]Reply, error) {
	q, seed, err := h.practised(ctx, key)
	if missing(err) {
		return tell(blocks.QuestionGone), nil
	}
	if err != nil {
		return nil, err
	}
	if left, err := h.notOpen(ctx, r, []study.Question{q}); err != nil || len(left) == 0 {
		return tell(blocks.NowAsked), err
	}
	right, err := q.Grade(picks)
	if wrong := (study.ErrPickCount{}); errors.As(err, &wrong) {
		return wrongCount(wrong), nil
	}
	if err := h.store.KeepReview(ctx, r.User, q.ID, right, h.today(ctx, r)); err != nil {
		return nil, err
	}
	g := blocks.Graded{
		Question: q, Order: q.Order(seed), Answer: study.Answer{Picks: picks, Right: right},
	}
	what := strings.SplitN(key, "/", 3)[2]
	return []Reply{Replace{func(l study.Language) blocks.Message {
		return blocks.PracticeVerdict(g, what, l)
	}}}, nil
}
