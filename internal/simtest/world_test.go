package simtest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
)

// house is a database in which two counties are founded, that each seed begins with a copy of.
type house struct {
	content []byte
	keys    *vault.Keyring
}

// memory is where databases lie: a seed is killed by us alone, so nothing must reach a disk.
func memory(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "jiazhan-sim-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) }) // a temporary folder
	return dir
}

func found(t *testing.T) (h *house) {
	t.Run("found", func(t *testing.T) {
		cryptotest.SetGlobalRandom(t, 0)
		path := filepath.Join(memory(t), "jiazhan.db")
		db, err := sqldb.Open(t.Context(), sqldb.Config{Path: path, Clock: sqldbtest.NewClock().Now})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		caseworktest.Found(t, db)
		err = db.Write(t.Context(), func(tx *sqldb.Tx) error {
			for _, statement := range ledgerOfOutbox {
				if _, err := tx.Exec(t.Context(), statement); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		h = &house{}
		if h.keys, err = vault.Generate(); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if h.content, err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	})
	return h
}

// world is what a seed is about.
type world struct {
	t     *testing.T
	rng   *rand.Rand
	clock *sqldbtest.Clock
	path  string
	keys  *vault.Keyring
	nodes []*node
	eye   *sqldb.DB               // reads the database past the nodes
	who   []string                // everybody who may ask, by name
	by    map[string]access.Actor // under these names
	calm  bool                    // the outside works
	story strings.Builder
	met   map[string]int // what came to pass, in all seeds of a run

	reports  []*report
	requests []*request
	keysUsed int
}

func begin(t *testing.T, h *house, seed uint64, met map[string]int) *world {
	w := &world{t: t, rng: rand.New(rand.NewPCG(seed, 20261127)), clock: sqldbtest.NewClock(), keys: h.keys, met: met}
	w.path = filepath.Join(memory(t), "jiazhan.db")
	if err := os.WriteFile(w.path, h.content, 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.eye, err = sqldb.Open(t.Context(), sqldb.Config{Path: w.path, Clock: w.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.eye.Close() })
	for _, name := range []string{"a", "b"} {
		n := &node{w: w, name: name, skew: time.Duration(w.rng.IntN(5000)-2500) * time.Millisecond}
		n.start()
		w.nodes = append(w.nodes, n)
		t.Cleanup(n.stop)
	}
	w.by = w.nodes[0].Everybody()
	delete(w.by, "clock")
	w.who = slices.Sorted(maps.Keys(w.by))
	return w
}

// tell writes a line of the history.
func (w *world) tell(format string, args ...any) {
	fmt.Fprintf(&w.story, "%s ", w.clock.Now().UTC().Format("2006-01-02 15:04:05.000"))
	fmt.Fprintf(&w.story, format+"\n", args...)
}

// one draws one of a list.
func one[T any](w *world, list ...T) T { return list[w.rng.IntN(len(list))] }

// share is what happens in one step, and how often.
type share struct {
	times int
	do    func(*world)
}

var shares = []share{
	{10, (*world).file}, {4, (*world).fileAgain}, {55, (*world).act}, {14, (*world).interfere}, {6, (*world).actAgain}, {3, (*world).look}, {2, (*world).setLimit},
	{16, (*world).pass}, {14, (*world).background}, {7, (*world).sabotage}, {1, (*world).restart},
}

func (w *world) step() {
	total := 0
	for _, s := range shares {
		total += s.times
	}
	at := w.rng.IntN(total)
	for _, s := range shares {
		if at -= s.times; at < 0 {
			s.do(w)
			break
		}
	}
	for _, n := range w.nodes {
		n.rise()
	}
}

// node is the one that a request reaches.
func (w *world) node() *node { return w.nodes[w.rng.IntN(len(w.nodes))] }

// pass lets time go on, stand still, jump back for up to an hour or to the last second of the year.
func (w *world) pass() {
	switch w.rng.IntN(12) {
	case 0:
		w.met["the clock set back"]++
		w.clock.Advance(-time.Duration(w.rng.Int64N(int64(time.Hour))))
	case 1:
		if w.rng.IntN(4) == 0 {
			w.met["the new year"]++
			w.clock.Set(time.Date(w.clock.Now().In(sqldbtest.Start.Location()).Year(), 12, 31, 23, 59, 58, 0, sqldbtest.Start.Location()))
		}
	case 2, 3, 4:
		w.clock.Advance(time.Duration(w.rng.Int64N(int64(15 * time.Second))))
	default:
		w.clock.Advance(time.Duration(w.rng.Int64N(int64(one(w, 1, 8, 40)) * int64(time.Hour))))
	}
	w.tell("time passes")
}

func (w *world) background() {
	n, before := w.node(), len(w.rows(`SELECT id FROM outbox`))
	n.work(w.rng.IntN(4) > 0, w.rng.IntN(2) == 0)
	if before > 0 && !n.fuse.dead && len(w.nodes[0].fuse.broke+w.nodes[1].fuse.broke) == 0 && len(w.rows(`SELECT id FROM outbox`)) >= before {
		w.met["the other node leads"]++
	}
}

// sabotage lays a fuse that will break a node some statements later.
func (w *world) sabotage() {
	n, kind, left := w.node(), one(w, killed, killed, afterCommit, failed), 1+w.rng.IntN(30)
	n.fuse.light(kind, left)
	w.tell("%s will be %s after %d statements", n.name, kind, left)
}

// restart stops a node as one does who brings a new program.
func (w *world) restart() {
	n := w.node()
	n.fuse.light("", 0)
	n.stop()
	n.start()
	w.tell("%s was started again", n.name)
}
