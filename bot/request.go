package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack/socketmode"

	"kotsukotsu/handlers"
)

// call is an envelope as we see it: which route it is for, the request, and where a reply can go.
type call struct {
	kind        handlers.Kind
	name        string
	key         string // the same for every delivery of the same thing
	responseURL string
	trigger     string
	ephemeral   bool // it came from a message that only its person sees
	request     handlers.Request
}

// manner is how a response_url is used.
type manner int

const (
	adding    manner = iota // a new message
	replacing               // in place of the message that the call came from
)

// replacement takes the place of the message that the call came from, if only its person sees that.
func (c call) replacement() manner {
	if c.ephemeral {
		return replacing
	}
	return adding
}

// errNotOurs says that an envelope is of a sort that no route can be for.
var errNotOurs = errors.New("envelope is of a sort that has no route")

// errNobody says that nobody is behind an envelope: a bot's mention, say.
var errNobody = errors.New("envelope doesn't say who it is from")

// newCall reads an envelope. It takes only the fields it needs: slack-go's own types refuse a whole
// payload for one block that they don't know.
func newCall(e socketmode.Request, now time.Time) (c call, err error) {
	defer recovered(&err)
	switch e.Type {
	case socketmode.RequestTypeSlashCommands:
		c, err = newCommand(e.Payload)
	case socketmode.RequestTypeInteractive:
		c, err = newInteraction(e.Payload)
	case socketmode.RequestTypeEventsAPI:
		c, err = newEvent(e.Payload)
	default:
		return call{}, errNotOurs
	}
	if c.key == "" && c.trigger != "" {
		c.key = strconv.FormatUint(maphash.Bytes(fingerprint, e.Payload), 36)
	}
	c.key, c.request.At = or(c.key, e.EnvelopeID), now
	if err == nil && c.request.User == "" {
		err = errNobody
	}
	return c, err
}

// fingerprint tells payloads apart. What a person does comes with a trigger of its own, so that no
// two payloads are alike, while a second delivery may come in another envelope.
var fingerprint = maphash.MakeSeed()

func newCommand(payload json.RawMessage) (call, error) {
	var p struct {
		Command     string `json:"command"`
		Text        string `json:"text"`
		Channel     string `json:"channel_id"`
		User        string `json:"user_id"`
		ResponseURL string `json:"response_url"`
		Trigger     string `json:"trigger_id"`
	}
	if err := json.Unmarshal(payload, &p); err != nil {
		return call{}, fmt.Errorf("read slash command: %w", err)
	}
	return call{
		kind: handlers.Command, name: p.Command, responseURL: p.ResponseURL, trigger: p.Trigger,
		request: handlers.Request{Channel: p.Channel, User: p.User, Text: typed.Replace(p.Text)},
	}, nil
}

// interaction is a press in a message, a modal or App Home, or a submitted form.
type interaction struct {
	Type        string `json:"type"`
	ResponseURL string `json:"response_url"`
	Trigger     string `json:"trigger_id"`
	User        id     `json:"user"`
	Channel     id     `json:"channel"`
	Container   struct {
		Ephemeral bool   `json:"is_ephemeral"`
		Channel   string `json:"channel_id"`
		Message   string `json:"message_ts"`
	} `json:"container"`
	Message struct {
		TS string `json:"ts"`
	} `json:"message"`
	State   state `json:"state"`
	Actions []struct {
		control
		ActionID string `json:"action_id"`
		Value    string `json:"value"`
	} `json:"actions"`
	View struct {
		Callback string `json:"callback_id"`
		Private  string `json:"private_metadata"`
		State    state  `json:"state"`
	} `json:"view"`
}

type id struct {
	ID string `json:"id"`
}

// state is what stands in the controls of a message or form: by block, then by action.
type state struct {
	Values map[string]map[string]control `json:"values"`
}

// control is what is chosen in a control of whichever sort.
type control struct {
	Text    string   `json:"value"`
	Time    string   `json:"selected_time"`
	Option  option   `json:"selected_option"`
	Options []option `json:"selected_options"`
}

type option struct {
	Value string `json:"value"`
}

func (c control) values() []string {
	var all []string
	for _, o := range append([]option{c.Option}, c.Options...) {
		all = append(all, o.Value)
	}
	all = append(all, typed.Replace(c.Text), c.Time)
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

func newInteraction(payload json.RawMessage) (call, error) {
	var p interaction
	if err := json.Unmarshal(payload, &p); err != nil {
		return call{}, fmt.Errorf("read interaction: %w", err)
	}
	c := call{
		responseURL: p.ResponseURL, trigger: p.Trigger, ephemeral: p.Container.Ephemeral,
		request: handlers.Request{
			Channel: or(p.Channel.ID, p.Container.Channel), Message: p.message(), User: p.User.ID,
		},
	}
	switch {
	case p.Type == "block_actions" && len(p.Actions) > 0:
		a := p.Actions[0]
		c.kind, c.name = handlers.Action, a.ActionID
		c.request.Value, c.request.Picked = or(a.Value, a.Option.Value), p.State.picked()
	case p.Type == "view_submission":
		c.kind, c.name = handlers.View, p.View.Callback
		c.request.Private, c.request.Fields = p.View.Private, p.View.State.fields()
	default:
		return c, errNotOurs
	}
	return c, nil
}

// message is the ts of the message that all in the channel see; "" if the press came from another.
func (i interaction) message() string {
	if i.Container.Ephemeral {
		return ""
	}
	return or(i.Container.Message, i.Message.TS)
}

// picked are the options that are checked anywhere in a message.
func (s state) picked() (all []string) {
	for _, block := range s.Values {
		for _, c := range block {
			for _, o := range c.Options {
				all = append(all, o.Value)
			}
		}
	}
	return all
}

// fields are what a form's fields hold, by block: a field is alone in its block.
func (s state) fields() map[string][]string {
	fields := map[string][]string{}
	for block, controls := range s.Values {
		for _, c := range controls {
			fields[block] = c.values()
		}
	}
	return fields
}

func newEvent(payload json.RawMessage) (call, error) {
	var p struct {
		ID    string `json:"event_id"`
		Event struct {
			Type    string `json:"type"`
			User    string `json:"user"`
			Channel string `json:"channel"`
			Text    string `json:"text"`
			TS      string `json:"ts"`
			Thread  string `json:"thread_ts"`
		} `json:"event"`
	}
	if err := json.Unmarshal(payload, &p); err != nil {
		return call{}, fmt.Errorf("read event: %w", err)
	}
	return call{
		kind: handlers.Event, name: p.Event.Type, key: p.ID,
		request: handlers.Request{
			Channel: p.Event.Channel, User: p.Event.User, Thread: or(p.Event.Thread, p.Event.TS),
			Text: typed.Replace(unescape.Replace(mention.ReplaceAllString(p.Event.Text, " "))),
		},
	}, nil
}

// typed leaves out of what people type what PostgreSQL can't keep.
var typed = strings.NewReplacer("\x00", "")

// A message's text comes escaped, and with mentions as <@U…>.
var (
	mention  = regexp.MustCompile(`<@[^>]*>`)
	unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)
