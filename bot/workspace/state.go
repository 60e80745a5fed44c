package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// state is what a workspace keeps between runs. Ephemeral messages and open modals are not in
// it: they vanish at Slack too.
type state struct {
	Version  int              `json:"version"`
	LastID   int64            `json:"last_id"`
	Channels []*channel       `json:"channels"`
	Homes    map[string]*view `json:"homes"`
	Choices  []keptChoices    `json:"choices"`
}

// keptChoices are one user's choices in one message.
type keptChoices struct {
	User    string  `json:"user"`
	Channel string  `json:"channel"`
	TS      string  `json:"ts"`
	Choices choices `json:"choices"`
}

const stateVersion = 1

// load reads the state file. One that is not there is an empty one; a broken one is an error,
// and is left as it is.
func (w *Workspace) load() error {
	if w.cfg.State == "" {
		return nil
	}
	text, err := os.ReadFile(w.cfg.State)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var kept state
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	if err == nil && kept.Version != stateVersion {
		err = fmt.Errorf("its version is %d, not %d", kept.Version, stateVersion)
	}
	if err != nil {
		return fmt.Errorf("read the workspace's state file %s: %w (move it away to start afresh)",
			w.cfg.State, err)
	}
	w.restore(kept)
	return nil
}

// restore gives the seeded channels what they held. A channel that is no longer seeded is gone.
func (w *Workspace) restore(kept state) {
	w.lastID = kept.LastID
	for _, old := range kept.Channels {
		c := w.channel(old.ID)
		if c == nil {
			continue
		}
		c.Messages, c.BotIn = old.Messages, old.BotIn || c.BotIn
		for _, m := range c.Messages {
			w.lastTS = max(w.lastTS, microsOf(m.TS))
		}
	}
	for user, home := range kept.Homes {
		home.chosen = choices{}
		w.homes[user] = home
	}
	for _, k := range kept.Choices {
		w.choices[choiceKey{k.User, k.Channel, k.TS}] = k.Choices
	}
}

func microsOf(ts string) int64 {
	n, _ := strconv.ParseInt(strings.Replace(ts, ".", "", 1), 10, 64)
	return n
}

// saveDelay gathers a burst of changes into one write.
const saveDelay = 200 * time.Millisecond

// keepSaving writes the state soon after each change, until the end.
func (w *Workspace) keepSaving() {
	for w.cfg.State != "" {
		w.mu.Lock()
		changed := w.changed
		w.mu.Unlock()
		select {
		case <-w.life.Done():
			return
		case <-changed:
		}
		select {
		case <-w.life.Done():
			return
		case <-time.After(saveDelay):
		}
		if err := w.save(); err != nil {
			w.log.Error("the state was not saved", "error", err)
		}
	}
}

// save writes the state beside its file and renames it over: a crash leaves one or the other.
func (w *Workspace) save() error {
	if w.cfg.State == "" {
		return nil
	}
	w.mu.Lock()
	text, err := json.MarshalIndent(w.kept(), "", " ")
	w.mu.Unlock()
	if err != nil {
		return fmt.Errorf("save the workspace's state: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(w.cfg.State), filepath.Base(w.cfg.State)+".*")
	if err != nil {
		return fmt.Errorf("save the workspace's state: %w", err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), w.cfg.State)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return fmt.Errorf("save the workspace's state: %w", err)
	}
	return nil
}

func (w *Workspace) kept() state {
	kept := state{Version: stateVersion, LastID: w.lastID, Channels: w.channels, Homes: w.homes}
	for key, chosen := range w.choices {
		if c := w.channel(key.channel); c != nil && c.find(key.ts) != nil {
			kept.Choices = append(kept.Choices, keptChoices{key.user, key.channel, key.ts, chosen})
		}
	}
	return kept
}
