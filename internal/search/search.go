// Package search finds documents by any piece of their text, down to one character, newest first. It owns the table
// search_change, the notes of what changed, and the index itself, which can be rebuilt at any time: on SQLite a file of
// its own (search-<name>.db) with its own writer, on PostgreSQL the tables search_state and search_<name>.
// It must never decide who may see a document: it gives candidates, and the caller's query says which of them are visible.
package search

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"sync"
	"sync/atomic"

	"jiazhan/internal/sqldb"
)

// format is raised whenever hanzi.Tokens or the layout of the index changes; an index of another format is rebuilt.
const format = 2

// idBits is how much of an index key holds the id of a document; the scope stands above it.
const idBits = 40

// Doc is a document to be found. Scope is the congress in which it is found; ID must be unique over all scopes, above 0
// and below 2^40, and grow with the time of filing.
type Doc struct {
	ID    int64
	Scope int64
	Text  string
}

// Source gives at most limit documents with an id above after, in order of id. Those that may never be found by anybody
// (sealed ones) are left out.
type Source func(ctx context.Context, after int64, limit int) ([]Doc, error)

// Config says what is indexed where.
type Config struct {
	Name string // the kind of document, in small letters: "case"
	DB   *sqldb.DB
	// All is read from the beginning when the index is built.
	All Source
	// Read gives the documents with these ids as they stand now; one that is left out is removed from the index.
	Read func(ctx context.Context, ids []int64) ([]Doc, error)
	// Last gives the highest id of a document, 0 when there is none.
	Last func(ctx context.Context) (int64, error)
	Log  *slog.Logger // nil: slog.Default
}

// Index is a search index that follows its source. Run keeps it fresh.
type Index struct {
	Config
	store  store
	mu     sync.Mutex    // one batch at a time
	due    atomic.Bool   // something was noted or added since the last look
	oldest atomic.Int64  // when the oldest noted change that is not indexed yet was made, ms; 0: none known
	fresh  backlog       // the documents that were added and are not indexed yet
	ready  atomic.Bool   // the first build is done
	turn   chan struct{} // closed and replaced after each batch, under turnMu
	turnMu sync.Mutex
}

var names = regexp.MustCompile(`^[a-z]{1,20}$`)

// Open opens the index and makes it where it is missing; documents come in when Run or CatchUp runs.
func Open(ctx context.Context, c Config) (*Index, error) {
	if !names.MatchString(c.Name) {
		return nil, fmt.Errorf("search: open: bad name %q", c.Name)
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	ix := &Index{Config: c, turn: make(chan struct{})}
	var err error
	if c.DB.Dialect() == sqldb.Postgres {
		ix.store, err = openTable(ctx, c.DB, c.Name)
	} else {
		ix.store, err = openSide(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("search: open %s: %w", c.Name, err)
	}
	ix.due.Store(true)
	return ix, nil
}

// Close closes the index; Run must have ended.
func (ix *Index) Close() error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.store.close()
}

// Added tells, inside the transaction that makes a document, that there is one more. Where ids are given in the order of
// commits, the index finds it by its id, and nothing is stored.
func (ix *Index) Added(ctx context.Context, tx *sqldb.Tx, scope, id int64) error {
	if ix.store.shared() {
		return ix.Note(ctx, tx, scope, id)
	}
	if err := inRange(scope, id); err != nil {
		return err
	}
	at := sqldb.Ms(tx.Now)
	tx.AfterCommit(func() {
		ix.fresh.add(id, at)
		ix.due.Store(true)
	})
	return nil
}

// Note tells, inside the transaction that changes a document's text or seals, opens or removes it, that the index must
// look at it again.
func (ix *Index) Note(ctx context.Context, tx *sqldb.Tx, scope, id int64) error {
	if err := inRange(scope, id); err != nil {
		return err
	}
	at := sqldb.Ms(tx.Now)
	_, err := tx.Exec(ctx, "INSERT INTO search_change (kind, scope, doc, at) VALUES ($1, $2, $3, $4)", ix.Name, scope, id, at)
	if err != nil {
		return fmt.Errorf("search: note: %w", err)
	}
	tx.AfterCommit(func() {
		ix.oldest.CompareAndSwap(0, at)
		ix.due.Store(true)
	})
	return nil
}

func inRange(scope, id int64) error {
	if id <= 0 || id>>idBits != 0 || scope < 0 || scope>>(62-idBits) != 0 {
		return fmt.Errorf("search: document %d of scope %d is out of range", id, scope)
	}
	return nil
}

// Ready reports whether every document is in the index; while it is being built, searches miss some.
func (ix *Index) Ready() bool { return ix.ready.Load() }
