package study

// Miss is a term that was looked up and not found, by nobody in particular.
type Miss struct {
	Term  string
	Times int
}
