package blocks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"kotsukotsu/data/study"
)

// ViewCourse is the callback ID of the form that sets a channel up. Its fields are named as the
// blocks they stand in.
const (
	ViewCourse      = "course"
	FieldDays       = "days"
	FieldTime       = "time"
	FieldCron       = "cron"
	FieldZone       = "zone"
	FieldLanguage   = "language"
	FieldExam       = "exam"
	FieldReportDay  = "report-day"
	FieldReportTime = "report-time"
	FieldOff        = "off"
	FieldCountry    = "country"
	FieldSkips      = "skips"
)

// Values of fields in which nothing is chosen, as Slack wants no empty ones.
const (
	AnyExam   = "all"
	NoCountry = "none"
)

// View is a modal, or an App Home if it has no title.
type View struct {
	Title, Submit, Close string
	Callback             string
	Private              string // comes back with what is submitted; never a secret
	Blocks               []slack.Block
}

// Plan is a course as its form shows it.
type Plan struct {
	Course    study.Course
	Recent    []study.Entry // slots that lately had no question
	Countries []string      // whose holidays can be chosen
}

// CourseForm asks for a channel's plan, filled in with the one it has or a proposal.
func CourseForm(plan Plan, l study.Language) View {
	c := plan.Course
	questions, simple := study.ParseWeekly(c.Schedule)
	report, simpleReport := study.ParseWeekly(c.Report)
	cron := ""
	if !simple {
		cron = c.Schedule
	}
	v := View{
		Title: clip(courseTitle.In(l), mostModalTitle), Submit: save.In(l), Close: cancel.In(l),
		Callback: ViewCourse, Private: c.Channel,
	}
	v.Blocks = append(
		standing(plan, l),
		optional(input(FieldDays, daysLabel, weekdayField(FieldDays, questions.Days, l), l)),
		optional(input(FieldTime, timeLabel, timeField(FieldTime, questions, simple), l)),
		optional(hinted(input(FieldCron, cronLabel, textField(FieldCron, cron), l), cronHint, l)),
		hinted(input(FieldZone, zoneLabel, textField(FieldZone, c.Zone), l), zoneHint, l),
		input(FieldLanguage, languageLabel, languageField(c.Language), l),
		input(FieldExam, examLabel, examField(c.Exam, l), l),
		optional(input(FieldReportDay, reportDayLabel, reportDayField(report, simpleReport, l), l)),
		optional(
			input(
				FieldReportTime,
				reportTimeLabel,
				timeField(FieldReportTime, report, simpleReport),
				l,
			),
		),
		optional(input(FieldOff, offLabel, weekdayField(FieldOff, c.Off, l), l)),
		input(FieldCountry, restLabel, countryField(plan.Countries, c.Country, l), l),
		optional(
			hinted(input(FieldSkips, skipLabel, linesField(FieldSkips, c.Skips), l), skipHint, l),
		),
	)
	return v
}

// standing says why there is or was no question, if that is so.
func standing(plan Plan, l study.Language) []slack.Block {
	var p page
	p.halted(plan.Course, l)
	if len(plan.Recent) > 0 {
		p.line(bold(recentTitle.In(l)))
		var lines [][]part
		for _, e := range plan.Recent {
			at := inZone(e.Planned, plan.Course.Zone)
			lines = append(lines, []part{say(slotTime(at, l) + "  " + Reason(e.Reason, l))})
		}
		p.list(lines)
	}
	return p.blocks
}

// halted says that nothing is posted at all for now, if that is so.
func (p *page) halted(c study.Course, l study.Language) {
	switch {
	case c.Stopped != "":
		p.list([][]part{parts(fmt.Sprintf(stoppedNote.In(l), c.Stopped))})
	case c.Paused:
		p.list([][]part{parts(pausedNote.In(l))})
	}
}

// Reason words why there is no question. What else the ledger knows, such as an error, is not for
// learners.
func Reason(r study.Reason, l study.Language) string {
	reason, detail := r.Split()
	words := reasons[reason].In(l)
	switch reason {
	case study.ReasonHoliday:
		if name, ours := holidays[detail]; ours && l == study.Japanese {
			detail = name
		}
	case study.ReasonSkip, study.ReasonStopped, study.ReasonRefused:
	default:
		detail = ""
	}
	switch {
	case detail == "":
		return words
	case l == study.Japanese:
		return words + "（" + detail + "）"
	}
	return words + " (" + detail + ")"
}

func input(
	id string,
	label study.Text,
	element slack.BlockElement,
	l study.Language,
) *slack.InputBlock {
	return slack.NewInputBlock(id, plain(label.In(l)), nil, element)
}

func optional(b *slack.InputBlock) *slack.InputBlock {
	b.Optional = true
	return b
}

func hinted(b *slack.InputBlock, hint study.Text, l study.Language) *slack.InputBlock {
	b.Hint = plain(hint.In(l))
	return b
}

func textField(id, value string) slack.BlockElement {
	e := slack.NewPlainTextInputBlockElement(nil, id)
	if value != "" {
		e.InitialValue = value
	}
	return e
}

func weekdayField(id string, days []time.Weekday, l study.Language) slack.BlockElement {
	var all, chosen []*slack.OptionBlockObject
	for d, name := range weekdays {
		o := option(strconv.Itoa(d), name.In(l))
		all = append(all, o)
		if slices.Contains(days, time.Weekday(d)) {
			chosen = append(chosen, o)
		}
	}
	e := slack.NewCheckboxGroupsBlockElement(id, all...)
	e.InitialOptions = chosen
	return e
}

func countryField(codes []string, current string, l study.Language) slack.BlockElement {
	chosen := option(NoCountry, noCountry.In(l))
	options := []*slack.OptionBlockObject{chosen}
	for _, code := range codes {
		o := option(code, countryName(code, l))
		if code == current {
			chosen = o
		}
		options = append(options, o)
	}
	return menu(FieldCountry, noCountry.In(l), options...).WithInitialOption(chosen)
}

// countryName is what people call a country; "AU-NSW" is a part of one.
func countryName(code string, l study.Language) string {
	country, part, _ := strings.Cut(code, "-")
	region, err := language.ParseRegion(country)
	if err != nil {
		return code
	}
	name := display.Regions(language.Make(string(l))).Name(region)
	if part != "" {
		name += " (" + part + ")"
	}
	return name
}

func linesField(id string, spans []study.Span) slack.BlockElement {
	var lines []string
	for _, s := range spans {
		lines = append(lines, s.String())
	}
	e := slack.NewPlainTextInputBlockElement(nil, id).WithMultiline(true)
	e.InitialValue = strings.Join(lines, "\n")
	return e
}

func reportDayField(w study.Weekly, known bool, l study.Language) slack.BlockElement {
	var options []*slack.OptionBlockObject
	for d, name := range weekdays {
		options = append(options, option(strconv.Itoa(d), name.In(l)))
	}
	m := menu(FieldReportDay, reportDayLabel.In(l), options...)
	if known && len(w.Days) > 0 {
		return m.WithInitialOption(options[w.Days[0]])
	}
	return m
}

func timeField(id string, w study.Weekly, known bool) slack.BlockElement {
	e := slack.NewTimePickerBlockElement(id)
	if known {
		e.InitialTime = w.Time()
	}
	return e
}

func languageField(current study.Language) slack.BlockElement {
	ja, en := option("ja", "日本語"), option("en", "English")
	m := menu(FieldLanguage, "日本語 / English", ja, en)
	if current == study.English {
		return m.WithInitialOption(en)
	}
	return m.WithInitialOption(ja)
}

func examField(current string, l study.Language) slack.BlockElement {
	chosen := option(AnyExam, allExams.In(l))
	options := []*slack.OptionBlockObject{chosen}
	for _, e := range study.Exams {
		o := option(e.Code, e.Version)
		if e.Code == current {
			chosen = o
		}
		options = append(options, o)
	}
	return menu(FieldExam, allExams.In(l), options...).WithInitialOption(chosen)
}

// CourseSet confirms a channel's plan with the next questions that follow from it.
func CourseSet(c study.Course, next []study.Occurrence, l study.Language) Message {
	var p page
	p.list([][]part{parts(courseSet.In(l))})
	p.next(c, next, l)
	return p.message()
}

// SkipAdded confirms days off with the next questions that are left.
func SkipAdded(c study.Course, s study.Span, next []study.Occurrence, l study.Language) Message {
	var p page
	p.list([][]part{parts(fmt.Sprintf(skipAdded.In(l), s))})
	p.next(c, next, l)
	return p.message()
}

// Next is when the next questions come, and on which days there will be none and why.
func Next(c study.Course, next []study.Occurrence, l study.Language) Message {
	var p page
	p.next(c, next, l)
	return p.message()
}

// next gives the times in the course's zone: that is the one that its learners agreed on.
func (p *page) next(c study.Course, next []study.Occurrence, l study.Language) {
	p.halted(c, l)
	p.line(bold(fmt.Sprintf(nextSlots.In(l), c.Zone)))
	if len(next) == 0 {
		p.line(say(nextNone.In(l)))
	}
	var lines [][]part
	for _, o := range next {
		line := "• " + slotTime(o.At, l)
		if o.Rest != "" {
			line += fmt.Sprintf(nextRest.In(l), Reason(o.Rest, l))
		}
		lines = append(lines, []part{say(line)})
	}
	p.list(lines)
}

func slotTime(t time.Time, l study.Language) string {
	return fmt.Sprintf("%s (%s) %s",
		t.Format(time.DateOnly), weekdays[t.Weekday()].In(l), t.Format("15:04"))
}

func inZone(t time.Time, zone string) time.Time {
	where, err := time.LoadLocation(zone)
	if err != nil {
		return t
	}
	return t.In(where)
}

// Stopped tells a course's owner why no question comes any more, and what to do. word is Slack's
// for the reason.
func Stopped(c study.Course, word string, l study.Language) Message {
	what := stopOther
	switch word {
	case "is_archived":
		what = stopArchived
	case "not_in_channel", "channel_not_found":
		what = stopOutside
	}
	var p page
	p.list([][]part{
		append(channel(c.Channel, l), parts("  "+fmt.Sprintf(courseStop.In(l), word))...),
		parts(what.In(l)),
	})
	return p.message()
}

// Empty tells a course's owner that no question fits it.
func Empty(c study.Course, l study.Language) Message {
	var p page
	p.list([][]part{append(channel(c.Channel, l), parts("  "+NothingToAsk.In(l))...)})
	return p.message()
}

func channel(id string, l study.Language) []part {
	return []part{{text: theChannel.In(l), room: id}}
}

// Excused says that a round counts for nobody, and why.
func Excused(number int, why string, l study.Language) Message {
	var p page
	p.line(say(fmt.Sprintf(excused.In(l), number, clip(why, MostWhy))))
	return p.message()
}

// ExcusedBefore says that a round had been excused before.
func ExcusedBefore(number int, l study.Language) Message {
	return Say(fmt.Sprintf(excusedBefore.In(l), number))
}

// NoSuchRound says that there is no round of a number.
func NoSuchRound(number string, l study.Language) Message {
	var p page
	p.line(say(fmt.Sprintf(noSuchRound.In(l), clip(number, 50))))
	return p.message()
}

// Audits lists decisions, with the names of those who decided.
func Audits(
	c study.Course,
	audits []study.Audit,
	names map[string]string,
	l study.Language,
) Message {
	var p page
	p.header(auditTitle.In(l))
	if len(audits) == 0 {
		p.line(say(auditNone.In(l)))
	}
	var lines [][]part
	for _, a := range audits {
		day := inZone(a.At, c.Zone).Format(time.DateOnly)
		deed := fmt.Sprintf(deeds[a.Did].In(l), a.What)
		line := fmt.Sprintf(auditLine.In(l), day, names[a.By], deed, clip(a.Why, 200))
		lines = append(lines, []part{say("• " + line)})
	}
	p.list(lines)
	return p.message()
}

// Problem is what is wrong with a field of the form.
func Problem(phrase study.Text, l study.Language, args ...any) string {
	for i, a := range args {
		if typed, ok := a.(string); ok {
			args[i] = clip(typed, 100)
		}
	}
	return fmt.Sprintf(phrase.In(l), args...)
}
