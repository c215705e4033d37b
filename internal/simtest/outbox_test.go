package simtest

import (
	"context"
	"errors"
	"hash/crc32"
	"time"

	"jiazhan/internal/jobs"
	"jiazhan/internal/sqldb"
)

// ledgerOfOutbox keeps beside the outbox what was ever put into it, and what was handled. A row is known by its words, which
// are no two rows'.
var ledgerOfOutbox = []string{
	`CREATE TABLE sim_put  (kind TEXT, body TEXT, PRIMARY KEY (kind, body)) WITHOUT ROWID`,
	`CREATE TABLE sim_done (kind TEXT, body TEXT, PRIMARY KEY (kind, body)) WITHOUT ROWID`,
	`CREATE TRIGGER sim_put AFTER INSERT ON outbox BEGIN INSERT OR IGNORE INTO sim_put VALUES (NEW.kind, NEW.body); END`,
	`CREATE TRIGGER sim_put_later AFTER INSERT ON outbox_retry BEGIN INSERT OR IGNORE INTO sim_put VALUES (NEW.kind, NEW.body); END`,
}

var (
	errTrouble = errors.New("the outside does not answer")
	errPoison  = errors.New("nobody can handle this")
)

// poison is a row that no try can handle: one in fifty, always the same.
func poison(i jobs.Item) bool { return crc32.ChecksumIEEE(i.Body)%50 == 7 }

// once is a handler that fails now and then, before or after its work, and that knows when a row comes twice.
func (w *world) once(kind string, inner jobs.Handler) jobs.Handler {
	return func(ctx context.Context, tx *sqldb.Tx, batch []jobs.Item) error {
		for _, item := range batch {
			if poison(item) {
				return errPoison
			}
			if _, err := tx.Exec(ctx, `INSERT INTO sim_done (kind, body) VALUES ($1, $2)`, kind, string(item.Body)); err != nil {
				if sqldb.IsUnique(err) {
					w.t.Errorf("%s %s was handled twice", kind, item.Body)
				}
				return err
			}
		}
		early, late := w.trouble(), w.trouble()
		if early {
			return errTrouble
		}
		if err := inner(ctx, tx, batch); err != nil || !late {
			return err
		}
		return errTrouble
	}
}

// trouble is whether the outside fails now.
func (w *world) trouble() bool {
	if w.calm || w.rng.IntN(8) > 0 {
		return false
	}
	w.met["trouble outside"]++
	return true
}

// empty hands over what waits, hour by hour, until the outbox is empty, and shows that each row was handled once or parked.
func (w *world) empty() {
	n := w.nodes[0]
	for range 12 {
		w.clock.Advance(61 * time.Minute)
		n.work(true, false)
	}
	depth, err := jobs.Depths(w.t.Context(), n.DB)
	if err != nil || depth.Waiting+depth.Retrying > 0 {
		w.t.Errorf("after twelve hours the outbox holds %+v (%v)", depth, err)
	}
	w.met["dead letters"] += int(depth.Dead)
	for what, query := range map[string]string{
		"neither handled nor parked": `SELECT kind || ' ' || body FROM sim_put WHERE (kind, body) NOT IN (SELECT kind, body FROM sim_done) AND (kind, body) NOT IN (SELECT kind, body FROM dead_letter)`,
		"handled and parked":         `SELECT kind || ' ' || body FROM dead_letter WHERE (kind, body) IN (SELECT kind, body FROM sim_done)`,
		"parked twice":               `SELECT kind || ' ' || body FROM dead_letter GROUP BY kind, body HAVING COUNT(*) > 1`,
		"handled and never put":      `SELECT kind || ' ' || body FROM sim_done WHERE (kind, body) NOT IN (SELECT kind, body FROM sim_put)`,
	} {
		for _, row := range w.rows(query) {
			w.t.Errorf("%s: %s", what, row)
		}
	}
}

// rows reads the database past the nodes.
func (w *world) rows(query string, args ...any) (rows []string) {
	err := w.eye.Read(w.t.Context(), func(tx *sqldb.Tx) (err error) {
		rows, err = sqldb.All(w.t.Context(), tx, sqldb.Value[string], query, args...)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}
