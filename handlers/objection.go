package handlers

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// Object opens the form in which a learner says what is wrong with a question.
func (h *Handlers) Object(ctx context.Context, r Request) ([]Reply, error) {
	question, _, err := h.question(ctx, r.Value)
	if missing(err) {
		return tell(blocks.QuestionGone), nil
	}
	private := r.Channel + " " + r.Value
	return []Reply{Modal{func(l study.Language) blocks.View {
		return blocks.ObjectionForm(private, question, l)
	}}}, err
}

// Objected keeps what the form says.
func (h *Handlers) Objected(ctx context.Context, r Request) ([]Reply, error) {
	channel, question, _ := strings.Cut(r.Private, " ")
	if problems := overfull(r.Fields); len(problems) > 0 {
		return []Reply{Problems{problemTexts(problems)}}, nil
	}
	what := study.Fault(one(r.Fields, blocks.FieldFault))
	if !slices.Contains(study.Faults, what) {
		what = study.OtherWise
	}
	err := h.store.AddObjection(ctx, study.Objection{
		Question: question, By: r.User, What: what, At: r.At,
		Text: one(r.Fields, blocks.FieldText), Link: one(r.Fields, blocks.FieldLink),
	})
	words := phraseWords(blocks.Thanks)
	return []Reply{Tell{Channel: channel, Words: words, Otherwise: words}}, err
}

// Decide opens the form in which an owner decides on an objection.
func (h *Handlers) Decide(ctx context.Context, r Request) ([]Reply, error) {
	o, replies, err := h.objected(ctx, r, r.Value)
	if replies != nil || err != nil {
		return replies, err
	}
	return []Reply{
		Modal{func(l study.Language) blocks.View { return blocks.DecisionForm(o, l) }},
	}, nil
}

// objected finds an open objection, for an owner.
func (h *Handlers) objected(
	ctx context.Context, r Request, id string,
) (blocks.Objected, []Reply, error) {
	owns, err := h.owns(ctx, r)
	if err != nil || !owns {
		return blocks.Objected{}, tell(blocks.OwnersOnly), err
	}
	number, _ := strconv.ParseInt(id, 10, 64) // there is none numbered 0
	o, err := h.store.Objection(ctx, number)
	if missing(err) {
		return blocks.Objected{}, tell(blocks.DecidedBefore), nil
	}
	if err != nil {
		return blocks.Objected{}, nil, err
	}
	all, err := h.withQuestions(ctx, []study.Objection{o})
	if err != nil {
		return blocks.Objected{}, nil, err
	}
	all[0].Tally, err = h.store.QuestionTally(ctx, o.Question)
	return all[0], nil, err
}

// withQuestions adds to objections the questions they are to and the names of who made them.
func (h *Handlers) withQuestions(
	ctx context.Context, open []study.Objection,
) (all []blocks.Objected, err error) {
	if len(open) == 0 {
		return nil, nil
	}
	learners, err := h.store.Learners(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range open {
		question, _, err := h.question(ctx, o.Question)
		if err != nil && !missing(err) {
			return nil, err
		}
		name := cmp.Or(learners[o.By].Name, o.By, blocks.Nobody)
		all = append(all, blocks.Objected{Objection: o, Question: question, Name: name})
	}
	return all, nil
}

// owns says whether a person looks after any course of the team. Where nobody does, everybody may.
func (h *Handlers) owns(ctx context.Context, r Request) (bool, error) {
	courses, err := h.store.Courses(ctx)
	owned := func(c study.Course) bool { return c.Owner != "" }
	its := func(c study.Course) bool { return c.Owner == r.User }
	return slices.ContainsFunc(courses, its) || !slices.ContainsFunc(courses, owned), err
}

// mostObjections is how many of those that wait stand in App Home.
const mostObjections = 10

// waiting are the objections that an owner can decide on.
func (h *Handlers) waiting(ctx context.Context, r Request) (all []blocks.Objected, err error) {
	owns, err := h.owns(ctx, r)
	if err != nil || !owns {
		return nil, err
	}
	open, err := h.store.OpenObjections(ctx, mostObjections)
	if err != nil {
		return nil, err
	}
	return h.withQuestions(ctx, open)
}

// Decided keeps an owner's decision, and tells who objected.
func (h *Handlers) Decided(ctx context.Context, r Request) ([]Reply, error) {
	o, replies, err := h.objected(ctx, r, r.Private)
	if replies != nil || err != nil {
		return whispered("", replies), err
	}
	if problems := overfull(r.Fields); len(problems) > 0 {
		return []Reply{Problems{problemTexts(problems)}}, nil
	}
	mend := study.Mend{
		Question: o.Objection.Question, Change: study.Change(one(r.Fields, blocks.FieldChange)),
		Choices: r.Fields[blocks.FieldChoices],
	}
	if !o.Question.Mendable(mend) {
		return []Reply{Problems{problemTexts(map[string]problem{
			blocks.FieldChoices: {phrase: blocks.BadMend},
		})}}, nil
	}
	word := one(r.Fields, blocks.FieldReply)
	first, err := h.decide(ctx, o, mend, study.Audit{At: r.At, By: r.User, Why: word})
	if err != nil || !first {
		return whispered("", tell(blocks.DecidedBefore)), err
	}
	informed := inform(o.By, func(l study.Language) blocks.Message {
		return blocks.Decided(mend.Change, o.Question, word, l)
	})
	return append(informed, whispered("", tell(blocks.DecisionKept))...), nil
}

// inform tells a person directly, unless the person was forgotten.
func inform(user string, words Words) []Reply {
	if user == "" {
		return nil
	}
	return []Reply{Inform{user, words}}
}

func (h *Handlers) decide(
	ctx context.Context, o blocks.Objected, m study.Mend, a study.Audit,
) (first bool, err error) {
	if m.Change == study.Decline {
		return h.store.DeclineObjection(ctx, o.Objection, a)
	}
	mended, _ := o.Question.Mended(m)
	return h.store.AcceptObjection(ctx, o.Objection, m, a, mended.Regrade)
}

// question finds a question of the bank or of the team's own, as the team has mended it; asked is
// false if it is retired. The error is study.ErrNone if there is no such question.
func (h *Handlers) question(
	ctx context.Context, id string,
) (q study.Question, asked bool, err error) {
	q, ok := h.bank.Find(id)
	if !ok {
		if q, err = h.own(ctx, id); err != nil {
			return q, false, err
		}
	}
	mends, err := h.store.MendsOf(ctx, id)
	q, asked = q.Mended(mends...)
	return q, asked, err
}

// own is one of the team's own questions, with its author's name.
func (h *Handlers) own(ctx context.Context, id string) (study.Question, error) {
	own, err := h.store.OwnQuestion(ctx, id)
	if err != nil || own.Author == "" {
		return own.Question, err
	}
	learners, err := h.store.Learners(ctx)
	own.Writer = cmp.Or(learners[own.Author].Name, own.Author)
	return own.Question, err
}

// regraded tells those whose verdict on a round has changed, each alone and once.
func (h *Handlers) regraded(ctx context.Context, c study.Course, id int64) (Due, error) {
	round, err := h.store.Round(ctx, id)
	if err != nil {
		return Due{}, err
	}
	question, _, err := h.question(ctx, round.Question)
	if err != nil {
		return Due{}, err
	}
	answers, err := h.store.Untold(ctx, id, toldAtOnce)
	if err != nil {
		return Due{}, err
	}
	if len(answers) == 0 {
		return Due{}, study.Skip{Reason: study.ReasonNobody}
	}
	due := Due{More: len(answers) == toldAtOnce}
	for _, a := range answers {
		due.Asides = append(due.Asides, Aside{
			Direct{a.Learner, round.Channel, func(l study.Language) blocks.Message {
				return blocks.Regraded(round.Number, question, round.Order, a.Right, l)
			}},
			func(ctx context.Context) (bool, error) { return h.store.TellVerdict(ctx, id, a.Learner) },
		})
	}
	return due, nil
}
