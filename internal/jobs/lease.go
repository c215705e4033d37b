package jobs

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"jiazhan/internal/sqldb"
)

// Lease lets one process of many do a work. It saves double work; it does not replace guards inside transactions.
// A Lease is used by one goroutine.
type Lease struct {
	db     *sqldb.DB
	name   string
	holder string
	term   time.Duration
	until  time.Time
}

// NewLease names a lease; a holder that dies blocks the others for at most term.
func NewLease(db *sqldb.DB, name string, term time.Duration) *Lease {
	return &Lease{db: db, name: name, holder: rand.Text(), term: term}
}

// Hold takes or keeps the lease and reports whether this process has it. It writes only when half of the term is gone.
func (l *Lease) Hold(ctx context.Context) (bool, error) {
	if left := l.until.Sub(l.db.Now()); left > l.term/2 && left <= l.term {
		return true, nil
	}
	var held bool
	err := l.db.Write(ctx, func(tx *sqldb.Tx) error {
		l.until = tx.Now.Add(l.term)
		n, err := tx.Exec(ctx, `INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
			WHERE lease.holder = excluded.holder OR lease.until <= $4 OR lease.until > $5`,
			l.name, l.holder, sqldb.Ms(l.until), sqldb.Ms(tx.Now), sqldb.Ms(l.until))
		held = n == 1
		return err
	})
	if err != nil || !held {
		l.until = time.Time{}
	}
	if err != nil {
		return false, fmt.Errorf("jobs: lease %s: %w", l.name, err)
	}
	return held, nil
}

// Release gives the lease back, so that another process need not wait for its end.
func (l *Lease) Release(ctx context.Context) error {
	if l.until.IsZero() {
		return nil
	}
	l.until = time.Time{}
	err := l.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM lease WHERE name = $1 AND holder = $2", l.name, l.holder)
		return err
	})
	if err != nil {
		return fmt.Errorf("jobs: release %s: %w", l.name, err)
	}
	return nil
}
