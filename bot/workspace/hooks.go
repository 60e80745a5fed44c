package workspace

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"time"
)

// hook is a response_url: five uses in half an hour, for one user in one place.
type hook struct {
	user    string
	channel string
	source  *message // what was acted on; nil after a slash command
	secret  bool     // the source is ephemeral, and so are its replacements
	command string   // what was typed, shown with the first in_channel answer
	uses    int
	born    time.Time
}

const maxHookUses = 5

// maxKept is how many response_urls or trigger_ids there are before the dead ones are forgotten.
const maxKept = 1000

// newHook makes a response_url. The lock is held.
func (w *Workspace) newHook(kind string, h hook) string {
	h.born = time.Now()
	if len(w.hooks) > maxKept {
		maps.DeleteFunc(w.hooks, func(_ string, old *hook) bool {
			return time.Since(old.born) > w.cfg.Times.ResponseURL
		})
	}
	id := w.newID("h")
	w.hooks[id] = &h
	return "http://" + w.host() + "/" + kind + "/" + teamID + "/" + id
}

// serveHook answers a post to a response_url.
func (w *Workspace) serveHook(rw http.ResponseWriter, r *http.Request) {
	var a args
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil || json.Unmarshal(body, &a) != nil {
		sendJSON(rw, http.StatusBadRequest, refuse("invalid_payload"))
		return
	}
	trouble := w.nextRefusal("response_url")
	if w.before("response_url", trouble, a, rw, r) {
		return
	}
	word, said := w.respond(r.PathValue("hook"), a)
	trouble.after(rw, r)
	switch {
	case word != "":
		http.Error(rw, word, http.StatusNotFound)
	case said.word() != "":
		sendJSON(rw, http.StatusOK, said)
	default:
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(rw, "ok") // exactly this: slack-go takes "ok\n" for an error
	}
}

// respond does what a post to a response_url asks for. A word is a dead address's.
func (w *Workspace) respond(id string, a args) (word string, said answer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	status := http.StatusNotFound
	defer func() {
		if word == "" {
			status = http.StatusOK
			w.complain("response_url", said)
		} else {
			said = refuse(word)
		}
		w.rememberLocked(Call{Method: "response_url", Args: a, Answer: said, Status: status})
	}()
	h := w.hooks[id]
	switch {
	case h == nil:
		return "invalid_url", nil
	case time.Since(h.born) > w.cfg.Times.ResponseURL:
		return "expired_url", nil
	case h.uses >= maxHookUses:
		return "used_url", nil
	}
	h.uses++
	return "", w.answerHook(h, a)
}

func (w *Workspace) answerHook(h *hook, a args) answer {
	if a.flag("delete_original") {
		if h.source != nil {
			w.erase(h.source)
		}
		return answer{"ok": true}
	}
	said, no := w.content(a)
	if no != nil {
		return no
	}
	w.reply(h, said, a)
	return answer{"ok": true}
}

// reply shows what a response_url or an acknowledged command says: in place of the original, in
// the channel, or (by default) to the user alone. A post from a message that does not say
// replace_original overwrites that message; Slack advises to always say.
func (w *Workspace) reply(h *hook, said content, a args) {
	c := w.channel(h.channel)
	_, told := a["replace_original"].(bool)
	replace := a.flag("replace_original") || !told
	switch {
	case h.source != nil && replace:
		w.rewrite(h.source, said)
	case a.str("response_type") == "in_channel" && !h.secret:
		w.showCommand(h, c)
		w.say(c, botUserID, said)
	default:
		w.whisper(c, h.user, botUserID, said)
	}
}

// showCommand lets the channel see what was typed, once, when the answer is for all to see.
func (w *Workspace) showCommand(h *hook, c *channel) {
	if h.command != "" {
		w.say(c, h.user, content{text: escape(h.command)})
		h.command = ""
	}
}

// trigger is a trigger_id: it opens one view within three seconds.
type trigger struct {
	user string
	view *view // the view that was acted in, for views.push
	used bool
	born time.Time
}

func (w *Workspace) newTrigger(user string, from *view) string {
	if len(w.triggers) > maxKept {
		maps.DeleteFunc(w.triggers, func(_ string, old *trigger) bool {
			return time.Since(old.born) > w.cfg.Times.Trigger
		})
	}
	id := w.newID("") + ".trigger"
	w.triggers[id] = &trigger{user: user, view: from, born: time.Now()}
	return id
}

// pull uses a trigger_id up, or refuses in Slack's words.
func (w *Workspace) pull(id string) (*trigger, answer) {
	t := w.triggers[id]
	switch {
	case t == nil:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("trigger_exchanged")
	case time.Since(t.born) > w.cfg.Times.Trigger:
		return nil, refuse("trigger_expired")
	}
	t.used = true
	return t, nil
}
