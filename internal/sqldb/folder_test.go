package sqldb_test

import (
	"os"
	"path/filepath"
	"testing"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

// The database lies in the folder that was named, whatever its name holds.
func TestTheDatabaseLiesInItsFolder(t *testing.T) {
	for _, name := range []string{"a#b", "a?b", "a%23b", "a b", "家站&=+"} {
		dir := filepath.Join(t.TempDir(), name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "jiazhan.db")
		db, err := sqldb.Open(t.Context(), sqldb.Config{Path: path, Clock: sqldbtest.NewClock().Now})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := db.Migrate(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}
