// Package blocks turns what the bot has to say into Slack's Block Kit. It is pure: study values and
// a language go in, a Message or a view comes out, within Slack's limits. All words that a learner
// reads stand in words.go.
//
// What comes from content or from learners is put into rich_text and plain_text elements only.
// Slack doesn't parse those, so nothing in them can mention, link or format; Text, which Slack does
// parse, is escaped as a whole.
package blocks

import (
	"strings"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackutilsx"
)

// Message is something to say. Text says all of it: screen readers and notifications read that
// alone.
type Message struct {
	Text   string
	Blocks []slack.Block
}

// Plain is the message without its charts. They are new in Slack, and where it refuses them the
// rest still says all.
func (m Message) Plain() (plain Message, had bool) {
	plain.Text = m.Text
	for _, b := range m.Blocks {
		if _, chart := b.(*slack.DataVisualizationBlock); chart {
			had = true
		} else {
			plain.Blocks = append(plain.Blocks, b)
		}
	}
	return plain, had
}

// Slack's limits in characters. Source: Slack's Block Kit reference; a twentieth is kept free, as
// it is not documented how Slack counts.
const (
	mostText       = 3800 // of a message
	mostBlocks     = 50   // of a message
	mostHeader     = 140
	mostButton     = 70
	mostOption     = 70
	mostModalTitle = 24
	mostOptions    = 100
	mostButtons    = 24
)

// page collects blocks, and the same as text.
type page struct {
	blocks []slack.Block
	lines  []string
}

func (p *page) message() Message {
	return Message{Text: slackutilsx.EscapeMessage(clip(p.text(), mostText)), Blocks: p.blocks}
}

func (p *page) text() string { return strings.Join(p.lines, "\n") }

func (p *page) add(b ...slack.Block) { p.blocks = append(p.blocks, b...) }

func (p *page) header(s string) {
	p.lines = append(p.lines, s)
	p.add(slack.NewHeaderBlock(plain(clip(s, mostHeader))))
}

// context is a small grey line.
func (p *page) context(s string) {
	p.lines = append(p.lines, s)
	p.add(slack.NewContextBlock("", plain(clip(s, 1900))))
}

// markdown says the Markdown of notes and questions.
func (p *page) markdown(s string) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	p.lines = append(p.lines, markdownText(s))
	p.add(slack.NewRichTextBlock("", richText(s)...))
}

// line is one paragraph with parts in bold.
func (p *page) line(parts ...part) {
	p.list([][]part{parts})
}

// list is lines in one block; none is nothing.
func (p *page) list(lines [][]part) {
	if len(lines) == 0 {
		return
	}
	var section []slack.RichTextSectionElement
	for i, parts := range lines {
		if i > 0 {
			section = append(section, slack.NewRichTextSectionTextElement("\n", nil))
		}
		var text strings.Builder
		for _, part := range parts {
			text.WriteString(part.text)
			section = append(section, part.element())
		}
		p.lines = append(p.lines, text.String())
	}
	p.add(slack.NewRichTextBlock("", slack.NewRichTextSection(section...)))
}

func (p *page) divider() { p.add(slack.NewDividerBlock()) }

// actions is a row of buttons and menus; an empty one is left out.
func (p *page) actions(id string, elements ...slack.BlockElement) {
	if len(elements) > 0 {
		p.add(slack.NewActionBlock(id, elements...))
	}
}

// part is a stretch of a line.
type part struct {
	text string
	bold bool
	code bool
	link string
	room string // the ID of a channel; text is then what screen readers say
}

func say(s string) part  { return part{text: s} }
func bold(s string) part { return part{text: s, bold: true} }

func (p part) element() slack.RichTextSectionElement {
	var style *slack.RichTextSectionTextStyle
	if p.bold || p.code {
		style = &slack.RichTextSectionTextStyle{Bold: p.bold, Code: p.code}
	}
	if p.room != "" {
		return slack.NewRichTextSectionChannelElement(p.room, style)
	}
	if p.link != "" {
		return slack.NewRichTextSectionLinkElement(p.link, p.text, style)
	}
	return slack.NewRichTextSectionTextElement(p.text, style)
}

func plain(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

func button(action, value, label string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, plain(clip(label, mostButton)))
}

func option(value, label string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plain(clip(label, mostOption)), nil)
}

func menu(
	action, placeholder string,
	options ...*slack.OptionBlockObject,
) *slack.SelectBlockElement {
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(placeholder), action,
		options[:min(len(options), mostOptions)]...)
}

// clip shortens a text to n characters, the last of which then is an ellipsis.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
