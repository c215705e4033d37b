package api

import (
	"jiazhan/internal/once"
	"jiazhan/internal/sqldb"
)

// remembered gives what a key brought first, or does the work and keeps what it brings. It is for work that keeps no key in
// a transaction of its own: a crash between the two leaves the work's own guards.
func (c *call) remembered(k once.Key, work func() (string, error)) (string, error) {
	if k.Key == "" {
		return work()
	}
	ctx := c.r.Context()
	var before string
	var found bool
	err := c.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		before, found, err = once.Result(ctx, tx, k)
		return err
	})
	if err != nil || found {
		return before, err
	}
	result, err := work()
	if err != nil {
		return "", err
	}
	err = c.DB.Write(ctx, func(tx *sqldb.Tx) error { return once.Keep(ctx, tx, k, result) })
	if sqldb.IsUnique(err) {
		err = nil // the same was sent twice at once; both were guarded
	}
	return result, err
}
