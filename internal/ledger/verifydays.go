package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"jiazhan/internal/sqldb"
)

func verifyDays(ctx context.Context, db *sqldb.DB, r *Report) error {
	var before Day
	for {
		next, err := dayAfter(ctx, db, before.Day)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("ledger: verify days: %w", err)
		}
		good, err := holds(ctx, db, before, next)
		if err != nil {
			return fmt.Errorf("ledger: verify days: %w", err)
		}
		if !good {
			r.Bad = append(r.Bad, Bad{"day/" + next.Day, next.Events, "root"})
			return nil
		}
		before = next
	}
}

func dayAfter(ctx context.Context, db *sqldb.DB, day string) (next Day, err error) {
	err = db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		next, err = scanDay(tx.Row(ctx, `SELECT `+dayColumns+` FROM ledger_day d WHERE d.day > $1 ORDER BY d.day LIMIT 1`, day))
		return err
	})
	return next, err
}

// holds reports whether the root of a day is still that of its events.
func holds(ctx context.Context, db *sqldb.DB, before, d Day) (good bool, err error) {
	again := rootOf
	if len(d.Tree) == 0 {
		again = flatRootOf
	}
	err = db.Read(ctx, func(tx *sqldb.Tx) error {
		now, err := again(ctx, tx, before, d.Upto)
		good = now.Events == d.Events && bytes.Equal(now.Root, d.Root) && bytes.Equal(now.Tree, d.Tree)
		return err
	})
	return good, err
}

// Rootless names the day that was closed and whose root is gone: it must have been closed by its sweep, has events up to its
// end that no root covers, and no newer day is closed.
func Rootless(ctx context.Context, db *sqldb.DB, closed string) (bad []Bad, err error) {
	end, err := endOf(closed)
	if err != nil {
		return nil, err
	}
	err = db.Read(ctx, func(tx *sqldb.Tx) error {
		last, err := lastDay(ctx, tx)
		if err != nil || last.Day >= closed {
			return err
		}
		lost, err := sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT COUNT(*) FROM ledger WHERE id > $1 AND at <= $2`, last.Upto, end)
		if lost > 0 {
			bad = []Bad{{"day/" + closed, lost, "no root"}}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: rootless: %w", err)
	}
	return bad, nil
}

// Signed checks the signature of every day that has a tree and names each that lacks a good one. A day without a tree was
// closed by a program from before there were signatures, also after an upgrade was taken back; the next day that is signed
// names its root.
func Signed(ctx context.Context, db *sqldb.DB, good func(text, signature []byte) bool) (bad []Bad, err error) {
	for last := ""; ; {
		d, err := dayAfter(ctx, db, last)
		if errors.Is(err, sql.ErrNoRows) {
			return bad, nil
		}
		if err != nil {
			return bad, fmt.Errorf("ledger: signatures: %w", err)
		}
		last = d.Day
		if older := len(d.Tree) == 0 && len(d.Signature) == 0; !older && !good([]byte(d.Statement()), d.Signature) {
			bad = append(bad, Bad{"day/" + d.Day, d.Events, "signature"})
		}
	}
}
