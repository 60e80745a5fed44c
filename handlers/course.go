package handlers

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

var studyHelp = []blocks.HelpLine{
	{
		Usage: "/study",
		Does:  study.Text{JA: "このチャンネルの出題を設定する", EN: "set up the questions of this channel"},
	},
	{Usage: "/study now", Does: study.Text{JA: "いま一問出す", EN: "post a question now"}},
	{Usage: "/study report", Does: study.Text{JA: "いまレポートを出す", EN: "post the report now"}},
	{Usage: "/study next", Does: study.Text{JA: "次の出題の日時", EN: "when the next questions come"}},
	{
		Usage: "/study pause",
		Does:  study.Text{JA: "出題を止める（resume で再開）", EN: "stop for now (resume goes on)"},
	},
}

// What a channel's course is proposed to be: a question every weekday morning, a report on Friday
// evening.
const (
	ProposedSchedule = "0 9 * * 1-5"
	ProposedReport   = "0 17 * * 5"
	ProposedZone     = "Asia/Tokyo"
)

// Study answers /study: the form that sets a channel up, and what can be done with its course.
func (h *Handlers) Study(ctx context.Context, r Request) ([]Reply, error) {
	if strings.HasPrefix(r.Channel, "D") {
		return tell(blocks.NotAChannel), nil
	}
	word, _ := subcommand(r.Text)
	if word == "help" {
		return help(studyHelp, ""), nil
	}
	course, err := h.store.CourseIn(ctx, r.Team, r.Channel)
	none := missing(err)
	if err != nil && !none {
		return nil, err
	}
	if word == "" {
		return courseForm(r, course, none), nil
	}
	do, known := studyCommands[word]
	if !known {
		return help(studyHelp, word), nil
	}
	if none {
		return tell(blocks.NeedCourse), nil
	}
	return do(h, ctx, r, course)
}

var studyCommands = map[string]func(*Handlers, context.Context, Request, study.Course) ([]Reply, error){
	"now":    (*Handlers).questionNow,
	"report": (*Handlers).reportNow,
	"next":   (*Handlers).next,
	"pause":  (*Handlers).pause,
	"resume": (*Handlers).resume,
}

func courseForm(r Request, c study.Course, propose bool) []Reply {
	if propose {
		c = study.Course{
			Channel: r.Channel, Schedule: ProposedSchedule, Report: ProposedReport, Zone: ProposedZone,
		}
		if r.Zone != "" {
			c.Zone = r.Zone
		}
	}
	return []Reply{Modal{func(l study.Language) blocks.View {
		if propose {
			c.Language = l
		}
		return blocks.CourseForm(c, l)
	}}}
}

func (h *Handlers) questionNow(_ context.Context, r Request, c study.Course) ([]Reply, error) {
	return now(c, study.QuestionNow, blocks.PostingNow, r.At), nil
}

func (h *Handlers) reportNow(_ context.Context, r Request, c study.Course) ([]Reply, error) {
	return now(c, study.ReportNow, blocks.ReportingNow, r.At), nil
}

// now serves a slot planned for this second: asked for twice within it, it is still served once.
func now(c study.Course, kind study.SlotKind, done study.Text, at time.Time) []Reply {
	slot := study.Slot{Course: c.ID, Kind: kind, Planned: at.Truncate(time.Second)}
	return []Reply{
		Now{Slot: slot, Then: func(err error) Words { return phraseWords(outcome(err, done)) }},
	}
}

// outcome is what to tell the person who asked for a slot.
func outcome(err error, done study.Text) study.Text {
	var skip study.Skip
	var refused study.Refused
	switch {
	case err == nil:
		return done
	case errors.Is(err, study.ErrClaimed), errors.Is(err, study.ErrPending):
		return blocks.AlreadyPosted
	case errors.Is(err, study.ErrOutside):
		return blocks.JoinFirst
	case errors.As(err, &skip):
		return blocks.NothingToAsk
	case errors.As(err, &refused):
		return blocks.SlotFailed
	}
	return blocks.SlotUnsure
}

func (h *Handlers) next(_ context.Context, r Request, c study.Course) ([]Reply, error) {
	times, err := h.calendar.Next(c.Schedule, c.Zone, r.At, 3)
	if err != nil {
		return nil, err
	}
	return privately(func(l study.Language) blocks.Message { return blocks.Next(c, times, l) }), nil
}

func (h *Handlers) pause(ctx context.Context, r Request, c study.Course) ([]Reply, error) {
	c.Paused = true
	return tell(blocks.Paused), h.store.SetCourse(ctx, c, r.At)
}

func (h *Handlers) resume(ctx context.Context, r Request, c study.Course) ([]Reply, error) {
	c.Paused = false
	return tell(blocks.Resumed), h.store.SetCourse(ctx, c, r.At)
}

// SetCourse keeps what the form says, or says what is wrong with it, field by field.
func (h *Handlers) SetCourse(ctx context.Context, r Request) ([]Reply, error) {
	course, err := h.store.CourseIn(ctx, r.Team, r.Private)
	if err != nil && !missing(err) {
		return nil, err
	}
	course.Team, course.Channel, course.Owner = r.Team, r.Private, r.User
	problems := h.fill(&course, r.Fields)
	if len(problems) > 0 {
		return []Reply{Problems{problemTexts(problems)}}, nil
	}
	if err := h.store.SetCourse(ctx, course, r.At); err != nil {
		return nil, err
	}
	next, err := h.calendar.Next(course.Schedule, course.Zone, r.At, 3)
	if err != nil {
		return nil, err
	}
	return []Reply{Tell{
		Channel:   course.Channel,
		Words:     func(l study.Language) blocks.Message { return blocks.CourseSet(course, next, l) },
		Otherwise: phraseWords(blocks.JoinFirst),
	}}, nil
}

// problem is what is wrong with a field.
type problem struct {
	phrase study.Text
	args   []any
}

func problemTexts(problems map[string]problem) func(study.Language) map[string]string {
	return func(l study.Language) map[string]string {
		texts := map[string]string{}
		for field, p := range problems {
			texts[field] = blocks.Problem(p.phrase, l, p.args...)
		}
		return texts
	}
}

func (h *Handlers) fill(c *study.Course, fields map[string][]string) map[string]problem {
	problems := map[string]problem{}
	c.Zone = strings.TrimSpace(one(fields, blocks.FieldZone))
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" || c.Zone == "Local" {
		problems[blocks.FieldZone] = problem{blocks.BadZone, []any{c.Zone}}
	}
	c.Language = study.Language(one(fields, blocks.FieldLanguage))
	if c.Exam = one(fields, blocks.FieldExam); c.Exam == blocks.AnyExam {
		c.Exam = ""
	}
	if p, field := h.fillSchedule(c, fields); field != "" {
		problems[field] = p
	}
	fillReport(c, fields)
	return problems
}

// fillSchedule takes the cron spec if one is given, else days and time.
func (h *Handlers) fillSchedule(
	c *study.Course,
	fields map[string][]string,
) (p problem, field string) {
	if spec := strings.TrimSpace(one(fields, blocks.FieldCron)); spec != "" {
		if h.calendar.Check(spec) != nil {
			return problem{blocks.BadSchedule, []any{spec}}, blocks.FieldCron
		}
		c.Schedule = spec
		return p, ""
	}
	days, clock := fields[blocks.FieldDays], one(fields, blocks.FieldTime)
	if clock == "" {
		return problem{phrase: blocks.NoTime}, blocks.FieldTime
	}
	w, ok := weekly(days, clock)
	if !ok {
		return problem{phrase: blocks.NoDays}, blocks.FieldDays
	}
	c.Schedule = w.Spec()
	return p, ""
}

// fillReport leaves the report as it is if the form says nothing of it.
func fillReport(c *study.Course, fields map[string][]string) {
	if w, ok := weekly(fields[blocks.FieldReportDay], one(fields, blocks.FieldReportTime)); ok {
		c.Report = w.Spec()
	}
	if c.Report == "" {
		c.Report = ProposedReport
	}
}

// weekly reads days ("1") and a time ("09:00"); false if either is missing.
func weekly(days []string, clock string) (study.Weekly, bool) {
	at, err := time.Parse("15:04", clock)
	if err != nil || len(days) == 0 {
		return study.Weekly{}, false
	}
	w := study.Weekly{Hour: at.Hour(), Minute: at.Minute()}
	for _, d := range days {
		n, err := strconv.Atoi(d)
		if err != nil || n < 0 || n > 6 {
			return study.Weekly{}, false
		}
		w.Days = append(w.Days, time.Weekday(n))
	}
	return w, true
}

func one(fields map[string][]string, name string) string {
	if len(fields[name]) == 0 {
		return ""
	}
	return fields[name][0]
}
