package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// What becomes of an envelope that nobody acknowledges. The words are Slack's.
var (
	errNoSocket = errors.New("dispatch_failed")   // the app has no connection open
	errTimeout  = errors.New("operation_timeout") // it did not acknowledge in three seconds
)

// envelope is what Socket Mode sends.
type envelope struct {
	EnvelopeID   string `json:"envelope_id"`
	Type         string `json:"type"`
	Accepts      bool   `json:"accepts_response_payload"`
	Payload      any    `json:"payload"`
	RetryAttempt int    `json:"retry_attempt,omitempty"`
	RetryReason  string `json:"retry_reason,omitempty"`
}

// ack is what an app answers.
type ack struct {
	EnvelopeID string          `json:"envelope_id"`
	Payload    json.RawMessage `json:"payload"`
}

// deliver sends an envelope to one socket and waits for its acknowledgement, which may come
// back on any socket.
func (w *Workspace) deliver(ctx context.Context, e envelope) (json.RawMessage, error) {
	answered, err := w.dispatch(&e)
	if err != nil {
		return nil, err
	}
	defer w.settle(e.EnvelopeID)
	late := time.NewTimer(w.cfg.Times.Ack)
	defer late.Stop()
	select {
	case a := <-answered:
		return a.Payload, nil
	case <-late.C:
		return nil, errTimeout
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-w.life.Done():
		return nil, errNoSocket
	}
}

// dispatch gives the envelope to the next socket that takes it.
func (w *Workspace) dispatch(e *envelope) (chan ack, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e.EnvelopeID = w.newID("E")
	answered := make(chan ack, 1)
	w.pending[e.EnvelopeID] = answered
	for range w.sockets {
		w.turn++
		if w.sockets[w.turn%len(w.sockets)].send(e) {
			return answered, nil
		}
	}
	delete(w.pending, e.EnvelopeID)
	return nil, errNoSocket
}

func (w *Workspace) settle(envelopeID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.pending, envelopeID)
}

// acknowledge hands a frame to whoever waits for it. A late or a second one is ignored.
func (w *Workspace) acknowledge(frame []byte) {
	var a ack
	if err := json.Unmarshal(frame, &a); err != nil {
		w.log.Warn("the app sent a frame that is no acknowledgement", "error", err)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if answered := w.pending[a.EnvelopeID]; answered != nil {
		delete(w.pending, a.EnvelopeID)
		answered <- a
	}
}

// emit delivers an event in its own time, again and again as Slack does, if the app subscribes
// to it. The lock is held.
func (w *Workspace) emit(subscription string, event map[string]any) {
	for _, subscribed := range w.cfg.Events {
		if subscribed == subscription {
			payload := w.eventPayload(event)
			w.startLocked(func() { w.insist(payload) })
			return
		}
	}
}

// insist sends an event until it is acknowledged or the last retry is over. A time without any
// socket counts as an attempt, as it does at Slack.
func (w *Workspace) insist(payload any) {
	e := envelope{Type: "events_api", Payload: payload}
	for {
		_, err := w.deliver(w.life, e)
		if err == nil || e.RetryAttempt == len(w.cfg.Times.Retries) {
			return
		}
		select {
		case <-w.life.Done():
			return
		case <-time.After(w.cfg.Times.Retries[e.RetryAttempt]):
		}
		e.RetryAttempt++
		e.RetryReason = "timeout"
	}
}
