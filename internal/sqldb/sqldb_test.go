package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func put(ctx context.Context, tx *sqldb.Tx, key string) error {
	_, err := tx.Exec(ctx, "INSERT INTO once (scope, key, content, result, at) VALUES ('t', $1, $2, '', 0)", key, []byte{1})
	return err
}

func count(t *testing.T, db *sqldb.DB) int64 {
	t.Helper()
	var n int64
	err := db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(t.Context(), tx, sqldb.Value[int64], "SELECT count(*) FROM once")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWrite(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		refused := errors.New("refused")
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				err := db.Write(ctx, func(tx *sqldb.Tx) error {
					if err := put(ctx, tx, fmt.Sprint(i)); err != nil {
						return err
					}
					if i%3 == 0 {
						return refused
					}
					return nil
				})
				if want := i%3 == 0; errors.Is(err, refused) != want || err != nil && !want {
					t.Errorf("write %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, db); n != 133 {
			t.Errorf("%d rows, want the 133 that were not refused", n)
		}
	})
}

func TestUniqueRowUndoesOnlyItsOwnFunction(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		twice := func(tx *sqldb.Tx) error {
			if err := put(ctx, tx, "a"); err != nil {
				return err
			}
			return put(ctx, tx, "a")
		}
		if err := db.Write(ctx, twice); !sqldb.IsUnique(err) {
			t.Errorf("got %v, want a unique violation", err)
		}
		if err := db.Write(ctx, func(tx *sqldb.Tx) error { return put(ctx, tx, "a") }); err != nil {
			t.Error(err)
		}
		if n := count(t, db); n != 1 {
			t.Errorf("%d rows, want 1", n)
		}
	})
}

func TestAfterCommitRunsOnlyWhenStored(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		ran := 0
		for _, fails := range []bool{true, false} {
			db.Write(t.Context(), func(tx *sqldb.Tx) error { //nolint:errcheck // the failing one is meant to fail
				tx.AfterCommit(func() { ran++ })
				if fails {
					panic("lost")
				}
				return nil
			})
		}
		if ran != 1 {
			t.Errorf("ran %d times, want 1", ran)
		}
	})
}

func TestReaderCannotWriteAndMissingIsNotFound(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		err := db.Read(ctx, func(tx *sqldb.Tx) error { return put(ctx, tx, "x") })
		if err == nil {
			t.Error("a reader wrote")
		}
		err = db.Read(ctx, func(tx *sqldb.Tx) error {
			_, err := sqldb.One(ctx, tx, sqldb.Value[string], "SELECT key FROM once WHERE key = $1", "none")
			return err
		})
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v, want not found", err)
		}
	})
}

// TestWhatIsAcknowledgedIsOnTheDisk asks both databases what their commits wait for.
func TestWhatIsAcknowledgedIsOnTheDisk(t *testing.T) {
	says := func(t *testing.T, db *sqldb.DB, query, want string) {
		t.Helper()
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			got, err := sqldb.One(t.Context(), tx, sqldb.Value[string], query)
			if err == nil && got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		db := sqldbtest.SQLite(t, sqldbtest.NewClock())
		says(t, db, "PRAGMA journal_mode", "wal")
		says(t, db, "PRAGMA synchronous", "2") // FULL
	})
	t.Run("postgres", func(t *testing.T) {
		for asked, want := range map[string]string{"off": "on", "on": "on", "remote_write": "remote_write"} {
			db, err := sqldb.Open(t.Context(), sqldb.Config{URL: sqldbtest.PostgresURL(t) + "&synchronous_commit=" + asked})
			if err != nil {
				t.Fatal(err)
			}
			says(t, db, "SHOW synchronous_commit", want)
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}
