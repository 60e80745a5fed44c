package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

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
	nameTime   = 200 * time.Millisecond // to wait until a name is kept
	keepTime   = 3 * time.Second        // to keep it, at most
)

// Slack lets an app ask for some hundred people a minute. When many come at once, as they do when a
// question is posted, the first are asked for while they wait, and the others by and by.
const (
	askAtOnce = 20
	askEvery  = 700 * time.Millisecond
)

// people remembers persons, so that Slack is asked once and a verdict doesn't wait for it.
type people struct {
	ask     func(ctx context.Context, user string) (person, error)
	setName func(ctx context.Context, user, name string) error
	log     *slog.Logger
	now     func() time.Time
	pace    *rate.Limiter
	keeping sync.WaitGroup // of names

	mu      sync.Mutex
	known   map[string]person
	unasked map[string]bool
}

func newPeople(a *app) *people {
	return &people{
		ask: a.speaker.person, log: a.log, now: a.now,
		pace:  rate.NewLimiter(rate.Every(askEvery), askAtOnce),
		known: map[string]person{}, unasked: map[string]bool{},
	}
}

// remembered returns a person without asking Slack.
func (p *people) remembered(user string) person {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known[user]
}

// know returns a person, asking Slack if that is needed and may be done at once.
func (p *people) know(ctx context.Context, user string, now time.Time) person {
	who := p.remembered(user)
	if now.Before(who.until) {
		return who
	}
	if p.pace.Allow() {
		return p.meet(ctx, user, now)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unasked[user] = true
	return who
}

// meet asks Slack for a person.
func (p *people) meet(ctx context.Context, user string, now time.Time) person {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	who, err := p.ask(ctx, user)
	if err != nil {
		p.log.Warn("user unknown", "user", user, "cause", err)
		who = p.remembered(user)
		who.until = now.Add(unknownFor)
	} else {
		who.until = now.Add(knownFor)
		p.keepName(ctx, user, who.name)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known[user] = who
	return who
}

// forget forgets a person but for how to speak to them just now: Slack isn't asked for a while, as
// that would bring the name back.
func (p *people) forget(user string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.known[user]
	p.known[user] = person{zone: was.zone, language: was.language, until: now.Add(unknownFor)}
	delete(p.unasked, user)
}

// keepName keeps a name. Nobody waits for long until the database has time for that.
func (p *people) keepName(ctx context.Context, user, name string) {
	kept := make(chan struct{})
	p.keeping.Go(func() {
		defer close(kept)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
		defer cancel()
		if err := p.setName(ctx, user, name); err != nil {
			p.log.Warn("name not kept", "user", user, "cause", err)
		}
	})
	select {
	case <-kept:
	case <-time.After(nameTime):
	}
}

// run asks for those who had to wait, until ctx ends.
func (p *people) run(ctx context.Context) {
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := p.meetNext(ctx); err != nil {
				p.log.Error("user not asked for", "cause", err)
			}
		}
	}
}

func (p *people) meetNext(ctx context.Context) (err error) {
	defer recovered(&err)
	if user := p.next(); user != "" {
		p.meet(ctx, user, p.now())
	}
	return nil
}

// next takes one who waits, if there is room for one.
func (p *people) next() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for user := range p.unasked {
		if !p.pace.Allow() {
			return ""
		}
		delete(p.unasked, user)
		return user
	}
	return ""
}

// tongues remembers for a moment which language a channel's course is in: it is asked for with every
// verdict to somebody of whom Slack doesn't say.
type tongues struct {
	mu    sync.Mutex
	since time.Time
	known map[string]study.Language
}

const tongueFor = time.Second

// of returns the language of a channel, asking for it if that is needed.
func (t *tongues) of(channel string, ask func() study.Language) study.Language {
	l, ok := t.remembered(channel)
	if !ok {
		l = ask()
		t.mu.Lock()
		defer t.mu.Unlock()
		t.known[channel] = l
	}
	return l
}

func (t *tongues) remembered(channel string) (study.Language, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if time.Since(t.since) > tongueFor {
		t.since, t.known = time.Now(), map[string]study.Language{}
	}
	l, ok := t.known[channel]
	return l, ok
}
