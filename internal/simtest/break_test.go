package simtest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"

	"modernc.org/sqlite"
)

var (
	errKilled = errors.New("the process was killed here")
	errFailed = errors.New("the disk failed here, once")
)

// The ways in which a node breaks.
const (
	killed      = "killed"
	afterCommit = "killed before it could tell that it had committed"
	failed      = "failed once"
)

// fuse burns down by one with every statement and every commit; at its end the node breaks.
type fuse struct {
	mu    sync.Mutex // the writer and the readers are goroutines of their own
	kind  string     // "": it is out
	left  int
	dead  bool
	broke string // what has happened
}

func (f *fuse) light(kind string, left int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kind, f.left = kind, left
}

// burn does what a connection is asked for, unless the node breaks before, or right after it.
func (f *fuse) burn(commits bool, do func() error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead {
		return errKilled
	}
	f.left--
	if f.kind == "" || f.left > 0 || f.kind == afterCommit && !commits {
		return do()
	}
	if f.kind == afterCommit {
		if err := do(); err != nil {
			return err
		}
	}
	f.broke, f.dead, f.kind = f.kind, f.kind != failed, ""
	if !f.dead {
		return errFailed
	}
	return errKilled
}

// brittle is SQLite's driver for one node; a connection keeps the fuse of the start in which it was opened.
type brittle struct {
	driver.Driver
	fuse *fuse
}

func (b *brittle) Open(name string) (driver.Conn, error) {
	c, err := b.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	return conn{c.(whole), b.fuse}, nil
}

var drivers = map[string]*brittle{"a": {Driver: &sqlite.Driver{}}, "b": {Driver: &sqlite.Driver{}}}

func init() {
	for name, d := range drivers {
		sql.Register("brittle "+name, d)
	}
}

// whole is what database/sql wants of a connection and SQLite's has.
type whole interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

type conn struct {
	whole
	fuse *fuse
}

func (c conn) BeginTx(ctx context.Context, o driver.TxOptions) (t driver.Tx, err error) {
	err = c.fuse.burn(false, func() (err error) { t, err = c.whole.BeginTx(ctx, o); return err })
	return transaction{t, c.fuse}, err
}

func (c conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.whole.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement{s.(statements), c.fuse}, nil
}

func (c conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (r driver.Result, err error) {
	err = c.fuse.burn(false, func() (err error) { r, err = c.whole.ExecContext(ctx, query, args); return err })
	return r, err
}

func (c conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (r driver.Rows, err error) {
	err = c.fuse.burn(false, func() (err error) { r, err = c.whole.QueryContext(ctx, query, args); return err })
	return r, err
}

type statements interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type statement struct {
	statements
	fuse *fuse
}

func (s statement) ExecContext(ctx context.Context, args []driver.NamedValue) (r driver.Result, err error) {
	err = s.fuse.burn(false, func() (err error) { r, err = s.statements.ExecContext(ctx, args); return err })
	return r, err
}

func (s statement) QueryContext(ctx context.Context, args []driver.NamedValue) (r driver.Rows, err error) {
	err = s.fuse.burn(false, func() (err error) { r, err = s.statements.QueryContext(ctx, args); return err })
	return r, err
}

type transaction struct {
	driver.Tx
	fuse *fuse
}

// Commit rolls back where it fails, as SQLite does when the disk does not take it.
func (t transaction) Commit() error {
	err := t.fuse.burn(true, t.Tx.Commit)
	if errors.Is(err, errFailed) {
		return errors.Join(err, t.Rollback())
	}
	return err
}
