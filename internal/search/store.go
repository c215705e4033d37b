package search

import "context"

// note is one row of search_change.
type note struct{ seq, scope, doc, at int64 }

// store is where the index lies: a file beside SQLite, or a table of PostgreSQL.
type store interface {
	// work runs fn as one batch that is stored as a whole or not at all. While another node works it does nothing.
	work(ctx context.Context, fn func(b batch) error) error
	// shared reports whether other nodes write too. Then what this one did does not tell when to look, and a lower id may be
	// committed after a higher one.
	shared() bool
	// match writes tokens, one-character ones as prefixes, in the words of the index. All of them must be met.
	match(tokens []string) string
	// candidates gives the ids below before that match, all of the scope when match is empty, newest first.
	candidates(ctx context.Context, match string, scope, before int64, limit int) ([]int64, error)
	// tidy does a small piece of housekeeping while nothing else is to do, and tells whether more is left.
	tidy(ctx context.Context) (more bool, err error)
	close() error
}

// batch is a batch under way.
type batch interface {
	// notes gives the oldest notes that are not settled.
	notes(ctx context.Context, limit int) ([]note, error)
	settle(ctx context.Context, notes []note) error
	// built is the highest id that was read in order, complete when notes alone tell of the documents above it.
	built(ctx context.Context) (int64, error)
	setBuilt(ctx context.Context, id int64) error
	// end tells that no document is left above built for now.
	end(ctx context.Context) error
	// add puts in documents that the index has not held yet.
	add(ctx context.Context, docs []Doc) error
	put(ctx context.Context, docs []Doc) error
	remove(ctx context.Context, scope, id int64) error
	// clear empties the index, so that it is built anew.
	clear(ctx context.Context) error
}

const complete = -1
