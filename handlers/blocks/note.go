package blocks

import (
	"fmt"

	"github.com/slack-go/slack"

	"kotsukotsu/data/notes"
	"kotsukotsu/data/study"
)

// Action IDs of a note: the menu of its topics, the buttons to other notes, the link to AWS.
const (
	ActionTopic    = "topic"
	ActionFound    = "found"
	ActionDocs     = "docs"
	ActionPractise = "practise"
	ActionShare    = "share"
)

// mostChanges is how many "changed" lines are shown at once.
const mostChanges = 5

// Page is a note as it is shown.
type Page struct {
	notes.Match
	Others    []notes.Match // what else was found
	Related   []notes.Note  // what it is confused with
	Questions int           // how many there are on it
	Answered  int           // by the learner
	Right     int           // of these
}

// Note is what a look-up found: what the service is and how it stands, the best topic, what has
// changed since the old notes, and the ways on: its other topics, AWS's documentation, practice,
// related notes.
func Note(v Page, l study.Language) Message {
	p := note(v.Match, l)
	p.results(v, l)
	p.ways(v, l)
	p.others(alsoFound.In(l), v.Others, l)
	p.others(related.In(l), whole(v.Related), l)
	return p.message()
}

// Shared is a note for a whole channel: nothing in it is about one learner.
func Shared(m notes.Match, l study.Language) Message {
	p := note(m, l)
	p.actions("ways", docs(m.Note, l))
	return p.message()
}

// Compared is two notes side by side, and what the first says of their difference.
func Compared(a, b notes.Match, l study.Language) Message {
	var p page
	for _, m := range []notes.Match{a, b} {
		p.header(m.Note.Service)
		p.status(m.Note, l)
		p.markdown(m.Note.Pages[l].Summary)
	}
	for _, m := range []notes.Match{a, b} {
		if t, ok := m.Note.Pages[l].Topic(notes.Versus); ok {
			p.divider()
			p.line(bold(m.Note.Service + ": " + t.Title))
			p.markdown(t.Body)
			break
		}
	}
	p.others(readWhole.In(l), []notes.Match{{Note: a.Note}, {Note: b.Note}}, l)
	return p.message()
}

func whole(all []notes.Note) (matches []notes.Match) {
	for _, n := range all {
		matches = append(matches, notes.Match{Note: n})
	}
	return matches
}

func note(m notes.Match, l study.Language) *page {
	var p page
	page := m.Note.Pages[l]
	p.header(m.Note.Service)
	p.status(m.Note, l)
	p.markdown(page.Summary)
	if t, ok := page.Topic(m.Topic); ok {
		p.divider()
		p.line(bold(t.Title))
		p.markdown(t.Body)
	}
	p.changes(page.Changes, m.Topic, l)
	p.context(fmt.Sprintf(checkedOn.In(l), m.Note.Checked))
	return &p
}

func (p *page) status(n notes.Note, l study.Language) {
	form, old := map[notes.Status]string{
		notes.Renamed: statusRenamed.In(l), notes.ClosedToNew: statusClosed.In(l), notes.Retired: statusRetired.In(l),
	}[n.Status]
	if !old {
		return
	}
	line := "⚠️ " + fmt.Sprintf(form, n.Since)
	if n.Successor != "" {
		line += " · " + fmt.Sprintf(successor.In(l), n.Successor)
	}
	p.line(bold(line))
}

// changes are those of the topic, or of the whole note if it was found as a whole.
func (p *page) changes(all []notes.Change, topic string, l study.Language) {
	shown := 0
	for _, c := range all {
		if topic != "" && c.Topic != topic || shown == mostChanges {
			continue
		}
		shown++
		p.list([][]part{append([]part{say("🔄 ")}, parts(changeLine(c, l))...)})
	}
}

func changeLine(c notes.Change, l study.Language) string {
	if c.When == "" {
		return fmt.Sprintf(changedUndated.In(l), c.What)
	}
	return fmt.Sprintf(changed.In(l), c.When, c.What)
}

// results is how the learner has answered the questions on the note.
func (p *page) results(v Page, l study.Language) {
	if v.Answered > 0 {
		p.context(fmt.Sprintf(ownResults.In(l), v.Answered, v.Right))
	}
}

// ways are the menu of topics, the link to AWS's documentation, practice, and sharing.
func (p *page) ways(v Page, l study.Language) {
	ref := study.Ref{Note: v.Note.ID, Topic: v.Topic}.String()
	var ways []slack.BlockElement
	var topics []*slack.OptionBlockObject
	for _, t := range v.Note.Pages[l].Topics {
		topics = append(topics, option(study.Ref{Note: v.Note.ID, Topic: t.ID}.String(), t.Title))
	}
	if len(topics) > 0 {
		ways = append(ways, menu(ActionTopic, otherTopics.In(l), topics...))
	}
	ways = append(ways, docs(v.Note, l))
	if v.Questions > 0 {
		ways = append(ways, button(ActionPractise, v.Note.ID, practiseThis.In(l)))
	}
	p.actions("ways", append(ways, button(ActionShare, ref, share.In(l)))...)
}

func docs(n notes.Note, l study.Language) slack.BlockElement {
	return button(ActionDocs, n.ID, docsLabel.In(l)).WithURL(n.Docs)
}

// others are buttons to other notes.
func (p *page) others(title string, matches []notes.Match, l study.Language) {
	if len(matches) == 0 {
		return
	}
	p.context(title)
	var buttons []slack.BlockElement
	for i, m := range matches[:min(len(matches), mostButtons)] {
		label := m.Note.Service
		if m.Topic != "" && m.Topic != notes.Versus {
			label += ": " + m.Title(l)
		}
		ref := study.Ref{Note: m.Note.ID, Topic: m.Topic}.String()
		buttons = append(buttons, button(fmt.Sprintf("%s:%d", ActionFound, i), ref, label))
	}
	p.actions("", buttons...)
}

// NotFound says that nothing was found, and which names are near.
func NotFound(query string, near []notes.Note, l study.Language) Message {
	var p page
	p.line(say(fmt.Sprintf(notFound.In(l), clip(query, 200))))
	p.list([][]part{parts(askAnother.In(l))})
	p.others(nearest.In(l), whole(near), l)
	return p.message()
}

// Browse is how to ask, with a menu of every note by category.
func Browse(all []notes.Note, help []HelpLine, l study.Language) Message {
	var p page
	p.header(helpTitle.In(l))
	p.list([][]part{parts(howToAsk.In(l))})
	p.help(help, l)
	var groups []*slack.OptionGroupBlockObject
	for _, c := range notes.Categories {
		var options []*slack.OptionBlockObject
		for _, n := range all {
			if n.Category == c {
				options = append(options, option(n.ID, n.Service))
			}
		}
		if len(options) > 0 {
			groups = append(groups, slack.NewOptionGroupBlockElement(plain(category(c, l)),
				options[:min(len(options), mostOptions)]...))
		}
	}
	p.actions("browse", slack.NewOptionsGroupSelectBlockElement(
		slack.OptTypeStatic, plain(browse.In(l)), ActionTopic, groups...))
	return p.message()
}

func category(c string, l study.Language) string {
	return map[string]string{
		"compute": compute.In(l), "container": container.In(l), "storage": storage.In(l), "database": database.In(l),
		"network": network.In(l), "security": security.In(l), "integration": integration.In(l), "analytics": analytics.In(l),
		"developer": developer.In(l), "management": management.In(l), "migration": migration.In(l), "ml": ml.In(l),
		"frontend": frontend.In(l), "billing": billing.In(l), "concept": concept.In(l),
	}[c]
}
