package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"kotsukotsu/data"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

const (
	burstPresses  = 5_000
	burstInFlight = 200 // a press is in flight until it is acked and its verdict has arrived
)

// arena is as much of Slack as a burst of presses needs, and no more: bot/workspace keeps all
// messages and checks all blocks, and it would be itself that is measured.
type arena struct {
	http    *httptest.Server
	press   string // an envelope, with %n where its number stands and %u where the learner's does
	sockets chan *websocket.Conn
	flights chan struct{}
	presses []press
	said    atomic.Int64 // bytes of all verdicts
}

// press is one press: when it was sent, and how long its acknowledgement and its verdict took.
type press struct {
	sent         time.Time
	ack, verdict atomic.Int64
	ends         atomic.Int32
}

// newArena makes a Slack whose learners press a button of a question, which is the first round's.
func newArena(t testing.TB, q study.Question, presses int) *arena {
	t.Helper()
	a := &arena{
		sockets: make(chan *websocket.Conn, 10), flights: make(chan struct{}, burstInFlight),
		presses: make([]press, presses),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", a.serveAPI)
	mux.HandleFunc("/link", a.serveSocket)
	mux.HandleFunc("/hook/{n}", a.serveHook)
	a.http = httptest.NewServer(mux)
	t.Cleanup(a.http.Close)
	a.press = a.envelope(t, blocks.Question(firstRound(q), q, study.English, 0))
	return a
}

// firstRound is the first that a store keeps.
func firstRound(q study.Question) study.Round {
	now := time.Now()
	return study.Round{
		ID: 1, Course: 1, Number: 1, Question: q.ID, Order: q.Order(1), Opens: now,
		Closes: now.Add(study.RoundLength), Day: study.DayOf(now, time.UTC), Zone: "Asia/Tokyo", Channel: "C1",
	}
}

// envelope is a press as Slack sends it, the message that it is in included.
func (a *arena) envelope(t testing.TB, m blocks.Message) string {
	t.Helper()
	envelope, err := json.Marshal(map[string]any{
		"envelope_id": "E%n", "type": "interactive", "accepts_response_payload": true,
		"payload": map[string]any{
			"type": "block_actions", "api_app_id": "A1", "token": "verification", "trigger_id": "1.2.%n",
			"team":       map[string]any{"id": "T1", "domain": "burst"},
			"user":       map[string]any{"id": "U%u", "username": "u%u", "name": "u%u", "team_id": "T1"},
			"enterprise": nil, "is_enterprise_install": false,
			"channel": map[string]any{"id": "C1", "name": "study"},
			"container": map[string]any{
				"type": "message", "message_ts": "1.000001", "channel_id": "C1", "is_ephemeral": false,
			},
			"message": map[string]any{
				"type": "message", "user": "U0", "bot_id": "B0", "ts": "1.000001", "text": m.Text, "blocks": m.Blocks,
			},
			"state":        map[string]any{"values": map[string]any{}},
			"response_url": a.http.URL + "/hook/%n",
			"actions": []any{map[string]any{
				"type": "button", "block_id": blocks.Answers, "action_id": blocks.ActionAnswer + ":A", "value": "1.A",
				"text": map[string]any{"type": "plain_text", "text": "A", "emoji": true}, "action_ts": "1.000002",
			}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(envelope)
}

func (a *arena) serveAPI(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch r.PathValue("method") {
	case "apps.connections.open":
		fmt.Fprintf(w, `{"ok":true,"url":"ws%s/link"}`, strings.TrimPrefix(a.http.URL, "http"))
	case "users.info":
		io.WriteString(w, `{"ok":true,"user":{"id":"U1","name":"ana","real_name":"Ana","locale":"en-US","tz":"UTC"}}`)
	default:
		io.WriteString(w, `{"ok":true,"team_id":"T1","user_id":"U0","channel":"C1","ts":"1.000001"}`)
	}
}

func (a *arena) serveSocket(w http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello","num_connections":1}`))
	a.sockets <- conn
	for {
		var ack struct {
			ID string `json:"envelope_id"`
		}
		_, frame, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if json.Unmarshal(frame, &ack) == nil {
			p := a.find(strings.TrimPrefix(ack.ID, "E"))
			p.ack.CompareAndSwap(0, int64(time.Since(p.sent)))
			a.land(p)
		}
	}
}

func (a *arena) serveHook(w http.ResponseWriter, r *http.Request) {
	n, _ := io.Copy(io.Discard, r.Body)
	a.said.Add(n)
	p := a.find(r.PathValue("n"))
	p.verdict.CompareAndSwap(0, int64(time.Since(p.sent)))
	io.WriteString(w, "ok")
	a.land(p)
}

func (a *arena) find(number string) *press {
	n, _ := strconv.Atoi(number)
	return &a.presses[n]
}

// land ends a press's flight when both of its ends are there.
func (a *arena) land(p *press) {
	if p.ends.Add(1) == 2 {
		<-a.flights
	}
}

// burst sends all presses through the first socket and returns how it went.
func (a *arena) burst(t testing.TB) result {
	t.Helper()
	conn := <-a.sockets
	began, busy := time.Now(), processorTime()
	a.fly(t, conn, 0, len(a.presses), len(a.presses))
	r := a.result(time.Since(began))
	r.each = (processorTime() - busy) / time.Duration(len(a.presses))
	return r
}

// fly sends some of the presses, by so many learners, and returns when all have landed.
func (a *arena) fly(t testing.TB, conn *websocket.Conn, from, to, learners int) {
	t.Helper()
	late := time.Now().Add(time.Minute)
	tooLate := time.After(time.Minute)
	start := func() {
		select {
		case a.flights <- struct{}{}:
		case <-tooLate:
			t.Fatalf("%d presses were not acked and told after a minute", len(a.flights))
		}
	}
	for n := from; n < to; n++ {
		start()
		if n%100 == 0 { // slack-go takes a connection without pings for dead
			_ = conn.WriteControl(websocket.PingMessage, nil, late)
		}
		frame := strings.NewReplacer("%n", strconv.Itoa(n), "%u", strconv.Itoa(n%learners)).Replace(a.press)
		a.presses[n].sent = time.Now()
		if err := conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			t.Fatal(err)
		}
	}
	for range burstInFlight { // there is room for all again when none is in flight
		start()
	}
	for range burstInFlight {
		<-a.flights
	}
}

// processorTime is what the process has used up so far. Unlike the time on the clock it hardly
// changes with what else the machine has to do.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// result is how fast presses were served.
type result struct {
	rate         float64 // a second
	ack, verdict time.Duration
	each         time.Duration // of a processor, for a press, Slack's part included
	size         int           // of a verdict, in bytes
}

func (r result) String() string {
	return fmt.Sprintf("%.0f presses/s, p99 of acks %v, of verdicts %v, %v of a processor each",
		r.rate, r.ack.Round(time.Millisecond), r.verdict.Round(time.Millisecond), r.each.Round(time.Microsecond))
}

func (a *arena) result(took time.Duration) result {
	n := len(a.presses)
	var acks, verdicts []int64
	for i := range a.presses {
		acks = append(acks, a.presses[i].ack.Load())
		verdicts = append(verdicts, a.presses[i].verdict.Load())
	}
	slices.Sort(acks)
	slices.Sort(verdicts)
	return result{
		rate: float64(n) / took.Seconds(), size: int(a.said.Load()) / n,
		ack: time.Duration(acks[n*99/100]), verdict: time.Duration(verdicts[n*99/100]),
	}
}

// BenchmarkBurst has 5,000 learners answer the same question, 200 at a time, and a bare slack-go
// client acknowledge and reply to the same presses with no work at all.
func BenchmarkBurst(b *testing.B) {
	for engine, database := range databases {
		b.Run(engine, func(b *testing.B) { burst(b, database) })
	}
}

func burst(b *testing.B, database func(testing.TB) string) {
	var rates, ratios, acks, verdicts []float64
	question := singleQuestion(b)
	for b.Loop() {
		ours := burstOurs(b, question, database(b))
		bare := burstBare(b, question, ours.size)
		b.Logf("ours %v\nbare %v", ours, bare)
		rates = append(rates, ours.rate)
		ratios = append(ratios, ours.rate/bare.rate)
		acks = append(acks, float64(ours.ack)/float64(bare.ack))
		verdicts = append(verdicts, float64(ours.verdict)/float64(bare.verdict))
	}
	b.ReportMetric(median(rates), "presses/s")
	b.ReportMetric(median(ratios), "of-bare")
	b.ReportMetric(median(acks), "ack-p99-of-bare")
	b.ReportMetric(median(verdicts), "verdict-p99-of-bare")
}

func median[T cmp.Ordered](of []T) T {
	slices.Sort(of)
	return of[len(of)/2]
}

// singleQuestion is one of the bank that a single button answers.
func singleQuestion(t testing.TB) study.Question {
	t.Helper()
	content, err := loadTeaching("")
	if err != nil {
		t.Fatal(err)
	}
	all := content.bank.All()
	return all[slices.IndexFunc(all, func(q study.Question) bool { return q.Kind == study.Single })]
}

// burstOurs lets a burst loose on the program.
func burstOurs(t testing.TB, q study.Question, database string) result {
	t.Helper()
	a := newArena(t, q, burstPresses)
	stop := a.startRun(t, q, database)
	defer stop()
	return a.burst(t)
}

// startRun starts the program on a database in which the question is open. Stop ends it.
func (a *arena) startRun(t testing.TB, q study.Question, database string) (stop func()) {
	t.Helper()
	config := Config{
		SlackBotToken: "xoxb-burst", SlackAppToken: "xapp-burst", SlackAPIURL: a.http.URL + "/api/",
		DatabaseURL: secret(database),
	}
	mustOpenRound(t, string(config.DatabaseURL), q)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- runApp(ctx, config, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})))
	}()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// mustOpenRound keeps a course and its first round.
func mustOpenRound(t testing.TB, address string, q study.Question) {
	t.Helper()
	ctx, now := t.Context(), time.Now()
	database, err := data.Open(ctx, address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	store := database.Of("T1")
	slot := study.Slot{Course: 1, Kind: study.QuestionNow, Planned: now}
	course := study.Course{Channel: "C1", Schedule: "0 9 * * *", Report: "0 17 * * 5",
		Zone: "UTC", Language: study.English, Since: now}
	steps := []func() error{
		func() error { return store.AddCourse(ctx, course) },
		func() error { _, err := store.Enter(ctx, slot, now.Add(time.Minute)); return err },
		func() error { _, err := store.AddRound(ctx, slot, firstRound(q), now); return err },
		func() error { return store.Finish(ctx, slot, study.Posted, "1.000001", "", now) },
		database.Close,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
}

// burstBare lets a burst loose on slack-go alone.
func burstBare(t testing.TB, q study.Question, size int) result {
	t.Helper()
	a := newArena(t, q, burstPresses)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	client := socketmode.New(slack.New("xoxb-bare", slack.OptionAppLevelToken("xapp-bare"),
		slack.OptionAPIURL(a.http.URL+"/api/")))
	running.Go(func() { _ = client.RunContext(ctx) })
	running.Go(func() { bare(ctx, t, client, strings.Repeat("x", size)) })
	return a.burst(t)
}

func bare(ctx context.Context, t testing.TB, client *socketmode.Client, text string) {
	pooled := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: burstInFlight}}
	defer pooled.CloseIdleConnections()
	var posting sync.WaitGroup
	defer posting.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-client.Events:
			if e.Type != socketmode.EventTypeInteractive {
				continue
			}
			if err := client.AckCtx(ctx, e.Request.EnvelopeID, nil); err != nil {
				t.Error(err)
			}
			url := e.Data.(slack.InteractionCallback).ResponseURL
			posting.Go(func() {
				err := slack.PostWebhookCustomHTTPContext(t.Context(), url, pooled, &slack.WebhookMessage{Text: text})
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestManyPressesLeaveNothingBehind: what 1,000 presses more leave is less than a payload each.
func TestManyPressesLeaveNothingBehind(t *testing.T) {
	const first, all, learners = 1_000, 2_000, 500
	question := singleQuestion(t)
	a := newArena(t, question, all)
	stop := a.startRun(t, question, databases["sqlite"](t))
	defer stop()
	conn := <-a.sockets
	a.fly(t, conn, 0, first, learners)
	heap, goroutines := left()
	a.fly(t, conn, first, all, learners)
	moreHeap, moreGoroutines := left()
	if each := (moreHeap - heap) / (all - first); each > 500 {
		t.Errorf("%d bytes are left of each press, want at most 500", each)
	}
	if moreGoroutines > goroutines+burstInFlight/10 { // those of idle connections come and go
		t.Errorf("%d goroutines, before them %d", moreGoroutines, goroutines)
	}
}

func left() (heap, goroutines int) {
	runtime.GC()
	runtime.GC() // what pools hold goes the second time
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc), runtime.NumGoroutine()
}
