package workspace

// This file is Block Kit's rule book as tables: which blocks stand where, which fields each kind
// of object has, and how much each holds. check.go reads it. Lengths are counted in characters.
// The numbers are those of Slack's reference and its own models of blocks.

// The surfaces that blocks stand on.
const (
	onMessage = "message"
	onModal   = "modal"
	onHome    = "home"
)

// surfaces tells where a block may stand. A block that is not here is an unsupported type.
var surfaces = map[string][]string{
	"actions":            {onMessage, onModal, onHome},
	"alert":              {onModal},
	"card":               {onMessage, onHome},
	"carousel":           {onMessage, onHome},
	"container":          {onMessage},
	"context":            {onMessage, onModal, onHome},
	"context_actions":    {onMessage},
	"data_table":         {onMessage},
	"data_visualization": {onMessage},
	"divider":            {onMessage, onModal, onHome},
	"header":             {onMessage, onModal, onHome},
	"image":              {onMessage, onModal, onHome},
	"input":              {onMessage, onModal, onHome},
	"markdown":           {onMessage},
	"rich_text":          {onMessage, onModal, onHome},
	"section":            {onMessage, onModal, onHome},
	"table":              {onMessage},
	"video":              {onMessage, onModal, onHome},
}

// What a whole message or view may hold.
var maxBlocks = map[string]int{onMessage: 50, onModal: 100, onHome: 100}

const (
	maxMarkdown   = 12_000 // characters in all markdown blocks together
	maxTables     = 1      // table and data_table blocks in a message
	maxTableChars = 10_000 // characters in all cells of a table
	maxCharts     = 2      // data_visualization blocks in a message
)

// The elements that each place takes.
var (
	selects = []string{"static_select", "external_select", "users_select",
		"conversations_select", "channels_select"}
	multiSelects = []string{"multi_static_select", "multi_external_select", "multi_users_select",
		"multi_conversations_select", "multi_channels_select"}
	pickers = []string{"datepicker", "timepicker"}
	boxes   = []string{"checkboxes", "radio_buttons"}

	inAccessory = concat([]string{"button", "image", "overflow", "workflow_button"},
		selects, multiSelects, pickers, boxes)
	inActions = concat([]string{"button", "overflow", "workflow_button", "datetimepicker",
		"rich_text_input"}, selects, pickers, boxes)
	inInput = concat([]string{"plain_text_input", "number_input", "email_text_input",
		"url_text_input", "rich_text_input", "file_input", "datetimepicker"},
		selects, multiSelects, pickers, boxes)
	inContext = []string{"image", "plain_text", "mrkdwn"}
	inRich    = []string{"rich_text_section", "rich_text_list", "rich_text_quote",
		"rich_text_preformatted"}
	inRichSection = []string{"text", "emoji", "link", "user", "usergroup", "channel", "team",
		"broadcast", "date", "color"}
)

// shapes are the fields of each block, element and composition object, by its name. It is filled
// by init, as its checks look into it.
var shapes map[string][]field

func init() {
	shapes = map[string][]field{}
	for _, part := range []map[string][]field{
		blockShapes(), dataShapes(), elementShapes(), objectShapes(), richShapes(), viewShapes(),
	} {
		for name, fields := range part {
			shapes[name] = fields
		}
	}
}

// block is the fields of a block beside those that all have.
func block(fields ...field) []field {
	return append([]field{must("type", chars(1, 255)), may("block_id", chars(0, 255))}, fields...)
}

func blockShapes() map[string][]field {
	return map[string][]field{
		"actions": block(must("elements", items(1, 25, oneOf(inActions...)))),
		"alert": block(must("text", textObject(200)), may("level", enum("default", "info",
			"warning", "error", "success"))),
		"card": block(
			may("hero_image", object("image_element")),
			may("icon", object("image_element")),
			may("slack_icon", object("slack_icon")),
			may("title", textObject(150)),
			may("subtitle", textObject(150)),
			may("body", textObject(200)),
			may("subtext", textObject(200)),
			may("actions", items(1, 3, oneOf("button"))),
		),
		"carousel": block(must("elements", items(1, 10, oneOf("card")))),
		"container": block(
			may("title", textObject(150)),
			may("rich_text_title", oneOf("rich_text")),
			may("subtitle", textObject(150)),
			may("icon", object("image_element")),
			may("width", chars(1, 20)),
			may("is_collapsible", boolean),
			may("default_collapsed", boolean),
			may("has_header_divider", boolean),
			must("child_blocks", items(1, 10, anyObject)),
		),
		"context": block(must("elements", items(1, 10, oneOf(inContext...)))),
		"context_actions": block(must("elements", items(1, 5, oneOf("feedback_buttons",
			"icon_button")))),
		"divider": block(),
		"header":  block(must("text", plainText(150)), may("level", number(1, 4))),
		"image": block(may("image_url", chars(1, 3000)), must("alt_text", chars(1, 2000)),
			may("title", plainText(2000)), may("slack_file", object("slack_file"))),
		"input": block(
			must("label", plainText(2000)),
			must("element", oneOf(inInput...)),
			may("hint", plainText(2000)),
			may("optional", boolean),
			may("dispatch_action", boolean),
		),
		"markdown":  block(must("text", chars(1, maxMarkdown))),
		"rich_text": block(must("elements", items(1, 1000, oneOf(inRich...)))),
		"section": block(
			may("text", textObject(3000)),
			may("fields", items(1, 10, textObject(2000))),
			may("accessory", oneOf(inAccessory...)),
			may("expand", boolean),
		),
		"video": block(must("video_url", chars(1, 3000)), must("thumbnail_url", chars(1, 3000)),
			must("alt_text", chars(1, 2000)), must("title", plainText(199)),
			may("title_url", chars(0, 3000)), may("author_name", chars(0, 49)),
			may("provider_name", chars(0, 200)), may("provider_icon_url", chars(0, 3000)),
			may("description", plainText(200))),
	}
}

// dataShapes are the blocks that show data. A pie has at most 6 segments, and other charts 6
// series, in the reference that slack-go follows; the newest allows 12. The stricter holds here.
func dataShapes() map[string][]field {
	point := []field{must("label", chars(1, 20)), must("value", number(-1e15, 1e15))}
	axes := []field{must("categories", items(1, 20, chars(1, 20))), may("x_label", chars(0, 50)),
		may("y_label", chars(0, 50))}
	series := []field{must("type", anything), must("series", items(1, 6, object("chart_series"))),
		must("axis_config", object("chart_axes"))}
	cell := oneOf("raw_text", "raw_number", "rich_text")
	return map[string][]field{
		"table": block(must("rows", items(1, 100, items(1, 20, cell))),
			may("column_settings", items(0, 20, object("column_setting")))),
		"column_setting": {
			may("align", enum("left", "center", "right")),
			may("is_wrapped", boolean),
		},
		"data_table": block(
			must("caption", chars(1, 200)),
			must(
				"rows",
				items(2, 201, items(1, 20, oneOf("raw_text", "raw_number", "rich_text", "action"))),
			),
			may("page_size", number(1, 100)),
			may("row_header_column_index", number(0, 19)),
		),
		"raw_text": {must("type", anything), must("text", chars(1, 10_000))},
		"raw_number": {
			must("type", anything),
			must("value", number(-1e300, 1e300)),
			may("text", chars(0, 100)),
		},
		"action": {
			must("type", anything),
			must("element", oneOf("button")),
			may("fallback", anyObject),
		},

		"data_visualization": block(must("title", chars(1, 50)),
			must("chart", oneOf("pie", "bar", "area", "line"))),
		"pie": {
			must("type", anything),
			must("segments", items(1, 6, object("chart_segment"))),
		},
		"bar":           series,
		"area":          series,
		"line":          series,
		"chart_segment": {must("label", chars(1, 20)), must("value", above(0))},
		"chart_series": {
			must("name", chars(1, 20)),
			must("data", items(1, 20, object("chart_point"))),
		},
		"chart_point": point,
		"chart_axes":  axes,
	}
}

// acting is the fields of an element that acts.
func acting(fields ...field) []field {
	return append([]field{must("type", anything), may("action_id", chars(0, 255)),
		may("focus_on_load", boolean)}, fields...)
}

// typing is the fields of an element to type in.
func typing(fields ...field) []field {
	return acting(append(fields, may("placeholder", plainText(150)),
		may("dispatch_action_config", object("dispatch_action_config")))...)
}

// choosing is the fields of a select menu.
func choosing(fields ...field) []field {
	return acting(append(fields, may("placeholder", plainText(150)),
		may("confirm", object("confirm")))...)
}

func elementShapes() map[string][]field {
	options := may("options", items(1, 100, object("option")))
	groups := may("option_groups", items(1, 100, object("option_group")))
	most := may("max_selected_items", number(1, 1000))
	filter, current := may("filter", anyObject), may("default_to_current_conversation", boolean)
	respond := may("response_url_enabled", boolean)
	query := may("min_query_length", number(0, 100))
	ids := items(0, 100, chars(1, 255))
	confirm := may("confirm", object("confirm"))
	visible := may("visible_to_user_ids", ids)
	return map[string][]field{
		"button": {
			must("type", anything),
			must("text", plainText(75)),
			may("action_id", chars(0, 255)),
			may("url", chars(0, 3000)),
			may("value", chars(0, 2000)),
			confirm,
			visible,
			may("style", enum("primary", "danger")),
			may("accessibility_label", chars(0, 75)),
		},
		"workflow_button": {must("type", anything), must("text", plainText(75)),
			must("workflow", anyObject), may("action_id", chars(0, 255)),
			may("style", enum("primary", "danger")), may("accessibility_label", chars(0, 75))},
		"icon_button": {
			must("type", anything),
			must("icon", enum("trash")),
			must("text", plainText(75)),
			may("action_id", chars(0, 255)),
			may("value", chars(0, 2000)),
			confirm,
			visible,
			may("accessibility_label", chars(0, 75)),
		},
		"feedback_buttons": {must("type", anything), may("action_id", chars(0, 255)),
			must("positive_button", object("feedback_button")),
			must("negative_button", object("feedback_button"))},
		"feedback_button": {must("text", plainText(75)), must("value", chars(1, 2000)),
			may("accessibility_label", chars(0, 75))},
		"image_element": {must("type", enum("image")), may("image_url", chars(1, 3000)),
			must("alt_text", chars(1, 2000)), may("slack_file", object("slack_file"))},
		"overflow": {must("type", anything), may("action_id", chars(0, 255)), confirm,
			must("options", items(1, 5, object("overflow_option")))},

		"checkboxes": acting(must("options", items(1, 10, object("box_option"))), confirm, visible,
			may("initial_options", items(1, 10, object("box_option")))),
		"radio_buttons": acting(must("options", items(1, 10, object("box_option"))), confirm,
			may("initial_option", object("box_option"))),
		"datepicker": choosing(may("initial_date", like(`^\d{4}-\d\d-\d\d$`))),
		"timepicker": choosing(may("initial_time", like(`^([01]\d|2[0-3]):[0-5]\d$`)),
			may("timezone", chars(1, 100))),
		"datetimepicker": choosing(may("initial_date_time", number(1e9, 1e10-1))),

		"static_select":   choosing(options, groups, may("initial_option", object("option"))),
		"external_select": choosing(query, may("initial_option", object("option"))),
		"users_select":    choosing(may("initial_user", chars(1, 255))),
		"conversations_select": choosing(
			may("initial_conversation", chars(1, 255)),
			filter,
			current,
			respond,
		),
		"channels_select": choosing(may("initial_channel", chars(1, 255)), respond),

		"multi_static_select": choosing(options, groups, most,
			may("initial_options", items(1, 100, object("option")))),
		"multi_external_select": choosing(query, most,
			may("initial_options", items(1, 100, object("option")))),
		"multi_users_select": choosing(may("initial_users", ids), most),
		"multi_conversations_select": choosing(may("initial_conversations", ids), most, filter,
			current),
		"multi_channels_select": choosing(may("initial_channels", ids), most),

		"plain_text_input": typing(may("initial_value", chars(0, 3000)), may("multiline", boolean),
			may("min_length", number(0, 3000)), may("max_length", number(1, 3000))),
		"number_input": typing(
			must("is_decimal_allowed", boolean),
			may("initial_value", chars(1, 100)),
			may("min_value", chars(1, 100)),
			may("max_value", chars(1, 100)),
		),
		"email_text_input": typing(may("initial_value", chars(0, 3000))),
		"url_text_input":   typing(may("initial_value", chars(0, 3000))),
		"rich_text_input": typing(may("initial_value", oneOf("rich_text")),
			may("min_lines", number(1, 100)), may("max_lines", number(1, 100))),
		"file_input": acting(may("filetypes", ids), may("max_files", number(1, 10))),
	}
}

func objectShapes() map[string][]field {
	option := func(text, description check) []field {
		return []field{must("text", text), must("value", chars(1, 150)),
			may("description", description)}
	}
	return map[string][]field{
		"plain_text": {must("type", anything), must("text", chars(1, 3000)), may("emoji", boolean)},
		"mrkdwn": {
			must("type", anything),
			must("text", chars(1, 3000)),
			may("verbatim", boolean),
		},
		"option":     option(plainText(75), plainText(75)),
		"box_option": option(textObject(75), textObject(75)),
		"overflow_option": append(option(plainText(75), plainText(75)),
			may("url", chars(0, 3000))),
		"option_group": {
			must("label", plainText(75)),
			must("options", items(1, 100, object("option"))),
		},
		"confirm": {must("title", plainText(100)), must("text", textObject(300)),
			may("confirm", plainText(30)), may("deny", plainText(30)),
			may("style", enum("primary", "danger"))},
		"dispatch_action_config": {may("trigger_actions_on", items(1, 2,
			enum("on_enter_pressed", "on_character_entered")))},
		"slack_file": {may("id", chars(1, 255)), may("url", chars(1, 3000))},
		"slack_icon": {must("type", enum("icon")), must("name", chars(1, 100))},
	}
}

func richShapes() map[string][]field {
	style := may("style", object("rich_style"))
	kind := must("type", anything)
	inline := must("elements", items(0, 1000, oneOf(inRichSection...)))
	return map[string][]field{
		"rich_text_section": {kind, inline},
		"rich_text_quote":   {kind, inline, may("border", number(0, 1))},
		"rich_text_preformatted": {kind, must("elements", items(0, 1000, oneOf("text", "link"))),
			may("border", number(0, 1)), may("language", chars(0, 100))},
		"rich_text_list": {kind, must("elements", items(1, 1000, oneOf("rich_text_section"))),
			must("style", enum("bullet", "ordered")), may("indent", number(0, 8)),
			may("offset", number(0, 1e6)), may("border", number(0, 1))},
		"rich_style": {may("bold", boolean), may("italic", boolean), may("strike", boolean),
			may("code", boolean), may("underline", boolean), may("highlight", boolean),
			may("client_highlight", boolean), may("unlink", boolean)},
		"text": {kind, must("text", chars(1, 10_000)), style},
		"emoji": {kind, must("name", chars(1, 100)), may("unicode", chars(0, 100)),
			may("skin_tone", number(1, 6)), may("url", chars(0, 3000)), style},
		"link": {kind, must("url", chars(1, 3000)), may("text", chars(0, 3000)),
			may("unsafe", boolean), style},
		"user":      {kind, must("user_id", chars(1, 255)), style},
		"usergroup": {kind, must("usergroup_id", chars(1, 255)), style},
		"channel":   {kind, must("channel_id", chars(1, 255)), style},
		"team":      {kind, must("team_id", chars(1, 255)), style},
		"broadcast": {kind, must("range", enum("here", "channel", "everyone")), style},
		"color":     {kind, must("value", chars(1, 100)), style},
		"date": {kind, must("timestamp", number(0, 1e11)), must("format", chars(1, 255)),
			may("timezone", chars(1, 100)), may("url", chars(0, 3000)),
			may("fallback", chars(0, 3000)), style},
	}
}

// viewShapes are the views themselves, their blocks aside.
func viewShapes() map[string][]field {
	shared := []field{must("type", anything), must("blocks", anything),
		may("private_metadata", chars(0, 3000)), may("callback_id", chars(0, 255)),
		may("external_id", chars(0, 255))}
	return map[string][]field{
		"view_modal": append(shared, must("title", plainText(24)), may("submit", plainText(24)),
			may("close", plainText(24)), may("clear_on_close", boolean),
			may("notify_on_close", boolean), may("submit_disabled", boolean)),
		"view_home": append(shared[:len(shared):len(shared)], may("title", plainText(24)),
			may("submit", anything), may("close", anything), may("clear_on_close", boolean),
			may("notify_on_close", boolean)),
	}
}

func concat(lists ...[]string) []string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
