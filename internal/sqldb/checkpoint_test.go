package sqldb

import (
	"path/filepath"
	"testing"
)

// What is committed can be moved into the database while the writer is open, and is there after a restart.
func TestTheLogIsMovedBesideTheWriter(t *testing.T) {
	c := Config{Path: filepath.Join(t.TempDir(), "a.db")}
	open := func() *DB {
		db, err := Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := open()
	write := func(query string) {
		t.Helper()
		err := db.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.Exec(t.Context(), query)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write("CREATE TABLE t (v TEXT)")
	for range 50 {
		write("INSERT INTO t (v) VALUES ('x')")
	}
	log, copied, err := db.mover.move()
	if err != nil || log == 0 || copied != log {
		t.Fatalf("%d of %d pages moved, %v", copied, log, err)
	}
	write("INSERT INTO t (v) VALUES ('y')")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open()
	defer db.Close()
	err = db.Read(t.Context(), func(tx *Tx) error {
		n, err := One(t.Context(), tx, Value[int], "SELECT COUNT(*) FROM t")
		if n != 51 {
			t.Errorf("%d rows after the restart", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
