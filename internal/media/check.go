package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Checked is how many attached photos there are, and those whose file is missing or is not what the row says, by token.
type Checked struct {
	Photos int
	Bad    []string
}

// Check reads every attached photo in all its sizes, and compares the largest with its hash; the others prove themselves by
// being opened with the key. Those of sealed cases are compared as they lie.
func (s *Service) Check(ctx context.Context) (Checked, error) {
	var photos []checking
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		photos, err = sqldb.All(ctx, tx, scanChecking, `SELECT token, sealed_with, boxed FROM photo WHERE state = 'attached' ORDER BY id`)
		return err
	})
	out := Checked{Photos: len(photos)}
	for _, p := range photos {
		look := s.whole
		if p.with == boxed {
			look = func(ctx context.Context, token string) (bool, error) { return s.wholeBoxed(ctx, token, p.sum) }
		}
		ok, e := look(ctx, p.token)
		if e != nil {
			return out, e
		}
		if !ok {
			out.Bad = append(out.Bad, p.token)
		}
	}
	return out, err
}

type checking struct {
	token, with string
	sum         []byte
}

func scanChecking(s sqldb.Scanner) (c checking, err error) {
	return c, s.Scan(&c.token, &c.with, &c.sum)
}

// wholeBoxed reports whether the files of a photo that only its readers can open lie there as they were sealed.
func (s *Service) wholeBoxed(ctx context.Context, token string, want []byte) (bool, error) {
	sum, err := s.boxSum(ctx, token)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return bytes.Equal(sum, want), err
}

// whole reports whether the files of a photo are there, unchanged, and the largest has the hash of its row.
func (s *Service) whole(ctx context.Context, token string) (bool, error) {
	for _, f := range forms {
		r, photo, err := s.Open(ctx, token, f.size, nil)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, vault.ErrTampered) || fault.KindOf(err) == fault.NotFound {
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
