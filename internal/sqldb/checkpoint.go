package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	checkpointGap  = 20 * time.Millisecond
	checkpointLoad = 1000  // functions committed since the last checkpoint that are worth another one: many changed the same pages
	walPages       = 16000 // of the log beyond which the writer itself moves what is left; then the log begins anew
)

// checkpointer moves what was committed from the log into the database, on a connection of its own beside the writer, so
// that under load the writer has little left to move when the log is full. What it does not get to, the writer does.
type checkpointer struct {
	db      *sql.DB
	load    atomic.Int64
	once    sync.Once // Close may be called again
	quit    chan struct{}
	stopped chan struct{}
}

func newCheckpointer(path string) (*checkpointer, error) {
	db, err := openFile(path, "_pragma=synchronous(FULL)&_pragma=cache_size(-100)", 1)
	if err != nil {
		return nil, err
	}
	c := &checkpointer{db: db, quit: make(chan struct{}), stopped: make(chan struct{})}
	go c.run()
	return c, nil
}

func (c *checkpointer) run() {
	defer close(c.stopped)
	tick := time.NewTicker(checkpointGap)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-c.quit:
			return
		}
		if c.load.Load() >= checkpointLoad {
			c.load.Store(0)
			_, _, _ = c.move() // the writer will meet the error, and has somebody to tell it to
		}
	}
}

// move copies as much as it may without waiting for anybody; it gives the pages in the log and those already copied.
func (c *checkpointer) move() (log, copied int, err error) {
	var busy int
	if err := c.db.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &log, &copied); err != nil {
		return 0, 0, fmt.Errorf("sqldb: checkpoint: %w", err)
	}
	return log, copied, nil
}

// DropLog empties SQLite's log, in which pages stand as they were before they were changed, and reports whether it could:
// a reader may still hold on to it. PostgreSQL keeps its log apart, for as long as its settings say.
func (db *DB) DropLog(ctx context.Context) (bool, error) {
	if db.dialect != SQLite {
		return true, nil
	}
	var busy, log, copied int
	if err := db.mover.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &copied); err != nil {
		return false, fmt.Errorf("sqldb: drop log: %w", err)
	}
	return busy == 0, nil
}

func (c *checkpointer) stop() error {
	c.once.Do(func() { close(c.quit) })
	<-c.stopped
	return c.db.Close()
}
