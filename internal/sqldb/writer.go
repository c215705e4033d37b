package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// ErrClosed is given to a write after Close.
var ErrClosed = errors.New("sqldb: closed")

// pending is one function in the writer's queue.
type pending struct {
	ctx  context.Context
	fn   func(*Tx) error
	tx   *Tx
	err  error
	done chan struct{}
}

// writer is SQLite's one writer: it takes what is queued, runs each function in a savepoint, commits once, answers all.
type writer struct {
	db      *sql.DB
	clock   func() time.Time
	most    int
	queue   chan *pending
	stmts   map[string]*sql.Stmt // only the writer's goroutine touches stmts and wanted
	wanted  []string
	load    *atomic.Int64 // functions committed, for the checkpointer
	mu      sync.RWMutex
	closed  bool
	stopped chan struct{}
}

func newWriter(db *sql.DB, clock func() time.Time, most int, load *atomic.Int64) *writer {
	w := &writer{db: db, clock: clock, most: most, load: load, queue: make(chan *pending, 4*most), stmts: map[string]*sql.Stmt{}, stopped: make(chan struct{})}
	go w.run()
	return w
}

func (w *writer) do(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p := &pending{ctx: ctx, fn: fn, done: make(chan struct{})}
	w.mu.RLock()
	if w.closed {
		w.mu.RUnlock()
		return ErrClosed
	}
	w.queue <- p
	w.mu.RUnlock()
	<-p.done
	return p.err
}

func (w *writer) stop() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.stopped
}

func (w *writer) run() {
	defer close(w.stopped)
	var batch []*pending
	for first := range w.queue {
		batch = w.commit(first, batch[:0])
		w.load.Add(int64(len(batch)))
		for _, p := range batch {
			if p.err == nil {
				p.tx.committed()
			}
			close(p.done)
		}
		w.prepareWanted()
	}
}

// commit runs first and what is queued behind it in one transaction. If the transaction itself is lost, nobody is acknowledged.
func (w *writer) commit(first *pending, batch []*pending) []*pending {
	batch = append(batch, first)
	run := &batchRun{w: w, now: w.clock()}
	if err := run.begin(); err != nil {
		return fail(batch, err)
	}
	for i := 0; i < len(batch); i++ {
		if err := run.one(batch[i]); err != nil {
			run.tx.Rollback() //nolint:errcheck // the transaction is lost already
			return fail(batch, err)
		}
		if len(batch) < w.most {
			select {
			case p, open := <-w.queue:
				if open {
					batch = append(batch, p)
				}
			default:
			}
		}
	}
	if err := run.tx.Commit(); err != nil {
		run.tx.Rollback() //nolint:errcheck // the commit failed; nothing is acknowledged
		return fail(batch, fmt.Errorf("sqldb: commit: %w", classify(err)))
	}
	return batch
}

func fail(batch []*pending, err error) []*pending {
	for _, p := range batch {
		if p.err == nil {
			p.err = err
		}
	}
	return batch
}

// batchRun is one transaction under way with its prepared statements.
type batchRun struct {
	w     *writer
	tx    *sql.Tx
	now   time.Time
	stmts map[string]*sql.Stmt
	holds bool // a function has succeeded in it
}

func (b *batchRun) begin() error {
	tx, err := b.w.db.BeginTx(context.Background(), nil)
	if err != nil {
		return fmt.Errorf("sqldb: begin: %w", classify(err))
	}
	b.tx, b.stmts = tx, map[string]*sql.Stmt{}
	return nil
}

// one runs a function that is undone alone if it fails. It returns an error only when the whole transaction is lost.
func (b *batchRun) one(p *pending) error {
	if p.err = p.ctx.Err(); p.err != nil {
		return nil
	}
	p.tx = &Tx{Now: b.now, tx: b.tx, stmt: b.prepare}
	if !b.holds {
		return b.first(p)
	}
	if err := b.exec("SAVEPOINT one"); err != nil {
		return err
	}
	p.err = guarded(p.fn, p.tx)
	if p.err == nil {
		return b.exec("RELEASE one")
	}
	if lost(p.err) {
		return p.err
	}
	if err := b.exec("ROLLBACK TO one"); err != nil {
		return err
	}
	return b.exec("RELEASE one")
}

// first runs a function in a transaction that holds nothing yet, so it needs no savepoint: if the function fails, another
// transaction begins.
func (b *batchRun) first(p *pending) error {
	p.err = guarded(p.fn, p.tx)
	if b.holds = p.err == nil; b.holds {
		return nil
	}
	if lost(p.err) {
		return p.err
	}
	if err := b.tx.Rollback(); err != nil {
		return fmt.Errorf("sqldb: rollback: %w", classify(err))
	}
	return b.begin()
}

func (b *batchRun) exec(query string) error {
	st, err := b.prepare(query)
	if err == nil {
		_, err = st.ExecContext(context.Background())
	}
	if err != nil {
		return fmt.Errorf("sqldb: %s: %w", query, classify(err))
	}
	return nil
}

// prepare gives the statement bound to this transaction; the statement itself is prepared once for the writer's life.
func (b *batchRun) prepare(query string) (*sql.Stmt, error) {
	if st, ok := b.stmts[query]; ok {
		return st, nil
	}
	st, err := b.bind(query)
	if err == nil {
		b.stmts[query] = st
	}
	return st, err
}

func (b *batchRun) bind(query string) (*sql.Stmt, error) {
	if kept, ok := b.w.stmts[query]; ok {
		return b.tx.StmtContext(context.Background(), kept), nil
	}
	b.w.wanted = append(b.w.wanted, query)
	return b.tx.PrepareContext(context.Background(), positional(query))
}

// prepareWanted keeps the statements that the last transaction met for the first time; the one connection is free now.
func (w *writer) prepareWanted() {
	for _, query := range w.wanted {
		if st, err := w.db.PrepareContext(context.Background(), positional(query)); err == nil {
			w.stmts[query] = st
		}
	}
	w.wanted = w.wanted[:0]
}

func guarded(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("sqldb: panic in a transaction: %v\n%s", r, debug.Stack())
		}
	}()
	return fn(tx)
}
