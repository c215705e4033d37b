package jobs

import (
	"context"
	"fmt"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// mostTries is how often a row is handed over before it is a dead letter: over some four hours.
const mostTries = 11

// wait grows from 15 seconds, doubling, to at most an hour.
func wait(tries int64) time.Duration {
	return min(15*time.Second<<(tries-1), time.Hour)
}

// retry is a row that waits for its time: it failed alone, or was put for later and has no tries.
type retry struct {
	id, tries, due int64
	kind           string
}

// fresh reports whether the row was put for later and never tried.
func (r retry) fresh() bool { return r.tries == 0 }

func due(ctx context.Context, tx *sqldb.Tx) ([]retry, error) {
	scan := func(s sqldb.Scanner) (r retry, err error) {
		return r, s.Scan(&r.id, &r.tries, &r.due, &r.kind)
	}
	return sqldb.All(ctx, tx, scan, "SELECT id, tries, due_at, kind FROM outbox_retry WHERE due_at <= $1 ORDER BY due_at, id LIMIT 100", sqldb.Ms(tx.Now))
}

// postpone moves a row that failed from the outbox to the waiting ones.
func (p *Pump) postpone(ctx context.Context, kind string, r row, cause error) error {
	p.log.WarnContext(ctx, "job failed", "kind", kind, "tries", 1, "error", cause)
	err := p.db.Write(ctx, func(tx *sqldb.Tx) error {
		taken, err := take(ctx, tx, span{kind, r.id, r.id})
		if err != nil || len(taken) == 0 {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO outbox_retry (kind, body, at, tries, due_at, error) VALUES ($1, $2, $3, 1, $4, $5)",
			kind, string(r.Body), sqldb.Ms(r.At), sqldb.Ms(tx.Now.Add(wait(1))), cause.Error())
		return err
	})
	if err != nil {
		return fmt.Errorf("jobs: postpone %s: %w", kind, err)
	}
	return nil
}

// tryAgain hands over one row that failed before. Of two pumps the second finds it moved and does nothing.
func (p *Pump) tryAgain(ctx context.Context, r retry) error {
	failure := p.db.Write(ctx, func(tx *sqldb.Tx) error {
		rows, err := sqldb.All(ctx, tx, scanRow,
			"DELETE FROM outbox_retry WHERE id = $1 AND due_at = $2 RETURNING id, body, at", r.id, r.due)
		if err != nil || len(rows) == 0 {
			return err
		}
		return p.call(ctx, tx, r.kind, items(rows))
	})
	if failure == nil || ours(ctx, failure) {
		return failure
	}
	p.log.WarnContext(ctx, "job failed again", "kind", r.kind, "tries", r.tries+1, "error", failure)
	err := p.db.Write(ctx, func(tx *sqldb.Tx) error { return r.failed(ctx, tx, failure) })
	if err != nil {
		return fmt.Errorf("jobs: retry %s: %w", r.kind, err)
	}
	return nil
}

// failed notes another failure: a longer wait, or the end as a dead letter.
func (r retry) failed(ctx context.Context, tx *sqldb.Tx, cause error) error {
	if r.tries+1 < mostTries {
		_, err := tx.Exec(ctx, "UPDATE outbox_retry SET tries = $1, due_at = $2, error = $3 WHERE id = $4 AND due_at = $5",
			r.tries+1, sqldb.Ms(tx.Now.Add(wait(r.tries+1))), cause.Error(), r.id, r.due)
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO dead_letter (kind, body, at, tries, died, error)
		SELECT kind, body, at, tries + 1, CAST($1 AS BIGINT), CAST($2 AS TEXT) FROM outbox_retry WHERE id = $3 AND due_at = $4`,
		sqldb.Ms(tx.Now), cause.Error(), r.id, r.due)
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Exec(ctx, "DELETE FROM outbox_retry WHERE id = $1", r.id)
	return err
}

// Letter is a dead letter: a row that no try could handle.
type Letter struct {
	ID    int64
	Kind  string
	Body  string
	At    time.Time // when it was put
	Died  time.Time
	Tries int64
	Error string // of the last try
}

// DeadLetters lists the newest dead letters, at most limit.
func DeadLetters(ctx context.Context, db *sqldb.DB, limit int) (letters []Letter, err error) {
	scan := func(s sqldb.Scanner) (l Letter, err error) {
		var at, died int64
		err = s.Scan(&l.ID, &l.Kind, &l.Body, &at, &l.Tries, &died, &l.Error)
		l.At, l.Died = sqldb.Time(at), sqldb.Time(died)
		return l, err
	}
	err = db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		letters, err = sqldb.All(ctx, tx, scan, "SELECT id, kind, body, at, tries, died, error FROM dead_letter ORDER BY id DESC LIMIT $1", limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: dead letters: %w", err)
	}
	return letters, nil
}

// Revive puts a dead letter into the outbox again; fault NotFound when it is gone.
func Revive(ctx context.Context, db *sqldb.DB, id int64) error {
	return db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, "INSERT INTO outbox (kind, body, at) SELECT kind, body, at FROM dead_letter WHERE id = $1", id)
		if err != nil {
			return fmt.Errorf("jobs: revive: %w", err)
		}
		if n == 0 {
			return fault.Missing()
		}
		tx.AfterCommit(bell.ring)
		_, err = tx.Exec(ctx, "DELETE FROM dead_letter WHERE id = $1", id)
		return err
	})
}

// Depth is how much work stands in the outbox.
type Depth struct{ Waiting, Retrying, Dead int64 }

// Depths counts the rows of the outbox, for metrics and the readiness page.
func Depths(ctx context.Context, db *sqldb.DB) (d Depth, err error) {
	err = db.Read(ctx, func(tx *sqldb.Tx) error {
		return tx.Row(ctx, `SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox_retry WHERE tries = 0),
			(SELECT count(*) FROM outbox_retry WHERE tries > 0), (SELECT count(*) FROM dead_letter)`).
			Scan(&d.Waiting, &d.Retrying, &d.Dead)
	})
	if err != nil {
		return d, fmt.Errorf("jobs: depth: %w", err)
	}
	return d, nil
}
