package workspace

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	maxSockets  = 10     // more are told too_many_websockets
	maxFrame    = 20_480 // bytes an app may send at once; more closes the socket with 1009
	socketDepth = 64     // envelopes that may wait for a slow app
)

// socket is one Socket Mode connection of the app.
type socket struct {
	conn *websocket.Conn
	out  chan []byte   // what the writer sends
	gone chan struct{} // closed when the connection is
	once sync.Once
}

// connectionsOpen hands out the address of a socket. Its ticket opens one connection.
func (w *Workspace) connectionsOpen(args) answer {
	ticket := w.newID("ticket-")
	w.tickets[ticket] = true
	return answer{"url": "ws://" + w.host() + "/link/?ticket=" + ticket + "&app_id=" + appID}
}

// serveSocket turns a request with a ticket into a socket.
func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	if !w.punch(r.URL.Query().Get("ticket")) {
		http.Error(rw, "the ticket is unknown or used", http.StatusForbidden)
		return
	}
	// Any origin may connect: an app is no browser, and the ticket came from a token.
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(rw, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	s := &socket{conn: conn, out: make(chan []byte, socketDepth), gone: make(chan struct{})}
	if !w.start(func() { s.write(w.cfg.Times) }) || !w.start(func() { w.read(s) }) {
		s.close()
		return
	}
	w.admit(s)
}

func (w *Workspace) punch(ticket string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	good := w.tickets[ticket]
	delete(w.tickets, ticket)
	return good
}

// admit greets a socket and lets envelopes go to it, unless there are ten already.
func (w *Workspace) admit(s *socket) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.sockets) >= maxSockets {
		w.startLocked(func() { s.dismiss("too_many_websockets") })
		return
	}
	w.sockets = append(w.sockets, s)
	s.send(map[string]any{
		"type": "hello", "num_connections": len(w.sockets),
		"connection_info": map[string]any{"app_id": appID},
		"debug_info": map[string]any{
			"host": "applink-local", "build_number": 1, "approximate_connection_time": 3600,
			"started": time.Now().UTC().Format(time.DateTime),
		},
	})
	w.touch()
}

// read takes the app's acknowledgements until the connection ends.
func (w *Workspace) read(s *socket) {
	defer w.forget(s)
	stop := context.AfterFunc(w.life, s.close)
	defer stop()
	s.conn.SetReadLimit(maxFrame) // gorilla answers more with 1009
	for {
		_, frame, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		w.acknowledge(frame)
	}
}

func (w *Workspace) forget(s *socket) {
	s.close()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sockets = slices.DeleteFunc(w.sockets, func(o *socket) bool { return o == s })
	w.touch()
}

// write sends what is queued, and a ping at once and then every few seconds: an app that sees
// none in its first interval takes the connection for dead.
func (s *socket) write(times Times) {
	defer s.close()
	pings := time.NewTicker(times.Ping)
	defer pings.Stop()
	s.ping()
	for {
		select {
		case <-s.gone:
			return
		case <-pings.C:
			s.ping()
		case frame := <-s.out:
			if frame == nil {
				s.linger(times.Leave)
				return
			}
			if s.put(frame) != nil {
				return
			}
		}
	}
}

// linger lets an app that was told to go acknowledge what it has, and go by itself.
func (s *socket) linger(most time.Duration) {
	late := time.NewTimer(most)
	defer late.Stop()
	select {
	case <-s.gone:
	case <-late.C:
	}
}

func (s *socket) ping() {
	_ = s.conn.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(time.Second))
}

func (s *socket) put(frame []byte) error {
	_ = s.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return s.conn.WriteMessage(websocket.TextMessage, frame)
}

// send queues a frame. It is false when the connection is gone or too far behind.
func (s *socket) send(v any) bool {
	frame, err := json.Marshal(v)
	if err != nil {
		return false
	}
	select {
	case <-s.gone:
		return false
	case s.out <- frame:
		return true
	default:
		return false
	}
}

// dismiss says disconnect; the nil frame after it is the writer's end.
func (s *socket) dismiss(reason string) {
	s.send(map[string]any{
		"type": "disconnect", "reason": reason,
		"debug_info": map[string]any{"host": "applink-local"},
	})
	select {
	case s.out <- nil:
	case <-s.gone:
	}
}

func (s *socket) close() {
	s.once.Do(func() {
		close(s.gone)
		_ = s.conn.Close()
	})
}
