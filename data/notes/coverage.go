package notes

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// subject is a line of a coverage file: a service with the topics that must be reached.
type subject struct {
	Service string `json:"service"`
	Topics  []struct {
		Topic string   `json:"topic"`
		JA    []string `json:"ja"`
	} `json:"topics"`
}

// concepts is the service of what belongs to no service; any note may answer it.
const concepts = "Concept"

// Uncovered returns the topics of a coverage file (a JSON object a line) that no look-up by their
// names reaches. A topic is reached if a note on its service is among the first three that its
// English or a Japanese name finds.
func (n *Notes) Uncovered(file io.Reader) ([]string, error) {
	var missing []string
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		var s subject
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			return nil, fmt.Errorf("read line %d: %w", number, err)
		}
		for _, t := range s.Topics {
			names := append([]string{t.Topic}, t.JA...)
			if !slices.ContainsFunc(
				names,
				func(name string) bool { return n.reaches(name, s.Service) },
			) {
				missing = append(missing, s.Service+": "+t.Topic)
			}
		}
	}
	return missing, lines.Err()
}

func (n *Notes) reaches(name, service string) bool {
	matches := n.Search(name).Matches
	return slices.ContainsFunc(matches[:min(3, len(matches))], func(m Match) bool {
		return service == concepts || m.Note.Service == service
	})
}
