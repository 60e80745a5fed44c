package handlers

import (
	"context"
	"strings"

	"kotsukotsu/data/notes"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

var lookupHelp = []blocks.HelpLine{
	{Usage: "/aws s3", Does: study.Text{JA: "サービスや機能をノートで調べる", EN: "look a service or feature up in the notes"}},
	{Usage: "/aws help", Does: study.Text{JA: "調べ方とノートの一覧", EN: "how to ask, and the list of notes"}},
}

// Lookup answers /aws: the note and the topic that the query means.
func (h *Handlers) Lookup(_ context.Context, r Request) ([]Reply, error) {
	query := strings.TrimSpace(r.Text)
	if query == "" || strings.EqualFold(query, "help") {
		return privately(func(l study.Language) blocks.Message {
			return blocks.Browse(h.notes.All(), lookupHelp, l)
		}), nil
	}
	found := h.notes.Search(query)
	if len(found.Matches) == 0 {
		return privately(func(l study.Language) blocks.Message {
			return blocks.NotFound(query, found.Near, l)
		}), nil
	}
	return privately(note(found.Matches[0], found.Matches[1:])), nil
}

func note(m notes.Match, others []notes.Match) Words {
	return func(l study.Language) blocks.Message { return blocks.Note(m, others, l) }
}

// ReadOn shows the note behind a question, beside the verdict.
func (h *Handlers) ReadOn(_ context.Context, r Request) ([]Reply, error) {
	words, ok := h.noteAt(r.Value)
	if !ok {
		return tell(blocks.TopicGone), nil
	}
	return privately(words), nil
}

// TurnTo shows another topic or note in place of the one that is shown.
func (h *Handlers) TurnTo(_ context.Context, r Request) ([]Reply, error) {
	words, ok := h.noteAt(r.Value)
	if !ok {
		return tell(blocks.TopicGone), nil
	}
	return []Reply{Replace{words}}, nil
}

func (h *Handlers) noteAt(value string) (Words, bool) {
	ref, err := study.ParseRef(value)
	if err != nil || !h.notes.Has(ref) {
		return nil, false
	}
	n, _ := h.notes.Find(ref.Note)
	return note(notes.Match{Note: n, Topic: ref.Topic}, nil), true
}
