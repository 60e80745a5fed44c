package main

import (
	"context"
	"errors"
	"slices"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
	"kotsukotsu/handlers/blocks"
)

// reply does what the replies to a call ask for, in the language of its person.
func (a *app) reply(ctx context.Context, c call, replies []handlers.Reply) (err error) {
	defer recovered(&err)
	if len(replies) == 0 {
		return nil
	}
	if slices.Contains(replies, handlers.Reply(handlers.Forgotten{})) {
		a.people.forget(c.request.User, c.request.At)
	}
	l := a.language(ctx, c.request)
	var errs []error
	for _, r := range replies {
		errs = append(errs, a.replyOne(ctx, c, r, l))
	}
	return errors.Join(errs...)
}

func (a *app) replyOne(ctx context.Context, c call, r handlers.Reply, l study.Language) error {
	switch r := r.(type) {
	case handlers.Private:
		return a.privately(ctx, c, r.Words(l), adding)
	case handlers.Replace:
		return a.privately(ctx, c, r.Words(l), c.replacement())
	case handlers.Tell:
		return a.tell(ctx, c, r, l)
	case handlers.Inform:
		return a.direct(ctx, handlers.Direct{User: r.User, Words: r.Words})
	case handlers.Public:
		return a.publicly(ctx, c, r, l)
	case handlers.Threaded:
		return a.speaker.say(ctx, r.Channel, r.Thread, r.Words(a.spoken(ctx, c.request, l)))
	case handlers.Modal:
		return a.speaker.open(ctx, c.trigger, r.View(l))
	case handlers.Home:
		return a.speaker.home(ctx, c.request.User, r.View(l))
	case handlers.Count:
		a.counter.mark(r.Round)
	case handlers.Now:
		err := a.scheduler.Serve(ctx, r.Slot, c.request.At)
		if err := unexpected(err); err != nil {
			a.log.Error("slot not served", "slot", r.Slot.Key(), "cause", err)
		}
		return a.privately(ctx, c, r.Then(err)(l), adding)
	}
	return nil
}

// unexpected drops the errors that the person was told what to do about.
func unexpected(err error) error {
	var skip study.Skip
	if errors.Is(err, study.ErrClaimed) || errors.Is(err, study.ErrOutside) ||
		errors.As(err, &skip) {
		return nil
	}
	return err
}

// privately speaks through the response_url; where there is none or it is used up, in the channel
// or directly.
func (a *app) privately(ctx context.Context, c call, m blocks.Message, how manner) error {
	if c.responseURL != "" {
		err := a.speaker.respond(ctx, c.responseURL, m, how)
		if err == nil {
			return nil
		}
		a.log.Warn("response_url failed", "cause", err)
	}
	same := func(study.Language) blocks.Message { return m }
	return a.tell(
		ctx,
		c,
		handlers.Tell{Channel: c.request.Channel, Words: same, Otherwise: same},
		"",
	)
}

// publicly speaks in the channel, in the channel's language; where the bot isn't in it, the person
// is told how to change that.
func (a *app) publicly(ctx context.Context, c call, r handlers.Public, l study.Language) error {
	err := a.speaker.say(ctx, c.request.Channel, "", r.Words(a.spoken(ctx, c.request, l)))
	if errors.Is(err, study.ErrOutside) {
		return a.privately(ctx, c, blocks.Tell(blocks.JoinFirst, l), adding)
	}
	return err
}

func (a *app) tell(ctx context.Context, c call, t handlers.Tell, l study.Language) error {
	if t.Channel != "" {
		err := a.speaker.whisper(ctx, t.Channel, c.request.User, t.Words(l))
		if err == nil {
			return nil
		}
		a.log.Warn("whisper failed", "cause", err)
	}
	return a.speaker.direct(ctx, c.request.User, t.Otherwise(l))
}

// language is what a person reads: what Slack says; else the language of the channel's course; else
// English.
func (a *app) language(ctx context.Context, r handlers.Request) study.Language {
	if who := a.people.know(ctx, r.User, r.At); who.language != "" {
		return who.language
	}
	return a.spoken(ctx, r, study.English)
}

// spoken is the language of the channel's course; where there is none, the one that is given.
func (a *app) spoken(
	ctx context.Context,
	r handlers.Request,
	unless study.Language,
) study.Language {
	l := a.tongues.of(r.Channel, func() study.Language {
		course, err := a.store.CourseIn(ctx, r.Channel)
		if err != nil {
			return ""
		}
		return course.Language
	})
	if l == "" {
		return unless
	}
	return l
}

// sorry tells a person calmly that something went wrong; the log has the cause beside the same id.
func (a *app) sorry(ctx context.Context, c call, id string) error {
	if c.request.User == "" || c.kind == handlers.Event {
		return nil
	}
	return a.reply(
		ctx,
		c,
		[]handlers.Reply{handlers.Private{Words: func(l study.Language) blocks.Message {
			return blocks.Sorry(id, l)
		}}},
	)
}
