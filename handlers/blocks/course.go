package blocks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

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
)

// AnyExam is the value of the exam field for all exams, as Slack wants no empty values.
const AnyExam = "all"

// View is a modal, or an App Home if it has no title.
type View struct {
	Title, Submit, Close string
	Callback             string
	Private              string // comes back with what is submitted; never a secret
	Blocks               []slack.Block
}

// CourseForm asks for a channel's plan, filled in with the one it has or a proposal.
func CourseForm(c study.Course, l study.Language) View {
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
	v.Blocks = []slack.Block{
		optional(input(FieldDays, daysLabel, daysField(questions, l), l)),
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
	}
	return v
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

func daysField(w study.Weekly, l study.Language) slack.BlockElement {
	var all, chosen []*slack.OptionBlockObject
	for d, name := range weekdays {
		o := option(strconv.Itoa(d), name.In(l))
		all = append(all, o)
		if slices.Contains(w.Days, time.Weekday(d)) {
			chosen = append(chosen, o)
		}
	}
	e := slack.NewCheckboxGroupsBlockElement(FieldDays, all...)
	e.InitialOptions = chosen
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
func CourseSet(c study.Course, next []time.Time, l study.Language) Message {
	var p page
	p.list([][]part{parts(courseSet.In(l))})
	p.next(c, next, l)
	return p.message()
}

// Next is when the next questions come.
func Next(c study.Course, next []time.Time, l study.Language) Message {
	var p page
	p.next(c, next, l)
	return p.message()
}

func (p *page) next(c study.Course, next []time.Time, l study.Language) {
	if c.Paused {
		p.list([][]part{parts(pausedNote.In(l))})
	}
	p.line(say(nextLine(c, next, l)))
}

// nextLine gives the times in the course's zone: that is the one that its learners agreed on.
func nextLine(c study.Course, next []time.Time, l study.Language) string {
	var times []string
	for _, t := range next {
		times = append(times, fmt.Sprintf("%s (%s) %s",
			t.Format("2006-01-02"), weekdays[t.Weekday()].In(l), t.Format("15:04")))
	}
	return fmt.Sprintf(nextSlots.In(l), strings.Join(times, ", ")) + " (" + c.Zone + ")"
}

// Problem is what is wrong with a field of the form.
func Problem(phrase study.Text, l study.Language, args ...any) string {
	return fmt.Sprintf(phrase.In(l), args...)
}
