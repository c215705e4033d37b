package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// A PostgreSQL server that is restarted cuts its connections, and those that lie in the pool are found dead one by one.
const (
	connections = 32              // of the pool
	tries       = 5               // how often a read, or the beginning of a write, is sent before it is given up
	comesBack   = 2 * time.Second // what people are told to wait
)

// Classes of SQLSTATE with which the server takes a connection away.
var cutting = []string{"57P", "08"}

// broke reports whether the connection broke under a statement: whatever its transaction held is undone, unless it was
// the commit that broke.
func broke(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if _, state := codes(err); state != "" {
		for _, class := range cutting {
			if strings.HasPrefix(state, class) {
				return true
			}
		}
		return false
	}
	var network net.Error
	var refused *pgconn.ConnectError
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, &network) || errors.As(err, &refused) || pgconn.SafeToRetry(err)
}

// again reports whether what was tried so many times and sent nothing that stays should be tried once more, and closes the
// connections that nobody uses: they broke together with the one that was noticed.
func (db *DB) again(ctx context.Context, tried int, err error) bool {
	if db.dialect != Postgres || tried >= tries || ctx.Err() != nil || !broke(err) {
		return false
	}
	db.write.SetMaxIdleConns(-1)
	db.write.SetMaxIdleConns(connections)
	return true
}

// persist runs a read until it is answered, or broke too often. Inside a transaction that writes it runs once: with its
// connection the transaction is lost.
func persist[T any](ctx context.Context, tx *Tx, read func() (T, error)) (T, error) {
	for tried := 1; ; tried++ {
		v, err := read()
		if tx.reader == nil || !tx.reader.again(ctx, tried, err) {
			return v, err
		}
	}
}

// asking is a row that is read when it is scanned, so that it can be asked for again.
type asking struct {
	ctx   context.Context
	tx    *Tx
	query string
	args  []any
}

// Scan asks for the row.
func (a asking) Scan(dest ...any) error {
	_, err := persist(a.ctx, a.tx, func() (any, error) { return nil, a.tx.row(a.ctx, a.query, a.args).Scan(dest...) })
	return classify(err)
}

// begin opens a transaction; a connection that turns out to be dead gives way to another, for nothing was done yet.
func (db *DB) begin(ctx context.Context) (*sql.Tx, error) {
	for tried := 1; ; tried++ {
		tx, err := db.write.BeginTx(ctx, nil)
		if err == nil || !db.again(ctx, tried, err) {
			if err != nil {
				err = fmt.Errorf("sqldb: begin: %w", classify(err))
			}
			return tx, err
		}
	}
}
