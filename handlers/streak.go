package handlers

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

var streakHelp = []blocks.HelpLine{
	{Usage: "/streak", Does: study.Text{JA: "自分の連続記録", EN: "your own streak"}},
	{Usage: "/streak board", Does: study.Text{JA: "みんなの連続記録", EN: "everybody's streaks"}},
	{Usage: "/streak hide", Does: study.Text{JA: "一覧とレポートに名前を出さない（show で戻す）",
		EN: "keep your name out of boards and reports (show brings it back)"}},
}

// mostStandings is how many streaks are named at once: the longest, so that nobody is last.
const mostStandings = 10

// Streak answers /streak.
func (h *Handlers) Streak(ctx context.Context, r Request) ([]Reply, error) {
	switch word, _ := subcommand(r.Text); word {
	case "":
		return h.ownStreak(ctx, r)
	case "board":
		return h.board(ctx, r)
	case "hide":
		return tell(blocks.Hidden), h.store.SetHidden(ctx, r.User, true)
	case "show":
		return tell(blocks.Shown), h.store.SetHidden(ctx, r.User, false)
	case "help":
		return help(streakHelp, ""), nil
	default:
		return help(streakHelp, word), nil
	}
}

func (h *Handlers) ownStreak(ctx context.Context, r Request) ([]Reply, error) {
	course, err := h.store.CourseIn(ctx, r.Team, r.Channel)
	if missing(err) {
		return tell(blocks.NoCourse), nil
	}
	if err != nil {
		return nil, err
	}
	streak, err := h.store.Streak(ctx, course.ID, r.User)
	if err != nil {
		return nil, err
	}
	closed, err := h.store.LastClosed(ctx, course.ID, r.At)
	if err != nil {
		return nil, err
	}
	streak = streak.Through(closed)
	return privately(func(l study.Language) blocks.Message { return blocks.Streak(streak, l) }), nil
}

func (h *Handlers) board(ctx context.Context, r Request) ([]Reply, error) {
	course, err := h.store.CourseIn(ctx, r.Team, r.Channel)
	if missing(err) {
		return tell(blocks.NoCourse), nil
	}
	if err != nil {
		return nil, err
	}
	standings, err := h.standings(ctx, course.ID, r.At)
	if err != nil {
		return nil, err
	}
	return privately(
		func(l study.Language) blocks.Message { return blocks.Board(standings, l) },
	), nil
}

// standings are the longest streaks that go on, of learners who let themselves be named.
func (h *Handlers) standings(
	ctx context.Context,
	course int64,
	now time.Time,
) ([]study.Standing, error) {
	streaks, err := h.store.Streaks(ctx, course)
	if err != nil {
		return nil, err
	}
	learners, err := h.store.Learners(ctx)
	if err != nil {
		return nil, err
	}
	closed, err := h.store.LastClosed(ctx, course, now)
	if err != nil {
		return nil, err
	}
	var standings []study.Standing
	for _, s := range streaks {
		s = s.Through(closed)
		who := learners[s.Learner]
		if s.Current > 0 && !who.Hidden {
			name := cmp.Or(who.Name, s.Learner) // Slack may not have told us the name
			standings = append(standings, study.Standing{Name: name, Streak: s})
		}
	}
	slices.SortStableFunc(
		standings,
		func(a, b study.Standing) int { return cmp.Compare(b.Current, a.Current) },
	)
	return standings[:min(len(standings), mostStandings)], nil
}
