package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// exchange is as much of Slack as faults need, one envelope at a time: it sends each to one of all
// sockets that are open, whichever process has it, and notes what was acknowledged and what was
// told. (bot/workspace doesn't repeat, forge or spread, and a person there waits for the screen.)
// Each process knows it by an address of its own, /at/m1/api/, by which its sockets and calls are told
// apart.
type exchange struct {
	t        *testing.T
	server   *httptest.Server
	question study.Question

	mu       sync.Mutex
	dice     *rand.Rand
	lines    []*line
	machines int
	killed   map[string]bool // machines that had no chance to finish
	taps     []*tap
	acks     int
	learners map[string]*learner
	troubles map[string][]trouble // of the next calls of a method
	posts    []posted
}

// line is an open socket.
type line struct {
	who     string
	conn    *websocket.Conn
	writing sync.Mutex
}

// learner is a person who presses, and what reached them.
type learner struct {
	id     string
	taps   []*tap
	chosen []string // letters of the taps that were sent before the first acknowledgement
	told   []string // the letter of each verdict
	sorry  int      // calm sentences that it didn't work
	asides int      // anything else that was said to them
	deaf   bool     // Slack refused even the direct message
	story  []string // of it all, for who has to find out
}

// tap is a press of a button that a learner made.
type tap struct {
	learner *learner
	number  int
	letter  string
	value   string
	by      []string // machines that it was sent to
	acked   chan struct{}
}

// trouble is what becomes of a call. Its zero value is none.
type trouble struct {
	status int           // with which it is answered
	body   string        // with which it is answered
	after  int           // seconds of Retry-After
	cut    bool          // the connection ends before anything happened
	lost   bool          // the connection ends before the answer
	slow   time.Duration // before all that
	reach  chan string   // is told who called
}

// posted is a message in a channel.
type posted struct {
	channel, ts, slot, by string
}

// newExchange serves a Slack in which question is the first round's.
func newExchange(t *testing.T, seed uint64) *exchange {
	t.Helper()
	x := &exchange{
		t: t, question: singleQuestion(t), dice: rand.New(rand.NewPCG(seed, 0)), killed: map[string]bool{},
		learners: map[string]*learner{}, troubles: map[string][]trouble{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/at/{who}/api/{method}", x.serveAPI)
	mux.HandleFunc("/at/{who}/link", x.serveLine)
	mux.HandleFunc("/hook/{n}", x.serveHook)
	x.server = httptest.NewServer(mux)
	t.Cleanup(x.server.Close)
	t.Cleanup(x.hangUp) // first: the server waits for them
	return x
}

func (x *exchange) hangUp() {
	for _, l := range x.open("") {
		l.conn.Close()
	}
}

// open returns the sockets of a machine; of all, if it has no name.
func (x *exchange) open(who string) (all []*line) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, l := range x.lines {
		if who == "" || l.who == who {
			all = append(all, l)
		}
	}
	return all
}

func (x *exchange) serveLine(w http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	l := &line{who: r.PathValue("who"), conn: conn}
	l.send(`{"type":"hello","num_connections":1}`)
	x.mu.Lock()
	x.lines = append(x.lines, l)
	x.mu.Unlock()
	gone := make(chan struct{})
	go l.ping(gone)
	x.listen(l)
	close(gone)
	conn.Close()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.lines = slices.DeleteFunc(x.lines, func(o *line) bool { return o == l })
}

// ping keeps slack-go from taking the connection for dead.
func (l *line) ping(gone chan struct{}) {
	ticks := time.NewTicker(5 * time.Second)
	defer ticks.Stop()
	for {
		_ = l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
		select {
		case <-gone:
			return
		case <-ticks.C:
		}
	}
}

func (l *line) send(frame string) {
	l.writing.Lock()
	defer l.writing.Unlock()
	_ = l.conn.SetWriteDeadline(time.Now().Add(time.Second))
	_ = l.conn.WriteMessage(websocket.TextMessage, []byte(frame))
}

// listen takes acknowledgements. An envelope is "E", its tap's number, and what tells a second one
// of the same tap apart.
func (x *exchange) listen(l *line) {
	for {
		var ack struct {
			ID string `json:"envelope_id"`
		}
		_, frame, err := l.conn.ReadMessage()
		if err != nil {
			return
		}
		if json.Unmarshal(frame, &ack) == nil {
			number, _, _ := strings.Cut(strings.TrimPrefix(ack.ID, "E"), "-")
			x.ack(number)
		}
	}
}

func (x *exchange) ack(number string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	n, err := strconv.Atoi(number)
	if err != nil || n >= len(x.taps) {
		x.t.Errorf("an acknowledgement of %q, which was not sent", number)
		return
	}
	t := x.taps[n]
	select {
	case <-t.acked:
		return
	default:
		close(t.acked)
		x.acks++
		t.learner.note("E%d acknowledged", n)
	}
	if l := t.learner; l.chosen == nil && t.value == "1."+t.letter {
		for _, t := range l.taps {
			l.chosen = append(l.chosen, t.letter)
		}
	}
}

// acknowledged is how many presses were.
func (x *exchange) acknowledged() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.acks
}

// tap has a learner press a button, and Slack send it to one of the open sockets. Where there is none
// it is nil: Slack says so at once.
func (x *exchange) tap(learner, letter, value string) *tap {
	x.mu.Lock()
	if len(x.lines) == 0 {
		x.mu.Unlock()
		return nil
	}
	l := x.learner(learner)
	t := &tap{learner: l, number: len(x.taps), letter: letter, value: or(value, "1."+letter),
		acked: make(chan struct{})}
	x.taps = append(x.taps, t)
	l.taps = append(l.taps, t)
	x.mu.Unlock()
	x.deliver(t, "")
	return t
}

// learner is the learner of a name. The lock is held.
func (x *exchange) learner(id string) *learner {
	if x.learners[id] == nil {
		x.learners[id] = &learner{id: id}
	}
	return x.learners[id]
}

// note tells a learner's story on. The lock is held.
func (l *learner) note(format string, args ...any) {
	l.story = append(l.story, time.Now().UTC().Format("05.000 ")+fmt.Sprintf(format, args...))
}

// deliver sends a tap, perhaps once more: in the same envelope, or with a suffix in another.
func (x *exchange) deliver(t *tap, suffix string) {
	x.mu.Lock()
	if t == nil || len(x.lines) == 0 {
		x.mu.Unlock()
		return
	}
	l := x.lines[x.dice.IntN(len(x.lines))]
	t.by = append(t.by, l.who)
	t.learner.note("E%d%s %s to %s", t.number, suffix, t.letter, l.who)
	x.mu.Unlock()
	l.send(x.envelope(t, suffix))
}

func (x *exchange) envelope(t *tap, suffix string) string {
	envelope, err := json.Marshal(map[string]any{
		"envelope_id": fmt.Sprint("E", t.number, suffix), "type": "interactive",
		"accepts_response_payload": true, "payload": x.payload(t),
	})
	if err != nil {
		x.t.Error(err)
	}
	return string(envelope)
}

// payload is a press as Slack sends it, without the blocks of the message that it is in.
func (x *exchange) payload(t *tap) map[string]any {
	return map[string]any{
		"type": "block_actions", "api_app_id": "A1", "token": "verification",
		"trigger_id": fmt.Sprint("1.2.", t.number),
		"team":       map[string]any{"id": "T1", "domain": "exchange"},
		"user":       map[string]any{"id": t.learner.id, "username": t.learner.id, "team_id": "T1"},
		"channel":    map[string]any{"id": "C1", "name": "study"},
		"container": map[string]any{
			"type": "message", "message_ts": "1.000001", "channel_id": "C1", "is_ephemeral": false,
		},
		"message":      map[string]any{"type": "message", "user": "U0", "bot_id": "B0", "ts": "1.000001"},
		"state":        map[string]any{"values": map[string]any{}},
		"response_url": fmt.Sprint(x.server.URL, "/hook/", t.number),
		"actions": []any{map[string]any{
			"type": "button", "block_id": blocks.Answers, "value": t.value,
			"action_id": blocks.ActionAnswer + ":" + t.letter, "action_ts": "1.000002",
		}},
	}
}

// meet makes trouble of the next calls of a method. "response_url" is a method too.
func (x *exchange) meet(method string, times int, t trouble) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for range times {
		x.troubles[method] = append(x.troubles[method], t)
	}
}

// calm takes back what trouble was not met yet.
func (x *exchange) calm() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.troubles = map[string][]trouble{}
}

// suffer makes the trouble of a call, and says whether that was the end of the call. What the call
// does is done by do.
func (x *exchange) suffer(w http.ResponseWriter, r *http.Request, method string, do func()) bool {
	x.mu.Lock()
	var t trouble
	if waiting := x.troubles[method]; len(waiting) > 0 {
		t, x.troubles[method] = waiting[0], waiting[1:]
	}
	x.mu.Unlock()
	if t.reach != nil {
		t.reach <- r.PathValue("who")
	}
	select {
	case <-time.After(t.slow):
	case <-r.Context().Done():
		return true
	}
	if t.cut {
		panic(http.ErrAbortHandler)
	}
	if t.status != 0 || t.body != "" {
		w.Header().Set("Retry-After", strconv.Itoa(t.after))
		w.WriteHeader(max(t.status, http.StatusOK))
		_, _ = io.WriteString(w, t.body)
		return true
	}
	do()
	if t.lost {
		panic(http.ErrAbortHandler)
	}
	return false
}

func (x *exchange) serveHook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	n, wrong := strconv.Atoi(r.PathValue("n"))
	if err != nil || wrong != nil {
		return
	}
	x.mu.Lock()
	learner := x.taps[n].learner.id
	x.taps[n].learner.note("response_url of E%d", n)
	x.mu.Unlock()
	if !x.suffer(w, r, "response_url", func() { x.hear(learner, string(body)) }) {
		_, _ = io.WriteString(w, "ok")
	}
}

var verdictLetter = regexp.MustCompile(`You chose: ([A-Z])`)

// hear notes what a learner was told.
func (x *exchange) hear(learner, text string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	l := x.learner(learner)
	l.note("hears %.200s", text)
	found := verdictLetter.FindStringSubmatch(text)
	switch {
	case found != nil:
		l.told = append(l.told, found[1])
	case strings.Contains(text, "That didn't work"):
		l.sorry++
	default:
		l.asides++
	}
}

func (x *exchange) serveAPI(w http.ResponseWriter, r *http.Request) {
	answer := map[string]any{"ok": true, "team_id": "T1", "user_id": "U0"}
	who, method := r.PathValue("who"), r.PathValue("method")
	_ = r.ParseForm()
	defer x.deafen(method, r, answer)
	done := x.suffer(w, r, method, func() {
		switch method {
		case "apps.connections.open":
			answer["url"] = "ws" + strings.TrimPrefix(x.server.URL, "http") + "/at/" + who + "/link"
		case "users.info":
			answer["user"] = map[string]any{"id": r.Form.Get("user"), "name": r.Form.Get("user"),
				"real_name": "Some One", "locale": "en-US", "tz": "UTC"}
		case "conversations.history", "conversations.replies":
			answer["messages"] = x.history(r.Form.Get("channel"))
		case "chat.postEphemeral":
			x.hear(r.Form.Get("user"), r.Form.Get("text")+r.Form.Get("blocks"))
		case "chat.postMessage":
			answer["channel"], answer["ts"] = r.Form.Get("channel"), x.post(who, r)
		}
		answer["done"] = true
	})
	if !done {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer)
	}
}

// deafen notes that even a direct message did not reach its learner.
func (x *exchange) deafen(method string, r *http.Request, answer map[string]any) {
	to := r.Form.Get("channel")
	if method == "chat.postMessage" && strings.HasPrefix(to, "U") && answer["done"] == nil {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.learner(to).deaf = true
	}
}

// post keeps a message of a channel and returns its ts. To a user it is a direct message.
func (x *exchange) post(who string, r *http.Request) string {
	channel := r.Form.Get("channel")
	if strings.HasPrefix(channel, "U") {
		x.hear(channel, r.Form.Get("text")+r.Form.Get("blocks"))
		return "2.000001"
	}
	var metadata struct {
		Payload map[string]string `json:"event_payload"`
	}
	_ = json.Unmarshal([]byte(r.Form.Get("metadata")), &metadata)
	x.mu.Lock()
	defer x.mu.Unlock()
	ts := fmt.Sprintf("%d.%06d", time.Now().Unix(), len(x.posts))
	x.posts = append(x.posts, posted{channel, ts, metadata.Payload[slotKey], who})
	return ts
}

func (x *exchange) history(channel string) (found []map[string]any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, p := range x.posts {
		if p.channel == channel {
			found = append(found, map[string]any{"type": "message", "ts": p.ts, "metadata": map[string]any{
				"event_type": slotEvent, "event_payload": map[string]any{slotKey: p.slot},
			}})
		}
	}
	return found
}

// until waits for what the exchange will see. The lock is held while ok looks.
func (x *exchange) until(what string, ok func() bool) {
	x.t.Helper()
	poll(x.t, what, func() bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		return ok()
	})
}

// poll waits for what nobody tells of.
func poll(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(2 * time.Minute); !ok(); {
		select {
		case <-late:
			t.Fatalf("not so in two minutes: %s", what)
		case <-tick.C:
		}
	}
}
