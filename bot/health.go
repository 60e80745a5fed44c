package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// health answers whether the bot is alive and ready, and how it fares.
func (a *app) health() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		report(w, a.ping(r.Context()))
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if a.connected.Load() == 0 {
			report(w, errors.New("not connected to Slack"))
			return
		}
		report(w, a.ping(r.Context()))
	})
	mux.Handle("GET /metrics", a.metrics.handler())
	return mux
}

// pingTime is how long the database may take to answer. Whoever asks us waits a little longer.
const pingTime = 2 * time.Second

func (a *app) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingTime)
	defer cancel()
	if err := a.database.Ping(ctx); err != nil { // which says where the database is
		a.log.Warn("the database doesn't answer", "cause", err)
		return errors.New("the database doesn't answer")
	}
	return nil
}

func report(w http.ResponseWriter, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// serveHealth serves until ctx ends.
func (a *app) serveHealth(ctx context.Context, l net.Listener) error {
	server := &http.Server{Handler: a.health(), ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve HTTP_ADDR: %w", err)
	case <-ctx.Done():
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	err := server.Shutdown(bounded)
	<-failed
	return err
}

type healthCommand struct {
	HTTPAddr string `name:"http-addr" env:"HTTP_ADDR" required:"" help:"Address that the bot was started with."`
}

// Run asks a running bot whether it is alive, for the health check of a container that has no
// shell.
func (c healthCommand) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	host, port, err := net.SplitHostPort(c.HTTPAddr)
	if err != nil {
		return fmt.Errorf("HTTP_ADDR %q is not of the form host:port", c.HTTPAddr)
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	request, err := http.NewRequestWithContext(
		ctx,
		http.MethodGet,
		"http://"+net.JoinHostPort(host, port)+"/healthz",
		nil,
	)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the bot does not answer: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the bot is not well: %s", response.Status)
	}
	return nil
}
