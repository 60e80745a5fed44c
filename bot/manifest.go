package main

import (
	"encoding/json"
	"io"

	"github.com/slack-go/slack"

	"kotsukotsu/handlers"
)

type manifestCommand struct{}

// Run prints the manifest from which Slack makes the app in one paste.
func (manifestCommand) Run(s streams) error { return printManifest(s.out) }

func printManifest(out io.Writer) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(newManifest())
}

// scopes are what the bot may do, each with its reason.
var scopes = []string{
	"commands",          // /aws and the others
	"chat:write",        // questions, reports, verdicts
	"app_mentions:read", // "@kotsukotsu s3 とは" in a thread
	"users:read",        // language, zone and name of a person
	"channels:read",     // is the bot in the channel that it is to post to?
	"groups:read",       // the same for private channels
	"channels:history",  // after a crash: was the question posted? Only our own messages are looked at
	"groups:history",    // the same for private channels
}

// newManifest makes the app's manifest from the route table.
func newManifest() slack.Manifest {
	m := slack.Manifest{
		Metadata: slack.ManifestMetadata{MajorVersion: 1, MinorVersion: 1},
		Display: slack.Display{
			Name: "Kotsukotsu", Description: "AWS certification study, a little every day, together",
			BackgroundColor: "#1f4d3a",
		},
		Settings: slack.Settings{
			EventSubscriptions: &slack.EventSubscriptions{},
			Interactivity:      &slack.Interactivity{IsEnabled: true},
			SocketModeEnabled:  true,
		},
	}
	m.Features.AppHome = slack.AppHome{
		HomeTabEnabled:             true,
		MessagesTabEnabled:         true,
		MessagesTabReadOnlyEnabled: true,
	}
	m.Features.BotUser = slack.BotUser{DisplayName: "kotsukotsu", AlwaysOnline: true}
	m.OAuthConfig.Scopes.Bot = scopes
	for _, r := range handlers.Routes {
		switch r.Kind {
		case handlers.Command:
			m.Features.SlashCommands = append(m.Features.SlashCommands, slack.ManifestSlashCommand{
				Command: r.Name, Description: r.Help[0].Does.EN, UsageHint: r.Hint,
			})
		case handlers.Event:
			m.Settings.EventSubscriptions.BotEvents = append(
				m.Settings.EventSubscriptions.BotEvents,
				r.Name,
			)
		}
	}
	return m
}
