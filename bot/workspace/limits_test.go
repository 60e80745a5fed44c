package workspace_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"kotsukotsu/bot/workspace"
)

// rawBlock is a block as JSON, sent as it is.
func rawBlock(t testing.TB, text string) slack.Block {
	t.Helper()
	b, err := slack.BlockFromJSON(text)
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return b
}

func detailsOf(err error) (string, []string) {
	no, _ := errors.AsType[slack.SlackErrorResponse](err)
	return no.Err, no.ResponseMetadata.Messages
}

// blockCase is a block as JSON, and what Slack says of it: nothing, or a line of its own about
// the block at /blocks/0.
type blockCase struct{ name, block, want string }

func long(n int) string { return strings.Repeat("あ", n) }

func many(n int, one string) string {
	return strings.TrimSuffix(strings.Repeat(one+",", n), ",")
}

func mrkdwnJSON(n int) string { return `{"type":"mrkdwn","text":"` + long(n) + `"}` }
func plainJSON(n int) string  { return `{"type":"plain_text","text":"` + long(n) + `"}` }
func optionJSON(n int) string { return `{"text":` + plainJSON(n) + `,"value":"v"}` }

func buttonJSON(more string) string {
	return `{"type":"button","text":` + plainJSON(1) + more + `}`
}

// inside is a block of a type with one field.
func inside(kind, field, value string) string {
	return `{"type":"` + kind + `","` + field + `":` + value + `}`
}

func actionsJSON(elements string) string { return inside("actions", "elements", "["+elements+"]") }
func fieldsJSON(fields string) string    { return inside("section", "fields", "["+fields+"]") }

func boxesJSON(kind, options, more string) string {
	return actionsJSON(`{"type":"` + kind + `","options":[` + options + `]` + more + `}`)
}

func chartJSON(chart string) string {
	return `{"type":"data_visualization","title":"x","chart":` + chart + `}`
}

func blockCases() []blockCase {
	return slices.Concat(textCases(), elementCases(), dataCases())
}

func textCases() []blockCase {
	return []blockCase{
		{"section text fits", inside("section", "text", mrkdwnJSON(3000)), ""},
		{"section text", inside("section", "text", mrkdwnJSON(3001)),
			"must be less than 3001 characters [/text/text]"},
		{"empty section text", inside("section", "text", mrkdwnJSON(0)),
			"must be more than 0 characters [/text/text]"},
		{"section of nothing", `{"type":"section"}`,
			"must define either `text` or `fields` [/type]"},
		{"eleven fields", fieldsJSON(many(11, mrkdwnJSON(1))), "no more than 10 items allowed [/fields]"},
		{"long field", fieldsJSON(mrkdwnJSON(2001)),
			"must be less than 2001 characters [/fields/0/text]"},
		{"header", inside("header", "text", plainJSON(151)),
			"must be less than 151 characters [/text/text]"},
		{"header in mrkdwn", inside("header", "text", mrkdwnJSON(1)),
			"must be a valid enum value [/text/type]"},
		{"text that is null", inside("header", "text", "null"), "must provide an object [/text]"},
		{"context of eleven", inside("context", "elements", "["+many(11, mrkdwnJSON(1))+"]"),
			"no more than 10 items allowed [/elements]"},
		{"picture without words", inside("image", "image_url", `"https://example.com/a.png"`),
			"missing required field: alt_text []"},
		{"unknown block", `{"type":"sections"}`, "unsupported type: sections [/type]"},
		{"alert outside a modal", inside("alert", "text", mrkdwnJSON(1)),
			"unsupported type: alert [/type]"},
		{"long block_id", inside("divider", "block_id", `"`+long(256)+`"`),
			"must be less than 256 characters [/block_id]"},
		{"markdown", inside("markdown", "text", `"`+long(12_001)+`"`),
			"must be less than 12001 characters [/text]"},
		{"empty rich text", inside("rich_text", "elements",
			`[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]`),
			"must be more than 0 characters [/elements/0/elements/0/text]"},
	}
}

func elementCases() []blockCase {
	wrongInitial := `,"initial_option":{"text":` + plainJSON(1) + `,"value":"w"}`
	longConfirm := `,"confirm":{"title":` + plainJSON(101) + `,"text":` + mrkdwnJSON(1) + `}`
	overflow := `{"type":"overflow","options":[` + many(6, optionJSON(1)) + `]}`
	return []blockCase{
		{"no actions", actionsJSON(""), "must provide at least 1 items [/elements]"},
		{"26 actions", actionsJSON(many(26, buttonJSON(""))),
			"no more than 25 items allowed [/elements]"},
		{"long button", actionsJSON(inside("button", "text", plainJSON(76))),
			"must be less than 76 characters [/elements/0/text/text]"},
		{"button value", actionsJSON(buttonJSON(`,"value":"` + long(2001) + `"`)),
			"must be less than 2001 characters [/elements/0/value]"},
		{"button style", actionsJSON(buttonJSON(`,"style":"blue"`)),
			"must be a valid enum value [/elements/0/style]"},
		{"button field", actionsJSON(buttonJSON(`,"colour":"blue"`)),
			"invalid additional property: colour [/elements/0]"},
		{"same action_id", actionsJSON(many(2, buttonJSON(`,"action_id":"x"`))),
			"`action_id` \"x\" already exists [/elements/1/action_id]"},
		{"confirm", actionsJSON(buttonJSON(longConfirm)),
			"must be less than 101 characters [/elements/0/confirm/title/text]"},
		{"multi select in actions", actionsJSON(`{"type":"multi_users_select"}`),
			"unsupported element: multiselect []"},
		{"eleven checkboxes", boxesJSON("checkboxes", many(11, optionJSON(1)), ""),
			"no more than 10 items allowed [/elements/0/options]"},
		{"six in an overflow", `{"type":"section","accessory":` + overflow + `}`,
			"no more than 5 items allowed [/accessory/options]"},
		{"long option", boxesJSON("radio_buttons", optionJSON(76), ""),
			"must be less than 76 characters [/elements/0/options/0/text/text]"},
		{"option that is not offered", boxesJSON("radio_buttons", optionJSON(1), wrongInitial),
			"must be one of the given options [/elements/0/initial_option]"},
	}
}

func dataCases() []blockCase {
	cell := inside("raw_text", "text", `"x"`)
	return []blockCase{
		{"empty cell", inside("table", "rows", "[["+inside("raw_text", "text", `""`)+"]]"),
			"must be more than 0 characters [/rows/0/0/text]"},
		{"wide table", inside("table", "rows", "[["+many(21, cell)+"]]"),
			"no more than 20 items allowed [/rows/0]"},
		{"slice of nothing", chartJSON(inside("pie", "segments", `[{"label":"a","value":0}]`)),
			"must be greater than 0 [/chart/segments/0/value]"},
		{"point without a category", chartJSON(`{"type":"bar","axis_config":{"categories":["a"]},` +
			`"series":[{"name":"s","data":[{"label":"b","value":1}]}]}`),
			"must be one of the categories [/chart/series/0/data/0/label]"},
	}
}

func TestBlocksOfAMessageAreHeldAgainstSlacksLimits(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	for _, c := range blockCases() {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := a.PostMessage("C0STUDY", slack.MsgOptionText("x", false),
				slack.MsgOptionBlocks(rawBlock(t, c.block)))
			word, messages := detailsOf(err)
			want := c.want
			if want != "" {
				want = "[ERROR] " + strings.Replace(want, "[", "[json-pointer:/blocks/0", 1)
			}
			switch {
			case want == "" && err != nil:
				t.Errorf("refused: %v %v", err, messages)
			case want != "" && (word != "invalid_blocks" || !slices.Contains(messages, want)):
				t.Errorf("%q %q, not %q", word, messages, want)
			}
		})
	}
}

func TestBlocksAreHeldAgainstEachOther(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	divider := func(id string) slack.Block {
		return &slack.DividerBlock{Type: slack.MBTDivider, BlockID: id}
	}
	table := slack.NewTableBlock("").AddRow(raw("x"))
	pie := slack.NewDataVisualizationBlock(
		"x",
		slack.NewDataVisualizationPieChart(slack.NewDataVisualizationSegment("a", 1)),
	)
	for _, c := range []struct {
		name       string
		blocks     []slack.Block
		word, want string
	}{
		{"51 blocks", slices.Repeat([]slack.Block{divider("")}, 51), "invalid_blocks",
			"[ERROR] no more than 50 items allowed [json-pointer:/blocks]"},
		{"same block_id", []slack.Block{divider("x"), divider("x")}, "invalid_blocks",
			"[ERROR] `block_id` \"x\" already exists [json-pointer:/blocks/1/block_id]"},
		{"two tables", []slack.Block{table, table}, "invalid_attachments", "[ERROR] only_one_table_allowed"},
		{"three charts", []slack.Block{pie, pie, pie}, "invalid_blocks",
			"[ERROR] no more than 2 data_visualization blocks allowed [json-pointer:/blocks]"},
	} {
		_, _, err := a.PostMessage("C0STUDY", slack.MsgOptionBlocks(c.blocks...))
		if word, messages := detailsOf(err); word != c.word || !slices.Contains(messages, c.want) {
			t.Errorf("%s: %q %q, not %q %q", c.name, word, messages, c.word, c.want)
		}
	}
	if n := len(w.Screen("ana").Problems); n != 4 {
		t.Errorf("the page shows %d problems, not 4", n)
	}
}

func TestAViewIsHeldAgainstSlacksLimits(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	good := func() slack.ModalViewRequest {
		return slack.ModalViewRequest{Type: slack.VTModal, Title: plain("Title"),
			Blocks: slack.Blocks{
				BlockSet: []slack.Block{slack.NewSectionBlock(mrkdwn("x"), nil, nil)},
			}}
	}
	for _, c := range []struct {
		name  string
		spoil func(*slack.ModalViewRequest)
		want  string
	}{
		{"title", func(v *slack.ModalViewRequest) { v.Title = plain(strings.Repeat("x", 25)) },
			"[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"},
		{"submit", func(v *slack.ModalViewRequest) { v.Submit = plain(strings.Repeat("x", 25)) },
			"[ERROR] must be less than 25 characters [json-pointer:/view/submit/text]"},
		{"metadata", func(v *slack.ModalViewRequest) { v.PrivateMetadata = strings.Repeat("x", 3001) },
			"[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]"},
		{"input without submit", func(v *slack.ModalViewRequest) {
			v.Blocks, v.Submit = nameModal().Blocks, nil
		}, "[ERROR] must define `submit` to use an `input` block in modals " +
			"[json-pointer:/view/blocks/0/input]"},
		{"table", func(v *slack.ModalViewRequest) {
			v.Blocks.BlockSet = []slack.Block{slack.NewTableBlock("").AddRow(raw("x"))}
		}, "[ERROR] unsupported type: table [json-pointer:/view/blocks/0/type]"},
		{"101 blocks", func(v *slack.ModalViewRequest) {
			v.Blocks.BlockSet = slices.Repeat([]slack.Block{slack.NewDividerBlock()}, 101)
		}, "[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]"},
		{"no title", func(v *slack.ModalViewRequest) { v.Title = nil },
			"[ERROR] missing required field: title [json-pointer:/view]"},
		{"home", func(v *slack.ModalViewRequest) { v.Type = slack.VTHomeTab },
			"[ERROR] must be a valid enum value [json-pointer:/view/type]"},
	} {
		v := good()
		c.spoil(&v)
		_, err := a.OpenViewContext(t.Context(), "any", v)
		if word, messages := detailsOf(err); word != "invalid_arguments" ||
			!slices.Contains(messages, c.want) {
			t.Errorf("%s: %q %q, not %q", c.name, word, messages, c.want)
		}
	}
	big := good()
	big.Blocks.BlockSet = slices.Repeat(
		[]slack.Block{slack.NewSectionBlock(mrkdwn(strings.Repeat("x", 3000)), nil, nil)},
		90,
	)
	if _, err := a.OpenViewContext(t.Context(), "any", big); err == nil ||
		err.Error() != "view_too_large" {
		t.Errorf("a view of 270 kB: %v", err)
	}
}

// What slack-go builds, and Slack takes, is not refused for a field that is unknown here.
func TestWhatSlackGoBuildsIsTaken(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	for _, set := range [][]slack.Block{question(), chooseTwo(), report(), lookup(), verdict(), home()} {
		if _, _, err := a.PostMessage("C0STUDY", slack.MsgOptionBlocks(set...)); err != nil {
			text, _ := json.Marshal(set)
			_, messages := detailsOf(err)
			t.Errorf("%v %q: %s", err, messages, text)
		}
	}
}
