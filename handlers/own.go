package handlers

import (
	"cmp"
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"strings"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// ownForm opens the form in which a learner proposes a question.
func (h *Handlers) ownForm(r Request) []Reply {
	return []Reply{
		Modal{func(l study.Language) blocks.View { return blocks.OwnForm(r.Channel, l) }},
	}
}

// Propose keeps a question that a learner proposes, or says what is wrong with it.
func (h *Handlers) Propose(ctx context.Context, r Request) ([]Reply, error) {
	q, problems := h.ownQuestion(r)
	if len(problems) > 0 {
		return []Reply{Problems{problemTexts(problems)}}, nil
	}
	_, err := h.store.AddQuestions(ctx, r.User, []study.Question{q}, study.Proposed, r.At)
	words := phraseWords(blocks.OwnProposed)
	return []Reply{Tell{Channel: r.Private, Words: words, Otherwise: words}}, err
}

// ownQuestion reads the form. What is written in one language stands for both.
func (h *Handlers) ownQuestion(r Request) (q study.Question, problems map[string]problem) {
	problems = map[string]problem{}
	exam, domain, _ := strings.Cut(one(r.Fields, blocks.FieldDomain), "/")
	q = study.Question{
		ID: ownID(), Kind: study.Single, Exam: exam, Domain: domain, Level: 2,
		Ask: bothways(one(r.Fields, blocks.FieldAsk)), Source: "proposed by a learner",
		Choices: ownChoices(r.Fields, problems),
	}
	if q.Pick = len(q.Right()); q.Pick > 1 {
		q.Kind = study.Multiple
	}
	if q.Pick == 0 || q.Pick >= len(q.Choices) {
		problems[blocks.FieldRight] = problem{phrase: blocks.BadRight}
	}
	typed := one(r.Fields, blocks.FieldNote)
	if found := h.notes.Search(typed); len(found.Matches) > 0 {
		q.Note = study.Ref{Note: found.Matches[0].Note.ID, Topic: found.Matches[0].Topic}
	} else {
		problems[blocks.FieldNote] = problem{blocks.BadNote, []any{typed}}
	}
	maps.Copy(problems, overfull(r.Fields))
	return q, problems
}

func ownChoices(fields map[string][]string, problems map[string]problem) (choices []study.Choice) {
	for _, letter := range blocks.OwnChoices {
		text := strings.TrimSpace(one(fields, blocks.ChoiceField(letter)))
		if text == "" {
			continue
		}
		if slices.ContainsFunc(choices, func(c study.Choice) bool { return c.Text.JA == text }) {
			problems[blocks.ChoiceField(letter)] = problem{phrase: blocks.SameChoice}
		}
		choices = append(choices, study.Choice{
			ID: strings.ToLower(letter), Text: bothways(text),
			Right: slices.Contains(fields[blocks.FieldRight], letter),
			Why:   bothways(one(fields, blocks.WhyField(letter))),
		})
	}
	return choices
}

func bothways(s string) study.Text {
	s = strings.TrimSpace(s)
	return study.Text{JA: s, EN: s}
}

// ownID draws an ID for a question. It says nothing of its author.
func ownID() string { return "own-" + strings.ToLower(rand.Text()[:16]) }

// mostProposals is how many proposed questions stand in App Home at once.
const mostProposals = 5

// proposals are the questions that an owner can decide on.
func (h *Handlers) proposals(
	ctx context.Context,
	r Request,
) (waiting []study.OwnQuestion, err error) {
	owns, err := h.owns(ctx, r)
	if err != nil || !owns {
		return nil, err
	}
	all, err := h.store.OwnQuestions(ctx)
	if err != nil {
		return nil, err
	}
	learners, err := h.store.Learners(ctx)
	for _, o := range all {
		if o.State == study.Proposed && len(waiting) < mostProposals {
			o.Writer = cmp.Or(learners[o.Author].Name, o.Author, blocks.Nobody)
			waiting = append(waiting, o)
		}
	}
	return waiting, err
}

// Approve lets a proposed question be asked.
func (h *Handlers) Approve(ctx context.Context, r Request) ([]Reply, error) {
	return h.decideOwn(ctx, r, study.Approved)
}

// Refuse declines a proposed question.
func (h *Handlers) Refuse(ctx context.Context, r Request) ([]Reply, error) {
	return h.decideOwn(ctx, r, study.Declined)
}

func (h *Handlers) decideOwn(
	ctx context.Context, r Request, state study.QuestionState,
) ([]Reply, error) {
	owns, err := h.owns(ctx, r)
	if err != nil || !owns {
		return tell(blocks.OwnersOnly), err
	}
	own, err := h.store.OwnQuestion(ctx, r.Value)
	if missing(err) {
		return tell(blocks.QuestionGone), nil
	}
	if err != nil {
		return nil, err
	}
	first, err := h.store.DecideQuestion(
		ctx,
		own.ID,
		state,
		study.Audit{At: r.At, By: r.User},
	)
	if err != nil || !first {
		return tell(blocks.DecidedBefore), err
	}
	informed := inform(own.Author, func(l study.Language) blocks.Message {
		return blocks.OwnDecided(own.Question, state == study.Approved, l)
	})
	home, err := h.HomeOpened(ctx, r)
	return append(informed, home...), err
}
