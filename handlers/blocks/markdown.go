package blocks

import (
	"regexp"
	"strings"

	"github.com/slack-go/slack"
)

// The notes are written in a small part of Markdown: paragraphs, lists nested once, tables,
// **bold**, `code` and [links](https://…). It is read here and not by a CommonMark library, because
// CommonMark takes **太字。**の for plain asterisks: bold may not end between a punctuation mark
// and a letter, as it does all the time in Japanese, which puts no spaces there.

var inline = regexp.MustCompile(
	"\\*\\*(.+?)\\*\\*|`([^`]+)`|\\[([^\\]]+)\\]\\((https?://[^)\\s]+)\\)",
)

// parts splits a line into its styles.
func parts(line string) []part {
	if !strings.ContainsAny(line, "*`[") { // as most are
		return []part{say(line)}
	}
	var out []part
	for line != "" {
		m := inline.FindStringSubmatchIndex(line)
		if m == nil {
			return append(out, say(line))
		}
		if m[0] > 0 {
			out = append(out, say(line[:m[0]]))
		}
		switch {
		case m[2] >= 0:
			for _, p := range parts(line[m[2]:m[3]]) {
				p.bold = true
				out = append(out, p)
			}
		case m[4] >= 0:
			out = append(out, part{text: line[m[4]:m[5]], code: true})
		default:
			out = append(out, part{text: line[m[6]:m[7]], link: line[m[8]:m[9]]})
		}
		line = line[m[1]:]
	}
	return out
}

// block is a paragraph, or an item of a list.
type block struct {
	level int // 0 for a paragraph, 1 for an item, 2 for an item of a list in a list
	text  string
}

// outline reads Markdown's blocks. A row of a table becomes an item: its first cell in bold, then
// the others, each after its column's heading.
func outline(markdown string) []block {
	var out []block
	var table []string
	for _, line := range append(strings.Split(markdown, "\n"), "") {
		if strings.HasPrefix(strings.TrimSpace(line), "|") {
			table = append(table, line)
			continue
		}
		out = append(out, rows(table)...)
		table = nil
		trimmed := strings.TrimSpace(line)
		item, isItem := strings.CutPrefix(trimmed, "- ")
		switch {
		case trimmed == "":
		case isItem && strings.HasPrefix(line, " "):
			out = append(out, block{2, item})
		case isItem:
			out = append(out, block{1, item})
		case len(out) > 0 && out[len(out)-1].level > 0 && strings.HasPrefix(line, " "):
			out[len(out)-1].text += "\n" + trimmed
		default:
			out = append(out, block{0, trimmed})
		}
	}
	return out
}

func rows(table []string) []block {
	if len(table) < 3 { // heading, rule, rows
		return nil
	}
	heads := cells(table[0])
	var out []block
	for _, line := range table[2:] {
		var values []string
		row := cells(line)
		for i, cell := range row[1:] {
			if i+1 < len(heads) && heads[i+1] != "" {
				cell = heads[i+1] + ": " + cell
			}
			values = append(values, cell)
		}
		out = append(out, block{1, embolden(row[0]) + " — " + strings.Join(values, " / ")})
	}
	return out
}

func embolden(s string) string {
	if s == "" || strings.Contains(s, "**") {
		return s
	}
	return "**" + s + "**"
}

func cells(row string) []string {
	fields := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	return fields
}

// richText turns Markdown into elements of a rich_text block: a section a run of paragraphs, a list
// a run of items.
func richText(markdown string) []slack.RichTextElement {
	var out []slack.RichTextElement
	blocks := outline(markdown)
	for len(blocks) > 0 {
		n := 1
		for n < len(blocks) && blocks[n].level == blocks[0].level {
			n++
		}
		if level := blocks[0].level; level == 0 {
			out = append(out, paragraphs(blocks[:n], n < len(blocks)))
		} else {
			out = append(out, items(blocks[:n], level-1))
		}
		blocks = blocks[n:]
	}
	return out
}

func paragraphs(blocks []block, more bool) slack.RichTextElement {
	var section []slack.RichTextSectionElement
	for i, b := range blocks {
		section = append(section, elements(b.text)...)
		if more || i+1 < len(blocks) {
			section = append(section, slack.NewRichTextSectionTextElement("\n", nil))
		}
	}
	return slack.NewRichTextSection(section...)
}

func items(blocks []block, indent int) slack.RichTextElement {
	var sections []slack.RichTextElement
	for _, b := range blocks {
		sections = append(sections, slack.NewRichTextSection(elements(b.text)...))
	}
	return slack.NewRichTextList(slack.RTEListBullet, indent, sections...)
}

func elements(line string) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for _, p := range parts(line) {
		out = append(out, p.element())
	}
	return out
}

// markdownText is Markdown without its marks, for those who hear it.
func markdownText(markdown string) string {
	var lines []string
	for _, b := range outline(markdown) {
		var line strings.Builder
		line.WriteString([]string{"", "• ", "  ◦ "}[b.level])
		for _, p := range parts(b.text) {
			line.WriteString(p.text)
		}
		lines = append(lines, line.String())
	}
	return strings.Join(lines, "\n")
}
