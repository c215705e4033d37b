package search

import (
	"context"
	"time"

	"jiazhan/internal/sqldb"
)

const (
	tolerated = time.Second     // the lag beyond which writers are slowed
	longest   = 2 * time.Second // what one writer waits at most
)

// Lag is the age of the oldest change known to this node that searches do not see yet.
func (ix *Index) Lag() time.Duration {
	oldest := ix.oldest.Load()
	if oldest == 0 {
		return 0
	}
	return max(0, ix.DB.Now().Sub(sqldb.Time(oldest)))
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
