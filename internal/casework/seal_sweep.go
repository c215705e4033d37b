package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// SealSweep keeps sealed reports with their readers and gives how many it has sealed anew: readers who have left lose their
// shares, reports that lie under the ring are sealed to keys as soon as there are some, and photos follow their case.
func (s *Service) SealSweep(ctx context.Context) (sealed int, err error) {
	if s.Sealing == nil {
		return 0, nil
	}
	dir, err := s.Directory(ctx)
	if err != nil {
		return 0, err
	}
	for _, home := range dir.Congresses() {
		c, numbers, e := s.sealState(ctx, home.ID)
		if e == nil {
			e = s.pruneReaders(ctx, c)
		}
		if e != nil {
			err = errors.Join(err, fmt.Errorf("casework: readers of %s: %w", home.Slug, e))
			continue
		}
		for _, number := range numbers {
			if e := s.takeNow(ctx, access.Clock, number, func(*Case) Act { return &rekey{} }); e != nil {
				err = errors.Join(err, fmt.Errorf("casework: seal %s anew: %w", number, e))
				continue
			}
			sealed++
		}
	}
	return sealed, errors.Join(err, s.sealPhotos(ctx), s.Sealing.Sweep(ctx))
}

const underRing = `FROM cases n WHERE n.congress_id = $1 AND n.sealed_at > 0 AND NOT EXISTS (SELECT 1 FROM seal_case c WHERE c.case_id = n.id)`

// sealState gives the readers of a congress, and the reports that can be sealed to their keys now.
func (s *Service) sealState(ctx context.Context, congressID int64) (c circle, numbers []string, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		if c, err = s.circle(ctx, tx, congressID); err != nil || !c.guarded() {
			return err
		}
		numbers, err = sqldb.All(ctx, tx, sqldb.Value[string], `SELECT n.number `+underRing+` ORDER BY n.id LIMIT 200`, congressID)
		return err
	})
	return c, numbers, err
}

// pruneReaders takes the shares of those who are not in office any more.
func (s *Service) pruneReaders(ctx context.Context, c circle) error {
	for _, r := range c.readers {
		if c.anchors(r) || slices.Contains(c.officers, r.personID) {
			continue
		}
		if err := s.DB.Write(ctx, func(tx *sqldb.Tx) error { return c.leave(ctx, tx, r) }); err != nil {
			return err
		}
		s.Sealing.CloseAll(r.personID)
	}
	return nil
}

// Stirred reports, once, whether words of sealed cases were written: the database's log may still hold them as they were
// before, or as they stood in a draft.
func (s *Service) Stirred() bool { return s.stirred.Swap(false) }

// sealPhotosSoon seals the photos of what was just done. What does not succeed now the next sweep takes up, and tells.
func (s *Service) sealPhotosSoon(ctx context.Context) {
	s.stirred.Store(true)
	if s.Sealing != nil {
		_ = s.sealPhotos(context.WithoutCancel(ctx))
	}
}

// sealPhotos seals the photos of every sealed case that has some under the ring.
func (s *Service) sealPhotos(ctx context.Context) error {
	var list []stored
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scanStored, selectStored+`WHERE c.photos = 1 ORDER BY c.case_id LIMIT 50`, int64(-1))
		return err
	})
	if err != nil {
		return err
	}
	for i := range list {
		if err := s.sealPhotosOf(ctx, &list[i]); err != nil {
			return fmt.Errorf("casework: photos of %s: %w", list[i].number, err)
		}
	}
	return nil
}

// sealPhotosOf takes the mark off first: an act that adds a photo meanwhile sets it again.
func (s *Service) sealPhotosOf(ctx context.Context, l *stored) error {
	mark := func(n int64) error {
		return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE seal_case SET photos = $1 WHERE case_id = $2`, n, l.caseID)
			return err
		})
	}
	if s.SealPhotos == nil {
		return mark(0)
	}
	if err := mark(0); err != nil {
		return err
	}
	err := s.SealPhotos(ctx, stream(l.number), func(name string, plain []byte) ([]byte, error) {
		return vault.BoxBytes(l.public, l.about(photoField(name)), plain)
	})
	if err != nil {
		return errors.Join(err, mark(1))
	}
	return nil
}
