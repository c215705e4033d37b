package media

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// sweepAtOnce bounds the rows of one turn of Sweep; the next turn takes the rest.
const sweepAtOnce = 500

// Open gives one size of a photo, a JPEG, and its row; the caller closes it. NotFound for an unknown token or size. It
// does not ask who may see the owner: the caller must. A photo of a sealed case is missing for who cannot open it.
func (s *Service) Open(ctx context.Context, token string, size Size, key Key) (io.ReadSeekCloser, Photo, error) {
	if formOf(size) == nil {
		return nil, Photo{}, fault.Missing()
	}
	var p Photo
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		p, err = find(ctx, tx, token)
		return err
	})
	if err != nil {
		return nil, Photo{}, fmt.Errorf("media: open: %w", err)
	}
	file, err := s.get(ctx, token, size, func(name string, box []byte) ([]byte, error) { return unboxed(p, name, box, key) })
	if err != nil {
		return nil, Photo{}, fmt.Errorf("media: open: %w", err)
	}
	return plain{bytes.NewReader(file)}, p, nil
}

func unboxed(p Photo, name string, box []byte, key Key) ([]byte, error) {
	if key == nil {
		return nil, fault.Missing()
	}
	unbox, err := key(p)
	if err == nil && unbox == nil {
		err = fault.Missing()
	}
	if err != nil {
		return nil, err
	}
	return unbox(name, box)
}

// DetachIn takes the photos of one owner away for good and gives their number: nobody can open them once the transaction
// is committed, and the next Sweep deletes their blobs.
func DetachIn(ctx context.Context, tx *sqldb.Tx, owner string) (int, error) {
	n, err := tx.Exec(ctx, `UPDATE photo SET state = $1, root = '', owner = '', person_id = 0 WHERE root = $2 AND owner = $3`, doomed, rootOf(owner), owner)
	return int(n), err
}

// Sweep deletes the photos that nobody attached within 24 hours, or as long as they are held. It first dooms their rows, so that none can be attached
// any more, and drops each row after its blobs: a sweep that was cut off is finished by the next one. Transfers that nobody
// went on with go too.
func (s *Service) Sweep(ctx context.Context) error {
	if err := s.sweepTransfers(ctx); err != nil {
		return fmt.Errorf("media: sweep: %w", err)
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE photo SET state = $1 WHERE state = $2 AND at <= $3 AND held_until <= $4`,
			doomed, pending, sqldb.Ms(tx.Now.Add(-keepPending)), sqldb.Ms(tx.Now))
		return err
	})
	if err != nil {
		return fmt.Errorf("media: sweep: %w", err)
	}
	var tokens []string
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		tokens, err = sqldb.All(ctx, tx, sqldb.Value[string], `SELECT token FROM photo WHERE state = $1 ORDER BY id LIMIT $2`, doomed, sweepAtOnce)
		return err
	})
	if err != nil {
		return fmt.Errorf("media: sweep: %w", err)
	}
	for _, token := range tokens {
		if err := s.drop(ctx, token); err != nil {
			return fmt.Errorf("media: sweep: %w", err)
		}
	}
	return nil
}

// drop deletes the blobs of a doomed photo, then its row.
func (s *Service) drop(ctx context.Context, token string) error {
	for _, f := range forms {
		if err := s.store.Delete(ctx, blobKey(token, f.size)); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM photo WHERE token = $1 AND state = $2`, token, doomed)
		return err
	})
}
