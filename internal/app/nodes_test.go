package app_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/jobs"
	"jiazhan/internal/notice"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
)

// Two nodes start at once on an empty PostgreSQL and then share its outbox: each notice is delivered once.
func TestTwoNodesOnOneDatabase(t *testing.T) {
	url := sqldbtest.PostgresURL(t)
	first := settings(t)
	first.DatabaseURL, first.Keys = url, filepath.Join(t.TempDir(), "keys.json")
	if _, err := vault.Open(first.Keys); err != nil { // the operator brings one key ring to both
		t.Fatal(err)
	}
	second := first
	second.Data = t.TempDir()
	nodes := make([]*app.App, 2)
	var both sync.WaitGroup
	for i, c := range []config.Config{first, second} {
		both.Go(func() {
			var err error
			if nodes[i], err = app.Open(t.Context(), c, slog.New(slog.DiscardHandler)); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if t.Failed() {
		return
	}
	defer func() {
		if err := errors.Join(nodes[0].Close(), nodes[1].Close()); err != nil {
			t.Error(err)
		}
	}()
	for i, a := range nodes {
		both.Go(func() {
			for range 50 {
				err := a.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
					return notice.Put(t.Context(), tx, notice.Note{CongressID: 1, PersonID: 5, Key: "x"})
				})
				if err != nil {
					t.Errorf("node %d: %v", i, err)
				}
				if err := a.Settle(t.Context()); err != nil {
					t.Errorf("node %d: %v", i, err)
				}
			}
		})
	}
	both.Wait()
	for _, a := range nodes { // one of them holds the lease, and takes what the other put last
		if err := a.Settle(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if n, err := nodes[1].Notice.Unread(t.Context(), access.Actor{PersonID: 5}, 1); err != nil || n != 100 {
		d, _ := jobs.Depths(t.Context(), nodes[1].DB)
		t.Errorf("%d notices (%v), outbox %+v", n, err, d)
	}
	if _, err := os.Stat(filepath.Join(second.Data, "jiazhan.db")); err == nil {
		t.Error("a node on PostgreSQL made a SQLite file")
	}
}
