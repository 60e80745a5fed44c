package notes

import (
	"regexp"

	"kotsukotsu/data/study"
)

// mostRelated is how many related notes are offered at once.
const mostRelated = 4

var inBold = regexp.MustCompile(`\*\*(.+?)\*\*`)

// Related returns the notes that a note is confused with: those whose names stand in bold in its
// topic Versus, first mentioned first.
func (n *Notes) Related(note Note) []Note {
	var related []Note
	seen := map[string]bool{note.ID: true}
	for _, l := range []study.Language{study.English, study.Japanese} {
		topic, _ := note.Pages[l].Topic(Versus)
		for _, m := range inBold.FindAllStringSubmatch(topic.Body, -1) {
			other, ok := n.named(m[1])
			if ok && !seen[other.ID] && len(related) < mostRelated {
				seen[other.ID] = true
				related = append(related, other)
			}
		}
	}
	return related
}

// named returns the note that goes by a name of its own.
func (n *Notes) named(name string) (Note, bool) {
	for _, naming := range n.index.names[newKey(name).String()] {
		if naming.weight == ownName {
			return n.index.notes[n.index.places[naming.place].note], true
		}
	}
	return Note{}, false
}
