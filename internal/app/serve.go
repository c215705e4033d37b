package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"jiazhan/internal/web/ui/edge"
)

// Listen takes the address of the settings, so that the caller knows the port before Serve.
func (a *App) Listen(ctx context.Context) (net.Listener, error) {
	l, err := ListenAt(ctx, a.Config.Addr)
	if err != nil {
		return nil, fmt.Errorf("app: listen: %w", err)
	}
	return l, nil
}

// Serve answers requests and works in the background until ctx ends. Then /readyz says no; after stop-notice it takes no more
// requests, lets those under way end, drains the outbox and gives nil; what takes longer than stop-wait is cut off. The
// operators' listener answers to the end.
func (a *App) Serve(ctx context.Context, l net.Listener) error {
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	finish, err := a.work(background)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	server, failed := a.start(l)
	inner, err := a.startMetrics(ctx, failed)
	if err == nil {
		err = a.untilTold(ctx, failed)
	}
	a.meter.stopping.Store(true)
	last, cut := context.WithTimeout(context.WithoutCancel(ctx), a.Config.StopWait)
	defer cut()
	stopped := shutdown(last, server)
	stop()
	return errors.Join(err, stopped, finish(last), shutdown(last, inner))
}

// untilTold waits until the program is told to stop, and for a moment in which whoever asks /readyz sends requests elsewhere.
func (a *App) untilTold(ctx context.Context, failed <-chan error) error {
	select {
	case <-ctx.Done():
	case err := <-failed:
		return err
	}
	a.meter.stopping.Store(true)
	select {
	case <-time.After(a.Config.StopNotice):
		return nil
	case err := <-failed:
		return err
	}
}

// start answers on the listener; a listener that breaks is told through the channel.
func (a *App) start(l net.Listener) (*http.Server, chan error) {
	server := a.server(a.Handler)
	failed := make(chan error, 2)
	go serve(server, l, failed)
	return server, failed
}

func (a *App) startMetrics(ctx context.Context, failed chan error) (*http.Server, error) {
	if a.Config.MetricsListen == "" {
		return nil, nil
	}
	l, err := ListenAt(ctx, a.Config.MetricsListen)
	if err != nil {
		return nil, fmt.Errorf("app: metrics: %w", err)
	}
	server := a.server(a.inner())
	go serve(server, l, failed)
	return server, nil
}

// inner is what the operators' own listener answers: /metrics, how the process is, and where time and memory go below
// /debug/pprof/.
func (a *App) inner() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", a.metrics)
	mux.HandleFunc("/healthz", a.healthz)
	mux.HandleFunc("/readyz", a.readyz)
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

func serve(server *http.Server, l net.Listener, failed chan<- error) {
	if err := edge.Serve(server, l); !errors.Is(err, http.ErrServerClosed) {
		failed <- fmt.Errorf("app: serve: %w", err)
	}
}

func (a *App) server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           edge.Hurried(h),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		// OPTIONS * is answered by the edge like everything else
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(a.Log.Handler(), slog.LevelDebug),
	}
}

// shutdown waits for the requests under way; when ctx ends first they are cut off.
func shutdown(ctx context.Context, s *http.Server) error {
	if s == nil {
		return nil
	}
	if err := s.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("app: requests were cut off: %w", err), s.Close())
	}
	return nil
}
