package search

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"jiazhan/internal/sqldb"
)

const (
	tolerated = time.Second     // the lag beyond which writers are slowed
	longest   = 2 * time.Second // what one writer waits at most
)

// Lag is the age of the oldest change known to this node that searches do not see yet.
func (ix *Index) Lag() time.Duration {
	now := ix.DB.Now()
	var lag time.Duration
	for _, oldest := range []int64{ix.oldest.Load(), ix.fresh.oldest.Load()} {
		if oldest != 0 {
			lag = max(lag, now.Sub(sqldb.Time(oldest)))
		}
	}
	return lag
}

const (
	markGap  = 20  // ms between two marks of a backlog
	mostMark = 500 // marks of a backlog; while there are so many, the oldest counts and no newer one
)

// backlog remembers when documents were added that are not in the index yet: of one now and then, not of each.
type backlog struct {
	mu     sync.Mutex
	marks  []mark       // in order of id
	oldest atomic.Int64 // when the first of them was added, ms; 0: none
}

type mark struct{ id, at int64 }

// add is called in the order of ids.
func (b *backlog) add(id, at int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(b.marks); n > 0 && (n == mostMark || at-b.marks[n-1].at < markGap) {
		return
	}
	b.marks = append(b.marks, mark{id, at})
	b.oldest.Store(b.marks[0].at)
}

// settle forgets the documents up to this id.
func (b *backlog) settle(id int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.marks) > 0 && b.marks[0].id <= id {
		b.marks = b.marks[1:]
	}
	if len(b.marks) > 0 {
		b.oldest.Store(b.marks[0].at)
	} else {
		b.oldest.Store(0)
	}
}

// Wait holds a writer back while the index lags by more than a second, two seconds at most, so that an index in trouble
// slows filing but never stops it. It must be called before the transaction, not inside.
func (ix *Index) Wait(ctx context.Context) {
	if ix.Lag() <= tolerated {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	for {
		turn := ix.nextTurn()
		if ix.Lag() <= tolerated {
			return
		}
		select {
		case <-turn:
		case <-ctx.Done():
			return
		}
	}
}

func (ix *Index) nextTurn() <-chan struct{} {
	ix.turnMu.Lock()
	defer ix.turnMu.Unlock()
	return ix.turn
}

// announce wakes those who wait.
func (ix *Index) announce() {
	ix.turnMu.Lock()
	defer ix.turnMu.Unlock()
	close(ix.turn)
	ix.turn = make(chan struct{})
}
