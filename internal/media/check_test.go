package media

import (
	"bytes"
	"io"
	"testing"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func TestCheckFindsAChangedOrMissingFileOfEverySize(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		h := newHouse(t, db)
		p := h.upload(t, "井盖.jpg", jpegOf(corners(640, 480)))
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE photo SET state = 'attached'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want := func(what string, bad int) {
			t.Helper()
			if c, err := h.Check(t.Context()); err != nil || c.Photos != 1 || len(c.Bad) != bad {
				t.Errorf("%s: %+v %v", what, c, err)
			}
		}
		want("untouched", 0)
		for _, f := range forms {
			key := blobKey(p.Token, f.size)
			was, other := h.raw(t, key), h.raw(t, key)
			other[len(other)/2] ^= 1
			for what, lay := range map[string]func() error{
				"changed": func() error { return h.store.Put(t.Context(), key, bytes.NewReader(other)) },
				"missing": func() error { return h.store.Delete(t.Context(), key) },
			} {
				if err := lay(); err != nil {
					t.Fatal(err)
				}
				want(string(f.size)+" "+what, 1)
				if err := h.store.Put(t.Context(), key, bytes.NewReader(was)); err != nil {
					t.Fatal(err)
				}
			}
		}
		want("as it was", 0)
	})
}

// raw is a file as it lies.
func (h house) raw(t *testing.T, key string) []byte {
	t.Helper()
	r, err := h.store.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
