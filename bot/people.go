package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"kotsukotsu/data/study"
)

// person is what we need to know of someone to speak to them.
type person struct {
	name     string
	zone     string         // IANA
	language study.Language // "" if Slack doesn't say
	until    time.Time      // when to ask again
}

// How long what Slack says of a person is believed, and how soon to ask again if it said nothing.
const (
	knownFor   = 6 * time.Hour
	unknownFor = 5 * time.Minute
	askTime    = time.Second
)

// people remembers persons, so that Slack is asked once and a verdict doesn't wait for it.
type people struct {
	ask     func(ctx context.Context, user string) (person, error)
	setName func(ctx context.Context, user, name string) error
	log     *slog.Logger

	mu    sync.Mutex
	known map[string]person
}

// remembered returns a person without asking Slack.
func (p *people) remembered(user string) person {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known[user]
}

// know returns a person, asking Slack if that is needed.
func (p *people) know(ctx context.Context, user string, now time.Time) person {
	who := p.remembered(user)
	if now.Before(who.until) {
		return who
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	asked, err := p.ask(ctx, user)
	if err != nil {
		p.log.Warn("user unknown", "user", user, "cause", err)
		who.until = now.Add(unknownFor)
	} else {
		who, who.until = asked, now.Add(knownFor)
		p.keepName(ctx, user, who.name)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known[user] = who
	return who
}

func (p *people) keepName(ctx context.Context, user, name string) {
	if err := p.setName(ctx, user, name); err != nil {
		p.log.Warn("name not kept", "user", user, "cause", err)
	}
}
