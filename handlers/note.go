package handlers

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"kotsukotsu/data/notes"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

var lookupHelp = []blocks.HelpLine{
	{
		Usage: "/aws s3",
		Does:  study.Text{JA: "サービスや機能をノートで調べる", EN: "look a service or feature up in the notes"},
	},
	{
		Usage: "/aws help",
		Does:  study.Text{JA: "調べ方とノートの一覧", EN: "how to ask, and the list of notes"},
	},
}

// Lookup answers /aws: the note and the topic that the query means, to its person alone.
func (h *Handlers) Lookup(ctx context.Context, r Request) ([]Reply, error) {
	found, words, err := h.lookUp(ctx, r)
	if words == nil && err == nil {
		words, err = h.note(ctx, r, found[0], found[1:])
	}
	return privately(words), err
}

// Mention answers "@bot s3 とは" in the thread where it was asked, for all who read there.
func (h *Handlers) Mention(ctx context.Context, r Request) ([]Reply, error) {
	found, words, err := h.lookUp(ctx, r)
	if words == nil && err == nil {
		words = shared(found[0])
	}
	return []Reply{Threaded{Channel: r.Channel, Thread: r.Thread, Words: words}}, err
}

// lookUp returns what was found, or the words to say where that is not just a note.
func (h *Handlers) lookUp(ctx context.Context, r Request) ([]notes.Match, Words, error) {
	query := strings.TrimSpace(r.Text)
	if query == "" || strings.EqualFold(query, "help") {
		all := h.notes.All()
		return nil, func(l study.Language) blocks.Message { return blocks.Browse(all, lookupHelp, l) }, nil
	}
	if long := tooLong(query, blocks.MostAsked); long != nil {
		return nil, long, nil
	}
	found := h.notes.Search(query)
	switch {
	case len(found.Matches) == 0:
		err := h.store.CountMiss(ctx, missedTerm(query), h.today(ctx, r))
		return nil, func(l study.Language) blocks.Message { return blocks.NotFound(query, found.Near, l) }, err
	case found.Compare:
		a, b := found.Matches[0], found.Matches[1]
		return nil, func(l study.Language) blocks.Message { return blocks.Compared(a, b, l) }, nil
	}
	return found.Matches, nil, nil
}

// tooLong says that more was typed than is read; nil if it wasn't.
func tooLong(typed string, most int) Words {
	if utf8.RuneCountInString(typed) <= most {
		return nil
	}
	return func(l study.Language) blocks.Message { return blocks.LongText(most, l) }
}

func shared(m notes.Match) Words {
	return func(l study.Language) blocks.Message { return blocks.Shared(m, l) }
}

// missedTerm is a query as it is counted: short, so that nobody's pasted text is kept.
func missedTerm(query string) string {
	term := []rune(strings.ToLower(strings.Join(strings.Fields(query), " ")))
	return string(term[:min(len(term), 40)])
}

// note is a note with what the learner has to do with it.
func (h *Handlers) note(
	ctx context.Context,
	r Request,
	m notes.Match,
	others []notes.Match,
) (Words, error) {
	v := blocks.Page{Match: m, Others: others, Related: h.related(m.Note, others)}
	var questions []string
	for _, q := range h.bank.All() {
		if q.Note.Note == m.Note.ID {
			questions = append(questions, q.ID)
		}
	}
	v.Questions = len(questions)
	var err error
	if v.Questions > 0 {
		v.Answered, v.Right, err = h.store.Results(ctx, r.User, questions)
	}
	return func(l study.Language) blocks.Message { return blocks.Note(v, l) }, err
}

// related are the notes that one is confused with, without those that were found beside it.
func (h *Handlers) related(n notes.Note, others []notes.Match) []notes.Note {
	return slices.DeleteFunc(h.notes.Related(n), func(r notes.Note) bool {
		return slices.ContainsFunc(others, func(o notes.Match) bool { return o.Note.ID == r.ID })
	})
}

// ReadOn shows the note behind a question, beside the verdict.
func (h *Handlers) ReadOn(ctx context.Context, r Request) ([]Reply, error) {
	words, err := h.noteAt(ctx, r)
	return privately(words), err
}

// TurnTo shows another topic or note in place of the one that is shown.
func (h *Handlers) TurnTo(ctx context.Context, r Request) ([]Reply, error) {
	words, err := h.noteAt(ctx, r)
	return []Reply{Replace{words}}, err
}

func (h *Handlers) noteAt(ctx context.Context, r Request) (Words, error) {
	m, ok := h.match(r.Value)
	if !ok {
		return phraseWords(blocks.TopicGone), nil
	}
	return h.note(ctx, r, m, nil)
}

// Share shows a note to the whole channel.
func (h *Handlers) Share(_ context.Context, r Request) ([]Reply, error) {
	m, ok := h.match(r.Value)
	if !ok {
		return tell(blocks.TopicGone), nil
	}
	return []Reply{Public{shared(m)}}, nil
}

func (h *Handlers) match(value string) (notes.Match, bool) {
	ref, err := study.ParseRef(value)
	if err != nil || !h.notes.Has(ref) {
		return notes.Match{}, false
	}
	n, _ := h.notes.Find(ref.Note)
	return notes.Match{Note: n, Topic: ref.Topic}, true
}
