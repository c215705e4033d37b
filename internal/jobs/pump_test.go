package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jiazhan/internal/jobs"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

var quiet = slog.New(slog.DiscardHandler)

// effect writes each body as a row that can exist only once.
func effect(ctx context.Context, tx *sqldb.Tx, batch []string) error {
	for _, body := range batch {
		if strings.HasPrefix(body, "poison") {
			return errors.New("cannot swallow " + body)
		}
		_, err := tx.Exec(ctx, "INSERT INTO once (scope, key, content, result, at) VALUES ('effect', $1, $2, '', 0)", body, []byte{1})
		if err != nil {
			return err
		}
	}
	return nil
}

func effects(t *testing.T, db *sqldb.DB) []string {
	t.Helper()
	var keys []string
	err := db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		keys, err = sqldb.All(t.Context(), tx, sqldb.Value[string], "SELECT key FROM once ORDER BY key")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func put(t *testing.T, db *sqldb.DB, kind string, bodies ...string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
		for _, body := range bodies {
			if err := jobs.Put(t.Context(), tx, kind, body); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func drain(t *testing.T, p *jobs.Pump, want int) {
	t.Helper()
	n, err := p.Drain(t.Context())
	if err != nil || n != want {
		t.Fatalf("drained %d rows (%v), want %d", n, err, want)
	}
}

func depths(t *testing.T, db *sqldb.DB, want jobs.Depth) {
	t.Helper()
	got, err := jobs.Depths(t.Context(), db)
	if err != nil || got != want {
		t.Fatalf("depth %+v (%v), want %+v", got, err, want)
	}
}

func numbered(from, to int) []string {
	var out []string
	for i := from; i < to; i++ {
		out = append(out, fmt.Sprintf("%04d", i))
	}
	return out
}

func TestPutIsUndoneWithItsTransaction(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		refused := errors.New("refused")
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			if err := jobs.Put(t.Context(), tx, "a", "x"); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		depths(t, db, jobs.Depth{})
	})
}

func TestDrainKeepsTheOrderOfEachKind(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		got := map[string][]string{}
		p := jobs.NewPump(db, quiet)
		for _, kind := range []string{"a", "b"} {
			p.Handle(kind, jobs.Each(func(_ context.Context, _ *sqldb.Tx, batch []string) error {
				got[kind] = append(got[kind], batch...)
				return nil
			}))
		}
		all := numbered(0, 1201)
		for i, body := range all {
			if i%400 == 0 {
				put(t, db, "b", body)
			}
		}
		put(t, db, "a", all...)
		put(t, db, "b", "last")
		drain(t, p, 1206)
		if !slices.Equal(got["a"], all) || !slices.Equal(got["b"], []string{"0000", "0400", "0800", "1200", "last"}) {
			t.Errorf("%d of a in order %v; b %v", len(got["a"]), slices.IsSorted(got["a"]), got["b"])
		}
		depths(t, db, jobs.Depth{})
		drain(t, p, 0)
	})
}

func TestDrainActsOnceAfterACrashInTheMiddle(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, "a", numbered(0, 20)...)
		dying, crash := context.WithCancel(t.Context())
		first := jobs.NewPump(db, quiet)
		first.Node("one")
		first.Handle("a", jobs.Each(func(ctx context.Context, tx *sqldb.Tx, batch []string) error {
			if err := effect(context.WithoutCancel(ctx), tx, batch[:10]); err != nil {
				return err
			}
			crash()
			return context.Canceled
		}))
		if _, err := first.Drain(dying); !errors.Is(err, context.Canceled) {
			t.Fatalf("the crash gave %v", err)
		}
		if got := effects(t, db); len(got) != 0 {
			t.Fatalf("half a batch stayed: %v", got)
		}
		depths(t, db, jobs.Depth{Waiting: 20})
		if _, err := jobs.NewPump(db, quiet).Drain(t.Context()); err != nil {
			t.Fatal(err) // the dead pump's lease has not ended: nothing may move
		}
		depths(t, db, jobs.Depth{Waiting: 20})

		restarted := jobs.NewPump(db, quiet)
		restarted.Node("one")
		restarted.Handle("a", jobs.Each(effect))
		drain(t, restarted, 20)
		if got := effects(t, db); !slices.Equal(got, numbered(0, 20)) {
			t.Errorf("effects %v", got)
		}
	})
}

// release ends the lease of a pump that died.
func release(t *testing.T, db *sqldb.DB) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE lease SET until = 0 WHERE name = 'pump'")
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestPoisonedRowBlocksNobodyAndEndsAsADeadLetter(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		p := jobs.NewPump(db, quiet)
		p.Handle("a", jobs.Each(effect))
		put(t, db, "a", slices.Concat(numbered(0, 50), []string{"poison"}, numbered(50, 100))...)
		put(t, db, "unknown", "who")
		drain(t, p, 102)
		if got := effects(t, db); !slices.Equal(got, numbered(0, 100)) {
			t.Fatalf("%d effects, want the 100 good ones", len(got))
		}
		depths(t, db, jobs.Depth{Retrying: 2})
		drain(t, p, 0)

		tries, start := 1, clock.Now()
		for ; tries < 30; tries++ {
			clock.Advance(time.Hour)
			if n, err := p.Drain(t.Context()); err != nil {
				t.Fatal(err)
			} else if n == 0 {
				break
			}
		}
		if tries != 11 {
			t.Errorf("%d tries, want 11", tries)
		}
		depths(t, db, jobs.Depth{Dead: 2})
		letters, err := jobs.DeadLetters(t.Context(), db, 10)
		if err != nil || len(letters) != 2 {
			t.Fatalf("%v %v", letters, err)
		}
		poison := letters[slices.IndexFunc(letters, func(l jobs.Letter) bool { return l.Kind == "a" })]
		if poison.Body != `"poison"` || poison.Error != "cannot swallow poison" || !poison.At.Equal(start) || poison.Tries != 11 {
			t.Errorf("dead letter %+v", poison)
		}
		if err := jobs.Revive(t.Context(), db, poison.ID); err != nil {
			t.Fatal(err)
		}
		depths(t, db, jobs.Depth{Waiting: 1, Dead: 1})
	})
}

func TestRetriedRowIsHandledWhenItsWaitIsOver(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		broken := true
		p := jobs.NewPump(db, quiet)
		p.Handle("a", jobs.Each(func(ctx context.Context, tx *sqldb.Tx, batch []string) error {
			if err := effect(ctx, tx, batch); err != nil || broken {
				return errors.Join(err, errors.New("broken"))
			}
			return nil
		}))
		put(t, db, "a", "0001")
		drain(t, p, 1)
		broken = false
		clock.Advance(14 * time.Second)
		drain(t, p, 0)
		clock.Advance(time.Second)
		drain(t, p, 1)
		if got := effects(t, db); !slices.Equal(got, []string{"0001"}) {
			t.Errorf("effects %v", got)
		}
		depths(t, db, jobs.Depth{})
	})
}

func TestPanickingHandlerIsAFailureOfItsRow(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		p := jobs.NewPump(db, quiet)
		p.Handle("a", func(context.Context, *sqldb.Tx, []jobs.Item) error { panic("boom") })
		put(t, db, "a", "x")
		drain(t, p, 1)
		depths(t, db, jobs.Depth{Retrying: 1})
	})
}

func TestTwoPumpsNeverShareARow(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, "a", numbered(0, 1000)...)
		var wg sync.WaitGroup
		for range 2 {
			p := jobs.NewPump(db, quiet)
			p.Handle("a", jobs.Each(effect))
			wg.Go(func() {
				for range 20 {
					release(t, db) // both believe that they may
					if _, err := p.Drain(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if got := effects(t, db); len(got) != 1000 {
			t.Errorf("%d effects", len(got))
		}
		depths(t, db, jobs.Depth{})
	})
}

func TestRunWakesOnPutAndStops(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		handled := make(chan string, 1)
		p := jobs.NewPump(db, quiet)
		p.Handle("a", jobs.Each(func(_ context.Context, tx *sqldb.Tx, batch []string) error {
			tx.AfterCommit(func() { handled <- batch[0] })
			return nil
		}))
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { p.Run(ctx) })
		put(t, db, "a", "x")
		if got := <-handled; got != "x" {
			t.Errorf("handled %q", got)
		}
		stop()
		running.Wait()
		depths(t, db, jobs.Depth{})
		if held, err := jobs.NewLease(db, "pump", time.Minute).Hold(t.Context()); err != nil || !held {
			t.Errorf("a stopped pump keeps its lease: %v %v", held, err)
		}
	})
}

func TestWhatIsPutForLaterWaitsForItsTime(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		p := jobs.NewPump(db, slog.New(slog.DiscardHandler))
		batches := 0
		p.Handle("effect", jobs.Each(func(ctx context.Context, tx *sqldb.Tx, batch []string) error {
			batches++
			return effect(ctx, tx, batch)
		}))
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			for _, body := range []string{"a", "b"} {
				if err := jobs.PutLater(t.Context(), tx, "effect", body, clock.Now().Add(time.Minute)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Minute - time.Millisecond)
		if n, err := p.Drain(t.Context()); n != 0 || err != nil || len(effects(t, db)) != 0 {
			t.Fatalf("a millisecond early: %d, %v", n, err)
		}
		if d, err := jobs.Depths(t.Context(), db); err != nil || d.Waiting != 2 || d.Retrying != 0 {
			t.Fatalf("%+v, %v", d, err)
		}
		clock.Advance(time.Millisecond)
		if _, err := p.Drain(t.Context()); err != nil || len(effects(t, db)) != 2 || batches != 1 {
			t.Fatalf("%v in %d batches, %v", effects(t, db), batches, err)
		}
	})
}
