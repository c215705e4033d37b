package ledger

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// Day is the root over everything appended up to the end of a day and after the day before: SHA-256 over the root
// before it and the head of the tree over the day's events, in the order in which they were stored. Days from before there
// were trees have neither Tree nor Signature; their root is over the root before and all the hashes.
type Day struct {
	Day       string // 2026-03-11, Beijing
	Upto      int64  // the last ledger row it covers
	Events    int64
	Tree      []byte
	Previous  []byte // root of the day before, empty for the first
	Root      []byte
	Signature []byte // of the statement, by the installation's key
}

const dayColumns = `d.day, d.upto, d.events, d.tree, d.root, d.signature, (SELECT p.root FROM ledger_day p WHERE p.day < d.day ORDER BY p.day DESC LIMIT 1)`

func scanDay(s sqldb.Scanner) (Day, error) {
	var d Day
	return d, s.Scan(&d.Day, &d.Upto, &d.Events, &d.Tree, &d.Root, &d.Signature, &d.Previous)
}

// Statement is what is signed of a day and published: six lines that anybody can read and check.
func (d Day) Statement() string {
	return fmt.Sprintf("jiazhan ledger 1\nday %s\nevents %d\ntree %x\nprevious %x\nroot %x\n", d.Day, d.Events, d.Tree, d.Previous, d.Root)
}

// Days gives the newest n roots of days before one, or with "" of all; newest first.
func Days(ctx context.Context, tx *sqldb.Tx, before string, n int) ([]Day, error) {
	return sqldb.All(ctx, tx, scanDay, `SELECT `+dayColumns+` FROM ledger_day d WHERE d.day < $1 ORDER BY d.day DESC LIMIT $2`, cmp.Or(before, "9999"), n)
}

// DayOf gives the root of one day; NotFound when it is not closed.
func DayOf(ctx context.Context, tx *sqldb.Tx, day string) (Day, error) {
	return sqldb.One(ctx, tx, scanDay, `SELECT `+dayColumns+` FROM ledger_day d WHERE d.day = $1`, day)
}

// Sign signs with the key of the installation.
type Sign func(text []byte) []byte

// settled is how old an event must be to be covered: on PostgreSQL a transaction under way may still bring a lower row.
const settled = time.Minute

// CloseDay computes and stores the root of a day (“2026-03-11”); a day that is closed already, also by another node at
// this moment, is left as it is. The caller runs it when the day is over.
func CloseDay(ctx context.Context, db *sqldb.DB, day string, sign Sign) error {
	before, d, err := nextDay(ctx, db, day)
	if err != nil || before.Day >= day {
		return err
	}
	err = db.Write(ctx, func(tx *sqldb.Tx) error {
		if last, err := lastDay(ctx, tx); err != nil || last.Day != before.Day {
			return err
		}
		d.Day = day
		_, err := tx.Exec(ctx, `INSERT INTO ledger_day (day, upto, events, tree, root, signature) VALUES ($1,$2,$3,$4,$5,$6)`,
			day, d.Upto, d.Events, d.Tree, d.Root, sign([]byte(d.Statement())))
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
	days, err := Days(ctx, tx, "", 1)
	if err != nil || len(days) == 0 {
		return Day{}, err
	}
	return days[0], nil
}

// rootOf computes the root of the events after a day and up to a row.
func rootOf(ctx context.Context, tx *sqldb.Tx, before Day, upto int64) (Day, error) {
	var t tree
	err := walk(ctx, tx, before.Upto, upto, func(_ int64, hash []byte) { t.add(hash) })
	head := t.head()
	return Day{Upto: upto, Events: t.events, Tree: head, Previous: before.Root, Root: sum(before.Root, head)}, err
}

// flatRootOf is rootOf as it was before there were trees.
func flatRootOf(ctx context.Context, tx *sqldb.Tx, before Day, upto int64) (Day, error) {
	h, d := sha256.New(), Day{Upto: upto}
	h.Write(before.Root)
	err := walk(ctx, tx, before.Upto, upto, func(_ int64, hash []byte) {
		h.Write(hash)
		d.Events++
	})
	d.Root = h.Sum(nil)
	return d, err
}

// walk gives the id and hash of each event after a row and up to another, in the order in which they were stored.
func walk(ctx context.Context, tx *sqldb.Tx, after, upto int64, each func(id int64, hash []byte)) error {
	rows, err := tx.Query(ctx, `SELECT id, hash FROM ledger WHERE id > $1 AND id <= $2 ORDER BY id`, after, upto)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var hash []byte
		if err := rows.Scan(&id, &hash); err != nil {
			return err
		}
		each(id, hash)
	}
	return rows.Err()
}

// endOf is the last millisecond of a day in Beijing.
func endOf(day string) (int64, error) {
	begin, err := time.ParseInLocation(time.DateOnly, day, workday.Shanghai())
	return sqldb.Ms(begin.AddDate(0, 0, 1)) - 1, err
}
