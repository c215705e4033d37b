package jobs_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/riverqueue/river"

	"jiazhan/internal/jobs"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

type letter struct {
	To   string `json:"to" river:"unique"`
	Text string `json:"text"`
}

func (letter) Kind() string { return "test_letter" }

// post hands each delivered letter to the test.
type post struct {
	river.WorkerDefaults[letter]
	delivered chan string
}

func (p *post) Work(_ context.Context, job *river.Job[letter]) error {
	p.delivered <- job.Args.To + " " + job.Args.Text
	return nil
}

func TestCourierDeliversWhatWasCommittedOnce(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		for range 2 { // a second migration finds nothing to do
			if err := jobs.Migrate(ctx, db); err != nil {
				t.Fatal(err)
			}
		}
		p := &post{delivered: make(chan string, 10)}
		workers := river.NewWorkers()
		river.AddWorker(workers, p)
		courier, err := jobs.NewCourier(db, quiet, workers)
		if err != nil {
			t.Fatal(err)
		}
		refused := errors.New("refused")
		err = db.Write(ctx, func(tx *sqldb.Tx) error {
			return errors.Join(courier.Enqueue(ctx, tx, letter{"a", "undone"}), refused)
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		for _, text := range []string{"first", "again"} {
			err := db.Write(ctx, func(tx *sqldb.Tx) error {
				return courier.Enqueue(ctx, tx, letter{"a", text}, letter{"b" + text, text})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := courier.Start(ctx); err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for range 3 {
			got[<-p.delivered] = true
		}
		courier.Stop(ctx)
		if len(p.delivered) != 0 || !got["a first"] || !got["bfirst first"] || !got["bagain again"] {
			t.Errorf("delivered %v and %d more", got, len(p.delivered))
		}
	})
}

func TestMigrateOnManyNodesAtOnce(t *testing.T) {
	db := sqldbtest.Postgres(t, sqldbtest.NewClock())
	var nodes sync.WaitGroup
	for range 4 {
		nodes.Go(func() {
			if err := jobs.Migrate(t.Context(), db); err != nil {
				t.Error(err)
			}
		})
	}
	nodes.Wait()
}
