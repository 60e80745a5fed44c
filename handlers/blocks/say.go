package blocks

import (
	"fmt"

	"kotsukotsu/data/study"
)

// Nobody is the name of a person who was forgotten.
const Nobody = "—"

// Say is one paragraph, in which `code` is code.
func Say(s string) Message {
	var p page
	p.list([][]part{parts(s)})
	return p.message()
}

// Sorry is what a learner reads when something went wrong. The log has the cause beside the same
// number.
func Sorry(id string, l study.Language) Message { return Say(fmt.Sprintf(sorry.In(l), id)) }

// Tell says a phrase of words.go.
func Tell(phrase study.Text, l study.Language) Message { return Say(phrase.In(l)) }

// HelpLine is one thing that a command can do.
type HelpLine struct {
	Usage string // "/aws QUERY"
	Does  study.Text
}

// Help lists what commands do. unknown is what was typed instead, if anything.
func Help(lines []HelpLine, unknown string, l study.Language) Message {
	var p page
	if unknown != "" {
		p.list([][]part{{say(fmt.Sprintf(unknownSubcommand.In(l), clip(unknown, 200)))}})
	}
	p.header(helpTitle.In(l))
	p.help(lines, l)
	return p.message()
}

func (p *page) help(lines []HelpLine, l study.Language) {
	var list [][]part
	for _, line := range lines {
		list = append(list, []part{{text: line.Usage, code: true}, say("  " + line.Does.In(l))})
	}
	p.list(list)
}
