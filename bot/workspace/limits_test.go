package workspace_test

import (
	"encoding/json"
	"errors"
	"fmt"
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

func TestBlocksOfAMessageAreHeldAgainstSlacksLimits(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	long := func(n int) string { return strings.Repeat("あ", n) }
	text := func(n int) string { return fmt.Sprintf(`{"type":"mrkdwn","text":%q}`, long(n)) }
	plainText := func(n int) string { return fmt.Sprintf(`{"type":"plain_text","text":%q}`, long(n)) }
	button := func(more string) string {
		return `{"type":"button","text":` + plainText(1) + more + `}`
	}
	option := func(n int) string { return `{"text":` + plainText(n) + `,"value":"v"}` }
	many := func(n int, one string) string {
		return strings.TrimSuffix(strings.Repeat(one+",", n), ",")
	}
	for _, c := range []struct{ name, block, want string }{
		{"section text fits", `{"type":"section","text":` + text(3000) + `}`, ""},
		{"section text", `{"type":"section","text":` + text(3001) + `}`,
			"[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		{"empty section text", `{"type":"section","text":` + text(0) + `}`,
			"[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		{"section of nothing", `{"type":"section"}`,
			"[ERROR] must define either `text` or `fields` [json-pointer:/blocks/0/type]"},
		{"eleven fields", `{"type":"section","fields":[` + many(11, text(1)) + `]}`,
			"[ERROR] no more than 10 items allowed [json-pointer:/blocks/0/fields]"},
		{"long field", `{"type":"section","fields":[` + text(2001) + `]}`,
			"[ERROR] must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"},
		{"header", `{"type":"header","text":` + plainText(151) + `}`,
			"[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
		{"header in mrkdwn", `{"type":"header","text":` + text(1) + `}`,
			"[ERROR] must be a valid enum value [json-pointer:/blocks/0/text/type]"},
		{"context of eleven", `{"type":"context","elements":[` + many(11, text(1)) + `]}`,
			"[ERROR] no more than 10 items allowed [json-pointer:/blocks/0/elements]"},
		{"no actions", `{"type":"actions","elements":[]}`,
			"[ERROR] must provide at least 1 items [json-pointer:/blocks/0/elements]"},
		{"26 actions", `{"type":"actions","elements":[` + many(26, button("")) + `]}`,
			"[ERROR] no more than 25 items allowed [json-pointer:/blocks/0/elements]"},
		{"long button", `{"type":"actions","elements":[{"type":"button","text":` + plainText(76) + `}]}`,
			"[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"},
		{"button value", `{"type":"actions","elements":[` + button(`,"value":"`+long(2001)+`"`) + `]}`,
			"[ERROR] must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"},
		{"button style", `{"type":"actions","elements":[` + button(`,"style":"blue"`) + `]}`,
			"[ERROR] must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"},
		{"button field", `{"type":"actions","elements":[` + button(`,"colour":"blue"`) + `]}`,
			"[ERROR] invalid additional property: colour [json-pointer:/blocks/0/elements/0]"},
		{"same action_id", `{"type":"actions","elements":[` + many(2, button(`,"action_id":"x"`)) + `]}`,
			"[ERROR] `action_id` \"x\" already exists [json-pointer:/blocks/0/elements/1/action_id]"},
		{"confirm", `{"type":"actions","elements":[` + button(`,"confirm":{"title":`+plainText(101)+`,"text":`+text(1)+`}`) + `]}`,
			"[ERROR] must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]"},
		{"multi select in actions", `{"type":"actions","elements":[{"type":"multi_users_select"}]}`,
			"[ERROR] unsupported element: multiselect [json-pointer:/blocks/0]"},
		{"eleven checkboxes", `{"type":"actions","elements":[{"type":"checkboxes","options":[` + many(11, option(1)) + `]}]}`,
			"[ERROR] no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]"},
		{"six in an overflow", `{"type":"section","text":` + text(1) + `,"accessory":{"type":"overflow","options":[` + many(6, option(1)) + `]}}`,
			"[ERROR] no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]"},
		{"long option", `{"type":"actions","elements":[{"type":"radio_buttons","options":[` + option(76) + `]}]}`,
			"[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]"},
		{"option that is not offered", `{"type":"actions","elements":[{"type":"radio_buttons","options":[` + option(1) + `],"initial_option":{"text":` + plainText(1) + `,"value":"w"}}]}`,
			"[ERROR] must be one of the given options [json-pointer:/blocks/0/elements/0/initial_option]"},
		{"picture without words", `{"type":"image","image_url":"https://example.com/a.png"}`,
			"[ERROR] missing required field: alt_text [json-pointer:/blocks/0]"},
		{"unknown block", `{"type":"sections"}`,
			"[ERROR] unsupported type: sections [json-pointer:/blocks/0/type]"},
		{"alert outside a modal", `{"type":"alert","text":` + text(1) + `}`,
			"[ERROR] unsupported type: alert [json-pointer:/blocks/0/type]"},
		{"long block_id", `{"type":"divider","block_id":"` + long(256) + `"}`,
			"[ERROR] must be less than 256 characters [json-pointer:/blocks/0/block_id]"},
		{"markdown", `{"type":"markdown","text":"` + long(12_001) + `"}`,
			"[ERROR] must be less than 12001 characters [json-pointer:/blocks/0/text]"},
		{"empty rich text", `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}`,
			"[ERROR] must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]"},
		{"empty cell", `{"type":"table","rows":[[{"type":"raw_text","text":""}]]}`,
			"[ERROR] must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]"},
		{"wide table", `{"type":"table","rows":[[` + many(21, `{"type":"raw_text","text":"x"}`) + `]]}`,
			"[ERROR] no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"},
		{"slice of nothing", `{"type":"data_visualization","title":"x","chart":{"type":"pie","segments":[{"label":"a","value":0}]}}`,
			"[ERROR] must be greater than 0 [json-pointer:/blocks/0/chart/segments/0/value]"},
		{"point without a category", `{"type":"data_visualization","title":"x","chart":{"type":"bar","axis_config":{"categories":["a"]},"series":[{"name":"s","data":[{"label":"b","value":1}]}]}}`,
			"[ERROR] must be one of the categories [json-pointer:/blocks/0/chart/series/0/data/0/label]"},
		{"text that is null", `{"type":"header","text":null}`,
			"[ERROR] must provide an object [json-pointer:/blocks/0/text]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := a.PostMessage("C0STUDY", slack.MsgOptionText("x", false),
				slack.MsgOptionBlocks(rawBlock(t, c.block)))
			word, messages := detailsOf(err)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("refused: %v %v", err, messages)
			case c.want != "" && (word != "invalid_blocks" || !slices.Contains(messages, c.want)):
				t.Errorf("%q %q, not %q", word, messages, c.want)
			}
		})
	}
}

func TestBlocksAreHeldAgainstEachOther(t *testing.T) {
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	divider := func(id string) slack.Block { return &slack.DividerBlock{Type: slack.MBTDivider, BlockID: id} }
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
			v.Blocks.BlockSet = []slack.Block{slack.NewInputBlock("b", plain("x"), nil, slack.NewPlainTextInputBlockElement(nil, "a"))}
		}, "[ERROR] must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]"},
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
