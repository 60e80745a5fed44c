package workspace

import (
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// method is one row of the Web API. It runs with the workspace locked.
type method struct {
	run   func(*Workspace, args) answer
	scope string // what the token needs to have been granted; "" is nothing
}

// methods is the Web API: every method that this Slack knows. It is filled by init because
// some of its functions ask it for the scopes.
var methods map[string]method

func init() {
	methods = map[string]method{
		"apps.connections.open": {(*Workspace).connectionsOpen, ""},
		"auth.test":             {(*Workspace).authTest, ""},
		"chat.delete":           {(*Workspace).chatDelete, "chat:write"},
		"chat.postEphemeral":    {(*Workspace).chatPostEphemeral, "chat:write"},
		"chat.postMessage":      {(*Workspace).chatPostMessage, "chat:write"},
		"chat.update":           {(*Workspace).chatUpdate, "chat:write"},
		"conversations.history": {(*Workspace).conversationsHistory, "channels:history"},
		"conversations.info":    {(*Workspace).conversationsInfo, "channels:read"},
		"conversations.members": {(*Workspace).conversationsMembers, "channels:read"},
		"conversations.replies": {(*Workspace).conversationsReplies, "channels:history"},
		"users.info":            {(*Workspace).usersInfo, "users:read"},
		"views.open":            {(*Workspace).viewsOpen, ""},
		"views.publish":         {(*Workspace).viewsPublish, ""},
		"views.push":            {(*Workspace).viewsPush, ""},
		"views.update":          {(*Workspace).viewsUpdate, ""},
	}
}

// everyScope is what all methods together need: a bot installed with care for nothing.
func everyScope() []string {
	scopes := map[string]bool{"commands": true}
	for _, m := range methods {
		scopes[m.scope] = true
	}
	delete(scopes, "")
	return slices.Sorted(maps.Keys(scopes))
}

// answer is what a method says. "ok" is set to true when it is not there.
type answer map[string]any

// refuse is Slack's no, with its word for the reason.
func refuse(word string, messages ...string) answer {
	a := answer{"ok": false, "error": word}
	if len(messages) == 0 {
		return a
	}
	lines := make([]string, len(messages))
	for i, m := range messages {
		lines[i] = "[ERROR] " + m
	}
	a["errors"], a["response_metadata"] = messages, map[string]any{"messages": lines}
	return a
}

// word is the error word of an answer, "" for a yes.
func (a answer) word() string {
	word, _ := a["error"].(string)
	return word
}

// serveAPI answers one Web API call.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	a, token, err := readArgs(r)
	if err != nil {
		w.sendAnswer(rw, name, refuse("invalid_arguments", err.Error()))
		return
	}
	trouble := w.nextRefusal(name)
	if w.before(name, trouble, a, rw, r) {
		return
	}
	said := w.call(name, token, a)
	trouble.after(rw, r)
	w.sendAnswer(rw, name, said)
}

// call runs a method under the lock and notes what came of it.
func (w *Workspace) call(name, token string, a args) answer {
	w.mu.Lock()
	defer w.mu.Unlock()
	said := w.run(name, token, a)
	if said["ok"] == nil {
		said["ok"] = true
	}
	w.rememberLocked(Call{Method: name, Args: a, Answer: said, Status: http.StatusOK})
	w.complain(name, said)
	return said
}

func (w *Workspace) run(name, token string, a args) answer {
	if no := w.authorize(name, token); no != nil {
		return no
	}
	m, known := methods[name]
	if !known {
		return refuse("unknown_method")
	}
	if m.scope != "" && !slices.Contains(w.cfg.Scopes, m.scope) {
		no := refuse("missing_scope")
		no["needed"], no["provided"] = m.scope, strings.Join(w.cfg.Scopes, ",")
		return no
	}
	said := m.run(w, a)
	if said.word() == "" {
		w.touch()
	}
	return said
}

// authorize refuses a token that is missing, unknown or of the other kind.
func (w *Workspace) authorize(name, token string) answer {
	wanted, other := BotToken, AppToken
	if strings.HasPrefix(name, "apps.connections.") {
		wanted, other = AppToken, BotToken
	}
	switch token {
	case wanted:
		return nil
	case other:
		return refuse("not_allowed_token_type")
	case "":
		return refuse("not_authed")
	}
	return refuse("invalid_auth")
}

func (w *Workspace) sendAnswer(rw http.ResponseWriter, name string, said answer) {
	rw.Header().Set("X-OAuth-Scopes", strings.Join(w.cfg.Scopes, ","))
	rw.Header().Set("X-Accepted-OAuth-Scopes", methods[name].scope)
	sendJSON(rw, http.StatusOK, said)
}

func sendJSON(rw http.ResponseWriter, status int, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(v) // the reader has left: there is nobody to tell
}

// maxBody bounds what is read of a request; Slack's own largest is a view of 250 KB.
const maxBody = 2 << 20

// args are a call's arguments: strings as a form has them, anything as JSON has it.
type args map[string]any

// jsonArgs are the arguments that a form carries as JSON text.
var jsonArgs = []string{"blocks", "attachments", "metadata", "view"}

// readArgs reads a form or a JSON body and takes the token out of it.
func readArgs(r *http.Request) (args, string, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, "", err
	}
	a := args{}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" && len(body) > 0 {
		err = json.Unmarshal(body, &a)
	} else {
		err = a.readForm(string(body))
	}
	token := a.str("token")
	if query := (args{}); query.readForm(r.URL.RawQuery) == nil {
		delete(query, "token") // Slack takes none in an address
		maps.Copy(a, query)
	}
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		token = bearer
	}
	delete(a, "token")
	return a, strings.TrimSpace(token), err
}

// readForm takes the last of several values, as Slack's servers do.
func (a args) readForm(form string) error {
	values, err := url.ParseQuery(form)
	if err != nil {
		return err
	}
	for k, v := range values {
		a[k] = v[len(v)-1]
	}
	for _, k := range jsonArgs {
		a.decode(k)
	}
	return nil
}

// decode replaces JSON text by what it says. Text that is no JSON stays, for its method to refuse.
func (a args) decode(key string) {
	text, ok := a[key].(string)
	if !ok {
		return
	}
	var v any
	if json.Unmarshal([]byte(text), &v) == nil {
		a[key] = v
	}
}

func (a args) str(key string) string {
	switch v := a[key].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func (a args) flag(key string) bool {
	if b, ok := a[key].(bool); ok {
		return b
	}
	b, _ := strconv.ParseBool(a.str(key))
	return b
}

// number is the argument as a whole number between 1 and most, or otherwise when there is none.
func (a args) number(key string, otherwise, most int) int {
	n, err := strconv.Atoi(a.str(key))
	if err != nil || n < 1 {
		return otherwise
	}
	return min(n, most)
}

func (w *Workspace) authTest(args) answer {
	return answer{
		"url": "http://" + w.host() + "/", "team": w.cfg.Team, "user": w.cfg.Bot,
		"team_id": teamID, "user_id": botUserID, "bot_id": botID, "is_enterprise_install": false,
	}
}
