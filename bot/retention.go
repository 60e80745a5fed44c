package main

import (
	"context"
	"time"
)

// sweepEvery is how often what nobody needs any more is let go of.
const sweepEvery = 24 * time.Hour

// sweep does so at start and then every day, until ctx ends.
func (a *app) sweep(ctx context.Context) {
	every := time.NewTicker(sweepEvery)
	defer every.Stop()
	for {
		if err := a.sweepOnce(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("sweep failed", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

func (a *app) sweepOnce(ctx context.Context) (err error) {
	defer recovered(&err)
	now := a.now()
	swept, err := a.store.Sweep(ctx, now)
	for _, learner := range swept.Learners {
		a.people.forget(learner, now)
	}
	a.log.Info("swept", "misses", swept.Misses, "slots", swept.Slots, "learners", len(swept.Learners))
	return err
}
