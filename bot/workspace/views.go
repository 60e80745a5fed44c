package workspace

import (
	"encoding/json"
	"maps"
	"slices"
)

// view is a modal of one user, or the home the app published for them.
type view struct {
	ID              string         `json:"id"`
	Type            string         `json:"type"`
	User            string         `json:"user"`
	Hash            string         `json:"hash"`
	Title           map[string]any `json:"title,omitempty"`
	Submit          map[string]any `json:"submit,omitempty"`
	Close           map[string]any `json:"close,omitempty"`
	Blocks          Blocks         `json:"blocks"`
	CallbackID      string         `json:"callback_id"`
	PrivateMetadata string         `json:"private_metadata"`
	ExternalID      string         `json:"external_id"`
	ClearOnClose    bool           `json:"clear_on_close"`
	NotifyOnClose   bool           `json:"notify_on_close"`
	Root            string         `json:"root_view_id"`
	Previous        string         `json:"previous_view_id"`

	chosen  choices
	errors  map[string]string // by block_id, beside the inputs
	failure string            // Slack's own line at the foot: trouble connecting
	sending bool
	warning map[string]string // by element key, beside the buttons
}

const (
	maxStack    = 3       // modals on top of each other
	maxViewSize = 250_000 // bytes
)

// json is the view as Slack's methods and payloads give it.
func (v *view) json() map[string]any {
	made := map[string]any{
		"id": v.ID, "team_id": teamID, "type": v.Type, "blocks": v.Blocks, "hash": v.Hash,
		"callback_id": v.CallbackID, "private_metadata": v.PrivateMetadata,
		"external_id": v.ExternalID, "clear_on_close": v.ClearOnClose,
		"notify_on_close": v.NotifyOnClose, "root_view_id": v.Root, "previous_view_id": nil,
		"state": stateOf(v.Blocks, v.chosen), "app_id": appID, "bot_id": botID,
		"app_installed_team_id": teamID,
		"title": map[string]any{
			"type":  "plain_text",
			"text":  "View Title",
			"emoji": true,
		},
		"submit": nil, "close": nil,
	}
	for key, text := range map[string]map[string]any{
		"title": v.Title, "submit": v.Submit, "close": v.Close} {
		if text != nil {
			made[key] = text
		}
	}
	if v.Previous != "" {
		made["previous_view_id"] = v.Previous
	}
	return made
}

// readView checks a view as an argument and makes one of it.
func (w *Workspace) readView(raw any, want string) (*view, answer) {
	given, ok := raw.(map[string]any)
	if !ok {
		return nil, refuse("invalid_arguments", "missing required field: view [json-pointer:]")
	}
	if no := checkView(given, want); no != nil {
		return nil, no
	}
	text, err := json.Marshal(given)
	if err != nil || len(text) > maxViewSize {
		return nil, refuse("view_too_large")
	}
	var v view
	if err := json.Unmarshal(text, &v); err != nil {
		return nil, refuse("invalid_arguments", err.Error())
	}
	v.Blocks = w.name(v.Blocks)
	if want == "modal" && v.Close == nil {
		v.Close = map[string]any{"type": "plain_text", "text": "Cancel", "emoji": true}
	}
	w.lastID++
	v.ID, v.Hash, v.chosen = w.newID("V"), w.newHash(), choices{}
	return &v, nil
}

func (w *Workspace) newHash() string { return w.newTS() + "." + w.newID("") }

func (w *Workspace) viewsOpen(a args) answer {
	v, no := w.readView(a["view"], "modal")
	if no != nil {
		return no
	}
	if w.external(v.ExternalID) != nil {
		return refuse("duplicate_external_id")
	}
	t, no := w.pull(a.str("trigger_id"))
	if no != nil {
		return no
	}
	v.User, v.Root = t.user, v.ID
	w.modals[t.user] = []*view{v} // one stack a user: a second opening takes its place
	return answer{"view": v.json()}
}

func (w *Workspace) viewsPush(a args) answer {
	v, no := w.readView(a["view"], "modal")
	if no != nil {
		return no
	}
	t, no := w.pull(a.str("trigger_id"))
	if no != nil {
		return no
	}
	if t.view == nil || !slices.Contains(w.modals[t.user], t.view) {
		return refuse("invalid_arguments", "must match the `type` of the root view whose stack "+
			"we're pushing onto [json-pointer:/view/type]")
	}
	if no := w.push(t.user, v); no != nil {
		return no
	}
	return answer{"view": v.json()}
}

func (w *Workspace) push(user string, v *view) answer {
	stack := w.modals[user]
	if len(stack) >= maxStack {
		return refuse("push_limit_reached")
	}
	v.User, v.Root, v.Previous = user, stack[0].Root, stack[len(stack)-1].ID
	w.modals[user] = append(stack, v)
	w.touch()
	return nil
}

func (w *Workspace) viewsUpdate(a args) answer {
	old := w.open(a.str("view_id"))
	if external := a.str("external_id"); old == nil && external != "" {
		old = w.external(external)
	}
	if old == nil {
		return refuse("not_found")
	}
	if hash := a.str("hash"); hash != "" && hash != old.Hash {
		return refuse("hash_conflict")
	}
	v, no := w.readView(a["view"], old.Type)
	if no != nil {
		return no
	}
	old.become(v)
	return answer{"view": old.json()}
}

// become replaces what a view shows. It stays the same view, and what was typed stays in the
// inputs whose ids stay.
func (v *view) become(now *view) {
	kept := maps.Clone(v.chosen)
	id, user, root, previous := v.ID, v.User, v.Root, v.Previous
	*v = *now
	v.ID, v.User, v.Root, v.Previous = id, user, root, previous
	for _, e := range interactive(v.Blocks) {
		if values, ok := kept[e.key()]; ok && e.accept(values) == nil {
			v.chosen[e.key()] = values
		}
	}
}

func (w *Workspace) viewsPublish(a args) answer {
	u := w.user(a.str("user_id"))
	if u == nil || u.ID != a.str("user_id") {
		return refuse("invalid_arguments", "user not found [json-pointer:/user_id]")
	}
	old := w.homes[u.ID]
	if hash := a.str("hash"); hash != "" && (old == nil || hash != old.Hash) {
		return refuse("hash_conflict")
	}
	v, no := w.readView(a["view"], "home")
	if no != nil {
		return no
	}
	v.User, v.Root = u.ID, v.ID
	if old == nil {
		w.homes[u.ID] = v
		return answer{"view": v.json()}
	}
	old.become(v)
	return answer{"view": old.json()}
}

// open finds an open modal or a home by id.
func (w *Workspace) open(id string) *view {
	return w.someView(func(v *view) bool { return v.ID == id })
}

func (w *Workspace) external(id string) *view {
	return w.someView(func(v *view) bool { return id != "" && v.ExternalID == id })
}

func (w *Workspace) someView(ok func(*view) bool) *view {
	for _, u := range w.users {
		for _, v := range w.modals[u.ID] {
			if ok(v) {
				return v
			}
		}
		if v := w.homes[u.ID]; v != nil && ok(v) {
			return v
		}
	}
	return nil
}
