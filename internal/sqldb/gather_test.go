package sqldb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	sqlite3 "modernc.org/sqlite/lib"
)

func openForGather(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "a.db"), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	run(t, db, "CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
	return db
}

func run(t *testing.T, db *DB, query string, args ...any) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *Tx) error {
		_, err := tx.Exec(t.Context(), query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fill writes rows of a page each.
func fill(ctx context.Context, tx *Tx, from, n int, mark string) error {
	text := strings.Repeat(mark, 3000)
	for i := range n {
		if _, err := tx.Exec(ctx, "INSERT INTO a VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET text = excluded.text", from+i, text); err != nil {
			return err
		}
	}
	return nil
}

// left gives what somebody finds who opens the files as they lie there now, as after a crash.
func left(t *testing.T, db *DB) (rows int, marks, whole string) {
	t.Helper()
	dir := t.TempDir()
	for _, end := range []string{"", "-wal"} {
		body, err := os.ReadFile(db.Path() + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "a.db"+end), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	copied, err := openFile(filepath.Join(dir, "a.db"), "", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if err := copied.QueryRowContext(t.Context(), "SELECT COUNT(*), COALESCE(GROUP_CONCAT(DISTINCT SUBSTR(text, 1, 1)), '') FROM a").Scan(&rows, &marks); err != nil {
		t.Fatal(err)
	}
	if err := copied.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&whole); err != nil {
		t.Fatal(err)
	}
	return rows, marks, whole
}

// TestTheGatheredLogIsWholeAfterEveryCommit has transactions that are small, larger than what is held back, and larger than SQLite's
// cache, so that it writes, reads and writes again before the commit; and some that are undone.
func TestTheGatheredLogIsWholeAfterEveryCommit(t *testing.T) {
	db := openForGather(t)
	want := 0
	for i, n := range []int{1, 7, 60, 6000, 1, 300} {
		undone := fmt.Errorf("undone")
		err := db.Write(t.Context(), func(tx *Tx) error {
			if err := fill(t.Context(), tx, 0, n+want, "u"); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		mark := string(rune('a' + i))
		err = db.Write(t.Context(), func(tx *Tx) error {
			for range 2 { // the second time over pages that are in the log already
				if err := fill(t.Context(), tx, 0, want+n, mark); err != nil {
					return err
				}
			}
			got, err := One(t.Context(), tx, Value[int], "SELECT COUNT(*) FROM a WHERE text LIKE $1", mark+"%")
			if err == nil && got != want+n {
				t.Errorf("the writer reads %d of its %d rows", got, want+n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want += n
		if rows, marks, whole := left(t, db); rows != want || marks != mark || whole != "ok" {
			t.Errorf("after %d rows: %d rows of %q, %s; want %d of %q", n, rows, marks, whole, want, mark)
		}
	}
}

// TestTheLogIsWrittenAtOnce counts the system's calls for writing.
func TestTheLogIsWrittenAtOnce(t *testing.T) {
	calls := func() (n int) {
		body, err := os.ReadFile("/proc/self/io")
		if err != nil {
			t.Skip("this system does not count a program's writes")
		}
		_, at, _ := bytes.Cut(body, []byte("syscw: "))
		if _, err := fmt.Sscan(string(at), &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	db := openForGather(t)
	before := calls()
	for i := range 20 {
		err := db.Write(t.Context(), func(tx *Tx) error { return fill(t.Context(), tx, 25*i, 25, "x") })
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := calls() - before; n > 200 {
		t.Errorf("%d calls for 20 commits of more than 25 pages", n)
	}
}

// TestConnectionsAreLean looks into the driver: when it changes so that this is not found, lean has to be looked at anew.
func TestConnectionsAreLean(t *testing.T) {
	db := openForGather(t)
	for name, pool := range map[string]interface{ Raw(func(any) error) error }{"writer": conn(t, db, true), "reader": conn(t, db, false)} {
		err := pool.Raw(func(driver any) error {
			c := at[sqlite3.Tsqlite3](uintptr(reflect.ValueOf(driver).Elem().FieldByName("db").Uint()))
			if c.Fmutex != 0 {
				t.Errorf("the %s has a mutex", name)
			}
			if c.Fflags&sqlite3.SQLITE_EnableQPSG == 0 {
				t.Errorf("the plans of the %s depend on values", name)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func conn(t *testing.T, db *DB, writes bool) interface{ Raw(func(any) error) error } {
	t.Helper()
	pool := db.read
	if writes {
		pool = db.write
	}
	c, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}
