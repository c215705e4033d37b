package erasure_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"jiazhan/internal/erasure"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func note(t *testing.T, db *sqldb.DB, subject string, born int64, what ...string) {
	t.Helper()
	if err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return erasure.NoteIn(t.Context(), tx, subject, born, what...) }); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, db *sqldb.DB, path string) *erasure.List {
	t.Helper()
	l, err := erasure.Open(db, path)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func missed(t *testing.T, l *erasure.List) []erasure.Line {
	t.Helper()
	lines, err := l.Missed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestTheListOutlivesTheDatabase(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		path := filepath.Join(t.TempDir(), "erasures.jsonl")
		l := open(t, db, path)
		note(t, db, "case/ZD2026-000001", 5, "contact", "photos")
		clock.Advance(time.Hour)
		note(t, db, "person/7", 6, "account")
		if _, err := l.Follow(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		if again := missed(t, open(t, db, path)); len(again) != 0 {
			t.Errorf("the database knows all of it: %v", again)
		}
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `DELETE FROM erasure WHERE what <> 'photos'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if lost := missed(t, open(t, db, path)); len(lost) != 2 {
			t.Errorf("the restored database lacks %v", lost)
		}
		clock.Advance(time.Hour)
		note(t, db, "case/ZD2026-000001", 5, "contact")
		note(t, db, "person/7", 6, "account")
		if l = open(t, db, path); len(missed(t, l)) != 0 {
			t.Error("what was erased again is missed again")
		}
	})
}

func TestALineThatWasCutOffIsWrittenAnew(t *testing.T) {
	db := sqldbtest.SQLite(t, sqldbtest.NewClock())
	path := filepath.Join(t.TempDir(), "erasures.jsonl")
	note(t, db, "person/7", 6, "account")
	if err := os.WriteFile(path, []byte(`{"subject":"pers`), 0o600); err != nil {
		t.Fatal(err)
	}
	l := open(t, db, path)
	for range 2 {
		if _, err := l.Follow(t.Context(), true); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if want := `{"subject":"person/7","born":6,"what":"account","at":`; err != nil || len(text) < len(want) || string(text[:len(want)]) != want || text[len(text)-1] != '\n' {
		t.Errorf("%s %v", text, err)
	}
	if err := os.WriteFile(path, []byte("?\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := erasure.Open(db, path); err == nil {
		t.Error("a list that cannot be read was taken for an empty one")
	}
}
