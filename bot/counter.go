package main

import (
	"context"
	"sync"
	"time"
)

// countEvery is how often the numbers of answers in a channel are brought up to date at most. Slack
// allows some fifty updates a minute.
const countEvery = 3 * time.Second

// countLast is how long bringing them up to date may take when the bot stops.
const countLast = time.Second

// counter brings "n answered" under a round up to date, once for many answers.
type counter struct {
	update func(ctx context.Context, round int64) error
	failed func(err error)

	mu    sync.Mutex
	dirty map[int64]bool
}

// mark notes that a round has a new answer.
func (c *counter) mark(round int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dirty[round] = true
}

// run updates until ctx ends, and a last time then.
func (c *counter) run(ctx context.Context) {
	tick := time.NewTicker(countEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			c.flush(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), countLast)
			defer cancel()
			c.flush(last)
			return
		}
	}
}

func (c *counter) flush(ctx context.Context) {
	c.mu.Lock()
	rounds := c.dirty
	c.dirty = map[int64]bool{}
	c.mu.Unlock()
	for round := range rounds {
		if err := c.update(ctx, round); err != nil {
			c.failed(err)
		}
	}
}
