package study

// Learner is a person who answers.
type Learner struct {
	ID     string // of the Slack user
	Name   string // as the person wants to be called; may be unknown
	Hidden bool   // wants not to be named to others
}
