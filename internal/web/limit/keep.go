package limit

import (
	"container/list"
	"hash/maphash"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// mostKept is how many buckets a limiter remembers, some 300 bytes each; the one used longest ago goes first.
const mostKept = 1 << 16

// shards part the buckets so that requests seldom wait for each other.
const shards = 16

type key struct {
	class    Class
	person   int64
	network  netip.Addr
	congress int64
}

// keep remembers the buckets that were used last.
type keep struct {
	seed   maphash.Seed
	shards [shards]shard
}

type shard struct {
	mu    sync.Mutex
	most  int
	byKey map[key]*list.Element
	used  *list.List // of *bucket, the last used in front
}

type bucket struct {
	key key
	*rate.Limiter
}

func newKeep(most int) *keep {
	k := &keep{seed: maphash.MakeSeed()}
	for i := range k.shards {
		k.shards[i] = shard{most: max(1, most/shards), byKey: map[key]*list.Element{}, used: list.New()}
	}
	return k
}

// take takes one out of the key's bucket and gives 0, or the time after which there will be one. Unless it counts, the
// bucket stays as it is.
func (k *keep) take(id key, a Allowance, now time.Time, count bool) time.Duration {
	s := &k.shards[maphash.Comparable(k.seed, id)%shards]
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.bucket(id, a)
	r := b.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 || !count {
		r.CancelAt(now)
	}
	return wait
}

func (s *shard) bucket(id key, a Allowance) *bucket {
	if e := s.byKey[id]; e != nil {
		s.used.MoveToFront(e)
		return e.Value.(*bucket)
	}
	if s.used.Len() >= s.most {
		oldest := s.used.Back()
		delete(s.byKey, oldest.Value.(*bucket).key)
		s.used.Remove(oldest)
	}
	b := &bucket{id, a.bucket()}
	s.byKey[id] = s.used.PushFront(b)
	return b
}

func (k *keep) len() (n int) {
	for i := range k.shards {
		k.shards[i].mu.Lock()
		n += k.shards[i].used.Len()
		k.shards[i].mu.Unlock()
	}
	return n
}
