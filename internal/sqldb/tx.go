package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"jiazhan/internal/fault"
)

// Tx is a transaction, or a reader, with one fixed Now. It must not be kept after its function returned.
type Tx struct {
	Now time.Time

	tx     *sql.Tx // nil when reading
	reader *DB     // nil when writing
	stmt   func(query string) (*sql.Stmt, error)
	after  []func()
}

// SQL is the transaction below, for libraries that must write in it (River). Nil when reading.
func (tx *Tx) SQL() *sql.Tx { return tx.tx }

// AfterCommit runs f once the transaction is durable, never if it fails. f must be quick.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

func (tx *Tx) committed() {
	for _, f := range tx.after {
		f()
	}
}

func (tx *Tx) prepared(query string) (*sql.Stmt, error) {
	switch {
	case tx.reader != nil && tx.reader.dialect == SQLite:
		return tx.reader.readStmt(query)
	case tx.stmt != nil:
		return tx.stmt(query)
	}
	return nil, nil
}

// detach drops the cancelling of ctx on SQLite, where the driver would watch each statement with a goroutine.
func (tx *Tx) detach(ctx context.Context) context.Context {
	if tx.stmt != nil || tx.reader != nil && tx.reader.dialect == SQLite {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// Exec runs a statement and gives the number of rows it touched.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := tx.exec(ctx, query, args)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (tx *Tx) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	if tx.tx == nil {
		return nil, errors.New("sqldb: a reader cannot write")
	}
	ctx = tx.detach(ctx)
	st, err := tx.prepared(query)
	if err != nil {
		return nil, classify(err)
	}
	var r sql.Result
	if st != nil {
		r, err = st.ExecContext(ctx, args...)
	} else {
		r, err = tx.tx.ExecContext(ctx, query, args...)
	}
	return r, classify(err)
}

// Insert runs an INSERT of one row, without RETURNING, and gives its id.
func (tx *Tx) Insert(ctx context.Context, query string, args ...any) (id int64, err error) {
	if tx.stmt != nil { // SQLite knows the id; RETURNING would cost it a table of its own
		r, err := tx.exec(ctx, query, args)
		if err != nil {
			return 0, err
		}
		return r.LastInsertId()
	}
	return id, classify(tx.Row(ctx, query+" RETURNING id", args...).Scan(&id))
}

// Row runs a query for one row; its Scan gives sql.ErrNoRows when there is none.
func (tx *Tx) Row(ctx context.Context, query string, args ...any) Scanner {
	if tx.reader != nil && tx.reader.dialect == Postgres {
		return asking{ctx, tx, query, args}
	}
	return tx.row(ctx, query, args)
}

func (tx *Tx) row(ctx context.Context, query string, args []any) Scanner {
	ctx = tx.detach(ctx)
	st, err := tx.prepared(query)
	switch {
	case err != nil:
		return failed{err}
	case st != nil:
		return st.QueryRowContext(ctx, args...)
	case tx.reader != nil:
		return tx.reader.read.QueryRowContext(ctx, query, args...)
	}
	return tx.tx.QueryRowContext(ctx, query, args...)
}

// Query runs a query for many rows; the caller closes them.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := persist(ctx, tx, func() (*sql.Rows, error) { return tx.query(ctx, query, args) })
	return rows, classify(err)
}

func (tx *Tx) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	ctx = tx.detach(ctx)
	st, err := tx.prepared(query)
	var rows *sql.Rows
	switch {
	case err != nil:
	case st != nil:
		rows, err = st.QueryContext(ctx, args...)
	case tx.reader != nil:
		rows, err = tx.reader.read.QueryContext(ctx, query, args...)
	default:
		rows, err = tx.tx.QueryContext(ctx, query, args...)
	}
	return rows, err
}

// Scanner is a row: *sql.Row or *sql.Rows.
type Scanner interface{ Scan(dest ...any) error }

type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }

// All gives every row of a query through scan.
func All[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	return persist(ctx, tx, func() ([]T, error) { return all(ctx, tx, scan, query, args) })
}

func all[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), query string, args []any) ([]T, error) {
	rows, err := tx.query(ctx, query, args)
	if err != nil {
		return nil, classify(err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("sqldb: scan: %w", err)
		}
		out = append(out, v)
	}
	return out, classify(rows.Err())
}

// One gives the one row of a query through scan, fault NotFound when there is none.
func One[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	v, err := persist(ctx, tx, func() (T, error) { return scan(tx.row(ctx, query, args)) })
	if errors.Is(err, sql.ErrNoRows) {
		return v, fault.Missing()
	}
	return v, classify(err)
}

// Value scans a single column; it serves All and One.
func Value[T any](s Scanner) (T, error) {
	var v T
	return v, s.Scan(&v)
}

// Meanwhile scans who set a row and when; it serves All and One.
func Meanwhile(s Scanner) (m fault.Meanwhile, err error) {
	var at int64
	err = s.Scan(&m.PersonID, &at)
	m.At = Time(at)
	return m, err
}

// Ms turns a time into the stored form, Unix milliseconds; the zero time is 0.
func Ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time turns stored milliseconds into a time; 0 is the zero time.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
