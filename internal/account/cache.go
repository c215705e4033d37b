package account

import (
	"sync"
	"sync/atomic"
	"time"
)

// mostKept is how many tokens a cache holds; beyond it the cache begins anew.
const mostKept = 20_000

// cache keeps what tokens stand for, so that a request costs no SQL. The zero cache is ready.
type cache[T any] struct {
	mu      sync.RWMutex
	entries map[string]*entry[T]
}

// entry is a kept answer. It holds as long as nothing changed in this process, and a moment for the changes of others.
type entry[T any] struct {
	value   T
	version uint64
	loaded  time.Time
	turns   time.Time    // when a grant begins or ends; zero: not soon
	noted   atomic.Int64 // when the use of the token was last written, Unix milliseconds
}

// newEntry wraps what was read; version was taken before reading, so that a change meanwhile makes the entry stale.
func newEntry[T any](value T, version uint64, loaded, noted time.Time) *entry[T] {
	e := &entry[T]{value: value, version: version, loaded: loaded}
	e.noted.Store(noted.UnixMilli())
	return e
}

// find gives the entry of a token's hash if it still holds, else nil.
func (c *cache[T]) find(hash []byte, version uint64, now time.Time, keep time.Duration) *entry[T] {
	c.mu.RLock()
	e := c.entries[string(hash)]
	c.mu.RUnlock()
	if e == nil || e.version != version || now.Before(e.loaded) || now.Sub(e.loaded) >= keep {
		return nil
	}
	if !e.turns.IsZero() && !now.Before(e.turns) {
		return nil
	}
	return e
}

func (c *cache[T]) put(hash []byte, e *entry[T]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil || len(c.entries) >= mostKept {
		c.entries = map[string]*entry[T]{}
	}
	c.entries[string(hash)] = e
}

// due reports whether the use should be written now, to one caller only. A last use in the future means that the clock was set
// back; nodes whose clocks differ by less than every leave each other's notes alone.
func (e *entry[T]) due(now time.Time, every time.Duration) bool {
	last := e.noted.Load()
	age := now.Sub(time.UnixMilli(last))
	return (age >= every || age <= -every) && e.noted.CompareAndSwap(last, now.UnixMilli())
}
