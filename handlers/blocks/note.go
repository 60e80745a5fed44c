package blocks

import (
	"fmt"

	"github.com/slack-go/slack"

	"kotsukotsu/data/notes"
	"kotsukotsu/data/study"
)

// Action IDs of a note: the menu of its topics, the buttons to other notes, the link to AWS.
const (
	ActionTopic = "topic"
	ActionFound = "found"
	ActionDocs  = "docs"
)

// mostChanges is how many "changed" lines are shown at once.
const mostChanges = 5

// Note is what a look-up found: what the service is and how it stands, the best topic, what has changed since the old
// notes, and the way to its other topics and to the other notes that were found.
func Note(m notes.Match, others []notes.Match, l study.Language) Message {
	p := note(m, l)
	p.ways(m.Note, l)
	p.others(alsoFound.In(l), others, l)
	return p.message()
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
		line := fmt.Sprintf(changed.In(l), c.When, c.What)
		if c.When == "" {
			line = fmt.Sprintf(changedUndated.In(l), c.What)
		}
		p.list([][]part{append([]part{say("🔄 ")}, parts(line)...)})
	}
}

// ways are the menu of topics and the link to AWS's documentation.
func (p *page) ways(n notes.Note, l study.Language) {
	var topics []*slack.OptionBlockObject
	for _, t := range n.Pages[l].Topics {
		topics = append(topics, option(study.Ref{Note: n.ID, Topic: t.ID}.String(), t.Title))
	}
	docs := button(ActionDocs, n.ID, docs.In(l)).WithURL(n.Docs)
	if len(topics) == 0 {
		p.actions("ways", docs)
		return
	}
	p.actions("ways", menu(ActionTopic, otherTopics.In(l), topics...), docs)
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
		if m.Topic != "" {
			label += ": " + m.Title(l)
		}
		buttons = append(buttons, button(fmt.Sprintf("%s:%d", ActionFound, i),
			study.Ref{Note: m.Note.ID, Topic: m.Topic}.String(), label))
	}
	p.actions("others", buttons...)
}

// NotFound says that nothing was found, and which names are near.
func NotFound(query string, near []notes.Note, l study.Language) Message {
	var p page
	p.line(say(fmt.Sprintf(notFound.In(l), clip(query, 200))))
	p.list([][]part{parts(askAnother.In(l))})
	var matches []notes.Match
	for _, n := range near {
		matches = append(matches, notes.Match{Note: n})
	}
	p.others(nearest.In(l), matches, l)
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
