package jobs

import (
	"context"
	"fmt"

	"jiazhan/internal/reseal"
	"jiazhan/internal/sqldb"
)

// Sealed are the columns in which messages wait, encrypted by those who put them there.
var Sealed = []reseal.Table{
	{Name: "outbox", Key: []string{"id"}, Columns: []string{"body"}},
	{Name: "outbox_retry", Key: []string{"id"}, Columns: []string{"body"}},
	{Name: "dead_letter", Key: []string{"id"}, Columns: []string{"body"}},
}

// Sending counts the courier's jobs that are not done.
func Sending(ctx context.Context, tx *sqldb.Tx) (int64, error) {
	return sqldb.One(ctx, tx, sqldb.Value[int64], "SELECT COUNT(*) FROM river_job WHERE state IN "+underWay)
}

const underWay = "('available', 'pending', 'retryable', 'running', 'scheduled')"

// Unsend drops what still waits to go to the outside world: outbox rows of the given kinds and the courier's jobs. After
// a restore nobody knows which of it was sent already, and a message that comes twice or too late does more harm than one
// that does not come. It gives how many were dropped.
func Unsend(ctx context.Context, db *sqldb.DB, kinds ...string) (dropped int, err error) {
	err = db.Write(ctx, func(tx *sqldb.Tx) error {
		drop := func(query string, args ...any) error {
			n, err := tx.Exec(ctx, query, args...)
			dropped += int(n)
			return err
		}
		for _, kind := range kinds {
			for _, table := range []string{"outbox", "outbox_retry"} {
				if err := drop("DELETE FROM "+table+" WHERE kind = $1", kind); err != nil {
					return err
				}
			}
		}
		return drop("DELETE FROM river_job WHERE state IN " + underWay)
	})
	if err != nil {
		return 0, fmt.Errorf("jobs: unsend: %w", err)
	}
	return dropped, nil
}
