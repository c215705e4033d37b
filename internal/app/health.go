package app

import (
	"context"
	"crypto/subtle"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
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
	for _, show := range []func(context.Context, io.Writer) error{a.showOutbox, a.showCodes, a.showOverdue} {
		if err := show(r.Context(), w); err != nil {
			a.Log.WarnContext(r.Context(), "a metric cannot be read", "error", err)
		}
	}
}

func (a *App) showOutbox(ctx context.Context, w io.Writer) error {
	d, err := jobs.Depths(ctx, a.DB)
	if err != nil {
		return err
	}
	writeGauge(w, "jiazhan_outbox_waiting", "Outbox rows that wait for their handler.", d.Waiting)
	writeGauge(w, "jiazhan_outbox_retrying", "Outbox rows that failed and wait for another try.", d.Retrying)
	writeGauge(w, "jiazhan_outbox_dead", "Outbox rows that no try could handle.", d.Dead)
	writeGauge(w, "jiazhan_search_lag_seconds", "Age of the oldest change that searches do not see yet.", int64(a.Search.Lag().Seconds()))
	return nil
}

// showCodes tells how much of the day's budget of sign-in codes is used.
func (a *App) showCodes(ctx context.Context, w io.Writer) error {
	b, err := a.Account.Budget(ctx)
	if err != nil {
		return err
	}
	writeGauge(w, "jiazhan_codes_sent", "Sign-in codes sent in the day of their budget.", int64(b.Used))
	writeGauge(w, "jiazhan_codes_most", "Sign-in codes that may be sent in a day; 0: no limit.", int64(b.Most))
	return nil
}

// showOverdue counts the cases whose time is over, as a leader of each congress would.
func (a *App) showOverdue(ctx context.Context, w io.Writer) error {
	dir, err := a.Congress.Directory(ctx)
	if err != nil {
		return err
	}
	const name = "jiazhan_cases_overdue"
	fmt.Fprintf(w, "# HELP %s Cases whose time is over.\n# TYPE %s gauge\n", name, name)
	for _, c := range dir.Congresses() {
		leader := access.Actor{Grants: []access.Grant{{Role: access.Leader, CongressID: c.ID}}}
		n, err := a.Cases.Count(ctx, leader, casework.Query{CongressID: c.ID, Queue: "overdue"})
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s{congress=%q} %d\n", name, c.Slug, n)
	}
	return nil
}
