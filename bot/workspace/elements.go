package workspace

import (
	"fmt"
	"slices"
	"strconv"
)

// element is an interactive part of a message or view, with the block it stands in.
type element struct {
	block map[string]any
	el    map[string]any
}

// interactive lists what a person can press, choose or fill in, in reading order.
func interactive(blocks Blocks) []element {
	var found []element
	add := func(b map[string]any, v any) {
		if el, ok := v.(map[string]any); ok && isInteractive(el) {
			found = append(found, element{b, el})
		}
	}
	for _, b := range blocks {
		add(b, b["accessory"])
		add(b, b["element"])
		for _, key := range []string{"elements", "actions"} {
			for _, v := range list(b[key]) {
				add(b, v)
			}
		}
		found = append(found, interactive(innerBlocks(b))...)
	}
	return found
}

// innerBlocks are the blocks within a block: a container's, or a carousel's cards.
func innerBlocks(b map[string]any) Blocks {
	inner := list(b["child_blocks"])
	if str(b, "type") == "carousel" {
		inner = list(b["elements"])
	}
	blocks, _ := asBlocks(inner)
	return blocks
}

// isInteractive tells the elements that act from images, texts and rich text.
func isInteractive(el map[string]any) bool {
	_, stateful := valueField[str(el, "type")]
	return stateful || slices.Contains([]string{
		"button", "overflow", "icon_button", "feedback_buttons", "workflow_button",
	}, str(el, "type"))
}

// find looks for an element by action_id, or by block_id/action_id where that is not enough.
func find(blocks Blocks, id string) (element, error) {
	var found []element
	for _, e := range interactive(blocks) {
		if e.actionID() == id || e.key() == id {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return element{}, fmt.Errorf("no element with the action_id %q", id)
	}
	return element{}, fmt.Errorf("%d elements with the action_id %q: use block_id/action_id",
		len(found), id)
}

func (e element) kind() string     { return str(e.el, "type") }
func (e element) actionID() string { return str(e.el, "action_id") }
func (e element) blockID() string  { return str(e.block, "block_id") }
func (e element) inInput() bool    { return str(e.block, "type") == "input" }

// key names the element in its message or view.
func (e element) key() string { return e.blockID() + "/" + e.actionID() }

// choices are what a person chose or typed, by element key; a select has one value.
type choices map[string][]string

// choiceKey tells whose choices, and in which message.
type choiceKey struct{ user, channel, ts string }

// valueField is the field that carries an element's value in a payload, for those that keep one.
var valueField = map[string]string{
	"checkboxes": "selected_options", "radio_buttons": "selected_option",
	"static_select": "selected_option", "external_select": "selected_option",
	"multi_static_select": "selected_options", "multi_external_select": "selected_options",
	"users_select": "selected_user", "multi_users_select": "selected_users",
	"conversations_select":       "selected_conversation",
	"multi_conversations_select": "selected_conversations",
	"channels_select":            "selected_channel", "multi_channels_select": "selected_channels",
	"datepicker": "selected_date", "timepicker": "selected_time",
	"datetimepicker": "selected_date_time", "plain_text_input": "value",
	"email_text_input": "value", "url_text_input": "value", "number_input": "value",
	"rich_text_input": "rich_text_value", "file_input": "files",
}

// initialField is where an element says what it starts with, by the field that carries it later.
var initialField = map[string]string{
	"selected_options": "initial_options", "selected_option": "initial_option",
	"selected_user": "initial_user", "selected_users": "initial_users",
	"selected_conversation":  "initial_conversation",
	"selected_conversations": "initial_conversations",
	"selected_channel":       "initial_channel", "selected_channels": "initial_channels",
	"selected_date": "initial_date", "selected_time": "initial_time",
	"selected_date_time": "initial_date_time", "value": "initial_value",
}

// values is what the element holds now: what was chosen, or else what it starts with.
func (e element) values(chosen choices) []string {
	if v, ok := chosen[e.key()]; ok {
		return v
	}
	return plainValues(e.el[initialField[valueField[e.kind()]]])
}

// plainValues turns an initial value into plain strings: options into their values.
func plainValues(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case float64:
		return []string{strconv.FormatFloat(v, 'f', -1, 64)}
	case map[string]any:
		return []string{str(v, "value")}
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, plainValues(one)...)
		}
		return all
	}
	return nil
}

// state is the element's value as a payload has it: null where nothing is chosen.
func (e element) state(chosen choices) map[string]any {
	field := valueField[e.kind()]
	made := map[string]any{"type": e.kind()}
	made[field] = e.shape(field, e.values(chosen))
	if zone := str(e.el, "timezone"); zone != "" {
		made["timezone"] = zone
	}
	return made
}

func (e element) shape(field string, values []string) any {
	switch field {
	case "selected_options":
		all := []any{} // an empty list, where others have null
		for _, o := range e.options() {
			if slices.Contains(values, str(o, "value")) {
				all = append(all, o)
			}
		}
		return all
	case "selected_users", "selected_conversations", "selected_channels", "files":
		return append([]string{}, values...)
	}
	if len(values) == 0 || values[0] == "" {
		return nil
	}
	return e.single(field, values[0])
}

func (e element) single(field, value string) any {
	switch field {
	case "selected_option":
		for _, o := range e.options() {
			if str(o, "value") == value {
				return o
			}
		}
		return nil
	case "selected_date_time":
		n, _ := strconv.ParseInt(value, 10, 64)
		return n
	case "rich_text_value":
		text := map[string]any{"type": "text", "text": value}
		section := map[string]any{"type": "rich_text_section", "elements": []any{text}}
		return map[string]any{"type": "rich_text", "elements": []any{section}}
	}
	return value
}

// options are those the element offers, in groups or not.
func (e element) options() []map[string]any {
	var all []map[string]any
	for _, v := range list(e.el["options"]) {
		if o, ok := v.(map[string]any); ok {
			all = append(all, o)
		}
	}
	for _, v := range list(e.el["option_groups"]) {
		if g, ok := v.(map[string]any); ok {
			all = append(all, element{el: g}.options()...)
		}
	}
	return all
}

// accept refuses what the element does not offer, as a person's Slack would.
func (e element) accept(values []string) error {
	field := valueField[e.kind()]
	if _, many := map[string]int{"selected_options": 1, "selected_users": 1,
		"selected_conversations": 1, "selected_channels": 1, "files": 1}[field]; !many &&
		len(values) > 1 {
		return fmt.Errorf("%s %q takes one value, not %d", e.kind(), e.actionID(), len(values))
	}
	if field != "selected_option" && field != "selected_options" && e.kind() != "overflow" {
		return nil
	}
	for _, v := range values {
		if !slices.ContainsFunc(e.options(), func(o map[string]any) bool {
			return str(o, "value") == v
		}) {
			return fmt.Errorf("%s %q offers no %q", e.kind(), e.actionID(), v)
		}
	}
	return nil
}

// action is the element as the one entry of a payload's actions.
func (e element) action(chosen choices, ts string) map[string]any {
	made := map[string]any{}
	if valueField[e.kind()] != "" {
		made = e.state(chosen)
	}
	if e.kind() == "overflow" {
		made["selected_option"] = e.single("selected_option", chosen[e.key()][0])
	}
	for _, key := range []string{"text", "value", "style", "placeholder", "confirm"} {
		if v, ok := e.el[key]; ok && made[key] == nil {
			made[key] = v
		}
	}
	made["type"], made["action_id"], made["block_id"] = e.kind(), e.actionID(), e.blockID()
	made["action_ts"] = ts
	return made
}

// stateOf is the "state" of a payload: every element that keeps a value, by block and action.
func stateOf(blocks Blocks, chosen choices) map[string]any {
	values := map[string]map[string]any{}
	for _, e := range interactive(blocks) {
		if valueField[e.kind()] == "" {
			continue
		}
		if values[e.blockID()] == nil {
			values[e.blockID()] = map[string]any{}
		}
		values[e.blockID()][e.actionID()] = e.state(chosen)
	}
	return map[string]any{"values": values}
}

// str and list read decoded JSON that may be of another kind.
func str(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}
