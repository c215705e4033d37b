package account

import (
	"context"
	"time"

	"jiazhan/internal/sqldb"
)

// OldEvents counts the lines of a congress's security record (0: of none) before an instant.
func (s *Service) OldEvents(ctx context.Context, congressID int64, before time.Time) (n int, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		count, err := sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT COUNT(*) FROM account_event WHERE congress_id = $1 AND at < $2`, congressID, sqldb.Ms(before))
		n = int(count)
		return err
	})
	return n, err
}

// DropEvents deletes what OldEvents counts.
func (s *Service) DropEvents(ctx context.Context, congressID int64, before time.Time) (n int, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		count, err := tx.Exec(ctx, `DELETE FROM account_event WHERE congress_id = $1 AND at < $2`, congressID, sqldb.Ms(before))
		n = int(count)
		return err
	})
	return n, err
}
