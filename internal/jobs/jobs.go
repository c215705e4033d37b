// Package jobs carries effects out of a transaction: an outbox row written with the change, a pump that hands the rows
// to their handlers exactly once, sweeps that run by the clock, and River for deliveries to the outside world.
// It owns the tables outbox, outbox_retry, dead_letter, lease, sweep and River's own.
// It must never know what a job means: rooms put kinds, the composition root registers their handlers.
package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"jiazhan/internal/sqldb"
)

// Item is one row of the outbox as its handler gets it.
type Item struct {
	Body json.RawMessage
	At   time.Time // when it was put
}

// Handler acts on a batch of one kind, in the order in which the rows were put, inside the transaction that deletes them:
// what it writes through tx happens exactly once. An error undoes the batch; its rows are then tried in smaller batches,
// and a row that fails alone is tried again later, after rows that were put behind it.
type Handler func(ctx context.Context, tx *sqldb.Tx, batch []Item) error

// Put writes an outbox row in the caller's transaction; body is stored as JSON.
func Put(ctx context.Context, tx *sqldb.Tx, kind string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("jobs: put %s: %w", kind, err)
	}
	_, err = tx.Exec(ctx, "INSERT INTO outbox (kind, body, at) VALUES ($1, $2, $3)", kind, string(text), sqldb.Ms(tx.Now))
	if err != nil {
		return fmt.Errorf("jobs: put %s: %w", kind, err)
	}
	tx.AfterCommit(bell.ring)
	return nil
}

// PutLater is Put for what shall not be handled before an instant.
func PutLater(ctx context.Context, tx *sqldb.Tx, kind string, body any, due time.Time) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("jobs: put %s: %w", kind, err)
	}
	_, err = tx.Exec(ctx, "INSERT INTO outbox_retry (kind, body, at, tries, due_at, error) VALUES ($1, $2, $3, 0, $4, '')",
		kind, string(text), sqldb.Ms(tx.Now), sqldb.Ms(due))
	if err != nil {
		return fmt.Errorf("jobs: put %s: %w", kind, err)
	}
	return nil
}

// Each makes a Handler of a function that wants the decoded bodies.
func Each[T any](f func(ctx context.Context, tx *sqldb.Tx, batch []T) error) Handler {
	return func(ctx context.Context, tx *sqldb.Tx, batch []Item) error {
		bodies := make([]T, len(batch))
		for i, item := range batch {
			if err := json.Unmarshal(item.Body, &bodies[i]); err != nil {
				return fmt.Errorf("jobs: decode: %w", err)
			}
		}
		return f(ctx, tx, bodies)
	}
}
