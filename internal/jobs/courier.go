package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"jiazhan/internal/sqldb"
)

// Courier takes work to the outside world: at least once, with growing waits, on any one of the nodes. It is slow to
// accept (some 0.7 ms a job), so that only deliveries and imports go through it; every other effect is an outbox row.
type Courier struct {
	client *river.Client[*sql.Tx]
	log    *slog.Logger
}

// NewCourier makes a courier with its workers; it delivers after Start.
func NewCourier(db *sqldb.DB, log *slog.Logger, workers *river.Workers) (*Courier, error) {
	client, err := river.NewClient(driver(db), &river.Config{
		Logger:            log,
		Workers:           workers,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}},
		PollOnly:          true, // its listener asks the writer connection ten times a second
		FetchPollInterval: time.Second,
		JobTimeout:        10 * time.Minute,
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: courier: %w", err)
	}
	return &Courier{client, log}, nil
}

func driver(db *sqldb.DB) riverdriver.Driver[*sql.Tx] {
	if db.Dialect() == sqldb.Postgres {
		return riverdatabasesql.New(db.Pool())
	}
	return riversqlite.New(db.Pool())
}

// Enqueue hands jobs over in the caller's transaction. A job whose fields marked `river:"unique"` equal those of one that
// is known still (finished jobs are known for a day) is not taken again.
func (c *Courier) Enqueue(ctx context.Context, tx *sqldb.Tx, jobs ...river.JobArgs) error {
	params := make([]river.InsertManyParams, len(jobs))
	for i, args := range jobs {
		params[i] = river.InsertManyParams{Args: args, InsertOpts: &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true}}}
	}
	if _, err := c.client.InsertManyTx(ctx, tx.SQL(), params); err != nil {
		return fmt.Errorf("jobs: enqueue: %w", err)
	}
	return nil
}

// Start begins to deliver. What is under way when ctx ends is cut off; use Stop.
func (c *Courier) Start(ctx context.Context) error {
	if err := c.client.Start(ctx); err != nil {
		return fmt.Errorf("jobs: courier: %w", err)
	}
	return nil
}

// Stop lets the jobs under way end. When ctx ends first they are cut off, to be tried again later.
func (c *Courier) Stop(ctx context.Context) {
	if err := c.client.Stop(ctx); err == nil {
		return
	}
	if err := c.client.StopAndCancel(context.WithoutCancel(ctx)); err != nil {
		c.log.WarnContext(ctx, "courier did not stop", "error", err)
	}
}

// migrationLock is the PostgreSQL advisory lock under which one node at a time migrates; the number is ours alone.
const migrationLock = 0x6a69617a68616e

// Migrate brings River's own tables up to date, after sqldb's. Several nodes may call it at once.
func Migrate(ctx context.Context, db *sqldb.DB) error {
	if db.Dialect() != sqldb.Postgres {
		return migrate(ctx, db)
	}
	conn, err := db.Pool().Conn(ctx)
	if err != nil {
		return fmt.Errorf("jobs: migrate: %w", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return fmt.Errorf("jobs: migrate: %w", err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrationLock) //nolint:errcheck // a broken session holds no lock
	return migrate(ctx, db)
}

func migrate(ctx context.Context, db *sqldb.DB) error {
	m, err := rivermigrate.New(driver(db), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("jobs: migrate: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("jobs: migrate: %w", err)
	}
	return nil
}
