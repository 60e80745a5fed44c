package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"kotsukotsu/data/study"
	"kotsukotsu/handlers"
	"kotsukotsu/handlers/blocks"
)

// This is the one file that calls Slack's Web API.

// slotEvent and slotKey are how a message's metadata tells which slot it was posted for.
const (
	slotEvent = "kotsukotsu_slot"
	slotKey   = "slot"
)

// callTime is how long one call may take. It is shorter than the scheduler's ServeTime.
const callTime = 7 * time.Second

// speaker says things in Slack.
type speaker struct {
	api     *slack.Client
	once    *slack.Client // the same, but what Slack is too busy for is not tried again
	http    *http.Client
	address string // of the Web API
	token   secret
	posts   pace
	edits   pace
}

func newSpeaker(c Config, m *metrics) *speaker {
	address := strings.TrimSuffix(c.SlackAPIURL, "/") + "/"
	// slack-go's client has no timeout.
	client := &http.Client{Timeout: callTime, Transport: newPaced(m, address)}
	// 429 alone is tried again: after anything else a second message might be the same once more.
	options := []slack.Option{slack.OptionAppLevelToken(string(c.SlackAppToken)), slack.OptionAPIURL(address),
		slack.OptionHTTPClient(client)}
	return &speaker{
		api:  slack.New(string(c.SlackBotToken), append(options, slack.OptionRetry(2))...),
		once: slack.New(string(c.SlackBotToken), options...),
		http: client, address: address, token: c.SlackBotToken,
		posts: newPace(5, 20), edits: newPace(1, 30),
	}
}

// paced lets the bot ask for a connection a few times at once, and then only every few seconds:
// where Slack accepts a connection and closes it again, slack-go would ask thousands of times a
// second.
type paced struct {
	counted
	opening *rate.Limiter
}

func newPaced(m *metrics, address string) paced {
	own := http.DefaultTransport.(*http.Transport).Clone()
	own.MaxIdleConnsPerHost = speakers // else each verdict of a burst opens a connection of its own
	return paced{counted{own, m, address}, rate.NewLimiter(rate.Every(3*time.Second), 5)}
}

// RoundTrip does a request, in its time.
func (p paced) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/apps.connections.open") {
		if err := p.opening.Wait(r.Context()); err != nil {
			return nil, err
		}
	}
	return p.counted.RoundTrip(r)
}

// close lets go of idle connections.
func (s *speaker) close() { s.http.CloseIdleConnections() }

// whoAmI returns what Slack says of the bot token.
func (s *speaker) whoAmI(ctx context.Context) (*slack.AuthTestResponse, error) {
	return s.api.AuthTestContext(ctx)
}

// inChannel returns study.ErrOutside if the bot is not in a channel. Where the app may not ask, or
// the answer doesn't say, it returns nil: the first message will tell. (slack-go's own call would
// not tell "no" from silence.)
func (s *speaker) inChannel(ctx context.Context, channel string) error {
	var answer struct {
		Error   string `json:"error"`
		Channel struct {
			IsMember *bool `json:"is_member"`
		} `json:"channel"`
	}
	args := url.Values{"channel": {channel}}
	if err := s.ask(ctx, "conversations.info", s.token, args, &answer); err != nil {
		return err
	}
	member := answer.Channel.IsMember
	if answer.Error == "channel_not_found" || member != nil && !*member {
		return study.ErrOutside
	}
	return nil
}

// checkAppToken asks for a Socket Mode connection without using it.
func (s *speaker) checkAppToken(ctx context.Context, token secret) error {
	var answer struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if err := s.ask(ctx, "apps.connections.open", token, nil, &answer); err != nil {
		return err
	}
	if !answer.OK {
		return unusable(errors.New(answer.Error))
	}
	return nil
}

// ask calls a method of the Web API and decodes what it answers.
func (s *speaker) ask(
	ctx context.Context, method string, token secret, args url.Values, answer any,
) error {
	r, err := http.NewRequestWithContext(
		ctx, http.MethodPost, s.address+method, strings.NewReader(args.Encode()))
	if err != nil {
		return fmt.Errorf("call %s: %w", method, err)
	}
	r.Header.Set("Authorization", "Bearer "+string(token))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := s.http.Do(r)
	if err != nil {
		return fmt.Errorf("call %s: %w", method, err)
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusInternalServerError {
		status := slack.StatusCodeError{Code: response.StatusCode, Status: response.Status}
		return fmt.Errorf("call %s: %w", method, status)
	}
	if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
		return fmt.Errorf("read answer of %s (%s): %w", method, response.Status, err)
	}
	return nil
}

// post posts the message of a slot and returns its ts. The error is study.Refused if Slack surely
// has not posted it.
func (s *speaker) post(ctx context.Context, p handlers.Post) (string, error) {
	return s.send(ctx, p.Channel, p.Thread, p.Message, slack.MsgOptionMetadata(slack.SlackMetadata{
		EventType: slotEvent, EventPayload: map[string]any{slotKey: p.Slot.Key()},
	}))
}

func content(m blocks.Message) []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
}

// update gives a message of ours a new form.
func (s *speaker) update(ctx context.Context, u handlers.Update) error {
	_, _, _, err := s.once.UpdateMessageContext(ctx, u.Channel, u.TS, content(u.Message)...)
	s.edits.heed(err)
	if err != nil {
		return fmt.Errorf("update message %s in %s: %w", u.TS, u.Channel, err)
	}
	return nil
}

// find looks for the message of a slot, in a channel or one of its threads; "" if there is none.
func (s *speaker) find(
	ctx context.Context,
	channel, thread string,
	slot study.Slot,
) (string, error) {
	oldest := strconv.FormatInt(slot.Planned.Add(-time.Minute).Unix(), 10) // clocks differ a little
	for cursor := ""; ; {
		found, next, err := s.messages(ctx, channel, thread, oldest, cursor)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			if m.Metadata.EventType == slotEvent && m.Metadata.EventPayload[slotKey] == slot.Key() {
				return m.Timestamp, nil
			}
		}
		if cursor = next; cursor == "" {
			return "", nil
		}
	}
}

func (s *speaker) messages(
	ctx context.Context, channel, thread, oldest, cursor string,
) ([]slack.Message, string, error) {
	if thread != "" {
		found, _, next, err := s.api.GetConversationRepliesContext(
			ctx,
			&slack.GetConversationRepliesParameters{
				ChannelID: channel, Timestamp: thread, Cursor: cursor, Oldest: oldest, IncludeAllMetadata: true,
			},
		)
		return found, next, err
	}
	r, err := s.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Cursor: cursor, Oldest: oldest, IncludeAllMetadata: true,
	})
	if err != nil {
		return nil, "", err
	}
	return r.Messages, r.ResponseMetaData.NextCursor, nil
}

// respond says something where an interaction came from, to its person alone. It works without
// being in the channel. (slack-go's own call takes a refusal that comes with status 200 for success.)
func (s *speaker) respond(ctx context.Context, address string, m blocks.Message, how manner) error {
	body, err := json.Marshal(response{
		Type: slack.ResponseTypeEphemeral, Replace: how == replacing, Text: m.Text, Blocks: m.Blocks,
	})
	if err == nil {
		err = s.hand(ctx, address, body)
	}
	// Whoever knows a response_url may speak through it, so it isn't to stand in the log.
	if open, ok := errors.AsType[*url.Error](err); ok {
		err = open.Err
	}
	if err != nil {
		return fmt.Errorf("respond: %w", err)
	}
	return nil
}

// response is what a response_url takes. slack-go's own type would have the blocks encoded twice.
type response struct {
	Type    string        `json:"response_type"`
	Replace bool          `json:"replace_original"`
	Text    string        `json:"text"`
	Blocks  []slack.Block `json:"blocks,omitempty"`
}

func (s *speaker) hand(ctx context.Context, address string, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := s.http.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if how := said(response.StatusCode, answer); err == nil && how != "ok" {
		return fmt.Errorf("%s: %s %.200s", how, response.Status, answer)
	}
	return err
}

// say says something in a channel or, where ts isn't empty, in a thread.
func (s *speaker) say(ctx context.Context, channel, ts string, m blocks.Message) error {
	_, err := s.send(ctx, channel, ts, m)
	return err
}

func (s *speaker) send(
	ctx context.Context, channel, thread string, m blocks.Message, more ...slack.MsgOption,
) (string, error) {
	if thread != "" {
		more = append(more, slack.MsgOptionTS(thread))
	}
	_, ts, err := s.once.PostMessageContext(ctx, channel, append(content(m), more...)...)
	if plain, had := m.Plain(); had && slackError(err) == "invalid_blocks" {
		_, ts, err = s.once.PostMessageContext(ctx, channel, append(content(plain), more...)...)
	}
	if err != nil {
		return "", refusal(err)
	}
	return ts, nil
}

// members are the users in a channel.
func (s *speaker) members(ctx context.Context, channel string) (all []string, err error) {
	for cursor := ""; ; {
		users, next, err := s.once.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{
			ChannelID: channel, Cursor: cursor, Limit: 1000,
		})
		if err != nil {
			return nil, fmt.Errorf("ask for the members of %s: %w", channel, err)
		}
		all = append(all, users...)
		if cursor = next; cursor == "" {
			return all, nil
		}
	}
}

// whisper says something to one person in a channel that the bot is in.
func (s *speaker) whisper(ctx context.Context, channel, user string, m blocks.Message) error {
	if _, err := s.api.PostEphemeralContext(ctx, channel, user, content(m)...); err != nil {
		return fmt.Errorf("whisper in %s: %w", channel, err)
	}
	return nil
}

// direct says something to a person in their conversation with the bot. Slack takes the person for
// the channel.
func (s *speaker) direct(ctx context.Context, user string, m blocks.Message) error {
	return s.say(ctx, user, "", m)
}

// open opens a modal. A trigger is good for three seconds.
func (s *speaker) open(ctx context.Context, trigger string, v blocks.View) error {
	view := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: v.Callback, PrivateMetadata: v.Private,
		Title: label(v.Title), Submit: label(v.Submit), Close: label(v.Close),
		Blocks: slack.Blocks{BlockSet: v.Blocks},
	}
	if _, err := s.api.OpenViewContext(ctx, trigger, view); err != nil {
		return fmt.Errorf("open view: %w", err)
	}
	return nil
}

func label(s string) *slack.TextBlockObject {
	if s == "" {
		return nil
	}
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// home publishes a person's App Home.
func (s *speaker) home(ctx context.Context, user string, v blocks.View) error {
	_, err := s.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
		UserID: user,
		View: slack.HomeTabViewRequest{
			Type:   slack.VTHomeTab,
			Blocks: slack.Blocks{BlockSet: v.Blocks},
		},
	})
	if err != nil {
		return fmt.Errorf("publish home: %w", err)
	}
	return nil
}

// person returns what Slack knows of a person.
func (s *speaker) person(ctx context.Context, user string) (person, error) {
	u, err := s.api.GetUserInfoContext(ctx, user, slack.GetUserInfoOptionIncludeLocale(true))
	if err != nil {
		return person{}, fmt.Errorf("ask for user %s: %w", user, err)
	}
	p := person{name: or(u.Profile.DisplayName, or(u.RealName, u.Name)), zone: u.TZ}
	if u.Locale != "" {
		p.language = study.English
		if strings.HasPrefix(u.Locale, "ja") {
			p.language = study.Japanese
		}
	}
	return p, nil
}

// slackError is the word that Slack gives as the reason of a refusal; "" if it gave none. It is shown
// and kept, so anything that is no word, and might say a token back, is a fault of Slack's.
func slackError(err error) string {
	var refused slack.SlackErrorResponse
	if !errors.As(err, &refused) {
		return ""
	}
	if !errorWord.MatchString(refused.Err) {
		return "unknown_error"
	}
	return refused.Err
}

var errorWord = regexp.MustCompile(`^[a-z0-9_]{1,80}$`)

// lasting are the words with which Slack refuses this message and every other in the channel.
var lasting = append([]string{
	"is_archived", "not_in_channel", "channel_not_found", "no_permission", "restricted_action",
	"restricted_action_read_only_channel", "restricted_action_thread_only_channel",
	"restricted_action_non_threadable_channel", "team_access_not_granted", "missing_scope",
	"ekm_access_denied", "enterprise_is_restricted", "messages_tab_disabled",
}, unsigned...)

// unsigned are those that mean the bot token itself. With a token that is good they are over.
var unsigned = []string{
	"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed",
}

// passing are those after which it isn't known whether the message was posted.
var passing = []string{
	"", "fatal_error", "internal_error", "service_unavailable", "request_timeout",
}

// momentary says whether an error may be gone in a moment: the network's, and Slack's own troubles.
func momentary(err error) bool {
	var busy *slack.RateLimitedError
	var status slack.StatusCodeError
	var network *url.Error
	switch word := slackError(err); {
	case word != "":
		return word == "ratelimited" || slices.Contains(passing, word)
	case errors.As(err, &status):
		return status.Code >= http.StatusInternalServerError
	case errors.As(err, &network):
		return network.Op != "parse"
	}
	return errors.As(err, &busy)
}

// refusal tells errors after which nothing was posted from those after which it may have been.
// Slack's own troubles pass, so the slot stays open after them.
func refusal(err error) error {
	if later := (study.Later{}); errors.As(err, &later) {
		return err
	}
	word := slackError(err)
	var busy *slack.RateLimitedError
	var network *net.OpError
	switch {
	case errors.As(err, &busy):
		return study.Later{Cause: err, After: busy.RetryAfter}
	case word == "ratelimited", errors.As(err, &network) && network.Op == "dial":
		return study.Later{Cause: err}
	case slices.Contains(passing, word):
		return err
	}
	refused := study.Refused{Word: word, Lasting: slices.Contains(lasting, word)}
	if word == "not_in_channel" || word == "channel_not_found" {
		refused.Cause = study.ErrOutside
	}
	return refused
}
