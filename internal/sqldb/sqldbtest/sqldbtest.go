// Package sqldbtest gives tests a real, migrated database: SQLite in a temporary folder and, where its binaries are
// found, PostgreSQL in a throw-away cluster on a unix socket. It must never be imported by the program.
package sqldbtest

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jiazhan/internal/sqldb"
)

// Start is the instant at which every Clock begins: a Wednesday morning in Beijing.
var Start = time.Date(2026, 3, 11, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))

// Clock is a clock that stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock gives a clock that shows Start.
func NewClock() *Clock { return &Clock{now: Start} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock, also back.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Advance moves the clock by d.
func (c *Clock) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }

// Run runs the test on SQLite and, where it can be started, on PostgreSQL.
func Run(t *testing.T, f func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	RunAt(t, func(t *testing.T, db *sqldb.DB, _ *Clock) { f(t, db) })
}

// RunAt is Run with the clock in the test's hand.
func RunAt(t *testing.T, f func(t *testing.T, db *sqldb.DB, clock *Clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		clock := NewClock()
		f(t, SQLite(t, clock), clock)
	})
	t.Run("postgres", func(t *testing.T) {
		clock := NewClock()
		f(t, Postgres(t, clock), clock)
	})
}

// SQLite opens a migrated database in a temporary folder.
func SQLite(t testing.TB, clock *Clock) *sqldb.DB {
	t.Helper()
	return open(t, sqldb.Config{Path: filepath.Join(t.TempDir(), "jiazhan.db"), Clock: clock.Now})
}

var schemas atomic.Int64

// Postgres opens a migrated schema of its own; the test is skipped where PostgreSQL is not installed.
func Postgres(t testing.TB, clock *Clock) *sqldb.DB {
	t.Helper()
	return open(t, sqldb.Config{URL: PostgresURL(t), Clock: clock.Now})
}

// PostgresURL starts the cluster if need be and gives the address of a fresh schema.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server, err := cluster()
	had(t, server, err)
	return server.URL(t)
}

// PostgresAlone starts a server that only this test uses, so that it may be taken away.
func PostgresAlone(t testing.TB) *Server {
	t.Helper()
	server, err := startServer()
	had(t, server, err)
	t.Cleanup(func() { server.leash.Close() })
	return server
}

func had(t testing.TB, server *Server, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("PostgreSQL did not start: %v", err)
	}
	if server == nil {
		t.Skip("PostgreSQL binaries are not installed: this half of the suite is left out")
	}
}

// URL is the address of a fresh schema on the server.
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("t%d", schemas.Add(1))
	if err := onServer(context.Background(), s.address(), "CREATE SCHEMA "+name); err != nil {
		t.Fatalf("schema: %v", err)
	}
	return s.address() + "&search_path=" + name
}

// Stop takes the server away; every connection to it is cut and nobody answers at its address.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
}

// Start brings a server back that was stopped.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
}

// PostgresDatabase is PostgresURL for what works on a whole database: it gives an empty one.
func PostgresDatabase(t testing.TB) string {
	t.Helper()
	u, err := url.Parse(PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	name := q.Get("search_path")
	q.Del("search_path")
	u.RawQuery = q.Encode()
	if err := onServer(t.Context(), u.String(), "CREATE DATABASE "+name); err != nil {
		t.Fatalf("database: %v", err)
	}
	u.Path = "/" + name
	return u.String()
}

func open(t testing.TB, c sqldb.Config) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), c)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
