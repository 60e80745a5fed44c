package bank

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"kotsukotsu/data/study"
)

// entry is a question as it stands in a file.
type entry struct {
	ID       string   `yaml:"id"`
	Kind     string   `yaml:"kind"`
	Pick     int      `yaml:"pick"`
	Note     string   `yaml:"note"`
	Exam     string   `yaml:"exam"`
	Domain   string   `yaml:"domain"`
	Level    int      `yaml:"level"`
	Ask      text     `yaml:"ask"`
	Decisive text     `yaml:"decisive"`
	Choices  []choice `yaml:"choices"`
	Source   string   `yaml:"source"`

	file string
	line int
}

type choice struct {
	ID    string `yaml:"id"`
	Right bool   `yaml:"right"`
	Last  bool   `yaml:"last"`
	Text  text   `yaml:"text"`
	Why   text   `yaml:"why"`
	Match text   `yaml:"match"`

	line int
}

type text struct {
	JA string `yaml:"ja"`
	EN string `yaml:"en"`
}

// parse reads a file twice: strictly, to catch misspelt keys, and as nodes, to know the lines.
func parse(file string, content []byte) ([]entry, []error) {
	var entries []entry
	strict := yaml.NewDecoder(bytes.NewReader(content))
	strict.KnownFields(true)
	if err := strict.Decode(&entries); err != nil && !errors.Is(err, io.EOF) {
		return nil, yamlFaults(file, err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(content, &doc); err != nil || len(doc.Content) == 0 {
		return nil, []error{fmt.Errorf("%s:1: no questions", file)}
	}
	for i, node := range doc.Content[0].Content {
		entries[i].file, entries[i].line = file, node.Line
		lineChoices(entries[i].Choices, node)
	}
	return entries, nil
}

func lineChoices(choices []choice, question *yaml.Node) {
	for i := 0; i+1 < len(question.Content); i += 2 {
		if question.Content[i].Value != "choices" {
			continue
		}
		for j, node := range question.Content[i+1].Content {
			choices[j].line = node.Line
		}
	}
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)

// yamlFaults turns the library's "line 3: field asks not found in type bank.entry" into our form.
func yamlFaults(file string, err error) []error {
	lines := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		lines = nil
		for _, e := range typed.Errors {
			lines = append(lines, fmt.Sprint(e))
		}
	}
	var faults []error
	for _, l := range lines {
		number, what := "1", strings.TrimPrefix(l, "yaml: ")
		if m := yamlLine.FindStringSubmatch(l); m != nil {
			number, what = m[1], m[2]
		}
		what, _, _ = strings.Cut(what, " in type bank.")
		faults = append(faults, fmt.Errorf("%s:%s: %s", file, number, what))
	}
	return faults
}

func (e entry) question() study.Question {
	ref, _ := study.ParseRef(e.Note) // checked before
	q := study.Question{
		ID: e.ID, Kind: study.Kind(e.Kind), Pick: e.Pick, Note: ref, Exam: e.Exam, Domain: e.Domain,
		Level: e.Level, Ask: e.Ask.study(), Decisive: e.Decisive.study(), Source: e.Source,
	}
	if q.Kind == study.Single {
		q.Pick = 1
	}
	for _, c := range e.Choices {
		q.Choices = append(q.Choices, study.Choice{
			ID: c.ID, Right: c.Right, Last: c.Last,
			Text: c.Text.study(), Why: c.Why.study(), Match: c.Match.study(),
		})
	}
	return q
}

func (t text) study() study.Text {
	return study.Text{JA: strings.TrimSpace(t.JA), EN: strings.TrimSpace(t.EN)}
}
