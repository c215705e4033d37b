package media

import (
	"context"
	"time"

	"jiazhan/internal/sqldb"
)

// HoldIn lets pending photos wait until an instant, where that is longer than they would.
func HoldIn(ctx context.Context, tx *sqldb.Tx, tokens []string, until time.Time) error {
	for _, token := range tokens {
		if _, err := tx.Exec(ctx, `UPDATE photo SET held_until = $1 WHERE token = $2 AND state = $3`, sqldb.Ms(until), token, pending); err != nil {
			return err
		}
	}
	return nil
}

// FreeIn gives pending photos up: nobody can open them once the transaction is committed, and the next Sweep deletes their
// blobs. What was attached meanwhile stays.
func FreeIn(ctx context.Context, tx *sqldb.Tx, tokens []string) error {
	for _, token := range tokens {
		if _, err := tx.Exec(ctx, `UPDATE photo SET state = $1, person_id = 0 WHERE token = $2 AND state = $3`, doomed, token, pending); err != nil {
			return err
		}
		if err := forgetTransfer(ctx, tx, token); err != nil {
			return err
		}
	}
	return nil
}
