package workspace

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

//go:embed page
var pageFiles embed.FS

// routes is everything the server answers.
func (w *Workspace) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("GET /link/", w.serveSocket)
	for _, kind := range []string{"commands", "actions", "app"} {
		mux.HandleFunc("POST /"+kind+"/{team}/{hook}", w.serveHook)
	}
	mux.HandleFunc("GET /screens/{user}", w.serveScreens)
	mux.HandleFunc("POST /act/{verb}", w.serveAct)
	mux.HandleFunc("GET /{$}", servePage("index.html", "text/html"))
	mux.HandleFunc("GET /page.css", servePage("page.css", "text/css"))
	mux.HandleFunc("GET /page.js", servePage("page.js", "text/javascript"))
	mux.HandleFunc("GET /favicon.ico", func(rw http.ResponseWriter, _ *http.Request) {
		rw.WriteHeader(http.StatusNoContent)
	})
	return local(mux)
}

// local keeps other web pages out: the Host must be this machine's (a rebound name is not), and
// what a browser sends for a page elsewhere says so in Origin or Sec-Fetch-Site. A link to the
// page may stand anywhere. A socket is let off, because slack-go dials it with Slack's Origin and
// its ticket is enough.
func local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		foreign := origin != "" && origin != "http://"+r.Host && r.URL.Path != "/link/" ||
			strings.HasSuffix(r.Header.Get("Sec-Fetch-Site"), "-site") && r.URL.Path != "/"
		if !isLoopback(r.Host) || foreign {
			http.Error(rw, "this workspace is for this machine alone", http.StatusForbidden)
			return
		}
		next.ServeHTTP(rw, r)
	})
}

func isLoopback(hostport string) bool {
	u := url.URL{Host: hostport}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// policy lets the page load its own files and nothing else; pictures may come from anywhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"img-src * data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

func servePage(name, kind string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		text, err := pageFiles.ReadFile("page/" + name)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
		rw.Header().Set("Content-Type", kind+"; charset=utf-8")
		rw.Header().Set("Content-Security-Policy", policy)
		rw.Header().Set("X-Content-Type-Options", "nosniff")
		rw.Header().Set("Cache-Control", "no-store")
		_, _ = rw.Write(text)
	}
}

// serveScreens streams what a user sees, whole, at every change. What changes while one is being
// written is in the next.
func (w *Workspace) serveScreens(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(rw)
	for {
		w.mu.Lock()
		seen, changed := w.screen(r.PathValue("user")), w.changed
		w.mu.Unlock()
		seen.trim()
		text, err := json.Marshal(seen)
		if err != nil {
			return
		}
		if _, err = fmt.Fprintf(rw, "data: %s\n\n", text); err != nil || out.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-w.life.Done():
			return
		}
	}
}

// maxShown is how far back the page goes in a channel: it gets all of it at every change.
const maxShown = 300

func (s *Screen) trim() {
	for i, c := range s.Channels {
		s.Channels[i].Messages = c.Messages[max(0, len(c.Messages)-maxShown):]
	}
}

// deed is what the page posts when a person acts.
type deed struct {
	User    string   `json:"user"`
	Channel string   `json:"channel"`
	TS      string   `json:"ts"` // of the message, or of the thread
	Element string   `json:"element"`
	Values  []string `json:"values"`
	Text    string   `json:"text"`
}

// deeds are what can be done on the page: each is one of the acting methods and no more.
var deeds = map[string]func(*Workspace, context.Context, deed) error{
	"command": func(w *Workspace, ctx context.Context, d deed) error {
		return w.Command(ctx, d.User, d.Channel, d.Text)
	},
	"say": func(w *Workspace, ctx context.Context, d deed) error {
		return w.Say(ctx, d.User, d.Channel, d.TS, d.Text)
	},
	"press": func(w *Workspace, ctx context.Context, d deed) error {
		return w.Press(ctx, d.User, d.Channel, d.TS, d.Element)
	},
	"choose": func(w *Workspace, ctx context.Context, d deed) error {
		return w.Choose(ctx, d.User, d.Channel, d.TS, d.Element, d.Values...)
	},
	"press-view": func(w *Workspace, ctx context.Context, d deed) error {
		return w.PressInView(ctx, d.User, d.Element)
	},
	"fill": func(w *Workspace, ctx context.Context, d deed) error {
		return w.Fill(ctx, d.User, d.Element, d.Values...)
	},
	"submit": func(w *Workspace, ctx context.Context, d deed) error { return w.Submit(ctx, d.User) },
	"close":  func(w *Workspace, ctx context.Context, d deed) error { return w.CloseView(ctx, d.User) },
	"home":   func(w *Workspace, ctx context.Context, d deed) error { return w.OpenHome(ctx, d.User) },
	"press-home": func(w *Workspace, ctx context.Context, d deed) error {
		return w.PressHome(ctx, d.User, d.Element)
	},
	"choose-home": func(w *Workspace, ctx context.Context, d deed) error {
		return w.ChooseHome(ctx, d.User, d.Element, d.Values...)
	},
}

// serveAct does what a person did on the page. Only the page may post here: a JSON body cannot
// be sent by a form elsewhere, and the Origin has been looked at.
func (w *Workspace) serveAct(rw http.ResponseWriter, r *http.Request) {
	do := deeds[r.PathValue("verb")]
	var d deed
	switch {
	case do == nil:
		http.NotFound(rw, r)
		return
	case r.Header.Get("Origin") == "" || r.Header.Get("Content-Type") != "application/json":
		http.Error(rw, "only the page acts here", http.StatusForbidden)
		return
	case json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxBody)).Decode(&d) != nil:
		http.Error(rw, "the body is no JSON", http.StatusBadRequest)
		return
	}
	var said string
	if err := do(w, w.life, d); err != nil { // a reload does not call it off
		said = err.Error()
	}
	sendJSON(rw, http.StatusOK, map[string]string{"error": said})
}
