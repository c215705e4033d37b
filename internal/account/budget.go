package account

import (
	"context"
	"database/sql"
	"errors"

	"jiazhan/internal/sqldb"
)

// Budget is how many sign-in codes the whole installation has sent in its day, and how many it may.
type Budget struct{ Used, Most int }

// Short reports whether four fifths are used: then somebody should look why, before nobody gets a code any more.
func (b Budget) Short() bool { return b.Most > 0 && 5*b.Used >= 4*b.Most }

// Budget gives the budget of sign-in codes as it stands now.
func (s *Service) Budget(ctx context.Context) (Budget, error) {
	b := Budget{Most: s.limits.EverybodyDay}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		r := s.everybody()
		err := tx.Row(ctx, "SELECT n FROM attempt WHERE key = $1 AND since > $2 AND since <= $3", s.key(r.counter),
			sqldb.Ms(tx.Now.Add(-r.per)), sqldb.Ms(tx.Now)).Scan(&b.Used)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return b, err
}
