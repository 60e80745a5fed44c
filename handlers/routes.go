package handlers

import (
	"context"
	"strings"
	"unicode"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// Kind is a way in which a request comes.
type Kind string

// The ways in.
const (
	Command Kind = "command" // a slash command
	Action  Kind = "action"  // a control in a message, a modal or App Home
	View    Kind = "view"    // a submitted form
	Event   Kind = "event"   // something happened
)

// Handler answers a request.
type Handler func(*Handlers, context.Context, Request) ([]Reply, error)

// Route leads from a way in, by name, to the method that answers. Help says what can follow a
// command; help texts and the app's manifest are made from it.
type Route struct {
	Kind Kind
	Name string
	Do   Handler
	Hint string // what may follow the command, for Slack's own list
	Help []blocks.HelpLine
}

// Routes is the table of all ways in.
var Routes []Route

func init() { // helps refer to the table, which Go would call a cycle
	Routes = []Route{
		{Command, "/aws", (*Handlers).Lookup, "[s3 | rds マルチAZ | help]", lookupHelp},
		{Command, "/quiz", (*Handlers).Quiz, "[s3 | review | add]", quizHelp},
		{Command, "/streak", (*Handlers).Streak, "[board | pause 12/29..1/3 | remind]", streakHelp},
		{
			Command,
			"/study",
			(*Handlers).Study,
			"[now | next | pause 12/29..1/3 | excuse 12 …]",
			studyHelp,
		},

		{Action, blocks.ActionAnswer, (*Handlers).Answer, "", nil},
		{Action, blocks.ActionSubmit, (*Handlers).Answer, "", nil},
		{Action, blocks.ActionPicks, (*Handlers).nothing, "", nil},
		{Action, blocks.ActionArrange, (*Handlers).Arrange, "", nil},
		{Action, blocks.ActionNote, (*Handlers).ReadOn, "", nil},
		{Action, blocks.ActionTopic, (*Handlers).TurnTo, "", nil},
		{Action, blocks.ActionFound, (*Handlers).TurnTo, "", nil},
		{Action, blocks.ActionDocs, (*Handlers).nothing, "", nil},
		{Action, blocks.ActionPractise, (*Handlers).Practise, "", nil},
		{Action, blocks.ActionShare, (*Handlers).Share, "", nil},
		{Action, blocks.ActionPractice, (*Handlers).Solve, "", nil},
		{Action, blocks.ActionSolve, (*Handlers).Solve, "", nil},
		{Action, blocks.ActionAnother, (*Handlers).Another, "", nil},
		{Action, blocks.ActionObject, (*Handlers).Object, "", nil},
		{Action, blocks.ActionDecide, (*Handlers).Decide, "", nil},
		{Action, blocks.ActionApprove, (*Handlers).Approve, "", nil},
		{Action, blocks.ActionRefuse, (*Handlers).Refuse, "", nil},
		{Action, blocks.ActionMilestone, (*Handlers).TellMilestone, "", nil},
		{Action, blocks.ActionShow, (*Handlers).ShowAnswer, "", nil},

		{View, blocks.ViewCourse, (*Handlers).SetCourse, "", nil},
		{View, blocks.ViewOwn, (*Handlers).Propose, "", nil},
		{View, blocks.ViewObject, (*Handlers).Objected, "", nil},
		{View, blocks.ViewDecide, (*Handlers).Decided, "", nil},
		{View, blocks.ViewArrange, (*Handlers).Arranged, "", nil},

		{Event, "app_home_opened", (*Handlers).HomeOpened, "", nil},
		{Event, "app_mention", (*Handlers).Mention, "", nil},
	}
}

// Find returns the route of a name. Controls of which there are several in a message have the
// letter or number after a colon: "answer:A".
func Find(kind Kind, name string) (Route, bool) {
	if kind == Action {
		name, _, _ = strings.Cut(name, ":")
	}
	for _, r := range Routes {
		if r.Kind == kind && r.Name == name {
			return r, true
		}
	}
	return Route{}, false
}

// KeepsAnswer says whether a request is somebody's answer to a round, or may be. When there is too
// much to do, these go before all others.
func KeepsAnswer(kind Kind, name string) bool {
	name, _, _ = strings.Cut(name, ":")
	return kind == Action && (name == blocks.ActionAnswer || name == blocks.ActionSubmit) ||
		kind == View && name == blocks.ViewArrange
}

// nothing is for controls that only hold a choice, or open a link.
func (h *Handlers) nothing(context.Context, Request) ([]Reply, error) { return nil, nil }

// help lists what the commands can do, after saying that something unknown was typed, if it was.
func help(lines []blocks.HelpLine, unknown string) []Reply {
	return privately(
		func(l study.Language) blocks.Message { return blocks.Help(lines, unknown, l) },
	)
}

// allHelp is a line for every use of every command.
func allHelp() (lines []blocks.HelpLine) {
	for _, r := range Routes {
		lines = append(lines, r.Help...)
	}
	return lines
}

// subcommand is the first word of what follows a command, and the rest. A Japanese keyboard's wide
// space parts words too.
func subcommand(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		text, rest = text[:i], strings.TrimSpace(text[i:])
	}
	return strings.ToLower(text), rest
}
