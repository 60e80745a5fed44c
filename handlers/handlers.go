// Package handlers is what the bot says. A Request goes in and Replies come out, one user story a
// file. There is no network here, no Slack client and no clock: a Request brings the moment along,
// and what a Reply asks for is done by whoever asked.
//
//	Request{User: "U1", Action: "answer", Value: "17.B"}  ->  Private{…verdict…}, Count{Round: 17}
//
// Words for one person are worded late, in the language that the person turns out to read; words
// for a channel in the language of its course.
package handlers

import (
	"time"

	"kotsukotsu/data/bank"
	"kotsukotsu/data/notes"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// Request is what a person did, whatever envelope it came in.
type Request struct {
	Channel string
	Message string // ts of the channel's message in which the control stands, if it stands in one
	User    string
	Zone    string              // IANA zone of the person, if it is known
	Thread  string              // ts of the thread that a mention stands in or begins
	Text    string              // what follows a command or a mention
	Value   string              // of the control that was used
	Picked  []string            // values that are checked in the same message
	Fields  map[string][]string // of a submitted form, by field
	Private string              // what the form was given to bring back
	At      time.Time
}

// Reply is one thing to do about a request.
type Reply interface{ reply() }

// Words are what to say, in whichever language.
type Words func(study.Language) blocks.Message

type (
	// Private is said to the person alone, where the request came from.
	Private struct{ Words Words }
	// Replace takes the place of the private message in which the control stands.
	Replace struct{ Words Words }
	// Tell is said to the person in a channel, or, where that can't be, in Otherwise's words
	// directly.
	Tell struct {
		Channel          string
		Words, Otherwise Words
	}
	// Inform is said to another person, directly.
	Inform struct {
		User  string
		Words Words
	}
	// Public is said to the whole channel where the request came from.
	Public struct{ Words Words }
	// Threaded is said in a thread.
	Threaded struct {
		Channel, Thread string
		Words           Words
	}
	// Modal opens a form.
	Modal struct {
		View func(study.Language) blocks.View
	}
	// Home publishes the person's App Home.
	Home struct {
		View func(study.Language) blocks.View
	}
	// Problems keeps a submitted form open and says what is wrong, by field.
	Problems struct {
		In func(study.Language) map[string]string
	}
	// Forgotten has the person forgotten who is known beside the store too, before anything is said.
	Forgotten struct{}
	// Count brings the number of answers under a round up to date, soon.
	Count struct{ Round int64 }
	// Now has a slot served at once and then says how that went.
	Now struct {
		Slot study.Slot
		Then func(error) Words
	}
)

func (Private) reply()   {}
func (Replace) reply()   {}
func (Tell) reply()      {}
func (Inform) reply()    {}
func (Public) reply()    {}
func (Threaded) reply()  {}
func (Modal) reply()     {}
func (Home) reply()      {}
func (Problems) reply()  {}
func (Forgotten) reply() {}
func (Count) reply()     {}
func (Now) reply()       {}

// Calendar knows cron specs and rest days. Package scheduler has one.
type Calendar interface {
	// Check returns an error if a spec can't be read.
	Check(spec string) error
	// Next returns a course's next n questions after a moment, rest days included.
	Next(c study.Course, after time.Time, n int) ([]study.Occurrence, error)
	// Rest returns why a day is a rest day of a course; false if it is none.
	Rest(c study.Course, day study.Day) (study.Reason, bool)
	// Countries are the codes of those whose public holidays are known.
	Countries() []string
}

// Handlers answers requests.
type Handlers struct {
	notes    *notes.Notes
	bank     *bank.Bank
	store    Store
	calendar Calendar
	recent   recent
}

// New puts the handlers together.
func New(n *notes.Notes, b *bank.Bank, s Store, c Calendar) *Handlers {
	return &Handlers{notes: n, bank: b, store: s, calendar: c}
}

// privately says the same thing in either language.
func privately(words Words) []Reply { return []Reply{Private{words}} }

// tell says a phrase privately.
func tell(phrase study.Text) []Reply { return privately(phraseWords(phrase)) }

func phraseWords(phrase study.Text) Words {
	return func(l study.Language) blocks.Message { return blocks.Tell(phrase, l) }
}
