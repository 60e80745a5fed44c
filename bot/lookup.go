package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"kotsukotsu/data/notes"
	"kotsukotsu/data/study"
)

type lookupCommand struct {
	JSON  bool     `name:"json" help:"Print one JSON object a line."`
	Lang  string   `enum:"ja,en" default:"ja" help:"Language of titles: ja or en."`
	Dir   string   `name:"content-dir" env:"CONTENT_DIR" help:"A team's own notes, laid over the built-in ones."`
	Query []string `arg:"" optional:"" help:"What to look up; with none, one query a line of standard input."`
}

// found is one look-up as printed by --json. Suggestions are the services that follow, or, if
// nothing was found, those whose names are near.
type found struct {
	Query       string   `json:"query"`
	Found       bool     `json:"found"`
	Service     string   `json:"service"`
	Note        string   `json:"note"`
	Topic       string   `json:"topic"`
	Title       string   `json:"title"`
	Status      string   `json:"status"`
	Suggestions []string `json:"suggestions"`
}

// Run looks up the query, or each line of standard input.
func (c lookupCommand) Run(s streams) error {
	content, err := loadTeaching(c.Dir)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(s.out)
	if len(c.Query) > 0 {
		err = c.print(out, content.notes, strings.Join(c.Query, " "))
	} else {
		err = c.each(s.in, out, content.notes)
	}
	if err != nil {
		return fmt.Errorf("look up: %w", err)
	}
	return out.Flush()
}

func (c lookupCommand) each(in io.Reader, out io.Writer, n *notes.Notes) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if err := c.print(out, n, lines.Text()); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (c lookupCommand) print(out io.Writer, n *notes.Notes, query string) error {
	f := lookUp(n, query, study.Language(c.Lang))
	if c.JSON {
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(f)
	}
	line := fmt.Sprintf("%s\t%s\t%s", f.Query, f.Service, f.Title)
	if !f.Found {
		line = fmt.Sprintf("%s\t-\t%s", f.Query, strings.Join(f.Suggestions, ", "))
	}
	_, err := fmt.Fprintln(out, line)
	return err
}

func lookUp(n *notes.Notes, query string, l study.Language) found {
	f := found{Query: query, Suggestions: []string{}}
	r := n.Search(query)
	others := r.Near
	if len(r.Matches) > 0 {
		best := r.Matches[0]
		f.Found, f.Service, f.Note = true, best.Note.Service, best.Note.ID
		f.Topic, f.Status, f.Title = best.Topic, string(best.Note.Status), best.Title(l)
		for _, m := range r.Matches[1:] {
			others = append(others, m.Note)
		}
	}
	for _, o := range others {
		f.Suggestions = append(f.Suggestions, o.Service)
	}
	return f
}
