package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Checked is how many attached photos there are, and those whose file is missing or is not what the row says, by token.
type Checked struct {
	Photos int
	Bad    []string
}

// Check reads every attached photo in all its sizes, and compares the largest with its hash; the others prove themselves by
// being opened with the key.
func (s *Service) Check(ctx context.Context) (Checked, error) {
	var tokens []string
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		tokens, err = sqldb.All(ctx, tx, sqldb.Value[string], `SELECT token FROM photo WHERE state = 'attached' ORDER BY id`)
		return err
	})
	out := Checked{Photos: len(tokens)}
	for _, token := range tokens {
		ok, e := s.whole(ctx, token)
		if e != nil {
			return out, e
		}
		if !ok {
			out.Bad = append(out.Bad, token)
		}
	}
	return out, err
}

// whole reports whether the files of a photo are there, unchanged, and the largest has the hash of its row.
func (s *Service) whole(ctx context.Context, token string) (bool, error) {
	for _, f := range forms {
		r, photo, err := s.Open(ctx, token, f.size)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, vault.ErrTampered) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		h := sha256.New()
		_, err = io.Copy(h, r)
		if err = errors.Join(err, r.Close()); err != nil {
			return false, err
		}
		if f.size == Large && !bytes.Equal(h.Sum(nil), photo.SHA256) {
			return false, nil
		}
	}
	return true, nil
}
