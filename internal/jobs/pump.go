package jobs

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

const (
	patience  = 200 * time.Millisecond // longest wait of a running pump before it looks again
	breath    = 100 * time.Millisecond // shortest time between two looks, so that rows gather to batches
	leaseTerm = 10 * time.Second
	roundSize = 500 // rows in one round
)

// Pump drains the outbox into the handlers.
type Pump struct {
	db       *sqldb.DB
	log      *slog.Logger
	handlers map[string]Handler
	lease    *Lease
	mu       sync.Mutex // one Drain at a time
}

// NewPump makes a pump with no handlers.
func NewPump(db *sqldb.DB, log *slog.Logger) *Pump {
	return &Pump{db: db, log: log, handlers: map[string]Handler{}, lease: NewLease(db, "pump", leaseTerm)}
}

// Node names this process to the other nodes, so that it goes on at once with what it led before a crash. Two processes
// must not have one name at the same time. Without a name a pump waits for the end of the lease.
func (p *Pump) Node(name string) { p.lease.holder = name }

// Handle registers the handler of a kind; it is called before the first Drain. A second handler of one kind panics.
func (p *Pump) Handle(kind string, h Handler) {
	if p.handlers[kind] != nil {
		panic("jobs: two handlers for " + kind)
	}
	p.handlers[kind] = h
}

// Kinds lists the kinds that have a handler, sorted.
func (p *Pump) Kinds() []string {
	kinds := make([]string, 0, len(p.handlers))
	for kind := range p.handlers {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return kinds
}

// Run drains whenever rows are put, and looks at least each 200 ms, until ctx ends; then it gives its lease back.
func (p *Pump) Run(ctx context.Context) {
	rung, deaf := bell.listen()
	defer deaf()
	tick := time.NewTicker(patience)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := p.drainFull(ctx); err != nil && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "outbox cannot be drained", "error", err)
		}
		pause(ctx, breath)
		select {
		case <-rung:
		case <-tick.C:
		case <-ctx.Done():
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.lease.Release(context.WithoutCancel(ctx)); err != nil {
		p.log.ErrorContext(ctx, "pump's lease stays until it ends", "error", err)
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// Drain handles every row that is due and gives their number, failed ones included. A failing handler is logged and its
// rows wait; an error means that the database itself refused. Where another process holds the lease it does nothing.
func (p *Pump) Drain(ctx context.Context) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for total := 0; ; {
		n, err := p.round(ctx)
		total += n
		if n == 0 || err != nil {
			return total, err
		}
	}
}

// drainFull handles what is there, and goes on at once only while the outbox is fuller than one round: under load rows
// gather for a breath, and cost their handlers a fraction.
func (p *Pump) drainFull(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		n, err := p.round(ctx)
		if n < roundSize || err != nil {
			return err
		}
	}
}

// round handles the first rows of the outbox and those whose wait is over.
func (p *Pump) round(ctx context.Context) (int, error) {
	spans, again, err := p.waiting(ctx)
	if err != nil || len(spans)+len(again) == 0 {
		return 0, err
	}
	if held, err := p.lease.Hold(ctx); err != nil || !held {
		return 0, err
	}
	total := 0
	if slices.ContainsFunc(again, retry.fresh) {
		again = slices.DeleteFunc(again, retry.fresh)
		if total, err = p.ripen(ctx); err != nil {
			return total, err
		}
	}
	for _, s := range spans {
		n, err := p.hand(ctx, s)
		total += n
		if err != nil {
			return total, err
		}
	}
	for _, r := range again {
		if err := p.tryAgain(ctx, r); err != nil {
			return total, err
		}
		total++
	}
	return total, nil
}

// span is the rows of one kind between two ids.
type span struct {
	kind        string
	first, last int64
}

func (p *Pump) waiting(ctx context.Context) (spans []span, again []retry, err error) {
	err = p.db.Read(ctx, func(tx *sqldb.Tx) error {
		heads, err := sqldb.All(ctx, tx, scanHead, "SELECT id, kind FROM outbox ORDER BY id LIMIT $1", roundSize)
		if err != nil {
			return err
		}
		spans = byKind(heads)
		again, err = due(ctx, tx)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("jobs: outbox: %w", err)
	}
	return spans, again, nil
}

func scanHead(s sqldb.Scanner) (span, error) {
	var h span
	err := s.Scan(&h.first, &h.kind)
	h.last = h.first
	return h, err
}

// byKind joins the heads, which come in id order, to one span a kind, in the order of the first of each.
func byKind(heads []span) []span {
	var spans []span
	at := map[string]int{}
	for _, h := range heads {
		i, ok := at[h.kind]
		if !ok {
			at[h.kind] = len(spans)
			spans = append(spans, h)
			continue
		}
		spans[i].last = h.last
	}
	return spans
}

// ripen moves the rows that were put for later, and whose time has come, into the outbox: they are handled in batches, like
// all others.
func (p *Pump) ripen(ctx context.Context) (moved int, err error) {
	err = p.db.Write(ctx, func(tx *sqldb.Tx) error {
		now := sqldb.Ms(tx.Now)
		n, err := tx.Exec(ctx, `INSERT INTO outbox (kind, body, at) SELECT kind, body, at FROM outbox_retry
			WHERE tries = 0 AND due_at <= $1 ORDER BY due_at, id`, now)
		if err != nil {
			return err
		}
		moved = int(n)
		_, err = tx.Exec(ctx, "DELETE FROM outbox_retry WHERE tries = 0 AND due_at <= $1", now)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("jobs: ripen: %w", err)
	}
	return moved, nil
}

// hand gives a span to its handler. When that fails the halves are tried, down to the one row that cannot be handled.
func (p *Pump) hand(ctx context.Context, s span) (int, error) {
	var rows []row
	failure := p.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if rows, err = take(ctx, tx, s); err != nil || len(rows) == 0 {
			return err
		}
		return p.call(ctx, tx, s.kind, items(rows))
	})
	switch {
	case failure == nil:
		return len(rows), nil
	case len(rows) == 0 || ours(ctx, failure):
		return 0, failure
	case len(rows) == 1:
		return 1, p.postpone(ctx, s.kind, rows[0], failure)
	}
	middle := len(rows) / 2
	n, err := p.hand(ctx, span{s.kind, s.first, rows[middle-1].id})
	if err != nil {
		return n, err
	}
	m, err := p.hand(ctx, span{s.kind, rows[middle].id, s.last})
	return n + m, err
}

func (p *Pump) call(ctx context.Context, tx *sqldb.Tx, kind string, batch []Item) error {
	h := p.handlers[kind]
	if h == nil {
		return fmt.Errorf("jobs: kind %q has no handler in this version", kind)
	}
	return h(ctx, tx, batch)
}

// ours reports whether a failure is the program's or the database's state, which says nothing about the rows.
func ours(ctx context.Context, err error) bool {
	kind := fault.KindOf(err)
	return ctx.Err() != nil || errors.Is(err, sqldb.ErrClosed) || kind == fault.Full || kind == fault.Away
}

type row struct {
	id int64
	Item
}

func scanRow(s sqldb.Scanner) (row, error) {
	var r row
	var body string
	var at int64
	err := s.Scan(&r.id, &body, &at)
	r.Body, r.At = json.RawMessage(body), sqldb.Time(at)
	return r, err
}

// take deletes the rows of a span and gives them in id order; of two pumps only one gets a row.
func take(ctx context.Context, tx *sqldb.Tx, s span) ([]row, error) {
	rows, err := sqldb.All(ctx, tx, scanRow,
		"DELETE FROM outbox WHERE kind = $1 AND id BETWEEN $2 AND $3 RETURNING id, body, at", s.kind, s.first, s.last)
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.id, b.id) })
	return rows, err
}

func items(rows []row) []Item {
	out := make([]Item, len(rows))
	for i, r := range rows {
		out[i] = r.Item
	}
	return out
}
