package jobs_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"jiazhan/internal/jobs"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func TestLease(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		a, b := jobs.NewLease(db, "work", time.Minute), jobs.NewLease(db, "work", time.Minute)
		holds := func(name string, l *jobs.Lease, want bool) {
			t.Helper()
			if got, err := l.Hold(t.Context()); err != nil || got != want {
				t.Errorf("%s holds: %v (%v), want %v", name, got, err, want)
			}
		}
		holds("a first", a, true)
		holds("b beside a", b, false)
		clock.Advance(50 * time.Second)
		holds("a renewing", a, true)
		clock.Advance(50 * time.Second)
		holds("b while a renewed", b, false)
		clock.Advance(10 * time.Second)
		holds("b after a's end", b, true)
		holds("a after losing it", a, false)
		clock.Advance(-24 * time.Hour)
		holds("a when the clock was set back", a, true)
		if err := a.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
		holds("b after a's release", b, true)
		if held, err := jobs.NewLease(db, "other", time.Minute).Hold(t.Context()); err != nil || !held {
			t.Error("another name is another lease")
		}
	})
}

func TestSweeps(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		var ran []string
		broken := errors.New("broken")
		sweep := func(name string, every time.Duration, err error) jobs.Sweep {
			return jobs.Sweep{Name: name, Every: every, Do: func(_ context.Context, now time.Time) error {
				if !now.Equal(clock.Now()) {
					t.Errorf("%s swept at %v", name, now)
				}
				ran = append(ran, name)
				return err
			}}
		}
		nodes := []*jobs.Sweeps{}
		for range 2 {
			nodes = append(nodes, jobs.NewSweeps(db, quiet, sweep("bad", time.Minute, broken), sweep("minute", time.Minute, nil), sweep("hour", time.Hour, nil)))
		}
		turn := func(after time.Duration, fails bool, want ...string) {
			t.Helper()
			clock.Advance(after)
			ran = nil
			for i, node := range nodes {
				if err := node.Run(t.Context()); errors.Is(err, broken) != (fails && i == 0) {
					t.Errorf("node %d: %v", i, err)
				}
			}
			if !slices.Equal(ran, want) {
				t.Errorf("after %v ran %v, want %v once each", after, ran, want)
			}
		}
		turn(0, true, "bad", "minute", "hour")
		turn(59*time.Second, false)
		turn(time.Second, true, "bad", "minute")
		turn(59*time.Minute, true, "bad", "minute", "hour")
		turn(-48*time.Hour, true, "bad", "minute", "hour")
	})
}
