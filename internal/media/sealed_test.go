package media

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

// lies reports whether some file of the store holds a JPEG's head in the clear.
func (h house) lies(t *testing.T) (open int) {
	t.Helper()
	err := filepath.WalkDir(h.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte("\xff\xd8\xff")) || bytes.Contains(content, []byte("JFIF")) {
			open++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return open
}

func TestNoPhotoLiesInTheClear(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		h := newHouse(t, db)
		p := h.upload(t, "a.jpg", jpegOf(corners(640, 480)))
		if n := h.lies(t); n > 0 {
			t.Fatalf("%d files lie in the clear", n)
		}
		was := map[Size][]byte{}
		for _, f := range forms {
			if was[f.size] = h.read(t, p.Token, f.size); !bytes.HasPrefix(was[f.size], []byte("\xff\xd8")) {
				t.Errorf("%s is no JPEG", f.size)
			}
			// as it lay before photos were encrypted
			if err := h.store.Put(t.Context(), blobKey(p.Token, f.size), bytes.NewReader(was[f.size])); err != nil {
				t.Fatal(err)
			}
		}
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE photo SET sealed_with = ''`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := h.read(t, p.Token, View); !bytes.Equal(got, was[View]) || h.lies(t) != 3 {
			t.Error("an old photo is not shown")
		}
		for _, want := range []int{1, 0} {
			if n, err := h.SealOld(t.Context()); n != want || err != nil {
				t.Errorf("sealed %d, want %d: %v", n, want, err)
			}
		}
		if h.keys, err = h.keys.Rotate(); err != nil {
			t.Fatal(err)
		}
		if n, err := h.SealOld(t.Context()); n != 1 || err != nil || h.lies(t) != 0 {
			t.Errorf("after a rotation %d were sealed again: %v", n, err)
		}
		for _, f := range forms {
			if !bytes.Equal(h.read(t, p.Token, f.size), was[f.size]) {
				t.Errorf("%s is another picture", f.size)
			}
		}
	})
}
