package app

import (
	"context"

	"jiazhan/internal/once"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/web/ui/edge"
)

// memory keeps for the edge where forms led that were taken.
type memory struct{ db *sqldb.DB }

// Found gives where the form led before.
func (m memory) Found(ctx context.Context, s edge.Sending) (to string, found bool, err error) {
	err = m.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		to, found, err = once.Result(ctx, tx, once.Key(s))
		return err
	})
	return to, found, err
}

// Keep stores it; another node that took the same at the same moment has stored it too.
func (m memory) Keep(ctx context.Context, s edge.Sending, to string) error {
	err := m.db.Write(ctx, func(tx *sqldb.Tx) error { return once.Keep(ctx, tx, once.Key(s), to) })
	if sqldb.IsUnique(err) {
		return nil
	}
	return err
}
