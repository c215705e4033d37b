package simtest

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/jobs"
	"jiazhan/internal/ledger"
	"jiazhan/internal/notice"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// node is one process on the database: its rooms, its pump and its sweeps. What it holds in memory dies with it.
type node struct {
	*caseworktest.House
	w      *world
	name   string
	skew   time.Duration // of its clock
	fuse   *fuse
	pump   *jobs.Pump
	sweeps *jobs.Sweeps
	inbox  *notice.Service
}

var quiet = slog.New(slog.DiscardHandler)

// start opens the database as a process that has just begun.
func (n *node) start() {
	w := n.w
	n.fuse = &fuse{}
	drivers[n.name].fuse = n.fuse
	db, err := sqldb.Open(w.t.Context(), sqldb.Config{Path: w.path, Driver: "brittle " + n.name, Clock: func() time.Time { return w.clock.Now().Add(n.skew) }})
	if err != nil {
		w.t.Fatal(err)
	}
	n.inbox = &notice.Service{DB: db, Serving: n.serving, Keys: w.keys, SMS: &sms.Outbox{Keys: w.keys}, LettersADay: 5}
	n.House = caseworktest.Enter(w.t, db, w.clock, w.keys, func(c *casework.Config) { c.Notices, c.Letter = n.inbox, n.inbox.Letter })
	n.pump = jobs.NewPump(db, quiet)
	n.pump.Node(n.name)
	n.pump.Handle(casework.Happened, w.once(casework.Happened, jobs.Each(n.Cases.Tell)))
	n.pump.Handle(notice.Kind, w.once(notice.Kind, jobs.Each(n.inbox.Deliver)))
	n.pump.Handle(sms.Kind, w.once(sms.Kind, func(context.Context, *sqldb.Tx, []jobs.Item) error { return nil }))
	n.sweeps = jobs.NewSweeps(db, quiet,
		jobs.Sweep{Name: "case clock", Every: 10 * time.Second, Do: n.caseClock},
		jobs.Sweep{Name: "ledger day", Every: 10 * time.Minute, Do: n.closeDay},
		jobs.Sweep{Name: "old notices", Every: 24 * time.Hour, Do: n.inbox.Tidy},
	)
}

func (n *node) caseClock(ctx context.Context, _ time.Time) error {
	_, err := n.Cases.Sweep(ctx)
	return err
}

func (n *node) closeDay(ctx context.Context, now time.Time) error {
	return ledger.CloseDay(ctx, n.DB, now.In(workday.Shanghai()).AddDate(0, 0, -1).Format(time.DateOnly), n.Keys.Sign)
}

// serving are the people of the house at a desk.
func (n *node) serving(_ context.Context, _ *sqldb.Tx, d notice.Desk) (ids []int64, err error) {
	for _, by := range []access.Actor{n.Deputy, n.Station, n.Officer, n.Officer2, n.Leader, n.Water, n.Roads} {
		if g := by.Grants[0]; g.Role == d.Role && g.CongressID == d.CongressID && g.UnitID == d.UnitID {
			ids = append(ids, by.PersonID)
		}
	}
	return ids, nil
}

// work lets the background do its turn: the outbox, the sweeps, or both.
func (n *node) work(outbox, sweeps bool) {
	if outbox {
		handled, err := n.pump.Drain(n.w.t.Context())
		n.broke("drain", err)
		n.w.tell("%s handles %d: %v", n.name, handled, err)
	}
	if sweeps {
		err := n.sweeps.Run(n.w.t.Context())
		n.broke("sweeps", err)
		n.w.tell("%s sweeps: %v", n.name, err)
	}
}

// broke reports whether an error is one that we made; any other ends the seed. A node that was killed starts again.
func (n *node) broke(what string, err error) bool {
	if err == nil {
		return false
	}
	if !errors.Is(err, errKilled) && !errors.Is(err, errFailed) {
		n.w.t.Fatalf("%s at %s: %v", what, n.name, err)
	}
	return true
}

// rise starts the node again if it was killed, and notes what broke.
func (n *node) rise() {
	if n.fuse.broke == "" {
		return
	}
	n.w.met[n.fuse.broke]++
	n.w.tell("%s was %s", n.name, n.fuse.broke)
	n.fuse.broke = ""
	if n.fuse.dead {
		n.stop()
		n.start()
	}
}

// stop lets go of the database. Of a node that was killed nothing is written any more, and what lay open is rolled back.
func (n *node) stop() {
	if err := n.DB.Close(); err != nil && !n.fuse.dead {
		n.w.t.Errorf("close %s: %v", n.name, err)
	}
}
