package app

import (
	"context"
	"crypto/subtle"
	"net/http"
	"strings"
	"time"

	"jiazhan/internal/jobs"
	"jiazhan/internal/sqldb"
)

// healthz says that the process lives; it stays green while the database is away, so that nobody restarts us for that.
func (a *App) healthz(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") }

// readyz says whether requests should be sent here.
func (a *App) readyz(w http.ResponseWriter, r *http.Request) {
	if a.meter.stopping.Load() {
		plain(w, http.StatusServiceUnavailable, "stopping")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	err := a.DB.Read(ctx, func(tx *sqldb.Tx) error {
		var one int64
		return tx.Row(ctx, "SELECT 1").Scan(&one)
	})
	if err != nil {
		a.Log.WarnContext(ctx, "not ready", "error", err)
		plain(w, http.StatusServiceUnavailable, "database")
		return
	}
	plain(w, http.StatusOK, "ready")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write([]byte(text + "\n")) //nolint:errcheck // nobody is left to tell
}

// metricsByToken opens /metrics on the public listener to those who know the token.
func (a *App) metricsByToken(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	want := a.Config.MetricsToken
	if want == "" || subtle.ConstantTimeCompare([]byte(token), []byte(want)) != 1 {
		http.NotFound(w, r)
		return
	}
	a.metrics(w, r)
}

// metrics writes the Prometheus text format.
func (a *App) metrics(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	a.meter.write(w)
	for _, g := range a.gauges() {
		value, err := g.value(r.Context())
		if err != nil {
			a.Log.WarnContext(r.Context(), "metric cannot be read", "metric", g.name, "error", err)
			continue
		}
		writeGauge(w, g.name, g.help, value)
	}
}

// gauge is a number that is looked up when it is asked for.
type gauge struct {
	name, help string
	value      func(context.Context) (int64, error)
}

func (a *App) gauges() []gauge {
	depth := func(pick func(jobs.Depth) int64) func(context.Context) (int64, error) {
		return func(ctx context.Context) (int64, error) {
			d, err := jobs.Depths(ctx, a.DB)
			return pick(d), err
		}
	}
	return []gauge{
		{"jiazhan_outbox_waiting", "Outbox rows that wait for their handler.", depth(func(d jobs.Depth) int64 { return d.Waiting })},
		{"jiazhan_outbox_retrying", "Outbox rows that failed and wait for another try.", depth(func(d jobs.Depth) int64 { return d.Retrying })},
		{"jiazhan_outbox_dead", "Outbox rows that no try could handle.", depth(func(d jobs.Depth) int64 { return d.Dead })},
	}
}
