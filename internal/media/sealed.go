package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// sealAtOnce bounds the photos that SealOld looks for at a time.
const sealAtOnce = 50

// put encrypts a file of a photo and stores it in the place of what was there.
func (s *Service) put(ctx context.Context, token string, size Size, plain []byte) error {
	return s.putSealed(ctx, blobKey(token, size), plain)
}

func (s *Service) putSealed(ctx context.Context, key string, plain []byte) error {
	sealed, err := s.keys.SealBytes(plain)
	if err != nil {
		return err
	}
	return s.store.Put(ctx, key, bytes.NewReader(sealed))
}

// Unbox opens a file that is sealed to the key of its case, by the file's name.
type Unbox func(name string, box []byte) ([]byte, error)

// Key gives what opens the files of a photo, nil for who has not opened that key; it is asked of photos of sealed cases alone.
type Key func(Photo) (Unbox, error)

// get gives the file of a photo in the clear, also one from before photos were encrypted. One that is sealed to the key of
// its case is missing for who cannot open that.
func (s *Service) get(ctx context.Context, token string, size Size, unbox Unbox) ([]byte, error) {
	content, err := s.lying(ctx, token, size)
	if err != nil {
		return nil, err
	}
	if box, ok := bytes.CutPrefix(content, []byte(boxMark)); ok {
		if unbox == nil {
			return nil, fault.Missing()
		}
		return unbox(blobKey(token, size), box)
	}
	if !vault.SealedBytes(content) {
		return content, nil
	}
	return s.keys.OpenBytes(content)
}

// lying gives the file of a photo as it lies.
func (s *Service) lying(ctx context.Context, token string, size Size) ([]byte, error) {
	return s.readAll(ctx, blobKey(token, size))
}

func (s *Service) readAll(ctx context.Context, key string) ([]byte, error) {
	file, err := s.store.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
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
		n, err = sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT COUNT(*) FROM photo WHERE sealed_with NOT IN ($1, $2) AND state <> $3`, s.keys.Label(), boxed, doomed)
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
		list, err = sqldb.All(ctx, tx, scan, `SELECT id, token FROM photo WHERE id > $1 AND sealed_with NOT IN ($2, $3) AND state <> $4 ORDER BY id LIMIT $5`,
			after, s.keys.Label(), boxed, doomed, sealAtOnce)
		return err
	})
	return list, err
}

func (s *Service) reseal(ctx context.Context, token string) error {
	s.sealing.Lock()
	defer s.sealing.Unlock()
	for _, f := range forms {
		content, err := s.get(ctx, token, f.size, nil)
		if errors.Is(err, fs.ErrNotExist) || fault.KindOf(err) == fault.NotFound {
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
		_, err := tx.Exec(ctx, `UPDATE photo SET sealed_with = $1 WHERE token = $2 AND sealed_with <> $3`, s.keys.Label(), token, boxed)
		return err
	})
}
