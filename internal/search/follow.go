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
		_, err := ix.tidy(ctx)
		return err
	}
	return ix.CatchUp(ctx)
}

func (ix *Index) tidy(ctx context.Context) (more bool, err error) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.store.tidy(ctx)
}

// Settle does what Run does by and by: it indexes everything and leaves the index as small and quick as it can be.
func (ix *Index) Settle(ctx context.Context) error {
	if err := ix.CatchUp(ctx); err != nil {
		return err
	}
	for {
		if more, err := ix.tidy(ctx); err != nil || !more {
			return err
		}
	}
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

// step indexes one batch: what changed, then what is new. It tells whether there may be more to do.
func (ix *Index) step(ctx context.Context) (more bool, err error) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.due.Store(false)
	oldest := ix.oldest.Load()
	var did *progress
	err = ix.store.work(ctx, func(b batch) (err error) {
		did, err = ix.work(ctx, b)
		return err
	})
	if err != nil || did == nil { // nil: another node is at work
		return false, err
	}
	ix.fresh.settle(did.built)
	ix.oldest.CompareAndSwap(oldest, did.next)
	if !did.more {
		ix.ready.Store(true)
	}
	ix.announce()
	return did.more, nil
}

// progress is what a batch has come to.
type progress struct {
	built int64 // documents up to this id are in
	next  int64 // when the last settled note was stored, if more are left; else 0
	more  bool
}

func (ix *Index) work(ctx context.Context, b batch) (*progress, error) {
	built, err := b.built(ctx)
	if err != nil {
		return nil, err
	}
	notes, err := b.notes(ctx, perBatch)
	if err != nil {
		return nil, err
	}
	if len(notes) > 0 {
		if err := ix.follow(ctx, b, noted(notes, built)); err != nil {
			return nil, err
		}
		if err := b.settle(ctx, notes); err != nil {
			return nil, err
		}
	}
	if len(notes) == perBatch {
		return &progress{built: built, next: notes[perBatch-1].at, more: true}, nil
	}
	if built == complete {
		return &progress{built: complete}, nil
	}
	return ix.build(ctx, b, built)
}

type key struct{ scope, id int64 }

// noted gives the documents of the notes, each once. Those above built are left out: they will be read as they stand then.
func noted(notes []note, built int64) map[key]bool {
	docs := map[key]bool{}
	for _, n := range notes {
		if built == complete || n.doc <= built {
			docs[key{n.scope, n.doc}] = true
		}
	}
	return docs
}

// follow looks again at documents that were changed.
func (ix *Index) follow(ctx context.Context, b batch, gone map[key]bool) error {
	if len(gone) == 0 {
		return nil
	}
	ids := make([]int64, 0, len(gone))
	for k := range gone {
		ids = append(ids, k.id)
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
	return nil
}

// build puts in the next documents above built, in the order of their ids.
func (ix *Index) build(ctx context.Context, b batch, built int64) (*progress, error) {
	docs, err := ix.All(ctx, built, perBatch)
	if err != nil {
		return nil, fmt.Errorf("read all after %d: %w", built, err)
	}
	if len(docs) > 0 {
		if err := b.add(ctx, docs); err != nil {
			return nil, fmt.Errorf("add: %w", err)
		}
		built = docs[len(docs)-1].ID
		if err := b.setBuilt(ctx, built); err != nil {
			return nil, err
		}
	}
	if len(docs) < perBatch {
		return &progress{built: built}, b.end(ctx)
	}
	return &progress{built: built, more: true}, nil
}
