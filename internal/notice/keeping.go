package notice

import (
	"context"
	"time"

	"jiazhan/internal/sqldb"
)

const oldOnes = ` FROM notice WHERE congress_id = $1 AND read_at > 0 AND at < $2`

// Old counts the notices of a congress that were read and are older than an instant.
func (s *Service) Old(ctx context.Context, congressID int64, before time.Time) (n int, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(ctx, tx, sqldb.Value[int], `SELECT COUNT(*)`+oldOnes, congressID, sqldb.Ms(before))
		return err
	})
	return n, err
}

// DropOld deletes what Old counts.
func (s *Service) DropOld(ctx context.Context, congressID int64, before time.Time) (n int, err error) {
	err = s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		count, err := tx.Exec(ctx, `DELETE`+oldOnes, congressID, sqldb.Ms(before))
		n = int(count)
		return err
	})
	return n, err
}
