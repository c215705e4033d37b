package app

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// steps are the upper bounds of the latency histogram.
var steps = []time.Duration{5 * time.Millisecond, 20 * time.Millisecond, 100 * time.Millisecond, 500 * time.Millisecond, 2 * time.Second, 10 * time.Second}

// meter counts requests by route and status, and knows whether the program is stopping.
type meter struct {
	stopping atomic.Bool
	routes   sync.Map // routeKey → *tally
}

type routeKey struct {
	route  string
	status int
}

type tally struct {
	nanos atomic.Int64
	upTo  []atomic.Int64 // one for each step, and one for all
}

func newMeter() *meter { return &meter{} }

// count notes an answer; it is the edge's listener.
func (m *meter) count(pattern string, status int, took time.Duration) {
	key := routeKey{cmp.Or(pattern, "none"), status}
	v, ok := m.routes.Load(key)
	if !ok {
		v, _ = m.routes.LoadOrStore(key, &tally{upTo: make([]atomic.Int64, len(steps)+1)})
	}
	t := v.(*tally)
	t.nanos.Add(int64(took))
	for i, step := range steps {
		if took <= step {
			t.upTo[i].Add(1)
		}
	}
	t.upTo[len(steps)].Add(1)
}

func (m *meter) write(w io.Writer) {
	var keys []routeKey
	m.routes.Range(func(k, _ any) bool {
		keys = append(keys, k.(routeKey))
		return true
	})
	slices.SortFunc(keys, func(a, b routeKey) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.status, b.status))
	})
	fmt.Fprint(w, "# HELP jiazhan_request_seconds Time to answer a request.\n# TYPE jiazhan_request_seconds histogram\n")
	for _, key := range keys {
		if v, ok := m.routes.Load(key); ok {
			v.(*tally).write(w, fmt.Sprintf("route=%q,status=\"%d\"", key.route, key.status))
		}
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	writeGauge(w, "go_goroutines", "Goroutines that exist.", int64(runtime.NumGoroutine()))
	writeGauge(w, "go_memory_bytes", "Memory obtained from the system.", int64(mem.Sys)) //nolint:gosec // below 2^63
}

func (t *tally) write(w io.Writer, labels string) {
	for i, step := range steps {
		fmt.Fprintf(w, "jiazhan_request_seconds_bucket{%s,le=\"%g\"} %d\n", labels, step.Seconds(), t.upTo[i].Load())
	}
	all := t.upTo[len(steps)].Load()
	fmt.Fprintf(w, "jiazhan_request_seconds_bucket{%s,le=\"+Inf\"} %d\n", labels, all)
	fmt.Fprintf(w, "jiazhan_request_seconds_sum{%s} %g\n", labels, time.Duration(t.nanos.Load()).Seconds())
	fmt.Fprintf(w, "jiazhan_request_seconds_count{%s} %d\n", labels, all)
}

func writeGauge(w io.Writer, name, help string, value int64) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s gauge\n%s %d\n", name, help, name, name, value)
}
