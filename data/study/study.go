// Package study is the subject itself: questions and how they are graded, rounds and streaks,
// reviews and calendar days. It is pure. Values go in and values come out, the moment among them,
// so every rule that a learner could dispute can be read here alone and tested without a clock, a
// disk or Slack.
//
// The life of a question in a channel, in these words:
//
//	Course  one channel's plan          "weekdays at 9, Asia/Tokyo, in Japanese"
//	Slot    one planned occurrence      7/question/2026-11-20T00:00:00Z
//	Round   one posted question         number 12, open until the next round or for a day
//	Answer  one learner's one answer    the first stands
//	Streak  rounds answered in a row    read one row, write one row
package study

import "fmt"

// Language is a language that all content and all words exist in.
type Language string

// The two languages.
const (
	Japanese Language = "ja"
	English  Language = "en"
)

// Languages lists them in the order in which faults and tests name them.
var Languages = []Language{Japanese, English}

// ParseLanguage reads "ja" or "en".
func ParseLanguage(s string) (Language, error) {
	for _, l := range Languages {
		if s == string(l) {
			return l, nil
		}
	}
	return "", fmt.Errorf("language %q is neither ja nor en", s)
}

// Text is the same words in both languages.
type Text struct{ JA, EN string }

// In returns the text in a language.
func (t Text) In(l Language) string {
	if l == Japanese {
		return t.JA
	}
	return t.EN
}
