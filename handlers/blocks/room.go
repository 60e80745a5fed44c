package blocks

import (
	"fmt"

	"github.com/slack-go/slack"

	"kotsukotsu/data/study"
)

// What people write may have at most so many characters.
const (
	MostAsked = 300 // of a look-up
	MostWhy   = 500 // of a decision's reason
	mostWords = 1000
	mostLink  = 500
	mostShort = 300 // a choice, or why it is right
)

// rooms are the fields of forms into which people write.
var rooms = map[string]int{
	FieldText: mostWords, FieldLink: mostLink, FieldReply: mostWords, FieldAsk: mostWords,
	FieldNote: mostShort, FieldCron: mostShort, FieldZone: mostShort,
}

func init() {
	for _, letter := range OwnChoices {
		rooms[ChoiceField(letter)], rooms[WhyField(letter)] = mostShort, mostShort
	}
}

// Room is how many characters fit into a field of a form; 0 if nothing is written there.
func Room(field string) int { return rooms[field] }

// entry is a field to write in. Slack holds people to its room.
func entry(id string) *slack.PlainTextInputBlockElement {
	return slack.NewPlainTextInputBlockElement(nil, id).WithMaxLength(Room(id))
}

// LongText says that more was written than is read.
func LongText(most int, l study.Language) Message { return Say(fmt.Sprintf(TooLong.In(l), most)) }
