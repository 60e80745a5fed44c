package main

import (
	"context"
	"time"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
)

// The app is the scheduler's Channel: it makes what is due, and says it in Slack.

// Wait returns when Slack's rates allow another post.
func (a *app) Wait(ctx context.Context) error { return a.speaker.posts.wait(ctx) }

// Serve makes and posts what is due in a slot.
func (a *app) Serve(ctx context.Context, slot study.Slot, now time.Time) (string, error) {
	if slot.Kind == study.ReportSlot || slot.Kind == study.ReportNow {
		a.refreshMembers(ctx, slot.Course)
	}
	due, err := a.handlers.Serve(ctx, slot, now)
	if err != nil {
		return "", err
	}
	if slot.Kind.Alone() {
		return "", a.aside(ctx, due)
	}
	if due.Update != nil {
		if err := a.edit(ctx, *due.Update); err != nil {
			return "", refusal(err)
		}
	}
	ts, err := a.speaker.post(ctx, due.Post)
	if err == nil && due.Aside != nil {
		if err := a.direct(ctx, *due.Aside); err != nil {
			a.log.Warn("owner not told", "slot", slot.Key(), "cause", err)
		}
	}
	return ts, err
}

// membersTime is how long Slack may take to say who is in a channel.
const membersTime = 3 * time.Second

// refreshMembers notes who is still in a course's channel, so that a report names nobody who left.
// Where Slack doesn't say, it stays as it was.
func (a *app) refreshMembers(ctx context.Context, course int64) {
	c, err := a.store.Course(ctx, course)
	var members []string
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, membersTime)
		defer cancel()
		members, err = a.speaker.members(ctx, c.Channel)
	}
	if err == nil {
		err = a.store.SetMembers(ctx, course, members)
	}
	if err != nil {
		a.log.Warn("members not known", "course", course, "cause", err)
	}
}

// aside tells persons something alone. Of many, each is told as far as Slack's rates allow for now:
// that one is told is noted before, so that nobody is told twice; whom Slack can't reach stands in the
// log.
func (a *app) aside(ctx context.Context, due handlers.Due) error {
	if due.Aside != nil {
		return a.direct(ctx, *due.Aside)
	}
	for _, d := range due.Asides {
		if err := a.speaker.posts.wait(ctx); err != nil {
			return study.Later{Cause: err}
		}
		first, err := d.Once(ctx)
		if err != nil {
			return study.Later{Cause: err}
		}
		if !first {
			continue
		}
		if err := a.direct(ctx, d.Direct); err != nil {
			a.log.Warn("not told", "user", d.User, "cause", err)
		}
	}
	if due.More {
		return study.Later{Cause: study.ErrMore}
	}
	return nil
}

// direct says something to one person, in the person's language.
func (a *app) direct(ctx context.Context, d handlers.Direct) error {
	l := a.language(ctx, handlers.Request{Channel: d.Channel, User: d.User, At: a.now()})
	return a.speaker.direct(ctx, d.User, d.Words(l))
}

// edit gives a message its last form.
func (a *app) edit(ctx context.Context, u handlers.Update) error {
	a.editing.Lock()
	defer a.editing.Unlock()
	if err := a.speaker.edits.now(); err != nil {
		return err
	}
	return a.speaker.update(ctx, u)
}

// Posted looks for the message of an interrupted slot. What people were told alone can't be found;
// it is noted before it is said.
func (a *app) Posted(ctx context.Context, slot study.Slot) (string, error) {
	channel, thread, err := a.handlers.Place(ctx, slot)
	if err != nil || channel == "" {
		return "", err
	}
	return a.speaker.find(ctx, channel, thread, slot)
}
