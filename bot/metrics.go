package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kotsukotsu/data/study"
	"kotsukotsu/scheduler"
)

// metrics are what /metrics shows. Labels have few values, all of them our own words: nothing that
// a learner or Slack writes becomes one.
type metrics struct {
	registry   *prometheus.Registry
	presses    *prometheus.CounterVec
	acks       prometheus.Histogram
	replies    prometheus.Histogram
	commits    prometheus.Histogram
	committed  prometheus.Histogram
	calls      *prometheus.CounterVec
	callTimes  *prometheus.HistogramVec
	reconnects prometheus.Counter
	slots      *prometheus.CounterVec
}

// quick are the bounds, in seconds, of what people wait for: Slack gives up after three.
var quick = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 3, 5, 10}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		presses: counters("presses_total",
			"What people pressed, typed and submitted, by what became of it.", "outcome"),
		acks: histogram("ack_duration_seconds",
			"From an envelope's arrival to its acknowledgement.", quick),
		replies: histogram("reply_duration_seconds",
			"From an envelope's arrival until the person was told.", quick),
		commits: histogram("commit_duration_seconds",
			"Commits of answers; its count is their number.", quick),
		committed: histogram("commit_answers",
			"Answers in a commit.", prometheus.ExponentialBuckets(1, 2, 10)),
		calls: counters("slack_calls_total",
			"Calls of Slack, by method and outcome.", "method", "outcome"),
		callTimes: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "kotsukotsu", Name: "slack_call_duration_seconds",
			Help: "How long Slack took to answer, by method.", Buckets: quick,
		}, []string{"method"}),
		reconnects: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: "kotsukotsu", Name: "reconnects_total",
			Help: "Connections that were lost and opened again.",
		}),
		slots: counters("slots_total", "Slots that ended, by kind and outcome.", "kind", "outcome"),
	}
	m.registry.MustRegister(m.presses, m.acks, m.replies, m.commits, m.committed, m.calls,
		m.callTimes, m.reconnects, m.slots, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(
		prometheus.CounterOpts{Namespace: "kotsukotsu", Name: name, Help: help}, labels)
}

func histogram(name, help string, bounds []float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{
		Namespace: "kotsukotsu", Name: name, Help: help, Buckets: bounds,
	})
}

// gauge shows a number as it is when it is asked for.
func (m *metrics) gauge(name, help string, now func() int) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(
		prometheus.GaugeOpts{Namespace: "kotsukotsu", Name: name, Help: help},
		func() float64 { return float64(now()) }))
}

// handler answers /metrics.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// outcome is what became of something that a person did.
type outcome string

const (
	answered   outcome = "answered"
	repeated   outcome = "repeated"   // delivered before
	unrouted   outcome = "unrouted"   // nothing answers to its name
	unreadable outcome = "unreadable" // its envelope could not be read
	failed     outcome = "failed"     // and its person was told that it did
	untold     outcome = "untold"     // it was done, but could not be told
	shed       outcome = "shed"       // there was too much to do
)

func (m *metrics) press(o outcome) { m.presses.WithLabelValues(string(o)).Inc() }

// kept notes a commit.
func (m *metrics) kept(answers int, took time.Duration) {
	m.committed.Observe(float64(answers))
	m.commits.Observe(took.Seconds())
}

// countedLedger counts how slots end.
type countedLedger struct {
	scheduler.Ledger
	metrics *metrics
}

// Finish finishes a slot. Slots that a round brings along have its number in their kind.
func (l countedLedger) Finish(
	ctx context.Context, s study.Slot, state study.SlotState, ts string, why study.Reason,
	now time.Time,
) error {
	err := l.Ledger.Finish(ctx, s, state, ts, why, now)
	if err == nil {
		kind, _, _ := strings.Cut(string(s.Kind), ":")
		l.metrics.slots.WithLabelValues(kind, string(state)).Inc()
	}
	return err
}

// counted notes each request to Slack.
type counted struct {
	*http.Transport
	metrics *metrics
	address string // of the Web API
}

// RoundTrip does a request. Its answer is read to the end, to see whether it is a refusal.
func (c counted) RoundTrip(r *http.Request) (*http.Response, error) {
	method, begun := c.method(r), time.Now()
	response, err := c.Transport.RoundTrip(r)
	var body []byte
	if err == nil {
		body, err = io.ReadAll(response.Body)
		response.Body.Close()
	}
	c.metrics.callTimes.WithLabelValues(method).Observe(time.Since(begun).Seconds())
	if err != nil {
		c.metrics.calls.WithLabelValues(method, "lost").Inc()
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	c.metrics.calls.WithLabelValues(method, said(response.StatusCode, body)).Inc()
	return response, nil
}

// methods are those of the Web API that speak.go calls.
var methods = map[string]bool{
	"apps.connections.open": true, "auth.test": true, "chat.postEphemeral": true,
	"chat.postMessage": true, "chat.update": true, "conversations.history": true,
	"conversations.info": true, "conversations.members": true, "conversations.replies": true,
	"users.info": true, "views.open": true, "views.publish": true,
}

func (c counted) method(r *http.Request) string {
	name := path.Base(r.URL.Path)
	switch {
	case !strings.HasPrefix(r.URL.String(), c.address):
		return "response_url"
	case methods[name]:
		return name
	}
	return "other"
}

// said is what an answer comes to.
func said(status int, body []byte) string {
	var answer struct {
		OK *bool `json:"ok"`
	}
	switch {
	case status == http.StatusTooManyRequests:
		return "busy"
	case status != http.StatusOK:
		return "error"
	case json.Unmarshal(body, &answer) == nil && answer.OK != nil && !*answer.OK:
		return "refused"
	}
	return "ok"
}
