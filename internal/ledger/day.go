package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"hash"
	"time"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// Day is the root over everything appended up to the end of a day and after the day before: SHA-256 over the root
// before it and the hashes of the events in the order in which they were stored.
type Day struct {
	Day    string // 2026-03-11, Beijing
	Upto   int64  // the last ledger row it covers
	Events int64
	Root   []byte
}

func scanDay(s sqldb.Scanner) (Day, error) {
	var d Day
	return d, s.Scan(&d.Day, &d.Upto, &d.Events, &d.Root)
}

// Days gives the newest n roots, newest first.
func Days(ctx context.Context, tx *sqldb.Tx, n int) ([]Day, error) {
	return sqldb.All(ctx, tx, scanDay, `SELECT day, upto, events, root FROM ledger_day ORDER BY day DESC LIMIT $1`, n)
}

// settled is how old an event must be to be covered: on PostgreSQL a transaction under way may still bring a lower row.
const settled = time.Minute

// CloseDay computes and stores the root of a day (“2026-03-11”); a day that is closed already, also by another node at
// this moment, is left as it is. The caller runs it when the day is over.
func CloseDay(ctx context.Context, db *sqldb.DB, day string) error {
	before, d, err := nextDay(ctx, db, day)
	if err != nil || before.Day >= day {
		return err
	}
	err = db.Write(ctx, func(tx *sqldb.Tx) error {
		if last, err := lastDay(ctx, tx); err != nil || last.Day != before.Day {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO ledger_day (day, upto, events, root) VALUES ($1,$2,$3,$4)`, day, d.Upto, d.Events, d.Root)
		return err
	})
	if sqldb.IsUnique(err) {
		return nil
	}
	return err
}

// nextDay gives the last day that is closed and the one after it. It reads outside the transaction: a day may have many
// events, and nobody else could write meanwhile.
func nextDay(ctx context.Context, db *sqldb.DB, day string) (before, next Day, err error) {
	err = db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if before, err = lastDay(ctx, tx); err != nil || before.Day >= day {
			return err
		}
		end, err := endOf(day)
		if err != nil {
			return err
		}
		var upto int64
		err = tx.Row(ctx, `SELECT id FROM ledger WHERE at <= $1 ORDER BY id DESC LIMIT 1`, min(sqldb.Ms(tx.Now.Add(-settled)), end)).Scan(&upto)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		next, err = rootOf(ctx, tx, before, max(upto, before.Upto))
		return err
	})
	return before, next, err
}

// lastDay is the newest day that is closed, the zero Day when there is none.
func lastDay(ctx context.Context, tx *sqldb.Tx) (Day, error) {
	days, err := Days(ctx, tx, 1)
	if err != nil || len(days) == 0 {
		return Day{}, err
	}
	return days[0], nil
}

func rootOf(ctx context.Context, tx *sqldb.Tx, before Day, upto int64) (Day, error) {
	d := Day{Upto: upto}
	h := sha256.New()
	h.Write(before.Root)
	rows, err := tx.Query(ctx, `SELECT hash FROM ledger WHERE id > $1 AND id <= $2 ORDER BY id`, before.Upto, upto)
	if err != nil {
		return d, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := addHash(rows, h); err != nil {
			return d, err
		}
		d.Events++
	}
	d.Root = h.Sum(nil)
	return d, rows.Err()
}

func addHash(s sqldb.Scanner, h hash.Hash) error {
	var b []byte
	if err := s.Scan(&b); err != nil {
		return err
	}
	h.Write(b)
	return nil
}

func verifyDays(ctx context.Context, db *sqldb.DB, r *Report) error {
	var before Day
	for {
		bad, next := false, Day{}
		err := db.Read(ctx, func(tx *sqldb.Tx) (err error) {
			next, err = scanDay(tx.Row(ctx, `SELECT day, upto, events, root FROM ledger_day WHERE day > $1 ORDER BY day LIMIT 1`, before.Day))
			if err != nil {
				return err
			}
			again, err := rootOf(ctx, tx, before, next.Upto)
			bad = err == nil && (again.Events != next.Events || !bytes.Equal(again.Root, next.Root))
			return err
		})
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return fmt.Errorf("ledger: verify days: %w", err)
		case bad:
			r.Bad = append(r.Bad, Bad{"day/" + next.Day, next.Events, "root"})
			return nil
		}
		before = next
	}
}

// endOf is the last millisecond of a day in Beijing.
func endOf(day string) (int64, error) {
	begin, err := time.ParseInLocation(time.DateOnly, day, workday.Shanghai())
	return sqldb.Ms(begin.AddDate(0, 0, 1)) - 1, err
}
