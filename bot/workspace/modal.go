package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// top is the modal that the user looks at.
func (w *Workspace) top(user string) (*User, *view, error) {
	u := w.user(user)
	if u == nil {
		return nil, nil, fmt.Errorf("no user %q in the workspace", user)
	}
	stack := w.modals[u.ID]
	if len(stack) == 0 {
		return u, nil, fmt.Errorf("no modal is open for %q", user)
	}
	return u, stack[len(stack)-1], nil
}

// Fill types into an input of the user's modal, or chooses there, by block_id or action_id.
// The app hears of it at once where it asked to (dispatch_action, or outside input blocks).
func (w *Workspace) Fill(ctx context.Context, user, id string, values ...string) error {
	w.mu.Lock()
	u, v, err := w.top(user)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	return w.choose(ctx, u, v, id, append([]string{}, values...))
}

// PressInView presses a button of the user's modal.
func (w *Workspace) PressInView(ctx context.Context, user, actionID string) error {
	w.mu.Lock()
	u, v, err := w.top(user)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	return w.choose(ctx, u, v, actionID, nil)
}

// PressHome presses a button of the app's home.
func (w *Workspace) PressHome(ctx context.Context, user, actionID string) error {
	return w.inHome(ctx, user, actionID, nil)
}

// ChooseHome chooses in the app's home.
func (w *Workspace) ChooseHome(ctx context.Context, user, actionID string, values ...string) error {
	return w.inHome(ctx, user, actionID, append([]string{}, values...))
}

func (w *Workspace) inHome(ctx context.Context, user, actionID string, values []string) error {
	w.mu.Lock()
	u := w.user(user)
	if u == nil || w.homes[u.ID] == nil {
		w.mu.Unlock()
		return fmt.Errorf("user %q has no home to act in", user)
	}
	return w.choose(ctx, u, w.homes[u.ID], actionID, values)
}

// OpenHome opens the app's home. The app hears of it every time, with the view it last published.
func (w *Workspace) OpenHome(_ context.Context, user string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.user(user)
	if u == nil {
		return fmt.Errorf("no user %q in the workspace", user)
	}
	event := map[string]any{"type": "app_home_opened", "user": u.ID, "tab": "home",
		"channel": w.dm(u.ID).ID, "event_ts": w.newTS()}
	if home := w.homes[u.ID]; home != nil {
		event["view"] = home.json()
	}
	w.emit("app_home_opened", event)
	return nil
}

// choose acts in a view. It is called with the lock held and gives it back.
func (w *Workspace) choose(ctx context.Context, u *User, v *view, id string,
	values []string) error {
	e, err := find(v.Blocks, id)
	if err != nil {
		e, err = findInput(v.Blocks, id, err)
	}
	if err == nil {
		err = e.takes(values)
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	if values != nil {
		v.chosen[e.key()] = values
	}
	delete(v.errors, e.blockID())
	v.warning = nil
	w.touch()
	if e.inInput() && !truth(e.block, "dispatch_action") {
		w.mu.Unlock()
		return nil
	}
	payload := w.viewAction(u, v, e)
	if e.kind() == "overflow" {
		delete(v.chosen, e.key())
	}
	w.mu.Unlock()
	_, err = w.deliver(ctx, envelope{Type: "interactive", Accepts: true, Payload: payload})
	return w.warnInView(v, e, err)
}

func (w *Workspace) warnInView(v *view, e element, err error) error {
	if err == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	v.warning = map[string]string{e.key(): failureWords(err)}
	w.touch()
	return shown(failureWords(err))
}

// findInput finds an input by its block_id, which is how its errors are named too.
func findInput(blocks Blocks, id string, otherwise error) (element, error) {
	for _, e := range interactive(blocks) {
		if e.inInput() && e.blockID() == id {
			return e, nil
		}
	}
	return element{}, otherwise
}

func truth(m map[string]any, key string) bool {
	b, _ := m[key].(bool)
	return b
}

// Submit submits the user's modal. An input that is missing or wrong is said beside it and the
// app does not hear of it, as at Slack. The app's own errors come back as an error too.
func (w *Workspace) Submit(ctx context.Context, user string) error {
	w.mu.Lock()
	u, v, err := w.top(user)
	if err == nil && v.Submit == nil {
		err = fmt.Errorf("the modal %q has nothing to submit", str(v.Title, "text"))
	}
	if err == nil && v.sending {
		err = errors.New("the modal is being sent")
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	v.failure, v.errors = "", v.faults()
	w.touch()
	if len(v.errors) > 0 {
		err = errorsOf(v.errors)
		w.mu.Unlock()
		return err
	}
	v.sending = true
	payload := w.submission(u, v)
	w.mu.Unlock()
	said, err := w.deliver(ctx, envelope{Type: "interactive", Accepts: true, Payload: payload})
	return w.submitted(u, v, said, err)
}

// submission is a view_submission payload, with a response_url for each conversation select
// that asked for one.
func (w *Workspace) submission(u *User, v *view) map[string]any {
	p := w.interaction("view_submission", u, v)
	p["view"] = v.json()
	urls := []any{}
	for _, e := range interactive(v.Blocks) {
		chosen := e.values(v.chosen)
		if !truth(e.el, "response_url_enabled") || len(chosen) == 0 || w.channel(chosen[0]) == nil {
			continue
		}
		urls = append(urls, map[string]any{
			"block_id": e.blockID(), "action_id": e.actionID(), "channel_id": chosen[0],
			"response_url": w.newHook("app", hook{user: u.ID, channel: chosen[0]}),
		})
	}
	p["response_urls"] = urls
	return p
}

// faults are what Slack itself finds wrong with the inputs before it sends them.
func (v *view) faults() map[string]string {
	found := map[string]string{}
	for _, e := range interactive(v.Blocks) {
		if !e.inInput() {
			continue
		}
		if words := e.fault(e.values(v.chosen)); words != "" {
			found[e.blockID()] = words
		}
	}
	return found
}

func (e element) fault(values []string) string {
	value := strings.Join(values, "")
	switch {
	case value == "" && !truth(e.block, "optional"):
		return "Please complete this required field."
	case value == "":
		return ""
	}
	length := utf8.RuneCountInString(value)
	least, _ := e.el["min_length"].(float64)
	most, _ := e.el["max_length"].(float64)
	switch {
	case e.kind() == "number_input":
		return e.numberFault(value)
	case least > 0 && length < int(least):
		return fmt.Sprintf("Please enter at least %d characters.", int(least))
	case most > 0 && length > int(most):
		return fmt.Sprintf("Please shorten this to %d characters or fewer.", int(most))
	}
	return ""
}

func (e element) numberFault(value string) string {
	n, err := strconv.ParseFloat(value, 64)
	least, noLeast := strconv.ParseFloat(str(e.el, "min_value"), 64)
	most, noMost := strconv.ParseFloat(str(e.el, "max_value"), 64)
	switch {
	case err != nil || !truth(e.el, "is_decimal_allowed") && strings.Contains(value, "."):
		return "Please enter a number."
	case noLeast == nil && n < least:
		return "Please enter a number of at least " + str(e.el, "min_value") + "."
	case noMost == nil && n > most:
		return "Please enter a number of at most " + str(e.el, "max_value") + "."
	}
	return ""
}

func errorsOf(faults map[string]string) error {
	var all []error
	for block, words := range faults {
		all = append(all, fmt.Errorf("%s: %s", block, words))
	}
	slices.SortFunc(all, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(all...)
}

// submitted does what the app answered to a submission.
func (w *Workspace) submitted(u *User, v *view, said json.RawMessage, err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.touch()
	v.sending = false
	if err == nil {
		err = w.followAck(u, v, said)
	}
	if err == nil {
		return nil
	}
	if len(v.errors) == 0 {
		v.failure = troubleConnecting
		return shown(troubleConnecting)
	}
	return err
}

// viewAck is what an app answers to a submission.
type viewAck struct {
	Action string            `json:"response_action"`
	Errors map[string]string `json:"errors"`
	View   any               `json:"view"`
}

func (w *Workspace) followAck(u *User, v *view, said json.RawMessage) error {
	var a viewAck
	if len(said) > 0 && json.Unmarshal(said, &a) != nil {
		return w.badAck("it is no object with a response_action")
	}
	switch a.Action {
	case "":
		if len(said) > 0 && string(said) != "{}" && string(said) != "null" && string(said) != `""` {
			return w.badAck("it has no response_action")
		}
		w.drop(u, v)
	case "clear":
		delete(w.modals, u.ID)
	case "errors":
		return w.showErrors(v, a.Errors)
	case "update", "push":
		return w.replaceBy(u, v, a)
	default:
		return w.badAck("it has an unknown response_action: " + a.Action)
	}
	return nil
}

func (w *Workspace) badAck(why string) error {
	w.problem("acknowledgement of view_submission", "trouble connecting", why)
	return errors.New(why)
}

// showErrors takes errors by the block_ids of inputs; with any other id Slack shows none of them.
func (w *Workspace) showErrors(v *view, faults map[string]string) error {
	for block := range faults {
		if _, err := findInput(v.Blocks, block, errors.New("none")); err != nil {
			return w.badAck(fmt.Sprintf("errors name %q, which is no input block", block))
		}
	}
	if len(faults) == 0 {
		return w.badAck("response_action is errors, but there are none")
	}
	v.errors = faults
	return errorsOf(faults)
}

func (w *Workspace) replaceBy(u *User, v *view, a viewAck) error {
	now, no := w.readView(a.View, "modal")
	if no != nil {
		w.complain("acknowledgement of view_submission", no)
		return errors.New(no.word())
	}
	if a.Action == "update" {
		v.become(now)
		return nil
	}
	if no := w.push(u.ID, now); no != nil {
		return w.badAck(no.word())
	}
	return nil
}

// drop closes one view of a stack.
func (w *Workspace) drop(u *User, v *view) {
	w.modals[u.ID] = slices.DeleteFunc(w.modals[u.ID], func(o *view) bool { return o == v })
	w.touch()
}

// CloseView closes the user's modal by its cross. With clear_on_close it takes the views under
// it along. The app hears of those that asked to be told.
func (w *Workspace) CloseView(ctx context.Context, user string) error {
	w.mu.Lock()
	u, v, err := w.top(user)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	closed := []*view{v}
	if v.ClearOnClose {
		closed = slices.Clone(w.modals[u.ID])
		slices.Reverse(closed)
	}
	var payloads []any
	for _, c := range closed {
		w.drop(u, c)
		if c.NotifyOnClose {
			p := w.interaction("view_closed", u, nil)
			delete(p, "trigger_id")
			p["view"], p["is_cleared"] = c.json(), v.ClearOnClose
			payloads = append(payloads, p)
		}
	}
	w.mu.Unlock()
	for _, p := range payloads {
		_, failed := w.deliver(ctx, envelope{Type: "interactive", Accepts: true, Payload: p})
		err = errors.Join(err, failed)
	}
	return err
}
