package workspace

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// field is one field of an object and what it may hold.
type field struct {
	name     string
	required bool
	check    check
}

func must(name string, c check) field { return field{name, true, c} }
func may(name string, c check) field  { return field{name, false, c} }

// check looks at a value and reports what is wrong with it to the checker. at is its JSON
// pointer.
type check func(c *checker, at string, v any)

// checker gathers the faults of one message or view, in Slack's words.
type checker struct {
	surface string
	faults  []string
}

func (c *checker) fault(at, format string, a ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, a...)+" [json-pointer:"+at+"]")
}

func anything(*checker, string, any) {}

func boolean(c *checker, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.fault(at, "must provide a boolean")
	}
}

// chars is a string of at least least and at most most characters.
func chars(least, most int) check {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		switch n := utf8.RuneCountInString(s); {
		case !ok:
			c.fault(at, "must provide a string")
		case n < least:
			c.fault(at, "must be more than %d characters", least-1)
		case n > most:
			c.fault(at, "must be less than %d characters", most+1)
		}
	}
}

// like is a string of a form.
func like(pattern string) check {
	form := regexp.MustCompile(pattern)
	return func(c *checker, at string, v any) {
		if s, ok := v.(string); !ok || !form.MatchString(s) {
			c.fault(at, "does not match the required format")
		}
	}
}

func enum(words ...string) check {
	return func(c *checker, at string, v any) {
		switch s, ok := v.(string); {
		case !ok:
			c.fault(at, "must provide a string")
		case !slices.Contains(words, s):
			c.fault(at, "must be a valid enum value")
		}
	}
}

func number(least, most float64) check {
	return func(c *checker, at string, v any) {
		switch n, ok := v.(float64); {
		case !ok:
			c.fault(at, "must provide a number")
		case n < least:
			c.fault(at, "must be greater than or equal to %v", least)
		case n > most:
			c.fault(at, "must be less than or equal to %v", most)
		}
	}
}

func above(least float64) check {
	return func(c *checker, at string, v any) {
		switch n, ok := v.(float64); {
		case !ok:
			c.fault(at, "must provide a number")
		case n <= least:
			c.fault(at, "must be greater than %v", least)
		}
	}
}

// items is an array of at least least and at most most values.
func items(least, most int, each check) check {
	return func(c *checker, at string, v any) {
		all, ok := v.([]any)
		switch {
		case !ok:
			c.fault(at, "must provide an array")
			return
		case len(all) < least:
			c.fault(at, "must provide at least %d items", least)
		case len(all) > most:
			c.fault(at, "no more than %d items allowed", most)
		}
		for i, one := range all {
			each(c, fmt.Sprintf("%s/%d", at, i), one)
		}
	}
}

func anyObject(c *checker, at string, v any) { c.object(at, v) }

func (c *checker) object(at string, v any) (map[string]any, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		c.fault(at, "must provide an object")
	}
	return m, ok
}

// object is an object of a named shape.
func object(name string) check {
	return func(c *checker, at string, v any) {
		if m, ok := c.object(at, v); ok {
			c.fields(at, m, shapes[name])
		}
	}
}

// fields looks at each field of an object, and for what is missing or should not be there.
func (c *checker) fields(at string, m map[string]any, fields []field) {
	known := map[string]bool{}
	for _, f := range fields {
		known[f.name] = true
		v, there := m[f.name]
		switch {
		case there:
			f.check(c, at+"/"+f.name, v)
		case f.required:
			c.fault(at, "missing required field: %s", f.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if !known[name] {
			c.fault(at, "invalid additional property: %s", name)
		}
	}
}

// oneOf is an object whose type is one of some names, and whose shape goes by that name. An
// image that stands in a block has a shape of its own.
func oneOf(names ...string) check {
	return func(c *checker, at string, v any) {
		m, ok := c.object(at, v)
		if !ok {
			return
		}
		kind := str(m, "type")
		switch {
		case kind == "":
			c.fault(at, "missing required field: type")
		case slices.Contains(multiSelects, kind) && !slices.Contains(names, kind):
			block, _, _ := strings.Cut(at, "/elements")
			c.fault(block, "unsupported element: multiselect")
		case !slices.Contains(names, kind):
			c.fault(at+"/type", "unsupported type: %s", kind)
		case kind == "image":
			c.fields(at, m, shapes["image_element"])
			c.picture(at, m)
		default:
			c.fields(at, m, shapes[kind])
			c.element(at, m)
		}
	}
}

// element looks at what no single field of an element can tell.
func (c *checker) element(at string, m map[string]any) {
	e := element{el: m}
	if e.kind() == "static_select" || e.kind() == "multi_static_select" {
		if m["options"] == nil && m["option_groups"] == nil {
			c.fault(at, "must define either `options` or `option_groups`")
		}
	}
	field := valueField[e.kind()]
	if field != "selected_option" && field != "selected_options" ||
		strings.Contains(e.kind(), "external") {
		return
	}
	for _, v := range plainValues(m[initialField[field]]) {
		if e.accept([]string{v}) != nil {
			c.fault(at+"/"+initialField[field], "must be one of the given options")
		}
	}
}

// plainText is a text object without formatting.
func plainText(most int) check {
	return func(c *checker, at string, v any) {
		m, ok := c.object(at, v)
		if !ok {
			return
		}
		if kind := str(m, "type"); kind != "plain_text" {
			c.fault(at+"/type", "must be a valid enum value")
			return
		}
		c.fields(at, m, sized("plain_text", most))
	}
}

// textObject is a text object of either kind. Slack says of it first that no kind fits.
func textObject(most int) check {
	return func(c *checker, at string, v any) {
		m, ok := c.object(at, v)
		if !ok {
			return
		}
		inner := &checker{surface: c.surface}
		if kind := str(m, "type"); kind == "plain_text" || kind == "mrkdwn" {
			inner.fields(at, m, sized(kind, most))
		} else {
			inner.fault(at+"/type", "must be a valid enum value")
		}
		if len(inner.faults) > 0 {
			c.fault(at, "failed to match all allowed schemas")
			c.faults = append(c.faults, inner.faults...)
		}
	}
}

// sized is the shape of a text object that holds less than others.
func sized(kind string, most int) []field {
	fields := slices.Clone(shapes[kind])
	for i, f := range fields {
		if f.name == "text" {
			fields[i].check = chars(1, most)
		}
	}
	return fields
}

// readBlocks checks the blocks of a message. The answer is nil when Slack would take them.
func readBlocks(v any, surface, at string) (Blocks, answer) {
	if v == nil {
		return nil, nil
	}
	blocks, ok := asBlocks(v)
	if !ok {
		return nil, refuse("invalid_blocks_format")
	}
	c := &checker{surface: surface}
	c.blocks(at, blocks)
	if len(c.faults) > 0 {
		return nil, refuse("invalid_blocks", c.faults...)
	}
	if countTypes(blocks, "table", "data_table") > maxTables {
		return nil, refuse("invalid_attachments", "only_one_table_allowed")
	}
	return blocks, nil
}

func asBlocks(v any) (Blocks, bool) {
	all, ok := v.([]any)
	blocks := make(Blocks, 0, len(all))
	for _, one := range all {
		b, isObject := one.(map[string]any)
		if !isObject {
			return nil, false
		}
		blocks = append(blocks, b)
	}
	return blocks, ok
}

// checkView checks a view that is to be a modal or a home.
func checkView(v map[string]any, want string) answer {
	c := &checker{surface: want}
	if kind := str(v, "type"); kind != want {
		c.fault("/view/type", "must be a valid enum value")
	}
	c.fields("/view", v, shapes["view_"+want])
	blocks, ok := asBlocks(v["blocks"])
	if !ok {
		c.fault("/view/blocks", "must provide an array")
	}
	c.blocks("/view/blocks", blocks)
	for i, b := range blocks {
		if str(b, "type") == "input" && want == onModal && v["submit"] == nil {
			c.fault(fmt.Sprintf("/view/blocks/%d/input", i),
				"must define `submit` to use an `input` block in modals")
		}
	}
	if len(c.faults) > 0 {
		return refuse("invalid_arguments", c.faults...)
	}
	return nil
}

// blocks checks each block, and then what they must not be together.
func (c *checker) blocks(at string, blocks Blocks) {
	if most := maxBlocks[c.surface]; len(blocks) > most {
		c.fault(at, "no more than %d items allowed", most)
	}
	ids := map[string]bool{}
	for i, b := range blocks {
		here := fmt.Sprintf("%s/%d", at, i)
		c.block(here, b)
		c.unique(here+"/block_id", "block_id", str(b, "block_id"), ids)
	}
	markdown := 0
	for _, b := range blocks {
		if str(b, "type") == "markdown" {
			markdown += utf8.RuneCountInString(str(b, "text"))
		}
	}
	if markdown > maxMarkdown {
		c.fault(at, "must be less than %d characters in all markdown blocks", maxMarkdown+1)
	}
	if countTypes(blocks, "data_visualization") > maxCharts {
		c.fault(at, "no more than %d data_visualization blocks allowed", maxCharts)
	}
}

func (c *checker) unique(at, field, id string, seen map[string]bool) {
	if id != "" && seen[id] {
		c.fault(at, "`%s` %q already exists", field, id)
	}
	seen[id] = true
}

func countTypes(blocks Blocks, kinds ...string) int {
	n := 0
	for _, b := range blocks {
		if slices.Contains(kinds, str(b, "type")) {
			n++
		}
		inner, _ := asBlocks(b["child_blocks"])
		n += countTypes(inner, kinds...)
	}
	return n
}

func (c *checker) block(at string, b map[string]any) {
	kind := str(b, "type")
	switch {
	case kind == "":
		c.fault(at, "missing required field: type")
		return
	case !slices.Contains(surfaces[kind], c.surface):
		c.fault(at+"/type", "unsupported type: %s", kind)
		return
	}
	c.fields(at, b, shapes[kind])
	c.whole(at, kind, b)
	ids := map[string]bool{}
	for i, v := range list(b["elements"]) {
		if el, ok := v.(map[string]any); ok {
			c.unique(fmt.Sprintf("%s/elements/%d/action_id", at, i), "action_id",
				str(el, "action_id"), ids)
		}
	}
}

// whole looks at what no single field of a block can tell.
func (c *checker) whole(at, kind string, b map[string]any) {
	switch kind {
	case "section":
		if b["text"] == nil && b["fields"] == nil {
			c.fault(at+"/type", "must define either `text` or `fields`")
		}
	case "image":
		c.picture(at, b)
	case "table":
		if tableChars(b) > maxTableChars {
			c.fault(at+"/rows", "must be less than %d characters", maxTableChars+1)
		}
	case "card":
		if b["hero_image"] == nil && b["title"] == nil && b["actions"] == nil && b["body"] == nil {
			c.fault(at, "must define one of `hero_image`, `title`, `actions` or `body`")
		}
	case "container":
		inner, _ := asBlocks(b["child_blocks"])
		c.blocks(at+"/child_blocks", inner)
	case "data_visualization":
		chart, _ := b["chart"].(map[string]any)
		c.chart(at+"/chart", chart)
	}
}

func (c *checker) picture(at string, b map[string]any) {
	if b["image_url"] == nil && b["slack_file"] == nil {
		c.fault(at, "missing required field: image_url")
	}
	if url, ok := b["image_url"].(string); ok && !strings.HasPrefix(url, "http") {
		c.fault(at+"/image_url", "invalid image url")
	}
}

func tableChars(b map[string]any) int {
	n := 0
	for _, row := range list(b["rows"]) {
		for _, cell := range list(row) {
			n += utf8.RuneCountInString(cellText(cell))
		}
	}
	return n
}

// chart holds every series against the categories: one point for each, in any order.
func (c *checker) chart(at string, chart map[string]any) {
	axes, _ := chart["axis_config"].(map[string]any)
	categories := map[string]bool{}
	for i, v := range list(axes["categories"]) {
		name, _ := v.(string)
		c.unique(fmt.Sprintf("%s/axis_config/categories/%d", at, i), "category", name, categories)
	}
	names := map[string]bool{}
	for i, v := range list(chart["series"]) {
		series, _ := v.(map[string]any)
		here := fmt.Sprintf("%s/series/%d", at, i)
		c.unique(here+"/name", "name", str(series, "name"), names)
		c.points(here+"/data", list(series["data"]), categories)
	}
}

func (c *checker) points(at string, points []any, categories map[string]bool) {
	if len(points) != len(categories) {
		c.fault(at, "must provide exactly one point for every category")
	}
	seen := map[string]bool{}
	for i, v := range points {
		p, _ := v.(map[string]any)
		label := str(p, "label")
		here := fmt.Sprintf("%s/%d/label", at, i)
		c.unique(here, "label", label, seen)
		if !categories[label] {
			c.fault(here, "must be one of the categories")
		}
	}
}
