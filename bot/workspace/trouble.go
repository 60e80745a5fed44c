package workspace

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Call is a Web API call that the app made. A response_url counts as the method "response_url".
type Call struct {
	Method string         `json:"method"`
	Args   map[string]any `json:"args"` // blocks, views and metadata decoded; no token
	Answer map[string]any `json:"answer"`
	Status int            `json:"status"` // HTTP; 0 if the call went unsent
}

// maxCalls bounds the memory of a workspace that runs for days.
const maxCalls = 10_000

// Calls are the Web API calls so far, the oldest first.
func (w *Workspace) Calls() []Call {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Call(nil), w.calls...)
}

func (w *Workspace) remember(c Call) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rememberLocked(c)
}

func (w *Workspace) rememberLocked(c Call) {
	c.Args, c.Answer = maps.Clone(c.Args), maps.Clone(c.Answer)
	w.calls = append(w.calls, c)
	if len(w.calls) > maxCalls {
		w.calls = w.calls[len(w.calls)-maxCalls:]
	}
	w.touch()
}

// Refusal is trouble that Refuse makes. The first field that is set decides; where none is, the
// method does as ever.
type Refusal struct {
	// Unsent cuts the connection before the method takes effect.
	Unsent bool
	// Lost lets the method take effect and then cuts the connection before the answer.
	Lost bool
	// Status is an HTTP status to answer with: 429, 500 …
	Status int
	// RetryAfter goes with Status 429.
	RetryAfter time.Duration
	// Error is Slack's error word: "channel_not_found".
	Error string
	// Messages are details that go with Error: "must be less than 76 characters […]".
	Messages []string
	// Then is called with the app's request first of all, and after Lost's effect. It may take its
	// time, and the app hears nothing meanwhile; the request's context ends when the app gives up.
	Then func(*http.Request)
}

// Refuse makes the next calls of a method fail. "response_url" is a method too.
func (w *Workspace) Refuse(method string, times int, r Refusal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for range times {
		w.refusals[method] = append(w.refusals[method], r)
	}
}

// nextRefusal is the trouble of the next call of a method; the zero Refusal is none.
func (w *Workspace) nextRefusal(method string) Refusal {
	w.mu.Lock()
	defer w.mu.Unlock()
	queue := w.refusals[method]
	if len(queue) == 0 {
		return Refusal{}
	}
	w.refusals[method] = queue[1:]
	return queue[0]
}

// before makes the trouble of a call whose method is to take no effect, and says whether it did.
func (w *Workspace) before(
	name string, r Refusal, a args, rw http.ResponseWriter, q *http.Request,
) bool {
	if r.Lost {
		return false
	}
	r.then(q)
	switch {
	case r.Unsent:
		w.remember(Call{Method: name, Args: a})
		cut(rw)
	case r.Status == 0 && r.Error == "":
		return false
	}
	w.remember(Call{Method: name, Args: a, Answer: r.answer(), Status: r.status()})
	r.send(rw)
	return true
}

// after loses the answer of a call whose method has taken effect, if that is its trouble.
func (r Refusal) after(rw http.ResponseWriter, q *http.Request) {
	if r.Lost {
		r.then(q)
		cut(rw)
	}
}

func (r Refusal) then(q *http.Request) {
	if r.Then != nil {
		r.Then(q)
	}
}

func (r Refusal) status() int {
	if r.Status == 0 {
		return http.StatusOK
	}
	return r.Status
}

func (r Refusal) answer() answer {
	if r.Error == "" && r.Status == http.StatusTooManyRequests {
		return refuse("ratelimited")
	}
	return refuse(r.Error, r.Messages...)
}

func (r Refusal) send(rw http.ResponseWriter) {
	if r.RetryAfter > 0 {
		rw.Header().Set("Retry-After", fmt.Sprint(int(r.RetryAfter.Seconds())))
	}
	sendJSON(rw, r.status(), r.answer())
}

// cut ends the connection with nothing said, as a network does.
func cut(http.ResponseWriter) { panic(http.ErrAbortHandler) }

// Problem is something the app got wrong that a person at the page should see in red.
type Problem struct {
	ID     string `json:"id"`
	Method string `json:"method"`
	Error  string `json:"error"`
	Detail string `json:"detail"`
}

// complaints are the refusals that mean the app is wrong, and not the world.
var complaints = map[string]bool{
	"unknown_method": true, "invalid_blocks": true, "invalid_blocks_format": true,
	"invalid_arguments": true, "invalid_attachments": true, "view_too_large": true,
	"msg_too_long": true, "msg_blocks_too_long": true, "no_text": true, "missing_scope": true,
	"invalid_metadata_format": true,
}

// complain keeps a refusal for the page. The lock is held.
func (w *Workspace) complain(method string, said answer) {
	if !complaints[said.word()] {
		return
	}
	var detail string
	if meta, ok := said["response_metadata"].(map[string]any); ok {
		lines, _ := meta["messages"].([]string)
		detail = strings.Join(lines, "\n")
	}
	w.problem(method, said.word(), detail)
}

// maxProblems is how many the page can show and a person can read.
const maxProblems = 20

func (w *Workspace) problem(method, word, detail string) {
	w.log.Warn("the app was refused", "method", method, "error", word, "detail", detail)
	w.problems = append(w.problems, Problem{w.newID("P"), method, word, detail})
	if len(w.problems) > maxProblems {
		w.problems = w.problems[1:]
	}
	w.touch()
}

// Disconnect tells every socket to go, with Slack's reason (warning, refresh_requested,
// link_disabled, too_many_websockets), and sends it no more.
func (w *Workspace) Disconnect(reason string) {
	for _, s := range w.leaving(maxSockets) {
		s.dismiss(reason)
	}
}

// Refresh does so with the oldest socket alone, as Slack does with each after some hours.
func (w *Workspace) Refresh(reason string) {
	for _, s := range w.leaving(1) {
		s.dismiss(reason)
	}
}

// Cut closes the oldest socket with nothing said, as a network does.
func (w *Workspace) Cut() {
	for _, s := range w.leaving(1) {
		s.close()
	}
}

// leaving takes the oldest sockets out, so that no more envelopes go to them.
func (w *Workspace) leaving(most int) []*socket {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(most, len(w.sockets))
	leaving := w.sockets[:n]
	w.sockets = slices.Clone(w.sockets[n:])
	w.touch()
	return leaving
}
