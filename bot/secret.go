package main

import (
	"fmt"
	"io"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// secret is a setting that is never shown: not when the configuration is printed, logged or encoded.
type secret string

// hidden stands where a secret would.
const hidden = "(hidden)"

func (secret) String() string               { return hidden }
func (secret) GoString() string             { return hidden }
func (secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Format is for the verbs that would not ask String: %d, %x.
func (secret) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// fromFile reads a secret from the file that NAME_FILE names, as Docker and Kubernetes keep them.
func fromFile(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if flag.Target.Type() != reflect.TypeFor[secret]() {
		return nil, nil
	}
	name := flag.Envs[0]
	file := os.Getenv(name + "_FILE")
	switch {
	case file == "":
		return nil, nil
	case os.Getenv(name) != "":
		return nil, fmt.Errorf("%s and %s_FILE are both set: keep one of them", name, name)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s_FILE: %w", name, err)
	}
	value := strings.TrimSpace(string(content))
	if value == "" {
		return nil, fmt.Errorf("%s_FILE: %s is empty", name, file)
	}
	return value, nil
}

// secrets are those that a command was given.
func secrets(flags []*kong.Flag) (all []secret) {
	for _, f := range flags {
		if s, ok := f.Target.Interface().(secret); ok {
			all = append(all, s)
		}
	}
	return all
}

// discreet writes all but secrets. Ours are in no text that we make, but whom we ask may say them
// back: an error of Slack's, of the database or of the network can have anything in it.
type discreet struct {
	to      io.Writer
	secrets *strings.Replacer
}

func newDiscreet(to io.Writer, all ...secret) discreet {
	var pairs []string
	for _, s := range all {
		for _, part := range s.parts() {
			if len(part) >= shortest {
				pairs = append(pairs, part, hidden)
			}
		}
	}
	return discreet{to, strings.NewReplacer(pairs...)}
}

// shortest is how long a secret is that is worth the name: "a" stands in many words.
const shortest = 6

// socketURL is the address of a connection, whose ticket lets anybody in.
var socketURL = regexp.MustCompile(`wss?://[^"\\\n]+`)

// Write passes on what is not secret. A line of a log comes in one piece.
func (d discreet) Write(p []byte) (int, error) {
	text := socketURL.ReplaceAllLiteralString(d.secrets.Replace(string(p)), hidden)
	if _, err := io.WriteString(d.to, text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// parts are what of a secret must not be told: of an address its password, however it is written; of
// anything else all of it.
func (s secret) parts() []string {
	_, rest, isURL := strings.Cut(string(s), "://")
	if !isURL {
		return []string{string(s)}
	}
	_, raw, _ := strings.Cut(rest[:max(0, strings.LastIndex(rest, "@"))], ":")
	parts := []string{raw}
	if u, err := url.Parse(string(s)); err == nil {
		word, _ := u.User.Password()
		asked := u.Query().Get("password")
		parts = append(parts, word, asked, url.QueryEscape(asked))
	}
	return parts
}
