package blocks

import (
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"kotsukotsu/data/study"
)

// ActionArrange opens the form in which choices are put in their places. ViewArrange is the form;
// its fields are named by PlaceField.
const (
	ActionArrange = "arrange"
	ViewArrange   = "arrange"
)

// PlaceField is the field of a place, from 0 on: of an ordering question in the sequence, of a
// matching one the choice that stands there.
func PlaceField(place int) string { return "place-" + strconv.Itoa(place) }

// ArrangeForm asks for every choice's place. private comes back with the answer. The values are the
// letters of the choices or the numbers of the counterparts, as the question shows them.
func ArrangeForm(private string, q study.Question, order []string, l study.Language) View {
	v := View{
		Title: clip(submit.In(l), mostModalTitle), Submit: submit.In(l), Close: cancel.In(l),
		Callback: ViewArrange, Private: private,
	}
	var p page
	p.stem(q, order, l)
	v.Blocks = p.blocks
	options := placeOptions(q, order, l)
	for i, id := range order {
		label := fmt.Sprintf(inPlace.In(l), i+1)
		if q.Kind == study.Matching {
			label = study.Letter(i) + ".  " + choiceText(q, id, l)
		}
		field := menu(PlaceField(i), choosePlace.In(l), options...)
		v.Blocks = append(v.Blocks, slack.NewInputBlock(PlaceField(i), plain(label), nil, field))
	}
	return v
}

func placeOptions(
	q study.Question,
	order []string,
	l study.Language,
) (all []*slack.OptionBlockObject) {
	if q.Kind == study.Matching {
		for i, id := range q.Matches() {
			c, _ := q.Choice(id)
			number := strconv.Itoa(i + 1)
			all = append(all, option(number, number+".  "+markdownText(c.Match.In(l))))
		}
		return all
	}
	for i, id := range order {
		letter := study.Letter(i)
		all = append(all, option(letter, letter+".  "+choiceText(q, id, l)))
	}
	return all
}

// matches are the numbered counterparts of a matching question; of others there are none.
func (p *page) matches(q study.Question, l study.Language) {
	if q.Kind != study.Matching {
		return
	}
	var lines [][]part
	for i, id := range q.Matches() {
		c, _ := q.Choice(id)
		number := bold(strconv.Itoa(i+1) + ".  ")
		lines = append(lines, append([]part{number}, parts(c.Match.In(l))...))
	}
	p.list(lines)
}

// arrangement is every choice in its right place, and why it stands there. Where picks are given it
// says which were in place.
func (p *page) arrangement(q study.Question, order, picks []string, l study.Language) {
	for i, c := range q.Choices {
		mark := ""
		if i < len(picks) {
			mark = map[bool]string{true: "✅ ", false: "✗ "}[picks[i] == c.ID]
		}
		head := append([]part{bold(mark + placeName(q, order, i) + "  ")}, parts(c.Text.In(l))...)
		if q.Kind == study.Matching {
			head = append(append(head, bold("  →  ")), parts(c.Match.In(l))...)
		}
		p.list([][]part{head, parts(c.Why.In(l))})
	}
}

// placeName is what a choice is called: its letter, in an ordering question after its right place.
func placeName(q study.Question, order []string, place int) string {
	letter := study.Letters(order, []string{q.Choices[place].ID}) + "."
	if q.Kind == study.Ordering {
		return fmt.Sprintf("%d. (%s)", place+1, letter[:len(letter)-1])
	}
	return letter
}

// TwiceInPlace says that a choice can't stand in two places.
func TwiceInPlace(l study.Language) string { return twice.In(l) }
