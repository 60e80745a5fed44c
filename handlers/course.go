package handlers

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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
	{
		Usage: "/study next",
		Does:  study.Text{JA: "次の出題の日時と休み", EN: "when the next questions come, and when not"},
	},
	{
		Usage: "/study pause",
		Does:  study.Text{JA: "出題を止める（resume で再開）", EN: "stop for now (resume goes on)"},
	},
	{
		Usage: "/study pause 12/29..1/3",
		Does:  study.Text{JA: "その間は出題しない", EN: "no questions in these days"},
	},
	{
		Usage: "/study excuse 12 …",
		Does: study.Text{
			JA: "第12問を誰の連続記録にも数えない（理由を添えて）",
			EN: "question 12 counts for nobody's streak, and why",
		},
	},
	{Usage: "/study audit", Does: study.Text{JA: "決めたことの記録", EN: "what was decided, by whom"}},
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
	word, rest := subcommand(r.Text)
	if word == "help" {
		return help(studyHelp, ""), nil
	}
	course, err := h.store.CourseIn(ctx, r.Channel)
	none := missing(err)
	if err != nil && !none {
		return nil, err
	}
	if word == "" {
		return h.courseForm(ctx, r, course, none)
	}
	do, known := studyCommands[word]
	if !known {
		return help(studyHelp, word), nil
	}
	if none {
		return tell(blocks.NeedCourse), nil
	}
	r.Text = rest
	return do(h, ctx, r, course)
}

var studyCommands = map[string]func(*Handlers, context.Context, Request, study.Course) ([]Reply, error){
	"now":    (*Handlers).questionNow,
	"report": (*Handlers).reportNow,
	"next":   (*Handlers).next,
	"pause":  (*Handlers).pause,
	"resume": (*Handlers).resume,
	"excuse": (*Handlers).excuse,
	"audit":  (*Handlers).audit,
}

func (h *Handlers) courseForm(
	ctx context.Context, r Request, c study.Course, propose bool,
) ([]Reply, error) {
	plan := blocks.Plan{Course: c, Countries: h.calendar.Countries()}
	var err error
	if propose {
		plan.Course = study.Course{
			Channel: r.Channel, Schedule: ProposedSchedule, Report: ProposedReport, Zone: ProposedZone,
		}
		if r.Zone != "" {
			plan.Course.Zone = r.Zone
		}
	} else {
		plan.Recent, err = h.unasked(ctx, c, r.At)
	}
	return []Reply{Modal{func(l study.Language) blocks.View {
		if propose {
			plan.Course.Language = l
		}
		return blocks.CourseForm(plan, l)
	}}}, err
}

// How far back the form says why there was no question, and how often at most.
const (
	unaskedSpan = 14 * 24 * time.Hour
	unaskedMost = 5
)

// unasked are the slots that lately had no question, or not yet.
func (h *Handlers) unasked(
	ctx context.Context, c study.Course, now time.Time,
) ([]study.Entry, error) {
	entries, err := h.store.Entries(ctx, c.ID, study.QuestionSlot, now.Add(-unaskedSpan), now)
	entries = slices.DeleteFunc(entries, func(e study.Entry) bool {
		return e.State == study.Posted || e.State == study.Planned && e.Tries == 0
	})
	for i, e := range entries {
		if e.State == study.Planned || e.State == study.Claimed {
			entries[i].Reason = study.ReasonTrying
		}
	}
	return entries[max(0, len(entries)-unaskedMost):], err
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
	case errors.Is(err, study.ErrClaimed):
		return blocks.AlreadyPosted
	case errors.Is(err, study.ErrOutside):
		return blocks.JoinFirst
	case errors.As(err, &skip) && skip.Reason == study.ReasonPending:
		return blocks.StillPosting
	case errors.As(err, &skip) && skip.Reason == study.ReasonQuiet:
		return blocks.NothingToReport
	case errors.As(err, &skip):
		return blocks.NothingToAsk
	case errors.As(err, &refused):
		return blocks.SlotFailed
	}
	return blocks.SlotUnsure
}

// How many of the next questions are shown where they are asked for, and beside something else.
const (
	nextMost = 10
	nextFew  = 3
)

func (h *Handlers) next(_ context.Context, r Request, c study.Course) ([]Reply, error) {
	next, err := h.calendar.Next(c, r.At, nextMost)
	return privately(func(l study.Language) blocks.Message { return blocks.Next(c, next, l) }), err
}

// pause stops the course, or only in the days that are given.
func (h *Handlers) pause(ctx context.Context, r Request, c study.Course) ([]Reply, error) {
	if r.Text != "" {
		return h.skip(ctx, r, c)
	}
	_, err := h.change(ctx, r, func(c *study.Course) { c.Paused = true })
	return tell(blocks.Paused), err
}

// change changes the course of the channel.
func (h *Handlers) change(
	ctx context.Context, r Request, change func(*study.Course),
) (study.Course, error) {
	return h.store.ChangeCourse(ctx, r.Channel, r.At,
		func(c study.Course, err error) (study.Course, error) {
			change(&c)
			return c, err
		})
}

// skipsMost is how many characters a course's days off may have together: they stand in a field of
// a form, which holds 3,000.
const skipsMost = 2800

func (h *Handlers) skip(ctx context.Context, r Request, c study.Course) ([]Reply, error) {
	span, err := study.ParseSpan(r.Text, c.Today(r.At))
	if err != nil {
		return spanProblem(err, r.Text), nil
	}
	full := false
	c, err = h.change(ctx, r, func(c *study.Course) {
		skips := addSpan(c.Skips, span, c.Today(r.At))
		if full = tooMany(skips); !full {
			c.Skips = skips
		}
	})
	if err != nil || full {
		return tell(blocks.TooManySkips), err
	}
	next, err := h.calendar.Next(c, r.At, nextFew)
	return privately(func(l study.Language) blocks.Message {
		return blocks.SkipAdded(c, span, next, l)
	}), err
}

// addSpan adds days off, and leaves out those that are over or there already.
func addSpan(spans []study.Span, span study.Span, today study.Day) (all []study.Span) {
	for _, s := range spans {
		if s.To >= today && s != span {
			all = append(all, s)
		}
	}
	return append(all, span)
}

func tooMany(spans []study.Span) bool {
	length := 0
	for _, s := range spans {
		length += utf8.RuneCountInString(s.String()) + 1
	}
	return length > skipsMost
}

// spanProblem words what is wrong with dates.
func spanProblem(err error, typed string) []Reply {
	phrase := spanPhrase(err)
	return privately(func(l study.Language) blocks.Message {
		return blocks.SpanProblem(phrase, typed, l)
	})
}

func spanPhrase(err error) study.Text {
	switch {
	case errors.Is(err, study.ErrSpanPast):
		return blocks.PastSpan
	case errors.Is(err, study.ErrSpanLong):
		return blocks.LongSpan
	}
	return blocks.BadSpan
}

func (h *Handlers) resume(ctx context.Context, r Request, _ study.Course) ([]Reply, error) {
	_, err := h.change(ctx, r, func(c *study.Course) { c.Paused, c.Stopped = false, "" })
	return tell(blocks.Resumed), err
}

// excuse lets a round count for nobody, and says so in its thread.
func (h *Handlers) excuse(ctx context.Context, r Request, c study.Course) ([]Reply, error) {
	typed, why := subcommand(r.Text)
	number, notOne := strconv.Atoi(strings.Trim(study.HalfWidth(typed), "#第問"))
	switch {
	case c.Owner != "" && c.Owner != r.User:
		return tell(blocks.OwnerOnly), nil
	case typed == "" || notOne == nil && why == "":
		return tell(blocks.ExcuseHow), nil
	case notOne != nil:
		return noSuchRound(typed), nil
	}
	if long := tooLong(why, blocks.MostWhy); long != nil {
		return privately(long), nil
	}
	round, err := h.store.RoundNumbered(ctx, c.ID, number)
	if missing(err) {
		return noSuchRound(typed), nil
	}
	if err != nil {
		return nil, err
	}
	decision := study.Audit{Course: c.ID, At: r.At, By: r.User, Why: why}
	first, err := h.store.ExcuseRound(ctx, round, decision)
	if err != nil || !first {
		return privately(
			func(l study.Language) blocks.Message { return blocks.ExcusedBefore(number, l) },
		), err
	}
	words := func(l study.Language) blocks.Message { return blocks.Excused(number, why, l) }
	return []Reply{
		Threaded{Channel: round.Channel, Thread: round.TS, Words: words},
		Private{words},
	}, nil
}

func noSuchRound(typed string) []Reply {
	return privately(func(l study.Language) blocks.Message { return blocks.NoSuchRound(typed, l) })
}

// auditMost is how many decisions are listed.
const auditMost = 20

func (h *Handlers) audit(ctx context.Context, r Request, c study.Course) ([]Reply, error) {
	audits, err := h.store.Audits(ctx, c.ID, auditMost)
	if err != nil {
		return nil, err
	}
	learners, err := h.store.Learners(ctx)
	names := map[string]string{}
	for _, a := range audits {
		names[a.By] = cmp.Or(learners[a.By].Name, a.By, blocks.Nobody)
	}
	return privately(func(l study.Language) blocks.Message {
		return blocks.Audits(c, audits, names, l)
	}), err
}

// SetCourse keeps what the form says, or says what is wrong with it, field by field.
func (h *Handlers) SetCourse(ctx context.Context, r Request) ([]Reply, error) {
	r.Channel = r.Private
	var problems map[string]problem
	course, err := h.store.ChangeCourse(ctx, r.Channel, r.At,
		func(c study.Course, err error) (study.Course, error) {
			if err != nil && !missing(err) {
				return c, err
			}
			c.Stopped, c.Owner = "", cmp.Or(c.Owner, r.User)
			if problems = h.fill(&c, r.Fields, r.At); len(problems) > 0 {
				return c, errProblems
			}
			return c, nil
		})
	if len(problems) > 0 {
		return []Reply{Problems{problemTexts(problems)}}, nil
	}
	if err != nil {
		return nil, err
	}
	next, err := h.calendar.Next(course, r.At, nextFew)
	return []Reply{Tell{
		Channel:   course.Channel,
		Words:     func(l study.Language) blocks.Message { return blocks.CourseSet(course, next, l) },
		Otherwise: phraseWords(blocks.JoinFirst),
	}}, err
}

// errProblems keeps a form from being kept.
var errProblems = errors.New("the form has problems")

// problem is what is wrong with a field.
type problem struct {
	phrase study.Text
	args   []any
}

// overfull are the fields of a form in which more is written than fits: Slack holds people to that, if
// it is Slack.
func overfull(fields map[string][]string) map[string]problem {
	problems := map[string]problem{}
	for field := range fields {
		if most := blocks.Room(field); most > 0 && tooLong(one(fields, field), most) != nil {
			problems[field] = problem{blocks.TooLong, []any{most}}
		}
	}
	return problems
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

func (h *Handlers) fill(
	c *study.Course, fields map[string][]string, now time.Time,
) map[string]problem {
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
	h.fillRest(c, fields, now, problems)
	maps.Copy(problems, overfull(fields))
	return problems
}

// fillRest takes the rest days. Lines that stood there before are kept as they are, so that days
// which are over are no fault.
func (h *Handlers) fillRest(
	c *study.Course, fields map[string][]string, now time.Time, problems map[string]problem,
) {
	c.Off = nil
	for _, d := range fields[blocks.FieldOff] {
		if n, err := strconv.Atoi(d); err == nil && n >= 0 && n <= 6 {
			c.Off = append(c.Off, time.Weekday(n))
		}
	}
	if report, simple := study.ParseWeekly(c.Report); simple && within(report.Days, c.Off) {
		problems[blocks.FieldOff] = problem{phrase: blocks.ReportRests}
	}
	if questions, simple := study.ParseWeekly(c.Schedule); simple && within(questions.Days, c.Off) {
		problems[blocks.FieldOff] = problem{phrase: blocks.AllRest}
	}
	c.Country = ""
	if country := one(fields, blocks.FieldCountry); slices.Contains(
		h.calendar.Countries(),
		country,
	) {
		c.Country = country
	}
	before := c.Skips
	c.Skips = nil
	for line := range strings.Lines(one(fields, blocks.FieldSkips)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		span, err := study.ParseSpan(line, c.Today(now))
		if old := slices.IndexFunc(before, func(s study.Span) bool { return s.String() == line }); old >= 0 {
			span, err = before[old], nil
		}
		if err != nil {
			problems[blocks.FieldSkips] = problem{spanPhrase(err), []any{line}}
		}
		c.Skips = append(c.Skips, span)
	}
	if tooMany(c.Skips) {
		problems[blocks.FieldSkips] = problem{phrase: blocks.TooManySkips}
	}
}

// within says whether all days are among others.
func within(days, among []time.Weekday) bool {
	return !slices.ContainsFunc(
		days,
		func(d time.Weekday) bool { return !slices.Contains(among, d) },
	)
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
