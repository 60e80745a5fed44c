package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"kotsukotsu/data/study"
)

// pace keeps the calls of one sort within Slack's rates: https://docs.slack.dev/apis/web-api/rate-limits
// allows several hundred posts a minute in a workspace, and 50 edits. When Slack says that it was too
// many edits, all wait as long as it asks for. With posts it may mean one channel alone, so there only
// that one waits, in the ledger.
type pace struct {
	limiter *rate.Limiter
	held    *hold
}

type hold struct {
	mu    sync.Mutex
	until time.Time
}

func newPace(perSecond rate.Limit, burst int) pace {
	return pace{rate.NewLimiter(perSecond, burst), &hold{}}
}

// wait returns when another call may go.
func (p pace) wait(ctx context.Context) error {
	for left := p.left(); left > 0; left = p.left() {
		timer := time.NewTimer(left)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
	return p.limiter.Wait(ctx)
}

// now returns study.Later if no call may go at once.
func (p pace) now() error {
	if left := p.left(); left > 0 || !p.limiter.Allow() {
		return study.Later{Cause: errors.New("at Slack's rate limit"), After: left}
	}
	return nil
}

func (p pace) left() time.Duration {
	p.held.mu.Lock()
	defer p.held.mu.Unlock()
	return time.Until(p.held.until)
}

// heed holds all calls if an error says that there were too many.
func (p pace) heed(err error) {
	var busy *slack.RateLimitedError
	if !errors.As(err, &busy) {
		return
	}
	p.held.mu.Lock()
	defer p.held.mu.Unlock()
	if until := time.Now().Add(busy.RetryAfter); until.After(p.held.until) {
		p.held.until = until
	}
}
