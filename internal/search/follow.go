package search

import (
	"context"
	"fmt"
	"time"
)

const (
	perBatch = 500                    // documents in one commit of the index
	gap      = 200 * time.Millisecond // between two looks at what changed
	pause    = time.Second            // after an error
)

// Run follows the changes until ctx ends: a committed change is found some 0.2 s later, unless the index lags.
func (ix *Index) Run(ctx context.Context) error {
	for wait := gap; ; {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		wait = gap
		if err := ix.round(ctx); err != nil && ctx.Err() == nil {
			ix.Log.ErrorContext(ctx, "search: the index cannot follow", "index", ix.Name, "error", err)
			ix.due.Store(true)
			wait = pause
		}
	}
}

func (ix *Index) round(ctx context.Context) error {
	if !ix.due.Load() && !ix.store.shared() {
		ix.mu.Lock()
		defer ix.mu.Unlock()
		return ix.store.tidy(ctx)
	}
	return ix.CatchUp(ctx)
}

// CatchUp indexes everything that was committed before it was called.
func (ix *Index) CatchUp(ctx context.Context) error {
	for {
		more, err := ix.step(ctx)
		if err != nil {
			return fmt.Errorf("search: index %s: %w", ix.Name, err)
		}
		if !more {
			return nil
		}
	}
}

// Rebuild empties the index; Run and CatchUp fill it again.
func (ix *Index) Rebuild(ctx context.Context) error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.ready.Store(false)
	ix.due.Store(true)
	return ix.store.work(ctx, func(b batch) error { return b.clear(ctx) })
}

// step indexes one batch: of what changed, else of the first build. It tells whether there may be more to do.
func (ix *Index) step(ctx context.Context) (more bool, err error) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.due.Store(false)
	oldest := ix.oldest.Load()
	next, ran := int64(0), false
	err = ix.store.work(ctx, func(b batch) error {
		ran = true
		notes, err := b.notes(ctx, perBatch)
		if err != nil {
			return err
		}
		if len(notes) > 0 {
			more, next = len(notes) == perBatch || !ix.ready.Load(), notes[len(notes)-1].at
			return ix.follow(ctx, b, notes)
		}
		more, err = ix.build(ctx, b)
		return err
	})
	if err != nil || !ran {
		return false, err
	}
	if !more {
		next = 0
	}
	ix.oldest.CompareAndSwap(oldest, next)
	ix.announce()
	return more, nil
}

// follow looks again at the documents of the notes.
func (ix *Index) follow(ctx context.Context, b batch, notes []note) error {
	type key struct{ scope, id int64 }
	gone := map[key]bool{}
	ids := make([]int64, 0, len(notes))
	for _, n := range notes {
		if !gone[key{n.scope, n.doc}] {
			gone[key{n.scope, n.doc}] = true
			ids = append(ids, n.doc)
		}
	}
	docs, err := ix.Read(ctx, ids)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	for _, d := range docs {
		delete(gone, key{d.Scope, d.ID})
	}
	for k := range gone {
		if err := b.remove(ctx, k.scope, k.id); err != nil {
			return fmt.Errorf("remove %d: %w", k.id, err)
		}
	}
	if err := b.put(ctx, docs); err != nil {
		return fmt.Errorf("put: %w", err)
	}
	return b.settle(ctx, notes)
}

// build puts in the next documents of the first build and tells whether more are left.
func (ix *Index) build(ctx context.Context, b batch) (more bool, err error) {
	after, err := b.built(ctx)
	if err != nil {
		return false, err
	}
	if after == complete {
		ix.ready.Store(true)
		return false, nil
	}
	docs, err := ix.All(ctx, after, perBatch)
	if err != nil {
		return false, fmt.Errorf("read all after %d: %w", after, err)
	}
	if len(docs) == 0 {
		return true, b.setBuilt(ctx, complete)
	}
	if err := b.put(ctx, docs); err != nil {
		return false, fmt.Errorf("put: %w", err)
	}
	return true, b.setBuilt(ctx, docs[len(docs)-1].ID)
}
