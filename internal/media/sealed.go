package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// sealAtOnce bounds the photos that SealOld looks for at a time.
const sealAtOnce = 50

// put encrypts a file of a photo and stores it in the place of what was there.
func (s *Service) put(ctx context.Context, token string, size Size, plain []byte) error {
	sealed, err := s.keys.SealBytes(plain)
	if err != nil {
		return err
	}
	return s.store.Put(ctx, blobKey(token, size), bytes.NewReader(sealed))
}

// get gives the file of a photo in the clear, also one from before photos were encrypted.
func (s *Service) get(ctx context.Context, token string, size Size) ([]byte, error) {
	file, err := s.store.Get(ctx, blobKey(token, size))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil || !vault.SealedBytes(content) {
		return content, err
	}
	return s.keys.OpenBytes(content)
}

// plain is an opened file in memory.
type plain struct{ *bytes.Reader }

func (plain) Close() error { return nil }

// SealOld encrypts the photos that lie in the clear or under a key that is not the active one any more, and gives their
// number. A photo that is sealed stays readable all the time: each file takes the place of its older self in one step.
func (s *Service) SealOld(ctx context.Context) (n int, err error) {
	for after := int64(0); ; {
		old, err := s.unsealed(ctx, after)
		if err != nil || len(old) == 0 {
			return n, err
		}
		for _, one := range old {
			if err := s.reseal(ctx, one.token); err != nil {
				return n, fmt.Errorf("media: seal: %w", err)
			}
			after = one.id
			n++
		}
	}
}

// CountOld counts the photos that SealOld would seal.
func (s *Service) CountOld(ctx context.Context) (n int64, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT COUNT(*) FROM photo WHERE sealed_with <> $1 AND state <> $2`, s.keys.Label(), doomed)
		return err
	})
	return n, err
}

type unsealed struct {
	id    int64
	token string
}

func (s *Service) unsealed(ctx context.Context, after int64) (list []unsealed, err error) {
	scan := func(r sqldb.Scanner) (u unsealed, err error) { return u, r.Scan(&u.id, &u.token) }
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scan, `SELECT id, token FROM photo WHERE id > $1 AND sealed_with <> $2 AND state <> $3 ORDER BY id LIMIT $4`,
			after, s.keys.Label(), doomed, sealAtOnce)
		return err
	})
	return list, err
}

func (s *Service) reseal(ctx context.Context, token string) error {
	for _, f := range forms {
		content, err := s.get(ctx, token, f.size)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // an upload under way, or one that was cut off
		}
		if err == nil {
			err = s.put(ctx, token, f.size, content)
		}
		if err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE photo SET sealed_with = $1 WHERE token = $2`, s.keys.Label(), token)
		return err
	})
}
