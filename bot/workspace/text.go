package workspace

import (
	"fmt"
	"strings"
)

// Text renders blocks as plain lines, one for each block or list item, for tests to read:
// buttons as [A], checkboxes as [ ] x, bold rich text as *x*, code as `x`, items as "• x".
func Text(blocks Blocks) string {
	var all []string
	for _, b := range blocks {
		all = append(all, linesOf(b)...)
	}
	return strings.Join(all, "\n")
}

func linesOf(b map[string]any) []string {
	switch str(b, "type") {
	case "section":
		return sectionLines(b)
	case "header", "alert":
		return []string{textOf(b["text"])}
	case "divider":
		return []string{"---"}
	case "context":
		return []string{joinEach(" | ", list(b["elements"]), inlineText)}
	case "actions", "context_actions":
		return []string{joinEach(" ", list(b["elements"]), elementText)}
	case "input":
		return inputLines(b)
	case "rich_text":
		return richLines(b)
	case "image", "video":
		return []string{"(image: " + str(b, "alt_text") + ")"}
	case "markdown":
		return strings.Split(str(b, "text"), "\n")
	case "table", "data_table":
		return tableLines(b)
	case "data_visualization":
		return chartLines(b)
	case "card":
		return cardLines(b)
	}
	return otherLines(b)
}

func otherLines(b map[string]any) []string {
	for _, key := range []string{"child_blocks", "elements", "cards"} {
		var inner Blocks
		for _, v := range list(b[key]) {
			if m, ok := v.(map[string]any); ok {
				inner = append(inner, m)
			}
		}
		if len(inner) > 0 {
			return strings.Split(Text(inner), "\n")
		}
	}
	return []string{"(" + str(b, "type") + ")"}
}

func sectionLines(b map[string]any) []string {
	var all []string
	if text := textOf(b["text"]); text != "" {
		all = strings.Split(text, "\n")
	}
	for _, f := range list(b["fields"]) {
		all = append(all, textOf(f))
	}
	if a := elementText(b["accessory"]); a != "" {
		all = append(all, a)
	}
	return all
}

func inputLines(b map[string]any) []string {
	line := textOf(b["label"]) + ": " + elementText(b["element"])
	if hint := textOf(b["hint"]); hint != "" {
		line += " (" + hint + ")"
	}
	return []string{line}
}

func textOf(v any) string {
	m, _ := v.(map[string]any)
	return str(m, "text")
}

func inlineText(v any) string {
	m, _ := v.(map[string]any)
	if str(m, "type") == "image" {
		return "(image: " + str(m, "alt_text") + ")"
	}
	return str(m, "text")
}

// elementText draws an element: what can be pressed in [ ], what can be chosen by its options.
func elementText(v any) string {
	el, ok := v.(map[string]any)
	if !ok {
		return ""
	}
	e := element{el: el}
	switch kind := str(el, "type"); kind {
	case "button", "icon_button", "workflow_button":
		return "[" + textOf(el["text"]) + "]"
	case "checkboxes":
		return optionTexts(e, "[ ] ")
	case "radio_buttons":
		return optionTexts(e, "( ) ")
	case "overflow", "static_select", "multi_static_select":
		return "<" + joinEach(", ", anys(e.options()), func(o any) string {
			return textOf(o.(map[string]any)["text"])
		}) + ">"
	case "image":
		return "(image: " + str(el, "alt_text") + ")"
	default:
		return "<" + strings.Join(append([]string{kind}, e.values(nil)...), " ") + ">"
	}
}

func optionTexts(e element, mark string) string {
	return joinEach("\n", anys(e.options()), func(o any) string {
		return mark + textOf(o.(map[string]any)["text"])
	})
}

func anys(options []map[string]any) []any {
	all := make([]any, len(options))
	for i, o := range options {
		all[i] = o
	}
	return all
}

func joinEach(sep string, all []any, draw func(any) string) string {
	drawn := make([]string, len(all))
	for i, v := range all {
		drawn[i] = draw(v)
	}
	return strings.Join(drawn, sep)
}

func richLines(b map[string]any) []string {
	var all []string
	for _, v := range list(b["elements"]) {
		m, _ := v.(map[string]any)
		switch str(m, "type") {
		case "rich_text_list":
			all = append(all, listLines(m)...)
		case "rich_text_quote":
			all = append(all, prefixed("> ", richInline(m))...)
		case "rich_text_preformatted":
			all = append(all, prefixed("    ", richInline(m))...)
		default:
			all = append(all, strings.Split(strings.TrimSuffix(richInline(m), "\n"), "\n")...)
		}
	}
	return all
}

func listLines(m map[string]any) []string {
	depth, _ := m["indent"].(float64)
	offset, _ := m["offset"].(float64)
	var all []string
	for i, item := range list(m["elements"]) {
		section, _ := item.(map[string]any)
		mark := "• "
		if str(m, "style") == "ordered" {
			mark = fmt.Sprintf("%d. ", int(offset)+i+1)
		}
		all = append(all, strings.Repeat("  ", int(depth))+mark+richInline(section))
	}
	return all
}

func prefixed(prefix, text string) []string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = prefix + lines[i]
	}
	return lines
}

// richInline draws the elements of a rich text section in a row.
func richInline(m map[string]any) string {
	return joinEach("", list(m["elements"]), func(v any) string {
		el, _ := v.(map[string]any)
		style, _ := el["style"].(map[string]any)
		return styled(richElement(el), style)
	})
}

func richElement(el map[string]any) string {
	switch str(el, "type") {
	case "emoji":
		return ":" + str(el, "name") + ":"
	case "link":
		if text := str(el, "text"); text != "" {
			return text
		}
		return str(el, "url")
	case "user":
		return "<@" + str(el, "user_id") + ">"
	case "channel":
		return "<#" + str(el, "channel_id") + ">"
	case "broadcast":
		return "@" + str(el, "range")
	case "date":
		return str(el, "fallback")
	}
	return str(el, "text")
}

func styled(text string, style map[string]any) string {
	for _, s := range []struct{ name, mark string }{
		{"code", "`"}, {"bold", "*"}, {"italic", "_"}, {"strike", "~"},
	} {
		if truth(style, s.name) {
			text = s.mark + text + s.mark
		}
	}
	return text
}

func tableLines(b map[string]any) []string {
	var all []string
	if caption := str(b, "caption"); caption != "" {
		all = append(all, caption)
	}
	for _, row := range list(b["rows"]) {
		all = append(all, joinEach(" | ", list(row), cellText))
	}
	return all
}

func cellText(v any) string {
	cell, _ := v.(map[string]any)
	switch {
	case str(cell, "type") == "rich_text":
		return strings.Join(richLines(cell), " ")
	case str(cell, "text") == "" && cell["value"] != nil:
		return fmt.Sprint(cell["value"])
	}
	return str(cell, "text")
}

func chartLines(b map[string]any) []string {
	chart, _ := b["chart"].(map[string]any)
	all := []string{fmt.Sprintf("(%s chart: %s)", str(chart, "type"), str(b, "title"))}
	point := func(v any) string {
		p, _ := v.(map[string]any)
		return fmt.Sprintf("%s %v", str(p, "label"), p["value"])
	}
	for _, v := range list(chart["segments"]) {
		all = append(all, point(v))
	}
	for _, v := range list(chart["series"]) {
		s, _ := v.(map[string]any)
		all = append(all, str(s, "name")+": "+joinEach(", ", list(s["data"]), point))
	}
	return all
}

func cardLines(b map[string]any) []string {
	var all []string
	for _, key := range []string{"title", "subtitle", "body", "subtext"} {
		if text := textOf(b[key]); text != "" {
			all = append(all, text)
		}
	}
	if buttons := joinEach(" ", list(b["actions"]), elementText); buttons != "" {
		all = append(all, buttons)
	}
	return all
}
