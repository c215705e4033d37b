package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"jiazhan/internal/sqldb"
)

// Sweep is work that the clock starts: it looks for rows whose time has come and acts on them. Running it twice must do
// no harm, and missing a turn no more than delay it.
type Sweep struct {
	Name  string
	Every time.Duration
	Do    func(ctx context.Context, now time.Time) error
}

// Sweeps is the table of sweeps of a program. Several nodes share the turns: each turn runs on one of them.
type Sweeps struct {
	db    *sqldb.DB
	log   *slog.Logger
	table []Sweep
}

// NewSweeps makes the table; a name stands in it once.
func NewSweeps(db *sqldb.DB, log *slog.Logger, table ...Sweep) *Sweeps {
	return &Sweeps{db: db, log: log, table: table}
}

// Table gives the sweeps in the order in which they run.
func (s *Sweeps) Table() []Sweep { return s.table }

// Run runs every sweep whose turn has come, one after the other. A sweep that fails does not stop the others; all
// failures are returned together, and each is tried again at its next turn.
func (s *Sweeps) Run(ctx context.Context) error {
	turns, err := s.turns(ctx)
	if err != nil {
		return fmt.Errorf("jobs: sweeps: %w", err)
	}
	var failures []error
	for _, w := range s.table {
		if ctx.Err() != nil {
			break
		}
		if now := s.db.Now(); w.turn(turns[w.Name], now) {
			failures = append(failures, s.run(ctx, w, now))
		}
	}
	return errors.Join(failures...)
}

// RunEvery looks for turns at each tick until ctx ends.
func (s *Sweeps) RunEvery(ctx context.Context, tick time.Duration) {
	for ctx.Err() == nil {
		if err := s.Run(ctx); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "sweep failed", "error", err)
		}
		pause(ctx, tick)
	}
}

// turn reports whether the time has come. A last run in the future means that the clock was set back.
func (w Sweep) turn(last, now time.Time) bool {
	return last.After(now) || !now.Before(last.Add(w.Every))
}

// Ran gives when a sweep began the last time on any node; the zero time when it never has.
func (s *Sweeps) Ran(ctx context.Context, name string) (time.Time, error) {
	turns, err := s.turns(ctx)
	return turns[name], err
}

func (s *Sweeps) turns(ctx context.Context) (map[string]time.Time, error) {
	last := map[string]time.Time{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		rows, err := tx.Query(ctx, "SELECT name, ran_at FROM sweep")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			var at int64
			if err := rows.Scan(&name, &at); err != nil {
				return err
			}
			last[name] = sqldb.Time(at)
		}
		return rows.Err()
	})
	return last, err
}

// run claims the turn, so that no other node takes it, and sweeps.
func (s *Sweeps) run(ctx context.Context, w Sweep, now time.Time) error {
	var mine bool
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO sweep (name, ran_at) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at WHERE sweep.ran_at <= $3 OR sweep.ran_at > $2`,
			w.Name, sqldb.Ms(now), sqldb.Ms(now.Add(-w.Every)))
		mine = n == 1
		return err
	})
	if err != nil || !mine {
		return err
	}
	if err := w.Do(ctx, now); err != nil {
		return fmt.Errorf("sweep %s: %w", w.Name, err)
	}
	return nil
}
