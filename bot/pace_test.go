package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
)

// TestThousandPostsStayWithinSlacksRates: a thousand courses are due at nine in one workspace.
func TestThousandPostsStayWithinSlacksRates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, begun := newPace(5, 20), time.Now()
		posted := map[int]int{} // by minute
		for range 1000 {
			if err := p.wait(context.Background()); err != nil {
				t.Fatal(err)
			}
			posted[int(time.Since(begun).Minutes())]++
		}
		for minute, n := range posted {
			if n > 320 {
				t.Errorf("%d posts in minute %d", n, minute)
			}
		}
		if took := time.Since(begun); took > 4*time.Minute {
			t.Errorf("the last came after %v", took)
		}
	})
}

func TestAllWaitAsLongAsSlackAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, begun := newPace(5, 20), time.Now()
		p.heed(&slack.RateLimitedError{RetryAfter: 30 * time.Second})
		if p.now() == nil {
			t.Error("an edit goes at once")
		}
		if err := p.wait(context.Background()); err != nil || time.Since(begun) < 30*time.Second {
			t.Errorf("a post went after %v (%v), want half a minute", time.Since(begun), err)
		}
	})
}
