package once_test

import (
	"testing"

	"jiazhan/internal/fault"
	"jiazhan/internal/once"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func TestAKeyGivesItsFirstResult(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		key := once.Key{Scope: "p1", Key: "k", Content: []byte("content")}
		look := func(k once.Key) (result string, found bool, err error) {
			err = db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
				result, found, err = once.Result(t.Context(), tx, k)
				return err
			})
			return result, found, err
		}
		keep := func(result string) error {
			return db.Write(t.Context(), func(tx *sqldb.Tx) error { return once.Keep(t.Context(), tx, key, result) })
		}
		if _, found, err := look(key); found || err != nil {
			t.Fatalf("a new key is found: %v", err)
		}
		if err := keep("ZD2026-000001"); err != nil {
			t.Fatal(err)
		}
		if err := keep("ZD2026-000002"); !sqldb.IsUnique(err) {
			t.Fatalf("kept twice: %v", err)
		}
		if result, found, err := look(key); !found || result != "ZD2026-000001" || err != nil {
			t.Fatalf("%q %v %v", result, found, err)
		}
		if _, _, err := look(once.Key{Scope: "p1", Key: "k", Content: []byte("other")}); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("other content under the key: %v", err)
		}
		if _, found, err := look(once.Key{Scope: "p2", Key: "k", Content: []byte("other")}); found || err != nil {
			t.Fatalf("somebody else's key: %v %v", found, err)
		}
	})
}
