package account

import (
	"context"
	"time"

	"jiazhan/internal/sqldb"
)

// OldEvents counts the lines of a congress's security record (0: of none) before an instant.
func (s *Service) OldEvents(ctx context.Context, congressID int64, before time.Time) (n int, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(ctx, tx, sqldb.Value[int], `SELECT COUNT(*) FROM account_event WHERE congress_id = $1 AND at < $2`, congressID, sqldb.Ms(before))
		return err
	})
	return n, err
}

// leastDays is how long a line of the security record stays whatever anybody asks for: six months (Cybersecurity Law art. 23).
const leastDays = 180

// DropEvents deletes what OldEvents counts, but nothing that is younger than the law allows. It is the one place where the
// record is not only appended to.
func (s *Service) DropEvents(ctx context.Context, congressID int64, before time.Time) (n int, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		most := min(sqldb.Ms(before), sqldb.Ms(tx.Now.AddDate(0, 0, -leastDays)))
		count, err := tx.Exec(ctx, `DELETE FROM account_event WHERE congress_id = $1 AND at < $2`, congressID, most)
		n = int(count)
		return err
	})
	return n, err
}
