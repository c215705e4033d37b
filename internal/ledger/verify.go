package ledger

import (
	"bytes"
	"context"
	"fmt"

	"jiazhan/internal/sqldb"
)

// Bad is the first place of a stream where the history does not hold.
type Bad struct {
	Stream string
	Seq    int64
	Why    string // "gap", "hash", "root", "no root", "signature"
}

// String names the place for people at a terminal.
func (b Bad) String() string { return fmt.Sprintf("%s #%d: %s", b.Stream, b.Seq, b.Why) }

// Report is what Verify found.
type Report struct {
	Streams int
	Events  int
	Bad     []Bad
}

const page = 2000

// Verify walks every stream in order, calls each event that holds and reports the first bad event of a stream.
// Then it recomputes the daily roots.
func Verify(ctx context.Context, db *sqldb.DB, each func(Event) error) (Report, error) {
	w := walker{each: each}
	for {
		var rows []Event
		err := db.Read(ctx, func(tx *sqldb.Tx) (err error) {
			rows, err = sqldb.All(ctx, tx, scan, `SELECT `+columns+` FROM ledger
				WHERE stream > $1 OR (stream = $2 AND seq > $3) ORDER BY stream, seq LIMIT $4`, w.stream, w.stream, w.last, page)
			return err
		})
		if err != nil {
			return w.report, fmt.Errorf("ledger: verify: %w", err)
		}
		for _, e := range rows {
			if err := w.step(e); err != nil {
				return w.report, err
			}
		}
		if len(rows) < page {
			break
		}
	}
	return w.report, verifyDays(ctx, db, &w.report)
}

type walker struct {
	each   func(Event) error
	stream string
	last   int64 // the last sequence number read
	head   Head  // the last one that held
	broken bool
	report Report
}

func (w *walker) step(e Event) error {
	if e.Stream != w.stream {
		w.stream, w.head, w.broken = e.Stream, Head{}, false
		w.report.Streams++
	}
	w.last = e.Seq
	w.report.Events++
	if w.broken {
		return nil
	}
	if why := w.fault(e); why != "" {
		w.broken = true
		w.report.Bad = append(w.report.Bad, Bad{e.Stream, e.Seq, why})
		return nil
	}
	w.head = Head{e.Seq, e.Hash}
	if w.each == nil {
		return nil
	}
	return w.each(e)
}

func (w *walker) fault(e Event) string {
	switch {
	case e.Seq != w.head.Seq+1:
		return "gap"
	case !bytes.Equal(e.Hash, Sum(w.head.Hash, e)):
		return "hash"
	}
	return ""
}
