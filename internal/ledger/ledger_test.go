package ledger_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

// write appends n events to each of some streams.
func write(t *testing.T, db *sqldb.DB, n int, streams ...string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
		for _, stream := range streams {
			head, err := ledger.HeadOf(t.Context(), tx, stream)
			if err != nil {
				return err
			}
			for range n {
				e := ledger.Event{Stream: stream, At: sqldb.Ms(tx.Now), Person: 7, Action: "step", Body: fmt.Sprintf(`{"n":%d,"字":"𠮷"}`, head.Seq)}
				if head, err = ledger.Append(t.Context(), tx, head, e); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func exec(t *testing.T, db *sqldb.DB, query string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
		n, err := tx.Exec(t.Context(), query)
		if err == nil && n == 0 {
			err = fmt.Errorf("%s touched nothing", query)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, db *sqldb.DB) ledger.Report {
	t.Helper()
	r, err := ledger.Verify(t.Context(), db, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWholeChainsHold(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, 3, "case/a", "case/b")
		write(t, db, 2, "case/a")
		r := verify(t, db)
		if len(r.Bad) != 0 || r.Streams != 2 || r.Events != 8 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestTheFirstBadEventIsNamed(t *testing.T) {
	tampering := []struct{ name, query, want string }{
		{"a body is changed", `UPDATE ledger SET body = '{}' WHERE stream = 'case/b' AND seq = 2`, "case/b #2: hash"},
		{"a time is changed", `UPDATE ledger SET at = at + 1 WHERE stream = 'case/a' AND seq = 1`, "case/a #1: hash"},
		{"an actor is changed", `UPDATE ledger SET person = 8 WHERE stream = 'case/a' AND seq = 3`, "case/a #3: hash"},
		{"an event is taken out", `DELETE FROM ledger WHERE stream = 'case/b' AND seq = 2`, "case/b #3: gap"},
		{"a beginning is taken out", `DELETE FROM ledger WHERE stream = 'case/b' AND seq = 1`, "case/b #2: gap"},
		{"an event moves to another stream", `UPDATE ledger SET stream = 'case/c' WHERE stream = 'case/a' AND seq = 1`, "case/a #2: gap"},
	}
	for _, tamper := range tampering {
		t.Run(tamper.name, func(t *testing.T) {
			sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
				write(t, db, 4, "case/a", "case/b")
				exec(t, db, tamper.query)
				r := verify(t, db)
				if len(r.Bad) == 0 || r.Bad[0].String() != tamper.want {
					t.Fatalf("found %v, want %s first", r.Bad, tamper.want)
				}
			})
		})
	}
}

func TestADaysRootCoversWhatWasWrittenUpToIt(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		write(t, db, 2, "case/a")
		clock.Advance(time.Hour)
		closeDay(t, db, "2026-03-11")
		write(t, db, 1, "case/b")
		clock.Advance(time.Hour)
		closeDay(t, db, "2026-03-12")
		closeDay(t, db, "2026-03-12")
		days := days(t, db)
		if len(days) != 2 || days[0].Events != 1 || days[1].Events != 2 {
			t.Fatalf("%+v", days)
		}
		if r := verify(t, db); len(r.Bad) != 0 {
			t.Fatal(r.Bad)
		}
		// The last event of a stream and all after it can be cut off without a gap; the root of the day still tells.
		exec(t, db, `DELETE FROM ledger WHERE stream = 'case/a' AND seq = 2`)
		r := verify(t, db)
		if len(r.Bad) != 1 || r.Bad[0].Stream != "day/2026-03-11" {
			t.Fatalf("a cut end was found as %v", r.Bad)
		}
	})
}

func closeDay(t *testing.T, db *sqldb.DB, day string) {
	t.Helper()
	if err := ledger.CloseDay(t.Context(), db, day, sign); err != nil {
		t.Fatal(err)
	}
}

// The installation's key of these tests.
var (
	private   = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	public, _ = private.Public().(ed25519.PublicKey)
)

func sign(text []byte) []byte          { return ed25519.Sign(private, text) }
func good(text, signature []byte) bool { return ed25519.Verify(public, text, signature) }

func days(t *testing.T, db *sqldb.DB) (list []ledger.Day) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		list, err = ledger.Days(t.Context(), tx, "", 10)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What the documentation says about the hash is enough for a stranger to compute it.
func TestAStrangerComputesTheSameHash(t *testing.T) {
	e := ledger.Event{Stream: "case/ZD2026-000001", Seq: 1, At: time.Date(2026, 3, 11, 1, 0, 0, 0, time.UTC).UnixMilli(), Person: 12, Action: "file", Body: `{"set":{}}`}
	var b []byte
	num := func(v int64) { b = binary.BigEndian.AppendUint64(b, uint64(v)) }
	text := func(s string) { num(int64(len(s))); b = append(b, s...) }
	prev := []byte("before")
	text(string(prev))
	text(e.Stream)
	text(e.Action)
	text(e.Body)
	num(e.Seq)
	num(e.At)
	num(e.Person)
	want := sha256.Sum256(b)
	if got := ledger.Sum(prev, e); string(got) != string(want[:]) {
		t.Fatalf("%x, want %x", got, want)
	}
}
