package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"

	"jiazhan/internal/sqldb"
)

// boxed stands where the row of a photo names its key, when it is sealed to the key of its case; boxMark begins its files.
const (
	boxed   = "box"
	boxMark = "jiazhan-boxed\n"
)

// Box seals the photos of an owner and of what stands below it to the key of a case, each file by its name, in the place of
// what the ring could open. The row keeps a hash of what then lies there, by which it is proved without being opened.
func (s *Service) Box(ctx context.Context, owner string, seal func(name string, plain []byte) ([]byte, error)) error {
	var tokens []string
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		tokens, err = sqldb.All(ctx, tx, sqldb.Value[string], `SELECT token FROM photo WHERE root = $1 AND root <> '' AND sealed_with <> $2 AND state = $3 ORDER BY id`,
			rootOf(owner), boxed, attached)
		return err
	})
	if err != nil {
		return err
	}
	for _, token := range tokens {
		if err := s.boxOne(ctx, token, seal); err != nil {
			return fmt.Errorf("media: box: %w", err)
		}
	}
	return nil
}

func (s *Service) boxOne(ctx context.Context, token string, seal func(name string, plain []byte) ([]byte, error)) error {
	s.sealing.Lock()
	defer s.sealing.Unlock()
	for _, f := range forms {
		content, err := s.lying(ctx, token, f.size)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(content, []byte(boxMark)) {
			continue // a turn that was cut off
		}
		plain, err := s.get(ctx, token, f.size, nil)
		if err != nil {
			return err
		}
		box, err := seal(blobKey(token, f.size), plain)
		if err == nil {
			err = s.store.Put(ctx, blobKey(token, f.size), bytes.NewReader(append([]byte(boxMark), box...)))
		}
		if err != nil {
			return err
		}
	}
	sum, err := s.boxSum(ctx, token)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE photo SET sealed_with = $1, boxed = $2 WHERE token = $3`, boxed, sum, token)
		return err
	})
}

// boxSum is the hash of the files of a photo as they lie.
func (s *Service) boxSum(ctx context.Context, token string) ([]byte, error) {
	h := sha256.New()
	for _, f := range forms {
		content, err := s.lying(ctx, token, f.size)
		if err != nil {
			return nil, err
		}
		h.Write(content)
	}
	return h.Sum(nil), nil
}
