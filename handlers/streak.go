package handlers

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

var streakHelp = []blocks.HelpLine{
	{Usage: "/streak", Does: study.Text{JA: "自分の連続記録", EN: "your own streak"}},
	{Usage: "/streak board", Does: study.Text{JA: "みんなの連続記録", EN: "everybody's streaks"}},
	{
		Usage: "/streak pause 12/29..1/3",
		Does: study.Text{
			JA: "お休みの予定（resume で取り消す）",
			EN: "plan an absence (resume takes it back)",
		},
	},
	{
		Usage: "/streak remind",
		Does: study.Text{
			JA: "締め切り前にDMで知らせる（remind off でやめる）",
			EN: "a direct message before a question closes (remind off ends that)",
		},
	},
	{Usage: "/streak hide", Does: study.Text{JA: "一覧とレポートに名前を出さない（show で戻す）",
		EN: "keep your name out of boards and reports (show brings it back)"}},
	{Usage: "/streak forget", Does: study.Text{JA: "自分についての記録を消す（先に説明が出ます）",
		EN: "have all that is kept of you forgotten (it is explained first)"}},
}

// Streak answers /streak.
func (h *Handlers) Streak(ctx context.Context, r Request) ([]Reply, error) {
	word, rest := subcommand(r.Text)
	r.Text = rest
	switch word {
	case "":
		return h.ownStreak(ctx, r)
	case "board":
		return h.board(ctx, r)
	case "pause":
		return h.away(ctx, r)
	case "resume":
		return h.backAgain(ctx, r)
	case "remind":
		return h.remindMe(ctx, r)
	case "hide":
		return tell(blocks.Hidden), h.store.SetHidden(ctx, r.User, true)
	case "show":
		return tell(blocks.Shown), h.store.SetHidden(ctx, r.User, false)
	case "forget":
		return h.forget(ctx, r)
	case "help":
		return help(streakHelp, ""), nil
	default:
		return help(streakHelp, word), nil
	}
}

// forget forgets the learner, who has to type a second word for it: it can't be taken back.
func (h *Handlers) forget(ctx context.Context, r Request) ([]Reply, error) {
	if word, _ := subcommand(r.Text); word != "me" {
		return tell(blocks.ForgetHow), nil
	}
	if err := h.store.Forget(ctx, r.User); err != nil {
		return nil, err
	}
	h.recent.forget()
	home, err := h.HomeOpened(ctx, r) // which shows nothing of the past any more
	return slices.Concat([]Reply{Forgotten{}}, home, tell(blocks.Forgotten)), err
}

// ownStreak is the streak of the channel's course; where there is none, those of all courses.
func (h *Handlers) ownStreak(ctx context.Context, r Request) ([]Reply, error) {
	course, err := h.store.CourseIn(ctx, r.Channel)
	if err != nil && !missing(err) {
		return nil, err
	}
	all, err := h.streaksOf(ctx, r)
	if err != nil {
		return nil, err
	}
	if course.ID != 0 {
		all = slices.DeleteFunc(all, func(o blocks.Own) bool { return o.Channel != course.Channel })
	} else if len(all) == 0 {
		return tell(blocks.NoCourse), nil
	}
	absences, err := h.store.Absences(ctx, r.User, h.today(ctx, r))
	return privately(func(l study.Language) blocks.Message {
		return blocks.Streaks(all, absences, l)
	}), err
}

// backAgain ends an absence with today, and takes back what was planned.
func (h *Handlers) backAgain(ctx context.Context, r Request) ([]Reply, error) {
	today := h.today(ctx, r)
	absences, err := h.store.Absences(ctx, r.User, today)
	if err != nil || len(absences) == 0 {
		return privately(func(l study.Language) blocks.Message { return blocks.Away(nil, l) }), err
	}
	return tell(blocks.BackAgain), h.store.EndAbsences(ctx, r.User, today)
}

// mostAbsences is how many a learner may plan.
const mostAbsences = 20

// away plans an absence, or tells which are planned.
func (h *Handlers) away(ctx context.Context, r Request) ([]Reply, error) {
	absences, err := h.store.Absences(ctx, r.User, h.today(ctx, r))
	if err != nil {
		return nil, err
	}
	if r.Text != "" {
		span, err := study.ParseSpan(r.Text, h.today(ctx, r))
		if err != nil {
			return spanProblem(err, r.Text), nil
		}
		if len(absences) >= mostAbsences {
			return tell(blocks.TooManyAbsences), nil
		}
		absence := study.Absence{Learner: r.User, Span: span, Made: r.At}
		if err := h.store.AddAbsence(ctx, absence); err != nil {
			return nil, err
		}
	}
	absences, err = h.store.Absences(ctx, r.User, h.today(ctx, r))
	return privately(func(l study.Language) blocks.Message { return blocks.Away(absences, l) }), err
}

func (h *Handlers) remindMe(ctx context.Context, r Request) ([]Reply, error) {
	course, err := h.store.CourseIn(ctx, r.Channel)
	if missing(err) {
		return tell(blocks.NoCourse), nil
	}
	if err != nil {
		return nil, err
	}
	switch word, _ := subcommand(r.Text); word {
	case "", "on":
		return tell(blocks.RemindOn), h.store.SetReminder(ctx, course.ID, r.User, true)
	case "off":
		return tell(blocks.RemindOff), h.store.SetReminder(ctx, course.ID, r.User, false)
	default:
		return help(streakHelp, "remind "+word), nil
	}
}

// How many streaks a board shows: the longest, and on either side of the learner's own.
const (
	boardTop    = 3
	boardAround = 2
)

func (h *Handlers) board(ctx context.Context, r Request) ([]Reply, error) {
	course, err := h.store.CourseIn(ctx, r.Channel)
	if missing(err) {
		return tell(blocks.NoCourse), nil
	}
	if err != nil {
		return nil, err
	}
	standings, err := h.standings(ctx, course.ID, r.User, r.At)
	if err != nil {
		return nil, err
	}
	top, around := study.Board(standings, boardTop, boardAround)
	return privately(
		func(l study.Language) blocks.Message { return blocks.Board(top, around, l) },
	), nil
}

// standings are the streaks that go on, longest first, of learners who are in the channel and let
// themselves be named. you are named to yourself in any case.
func (h *Handlers) standings(
	ctx context.Context, course int64, you string, now time.Time,
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
		who, itsYou := learners[s.Learner], s.Learner == you
		if s.Current > 0 && !s.Left && (itsYou || !who.Hidden) {
			name := cmp.Or(who.Name, s.Learner) // Slack may not have told us the name
			standings = append(standings, study.Standing{Name: name, You: itsYou, Streak: s})
		}
	}
	slices.SortStableFunc(
		standings,
		func(a, b study.Standing) int { return cmp.Compare(b.Current, a.Current) },
	)
	return standings, nil
}

// TellMilestone tells the channel, once, of a milestone that the learner has reached.
func (h *Handlers) TellMilestone(ctx context.Context, r Request) ([]Reply, error) {
	id, reached, _ := strings.Cut(r.Value, "/")
	course, err1 := strconv.ParseInt(id, 10, 64)
	n, err2 := strconv.Atoi(reached)
	if err1 != nil || err2 != nil || !slices.Contains(study.Milestones, n) {
		return nil, nil // no button of ours has such a value
	}
	c, err := h.store.CourseIn(ctx, r.Channel)
	if err != nil && !missing(err) {
		return nil, err
	}
	if c.ID != course {
		return tell(blocks.NoCourse), nil
	}
	first, err := h.store.TellMilestone(ctx, course, r.User, n)
	if err != nil || !first {
		return tell(blocks.MilestoneKnown), err
	}
	learners, err := h.store.Learners(ctx)
	name := cmp.Or(learners[r.User].Name, r.User)
	return []Reply{Public{func(l study.Language) blocks.Message {
		return blocks.MilestoneTold(name, n, l)
	}}}, err
}
