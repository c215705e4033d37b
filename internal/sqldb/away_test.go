package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

// TestConnectionsAreCut takes every connection to PostgreSQL away while many read and write. No reader notices; a writer
// has written once, or is told that the database was away.
func TestConnectionsAreCut(t *testing.T) {
	db := sqldbtest.Postgres(t, sqldbtest.NewClock())
	const people, each = 12, 60
	var all sync.WaitGroup
	var refused atomic.Int64
	steps := make(chan bool, people*each)
	for who := range people {
		all.Go(func() {
			for i := range each {
				key := fmt.Sprintf("%d-%d", who, i)
				refused.Add(int64(putOnce(t, db, key)))
				if n := rows(t, db, key); n != 1 {
					t.Errorf("%s stands %d times", key, n)
				}
				steps <- true
			}
		})
	}
	go func() { all.Wait(); close(steps) }()
	killed := 0
	for n := 0; ; n++ {
		if _, open := <-steps; !open {
			break
		}
		if n%90 == 89 {
			killed += cutAll(t, db)
		}
	}
	t.Logf("%d connections were cut, %d writes told", killed, refused.Load())
	if n := count(t, db); n != people*each || killed == 0 {
		t.Errorf("%d rows after %d cuts, want %d", n, killed, people*each)
	}
}

// putOnce writes a row until it stands, and gives how often it was told that the database was away.
func putOnce(t *testing.T, db *sqldb.DB, key string) (refused int) {
	t.Helper()
	for {
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return put(t.Context(), tx, key) })
		if err == nil || sqldb.IsUnique(err) && refused > 0 {
			return refused
		}
		if fault.KindOf(err) != fault.Away {
			t.Errorf("%s: %v", key, err)
			return refused
		}
		refused++
	}
}

// rows counts by All, One, Query and Row; they must agree.
func rows(t *testing.T, db *sqldb.DB, key string) int {
	t.Helper()
	ctx, n := t.Context(), 0
	err := db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := sqldb.All(ctx, tx, sqldb.Value[string], "SELECT key FROM once WHERE key = $1", key)
		if err != nil {
			return fmt.Errorf("all: %w", err)
		}
		if n, err = sqldb.One(ctx, tx, sqldb.Value[int], "SELECT count(*) FROM once WHERE key = $1", key); err != nil {
			return fmt.Errorf("one: %w", err)
		}
		var row int
		if err := tx.Row(ctx, "SELECT count(*) FROM once WHERE key = $1", key).Scan(&row); err != nil {
			return fmt.Errorf("row: %w", err)
		}
		if len(all) != n || row != n {
			return fmt.Errorf("%d, %d and %d rows", len(all), n, row)
		}
		return nil
	})
	if err != nil {
		t.Errorf("reading %s: %v", key, err)
	}
	return n
}

func cutAll(t *testing.T, db *sqldb.DB) (killed int) {
	t.Helper()
	err := db.Read(context.WithoutCancel(t.Context()), func(tx *sqldb.Tx) (err error) {
		killed, err = sqldb.One(t.Context(), tx, sqldb.Value[int],
			"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
		return err
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	return killed
}
