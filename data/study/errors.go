package study

import "errors"

// The errors that someone decides on.
var (
	// ErrNone says that what was asked for isn't there.
	ErrNone = errors.New("there is none")
	// ErrClaimed says that a slot is in the ledger already.
	ErrClaimed = errors.New("slot is claimed already")
	// ErrOutside says that the bot is not in the channel.
	ErrOutside = errors.New("the bot is not in the channel")
)
