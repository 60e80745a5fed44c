package workspace

import "slices"

// target finds where the app may speak: a channel by id or name, or a user's conversation.
func (w *Workspace) target(name string) (*channel, answer) {
	c := w.channel(name)
	if u := w.user(name); c == nil && u != nil && u.ID == name {
		c = w.dm(u.ID)
	}
	switch {
	case c == nil || c.Private && !c.BotIn:
		return nil, refuse("channel_not_found")
	case !c.BotIn && !slices.Contains(w.cfg.Scopes, "chat:write.public"):
		return nil, refuse("not_in_channel")
	}
	return c, nil
}

func (w *Workspace) chatPostMessage(a args) answer {
	said, no := w.content(a)
	if no != nil {
		return no
	}
	c, no := w.target(a.str("channel"))
	if no != nil {
		return no
	}
	m := w.say(c, botUserID, said)
	return answer{"channel": c.ID, "ts": m.TS, "message": m.json()}
}

func (w *Workspace) chatPostEphemeral(a args) answer {
	said, no := w.content(a)
	if no != nil {
		return no
	}
	c, no := w.target(a.str("channel"))
	if no != nil {
		return no
	}
	if !slices.Contains(c.Members, a.str("user")) {
		return refuse("user_not_in_channel")
	}
	return answer{"message_ts": w.whisper(c, a.str("user"), botUserID, said).TS}
}

// own finds a message of the app's that may be changed. Ephemeral ones may not.
func (w *Workspace) own(a args, word string) (*channel, *message, answer) {
	c := w.channel(a.str("channel"))
	if c == nil || c.Private && !c.BotIn {
		return nil, nil, refuse("channel_not_found")
	}
	m := c.find(a.str("ts"))
	switch {
	case m == nil:
		return nil, nil, refuse("message_not_found")
	case m.User != botUserID:
		return nil, nil, refuse(word)
	}
	return c, m, nil
}

func (w *Workspace) chatUpdate(a args) answer {
	said, no := w.content(a)
	if no != nil {
		return no
	}
	c, m, no := w.own(a, "cant_update_message")
	if no != nil {
		return no
	}
	w.rewrite(m, said)
	return answer{"channel": c.ID, "ts": m.TS, "text": m.Text, "message": m.json()}
}

func (w *Workspace) chatDelete(a args) answer {
	c, m, no := w.own(a, "cant_delete_message")
	if no != nil {
		return no
	}
	w.erase(m)
	return answer{"channel": c.ID, "ts": m.TS}
}
