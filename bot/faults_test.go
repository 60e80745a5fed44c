package main

import (
	"flag"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	seed  = flag.Uint64("seed", 0, "play the faults of this seed alone")
	seeds = flag.Int("seeds", 1, "how many sequences of faults to play on each engine")
)

// TestFaults plays sequences of faults while people press, and then holds what was acknowledged,
// what is stored and what was told against each other: they are the same.
func TestFaults(t *testing.T) {
	first, n := uint64(time.Now().UnixNano()), *seeds
	if *seed != 0 {
		first, n = *seed, 1
	}
	for engine := range databases {
		for i := range n {
			t.Run(fmt.Sprint(engine, " -seed ", first+uint64(i)), func(t *testing.T) {
				t.Parallel()
				playFaults(t, engine, first+uint64(i))
			})
		}
	}
}

// drama is a sequence of faults.
type drama struct {
	*exchange
	database string
	machine  *machine
	pressing sync.WaitGroup
	people   int
}

func playFaults(t *testing.T, engine string, seed uint64) {
	x := newExchange(t, seed)
	d := &drama{exchange: x, database: x.prepared(engine)}
	t.Cleanup(d.pressing.Wait)
	d.machine = x.start(d.database)
	for range 16 {
		d.step()
	}
	d.calm()
	d.pressing.Wait()
	d.mustSurviveNonsense()
	d.mustSettle(d.database, d.machine)
	for id := range d.mustCount(d.database) {
		if id[:2] == "UX" {
			t.Errorf("a forged %q is stored", x.learners[id].taps[0].value)
		}
	}
}

// step has some people press, and a fault come when some of them are served.
func (d *drama) step() {
	var served sync.WaitGroup
	enough := make(chan struct{}, 100)
	crowd := 1 + d.draw(20)
	for range crowd {
		d.people++
		who := fmt.Sprint("U", d.people)
		served.Add(1)
		d.pressing.Go(func() { d.person(who); enough <- struct{}{}; served.Done() })
	}
	for range d.draw(crowd + 1) {
		mustReceive(d.t, enough)
	}
	faults[d.draw(len(faults))](d)
}

// person presses, as a person does: until it is acknowledged, sometimes twice at once, and sometimes
// Slack sends it twice.
func (d *drama) person(who string) {
	switch d.draw(6) {
	case 0: // two buttons at once
		d.tap(who, d.letter(), "")
	case 1: // the same envelope twice
		d.deliver(d.tap(who, d.letter(), ""), "")
	case 2: // the same press in two envelopes
		d.deliver(d.tap(who, d.letter(), ""), "-2")
	case 3: // somebody else forges
		d.tap(fmt.Sprint("UX", who), "A", forged[d.draw(len(forged))])
	}
	d.insist(who)
}

// forged are values that no button of the question has.
var forged = []string{
	"1.Z", "2.A", "-1.A", "99999999999999999999.A", "A", "1.", ".A", "1.A.A", "1 OR 1=1.A", "\x00", "1.あ",
}

// faults are what can happen.
var faults = []func(*drama){
	(*drama).kills, (*drama).kills,
	(*drama).stops,
	(*drama).dismisses, (*drama).dismisses,
	(*drama).cuts, (*drama).cuts,
	(*drama).refusesToOpen,
	(*drama).failsToHear, (*drama).failsToHear, (*drama).failsToHear,
	(*drama).refusesCalls, (*drama).refusesCalls, (*drama).refusesCalls,
	(*drama).talksNonsense, (*drama).talksNonsense,
}

func (d *drama) kills() {
	d.machine.kill()
	d.machine = d.start(d.database)
}

func (d *drama) stops() {
	d.machine.stop()
	d.machine = d.start(d.database)
}

// dismisses one socket, or all, with one of Slack's reasons.
func (d *drama) dismisses() {
	reasons := []string{"warning", "refresh_requested", "link_disabled", "too_many_websockets"}
	frame := fmt.Sprintf(`{"type":"disconnect","reason":%q}`, reasons[d.draw(len(reasons))])
	for _, l := range d.some() {
		l.send(frame)
	}
}

// cuts one socket, or all, as a network does.
func (d *drama) cuts() {
	for _, l := range d.some() {
		l.conn.Close()
	}
}

func (d *drama) some() []*line {
	all := d.open("")
	return all[:d.draw(len(all)+1)]
}

func (d *drama) refusesToOpen() {
	d.meet("apps.connections.open", 1+d.draw(2), d.anyOf([]trouble{
		{status: http.StatusInternalServerError},
		{status: http.StatusTooManyRequests, after: 1},
		{body: "<html>Bad Gateway</html>"},
		{body: `{"ok":false,"error":"internal_error"}`},
		{body: `{"ok":true,"url":"ws://127.0.0.1:1/"}`},
		{cut: true}, {lost: true}, {slow: 500 * time.Millisecond},
	}))
	d.cuts()
}

func (d *drama) anyOf(all []trouble) trouble { return all[d.draw(len(all))] }

// failsToHear is trouble with response_urls.
func (d *drama) failsToHear() {
	d.meet("response_url", 1+d.draw(10), d.anyOf([]trouble{
		{status: http.StatusInternalServerError, body: "oh"},
		{status: http.StatusTooManyRequests, after: 1},
		{status: http.StatusNotFound, body: "used_url"},
		{body: `{"ok":false,"error":"invalid_blocks"}`},
		{cut: true}, {lost: true}, {slow: time.Second},
	}))
}

// refusesCalls is trouble with the Web API, and with response_urls, so that it is met.
func (d *drama) refusesCalls() {
	methods := []string{"chat.postEphemeral", "chat.postMessage", "chat.update", "users.info"}
	d.meet(methods[d.draw(len(methods))], 1+d.draw(5), d.anyOf([]trouble{
		{status: http.StatusInternalServerError},
		{status: http.StatusTooManyRequests, after: 1},
		{body: "<html>"},
		{body: `{"ok":false,"error":"channel_not_found"}`},
		{body: `{"ok":false,"error":"internal_error"}`},
		{body: `{"ok":false,"error":"user_not_found"}`},
		{cut: true}, {lost: true}, {slow: 500 * time.Millisecond},
	}))
	d.meet("response_url", 3, trouble{status: http.StatusInternalServerError})
}

// nonsense are frames that are no press. Where there is a %s, Slack wants an acknowledgement.
var nonsense = []string{
	`not JSON`, `{}`, `[]`, `null`, `{"type":"dance"}`, `{"type":"disconnect`,
	`{"envelope_id":"%s","type":"dance","payload":{}}`,
	`{"envelope_id":"%s","type":"interactive"}`,
	`{"envelope_id":"%s","type":"interactive","payload":null}`,
	`{"envelope_id":"%s","type":"interactive","payload":"text"}`,
	`{"envelope_id":"%s","type":"interactive","payload":{"type":"dance"}}`,
	`{"envelope_id":"%s","type":"interactive","payload":{"type":"block_actions","actions":[]}}`,
	`{"envelope_id":"%s","type":"interactive","payload":{"type":"block_actions","actions":[7]}}`,
	`{"envelope_id":"%s","type":"interactive","payload":{"type":"view_submission","view":[]}}`,
	`{"envelope_id":"%s","type":"slash_commands","payload":[]}`,
	`{"envelope_id":"%s","type":"slash_commands","payload":{"command":"/dance"}}`,
	`{"envelope_id":"%s","type":"events_api","payload":{"event":{"type":"dance"}}}`,
	`{"envelope_id":"%s","type":"events_api","payload":{"event":7}}`,
}

// talksNonsense is Slack that lies about its own protocol.
func (d *drama) talksNonsense() {
	for _, l := range d.some() {
		l.send(d.babble(nonsense[d.draw(len(nonsense))]))
	}
}

// babble makes a frame of nonsense; its acknowledgement is a tap's of nobody.
func (d *drama) babble(frame string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := &tap{learner: &learner{}, number: len(d.taps), acked: make(chan struct{})}
	d.taps = append(d.taps, t)
	if !wantsAck(frame) {
		return frame
	}
	return fmt.Sprintf(frame, fmt.Sprint("E", t.number))
}

// mustSurviveNonsense says all of it, and waits for what is to be acknowledged.
func (d *drama) mustSurviveNonsense() {
	d.t.Helper()
	d.machine.connected()
	for _, frame := range nonsense {
		line := d.open("")[0]
		line.send(d.babble(frame))
		d.mu.Lock()
		t := d.taps[len(d.taps)-1]
		d.mu.Unlock()
		if wantsAck(frame) && !t.isAcked(20*time.Second) {
			d.t.Errorf("not acknowledged: %s", frame)
		}
		d.machine.connected()
	}
}

func wantsAck(frame string) bool { return strings.Contains(frame, "%s") }

// TestKilledUnderLoad kills the program at any moment of a rush, again and again. What was
// acknowledged is stored.
func TestKilledUnderLoad(t *testing.T) {
	for engine := range databases {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			x := newExchange(t, uint64(time.Now().UnixNano()))
			killUnderLoad(t, x, x.prepared(engine))
		})
	}
}

const kills = 3

// killUnderLoad counts in the end.
func killUnderLoad(t *testing.T, x *exchange, database string) {
	end := x.rush()
	for range kills {
		m, some := x.start(database), x.acknowledged()+1+x.draw(300)
		x.until("some more are acknowledged", func() bool { return x.acks >= some })
		m.kill()
	}
	m := x.start(database)
	end()
	x.mustSettle(database, m)
	t.Logf("%d of %d presses were acknowledged", x.acknowledged(), len(x.taps))
}
