// Package workspace is a small Slack on localhost. It speaks Slack's own protocols (the Web API
// over HTTP, Socket Mode over WebSocket) to an app, and shows a web page on which a person acts as
// one of a few users. An app that is pointed at APIURL cannot tell the difference, and is refused
// in Slack's words when it sends what Slack would refuse.
//
// The model is one Workspace behind one lock. An app changes it by calling methods:
//
//	POST /api/chat.postMessage   token=xoxb-…&channel=C0STUDY&text=hello
//
// A person changes it by acting (Command, Press, Choose, Submit, Say …). What a person does is
// turned into an envelope and sent down one of the app's sockets:
//
//	{"envelope_id":"…","type":"slash_commands","accepts_response_payload":true,"payload":{…}}
//
// and the app has three seconds to answer {"envelope_id":"…"}, after which the person sees the
// failure that Slack shows. Screen tells what one user sees and nothing else: what was said to
// another user alone is not in it. Await waits for a Screen to become true of something.
//
// The package knows of no particular app. It is to be as strict as Slack is, so it cannot be kind.
package workspace

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The tokens that a workspace accepts. Any other is answered with invalid_auth.
const (
	BotToken = "xoxb-local-workspace"
	AppToken = "xapp-local-workspace"
)

// Config says what a workspace is made of. Its zero value is a workspace on a free port with
// three users, two channels and nothing kept between runs.
type Config struct {
	// Addr is the address to listen on; "" and "127.0.0.1:0" pick a free port.
	Addr string
	// State is the file that keeps messages and homes between runs; "" keeps nothing.
	State string
	// Log receives what goes wrong; nil discards it.
	Log *slog.Logger
	// Team is the workspace's name; "" means "Local".
	Team string
	// Bot is the name that the app's bot user goes by; "" means "bot".
	Bot string
	// Users are the people that can be acted as; nil means Ana, 健 and 雪.
	Users []User
	// Channels are the channels; nil means #study with the bot and #random without it.
	Channels []Channel
	// Commands are the slash commands the app has registered. Any other is refused in Slack's
	// words; nil sends every command to the app.
	Commands []Command
	// Events are the event types the app subscribes to; nil means app_home_opened and app_mention.
	Events []string
	// Scopes are those granted to the bot token; nil grants what every known method needs.
	Scopes []string
	// Times are the waits of the protocol; a zero field is Slack's own.
	Times Times
}

// Times are the protocol's waits. Tests shorten them; a zero field is Slack's own value.
type Times struct {
	// Ack is how long an app has to acknowledge an envelope: 3 seconds.
	Ack time.Duration
	// Trigger is how long a trigger_id opens a view: 3 seconds.
	Trigger time.Duration
	// ResponseURL is how long a response_url answers: 30 minutes.
	ResponseURL time.Duration
	// Ping is the time between WebSocket pings: 5 seconds.
	Ping time.Duration
	// Leave is how long an app has to go after it was told to: 10 seconds.
	Leave time.Duration
	// Retries are the waits before an event is sent again: at once, 1 minute, 5 minutes.
	Retries []time.Duration
}

// Command is a slash command as an app's manifest registers it.
type Command struct {
	Name        string `json:"name"` // with its slash
	Hint        string `json:"hint"` // what may follow it: "[service]"
	Description string `json:"description"`
}

// Workspace is a running Slack. Its methods may be called from any goroutine.
type Workspace struct {
	cfg      Config
	log      *slog.Logger
	listener net.Listener
	life     context.Context // ends when Serve does
	end      context.CancelFunc
	running  sync.WaitGroup

	mu       sync.Mutex
	changed  chan struct{} // closed at the next change, then replaced
	ended    bool
	lastID   int64
	lastTS   int64 // microseconds: no two messages share a ts
	users    []*User
	channels []*channel
	homes    map[string]*view      // by user id
	modals   map[string][]*view    // by user id, the top view last
	private  map[string][]*message // ephemeral messages, by user id
	choices  map[choiceKey]choices
	warnings map[choiceKey]map[string]string
	problems []Problem

	sockets  []*socket
	turn     int // which socket is next
	tickets  map[string]bool
	pending  map[string]chan ack
	hooks    map[string]*hook
	triggers map[string]*trigger
	refusals map[string][]Refusal
	calls    []Call
}

// Listen takes the address and reads the state file, so that a port in use or a broken file is
// found before anything is served.
func Listen(cfg Config) (*Workspace, error) {
	cfg = cfg.withDefaults()
	w := &Workspace{
		cfg: cfg, log: cfg.Log, changed: make(chan struct{}),
		homes: map[string]*view{}, modals: map[string][]*view{}, private: map[string][]*message{},
		choices: map[choiceKey]choices{}, warnings: map[choiceKey]map[string]string{},
		tickets: map[string]bool{}, pending: map[string]chan ack{}, hooks: map[string]*hook{},
		triggers: map[string]*trigger{}, refusals: map[string][]Refusal{},
	}
	if err := w.seed(); err != nil {
		return nil, err
	}
	if err := w.load(); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen for the workspace: %w", err)
	}
	w.listener = listener
	w.life, w.end = context.WithCancel(context.Background())
	return w, nil
}

// Serve answers until ctx ends, then saves and leaves no goroutine behind. It is called once.
func (w *Workspace) Serve(ctx context.Context) error {
	server := &http.Server{Handler: w.routes(), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	w.start(func() { failed <- server.Serve(w.listener) })
	w.start(w.keepSaving)
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
		err = fmt.Errorf("serve the workspace: %w", err)
	}
	w.close(server)
	return errors.Join(err, w.save())
}

// close stops in the reverse order of start: no new work, then the sockets, then the server.
func (w *Workspace) close(server *http.Server) {
	w.mu.Lock()
	w.ended = true
	w.mu.Unlock()
	w.end()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		_ = server.Close() // whoever is still reading has had time enough
	}
	w.running.Wait()
}

// start runs f in a goroutine that Serve waits for. After the end nothing is started.
func (w *Workspace) start(f func()) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.startLocked(f)
}

func (w *Workspace) startLocked(f func()) bool {
	if w.ended {
		return false
	}
	w.running.Go(f)
	return true
}

// PageURL is the page's address.
func (w *Workspace) PageURL() string { return "http://" + w.host() + "/" }

// APIURL is what to give to slack.OptionAPIURL, with the trailing slash that it needs.
func (w *Workspace) APIURL() string { return "http://" + w.host() + "/api/" }

// host is the address as the app and the browser reach it: a wildcard address is local too.
func (w *Workspace) host() string {
	host, port, err := net.SplitHostPort(w.listener.Addr().String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return w.listener.Addr().String()
}

// touch tells everyone who waits that something changed. The lock is held.
func (w *Workspace) touch() {
	close(w.changed)
	w.changed = make(chan struct{})
}

// newID makes an identifier in Slack's manner: a letter for its kind, then capitals and digits.
func (w *Workspace) newID(kind string) string {
	w.lastID++
	return kind + strings.ToUpper(strconv.FormatInt(idBase+w.lastID, 36))
}

// idBase makes the first identifier as long as the next million.
const idBase = 36 * 36 * 36 * 36 * 36

// newTS makes a message's time stamp, which is also its name in its channel.
func (w *Workspace) newTS() string {
	w.lastTS = max(w.lastTS+1, time.Now().UnixMicro())
	return formatTS(w.lastTS)
}

func formatTS(micros int64) string {
	return fmt.Sprintf("%d.%06d", micros/1e6, micros%1e6)
}
