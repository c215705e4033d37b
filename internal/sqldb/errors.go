package sqldb

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"jiazhan/internal/fault"
)

// SQLite result codes (sqlite.org/rescode.html) and PostgreSQL SQLSTATEs that mean something to us.
const (
	sqliteIOErr      = 10
	sqliteFull       = 13
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
	sqliteForeignKey = 787
	pgUnique         = "23505"
	pgForeignKey     = "23503"
	pgDiskFull       = "53100"
)

func codes(err error) (sqliteCode int, pgState string) {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code(), ""
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return 0, pg.Code
	}
	return 0, ""
}

// IsUnique reports whether a unique or primary key refused the row. On PostgreSQL the transaction is dead after it.
func IsUnique(err error) bool {
	lite, pg := codes(err)
	return lite == sqliteUnique || lite == sqlitePrimaryKey || pg == pgUnique
}

// IsForeignKey reports whether a reference points nowhere.
func IsForeignKey(err error) bool {
	lite, pg := codes(err)
	return lite == sqliteForeignKey || pg == pgForeignKey
}

// lost reports whether SQLite has given up the whole transaction, or the disk can no longer be trusted.
func lost(err error) bool {
	lite, _ := codes(err)
	return lite&0xff == sqliteFull || lite&0xff == sqliteIOErr
}

// refused keeps the driver's error below the fault that people see.
type refused struct {
	refusal *fault.Error
	cause   error
}

func (e *refused) Error() string   { return e.cause.Error() }
func (e *refused) Unwrap() []error { return []error{e.refusal, e.cause} }

// classify turns "disk full" and "the connection broke" into faults; every other error stays as it is.
func classify(err error) error {
	if err == nil {
		return nil
	}
	if lite, pg := codes(err); lite&0xff == sqliteFull || pg == pgDiskFull {
		return &refused{fault.New(fault.Full, "full"), err}
	}
	if broke(err) && fault.As(err) == nil {
		refusal := fault.New(fault.Away, "away")
		refusal.Retry = comesBack
		return &refused{refusal, err}
	}
	return err
}
