// Package sqldb opens the database and gives transactions with one fixed Now. SQLite (one writer goroutine with group
// commit, a pool of readers) and PostgreSQL run the same SQL text with $n placeholders. It owns the migrations' table.
// It must never hold a rule of the domain; only this package and search may look at the dialect.
package sqldb

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // SQLite driver
)

// Dialect is the kind of database behind a DB.
type Dialect string

// The two dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Config says which database to open. URL is "postgres://…" or empty; then Path names the SQLite file.
type Config struct {
	URL     string
	Path    string
	Clock   func() time.Time // nil: time.Now
	Readers int              // SQLite reading connections; 0: 4
	Batch   int              // most functions in one SQLite commit; 0: 256
	Driver  string           // of database/sql for SQLite; "": the real one. The simulation's breaks where it is told to
}

// DB is an open database.
type DB struct {
	dialect Dialect
	path    string
	clock   func() time.Time
	write   *sql.DB // SQLite: one connection; PostgreSQL: the pool
	read    *sql.DB
	writer  *writer
	mover   *checkpointer
	stmts   sync.Map // query → *sql.Stmt on read
}

// Open opens the database without migrating it.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if strings.HasPrefix(c.URL, "postgres://") || strings.HasPrefix(c.URL, "postgresql://") {
		return openPostgres(ctx, c)
	}
	if c.URL != "" {
		return nil, fmt.Errorf("sqldb: open: unknown database URL scheme in %q", c.URL)
	}
	return openSQLite(ctx, c)
}

// durable makes commits wait for the disk where the server's own setting does not; one that waits for more stays.
const durable = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`

func openPostgres(ctx context.Context, c Config) (*DB, error) {
	conf, err := pgx.ParseConfig(c.URL)
	if err != nil {
		return nil, fmt.Errorf("sqldb: open postgres: %w", err)
	}
	pool := stdlib.OpenDB(*conf, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, durable)
		return err
	}))
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("sqldb: open postgres: %w", err)
	}
	return &DB{dialect: Postgres, clock: c.Clock, write: pool, read: pool}, nil
}

func openSQLite(ctx context.Context, c Config) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(c.Path), 0o700); err != nil {
		return nil, fmt.Errorf("sqldb: open: %w", err)
	}
	if err := registerGather(); err != nil {
		return nil, err
	}
	w, err := openWith(cmp.Or(c.Driver, realDriver), c.Path, fmt.Sprintf("vfs="+gatherName+"&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(1)&_pragma=foreign_keys(1)&_pragma=wal_autocheckpoint(%d)&_pragma=cache_size(-16000)", walPages), 1)
	if err != nil {
		return nil, err
	}
	if err := w.PingContext(ctx); err != nil {
		w.Close()
		return nil, fmt.Errorf("sqldb: open %s: %w", c.Path, err)
	}
	r, err := openWith(cmp.Or(c.Driver, realDriver), c.Path, "_pragma=query_only(1)&_pragma=cache_size(-4000)", max(c.Readers, 4))
	if err != nil {
		w.Close()
		return nil, err
	}
	db := &DB{dialect: SQLite, path: c.Path, clock: c.Clock, write: w, read: r}
	if db.mover, err = newCheckpointer(c.Path); err != nil {
		w.Close()
		r.Close()
		return nil, err
	}
	db.writer = newWriter(w, c.Clock, max(c.Batch, 256), &db.mover.load)
	return db, nil
}

const realDriver = "sqlite"

// inURI writes what a folder's name may hold and an address may not: SQLite would open another file.
var inURI = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23")

func openFile(path, params string, conns int) (*sql.DB, error) {
	return openWith(realDriver, path, params, conns)
}

func openWith(driver, path, params string, conns int) (*sql.DB, error) {
	lean()
	db, err := sql.Open(driver, "file:"+inURI.Replace(path)+"?_pragma=busy_timeout(10000)&_pragma=temp_store(MEMORY)&"+params)
	if err != nil {
		return nil, fmt.Errorf("sqldb: open %s: %w", path, err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// OpenSide opens a second SQLite file for rebuildable data such as the search index: its own writer, and NORMAL, so that a
// power cut may take the last commits back.
func OpenSide(path string, conns int) (*sql.DB, error) {
	return openFile(path, "_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=secure_delete(1)&_pragma=cache_size(-4000)", conns)
}

// Dialect tells which database this is; only search may branch on it.
func (db *DB) Dialect() Dialect { return db.dialect }

// Path is the SQLite file, empty on PostgreSQL.
func (db *DB) Path() string { return db.path }

// Now is the database's clock.
func (db *DB) Now() time.Time { return db.clock() }

// Pool is the handle on which writing transactions run, for libraries that bring their own tables (River, goose).
func (db *DB) Pool() *sql.DB { return db.write }

// Close waits for the writes under way and closes the database.
func (db *DB) Close() error {
	if db.writer != nil {
		db.writer.stop()
	}
	var err error
	if db.mover != nil {
		err = db.mover.stop()
	}
	if e := db.write.Close(); err == nil {
		err = e
	}
	if db.read != db.write {
		if e := db.read.Close(); err == nil {
			err = e
		}
	}
	return err
}

// Write runs fn in one transaction and returns after it is durable. On SQLite a single goroutine runs the functions
// that are queued one after the other and commits them together; a function that fails is undone alone. fn must be quick
// and must not call Write. On an error of fn nothing of it is stored; only after fault.Away it may be, when the connection
// broke at the very end: an idempotency key tells.
func (db *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	if db.writer != nil {
		return db.writer.do(ctx, fn)
	}
	sqlTx, err := db.begin(ctx)
	if err != nil {
		return err
	}
	defer sqlTx.Rollback() //nolint:errcheck // after Commit it does nothing
	tx := &Tx{Now: db.clock(), tx: sqlTx}
	if err := guarded(fn, tx); err != nil {
		return classify(err)
	}
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("sqldb: commit: %w", classify(err))
	}
	tx.committed()
	return nil
}

// Read runs fn on the readers. Every statement sees the newest commit; writing is refused.
func (db *DB) Read(ctx context.Context, fn func(tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return fn(&Tx{Now: db.clock(), reader: db})
}

func (db *DB) readStmt(query string) (*sql.Stmt, error) {
	if s, ok := db.stmts.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := db.read.PrepareContext(context.Background(), positional(query))
	if err != nil {
		return nil, err
	}
	if old, loaded := db.stmts.LoadOrStore(query, s); loaded {
		s.Close()
		return old.(*sql.Stmt), nil
	}
	return s, nil
}
