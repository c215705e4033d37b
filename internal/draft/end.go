package draft

import (
	"context"
	"fmt"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// Sent keeps of a draft nothing but the receipt of what it has become, so that whoever goes back to it is told.
func (s *Service) Sent(ctx context.Context, ref Ref, receipt string) error {
	sealed, err := s.Keys.Seal(receipt)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE draft SET body = '', receipt = $1, at = $2 WHERE id = $3 AND holder = $4 AND receipt = ''`,
			sealed, sqldb.Ms(tx.Now), ref.ID, ref.holder())
		return err
	})
}

// Drop throws a draft away, and its photos with it. What is gone already is no error.
func (s *Service) Drop(ctx context.Context, ref Ref) error { return s.end(ctx, ref, s.drop) }

// Release forgets a draft whose writer goes on without one: its photos wait for a day more, as all do that were just sent.
func (s *Service) Release(ctx context.Context, ref Ref) error {
	return s.end(ctx, ref, func(ctx context.Context, tx *sqldb.Tx, list []Draft) error {
		for _, d := range list {
			if err := s.Hold(ctx, tx, d.Photos, tx.Now.Add(24*time.Hour)); err != nil {
				return err
			}
		}
		return remove(ctx, tx, list)
	})
}

func (s *Service) end(ctx context.Context, ref Ref, how func(context.Context, *sqldb.Tx, []Draft) error) error {
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		d, err := s.get(ctx, tx, ref, tx.Now)
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		return how(ctx, tx, []Draft{d})
	})
}

// Forget throws away all that a browser has begun, with every congress, and what it remembers of what was sent.
func (s *Service) Forget(ctx context.Context, secret string) error {
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		list, err := sqldb.All(ctx, tx, s.scan, `SELECT `+columns+` FROM draft WHERE holder = $1`, Ref{Secret: secret}.holder())
		if err != nil {
			return err
		}
		return s.drop(ctx, tx, list)
	})
}

func (s *Service) drop(ctx context.Context, tx *sqldb.Tx, list []Draft) error {
	for _, d := range list {
		if err := s.Free(ctx, tx, d.Photos); err != nil {
			return err
		}
	}
	return remove(ctx, tx, list)
}

func remove(ctx context.Context, tx *sqldb.Tx, list []Draft) error {
	for _, d := range list {
		if _, err := tx.Exec(ctx, `DELETE FROM draft WHERE id = $1`, d.ID); err != nil {
			return err
		}
	}
	return nil
}

// Sweep deletes the drafts whose week is over. Their photos were held as long, and go by themselves.
func (s *Service) Sweep(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM draft WHERE at <= $1`, oldest(tx.Now))
		return err
	})
}

// Clear deletes every draft: after a restore none may come back that was sent or thrown away since.
func (s *Service) Clear(ctx context.Context) error {
	err := s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM draft`)
		return err
	})
	if err != nil {
		return fmt.Errorf("draft: clear: %w", err)
	}
	return nil
}
