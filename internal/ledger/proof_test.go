package ledger_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func prove(t *testing.T, db *sqldb.DB, stream string) (c ledger.Certificate, err error) {
	t.Helper()
	err = db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		c, err = ledger.Prove(t.Context(), tx, stream, "the key")
		return err
	})
	return c, err
}

// stranger checks a certificate with nothing but SHA-256, Ed25519 and what the documentation says.
func stranger(c ledger.Certificate, key ed25519.PublicKey) error {
	event, err := hex.DecodeString(c.Event)
	if err != nil {
		return err
	}
	at := sha256.Sum256(append([]byte{0}, event...))
	for _, step := range c.Path {
		side, text, _ := strings.Cut(step, " ")
		beside, err := hex.DecodeString(text)
		if err != nil {
			return err
		}
		if side == "left" {
			at = sha256.Sum256(append(append([]byte{1}, beside...), at[:]...))
		} else {
			at = sha256.Sum256(append(append([]byte{1}, at[:]...), beside...))
		}
	}
	said := map[string]string{}
	for line := range strings.Lines(c.Statement) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		said[name] = value
	}
	if said["tree"] != hex.EncodeToString(at[:]) {
		return fmt.Errorf("the path leads to %x, the statement says %s", at, said["tree"])
	}
	before, err := hex.DecodeString(said["previous"])
	if err != nil {
		return err
	}
	if root := sha256.Sum256(append(before, at[:]...)); said["root"] != hex.EncodeToString(root[:]) {
		return fmt.Errorf("the root is %x, the statement says %s", root, said["root"])
	}
	signature, err := base64.StdEncoding.DecodeString(c.Signature)
	if err != nil || !ed25519.Verify(key, []byte(c.Statement), signature) {
		return fmt.Errorf("the signature is not good: %w", err)
	}
	return nil
}

// Every event of days with one to many events can be proved to a stranger; one that was changed cannot.
func TestAStrangerChecksACertificate(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		day := time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC)
		for n := range 9 {
			for i := range n {
				write(t, db, 1, fmt.Sprintf("case/%d-%d", n, i))
			}
			if _, err := prove(t, db, fmt.Sprintf("case/%d-0", n)); fault.KindOf(err) != fault.NotFound {
				t.Fatalf("an event of today is proved: %v", err)
			}
			clock.Advance(24 * time.Hour)
			closeDay(t, db, day.AddDate(0, 0, n).Format(time.DateOnly))
		}
		for n := range 9 {
			for i := range n {
				c, err := prove(t, db, fmt.Sprintf("case/%d-%d", n, i))
				if err == nil {
					err = stranger(c, public)
				}
				if err != nil {
					t.Errorf("event %d of %d: %v\n%+v", i, n, err, c)
				}
				c.Event = strings.Repeat("ab", 32)
				if stranger(c, public) == nil {
					t.Errorf("event %d of %d: another event is believed", i, n)
				}
			}
		}
		if r := verify(t, db); len(r.Bad) > 0 {
			t.Error(r.Bad)
		}
	})
}

// Who can write the whole database changes an event and computes all chains and roots again; she cannot sign them.
func TestRootsThatAreComputedAgainLackTheSignature(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		for _, day := range []string{"2026-03-11", "2026-03-12"} {
			write(t, db, 2, "case/a")
			clock.Advance(24 * time.Hour)
			closeDay(t, db, day)
		}
		if bad, err := ledger.Signed(t.Context(), db, good); err != nil || len(bad) > 0 {
			t.Fatalf("%v %v", bad, err)
		}
		kept := days(t, db)
		exec(t, db, `DELETE FROM ledger WHERE seq > 2`)
		exec(t, db, `DELETE FROM ledger_day WHERE day = '2026-03-12'`)
		other := ed25519.NewKeyFromSeed([]byte(strings.Repeat("x", ed25519.SeedSize)))
		if err := ledger.CloseDay(t.Context(), db, "2026-03-12", func(text []byte) []byte { return ed25519.Sign(other, text) }); err != nil {
			t.Fatal(err)
		}
		if r := verify(t, db); len(r.Bad) > 0 {
			t.Fatalf("the forgery does not even fit together: %v", r.Bad)
		}
		bad, err := ledger.Signed(t.Context(), db, good)
		if err != nil || len(bad) != 1 || bad[0].String() != "day/2026-03-12 #0: signature" {
			t.Errorf("found %v %v", bad, err)
		}
		if now := days(t, db); string(now[0].Root) == string(kept[0].Root) {
			t.Error("the root that was published is the same")
		}
		exec(t, db, `UPDATE ledger_day SET signature = NULL WHERE day = '2026-03-12'`)
		if bad, err := ledger.Signed(t.Context(), db, good); err != nil || len(bad) != 1 {
			t.Errorf("a signature that was taken away: %v %v", bad, err)
		}
	})
}

// Days from before there were trees still verify, also those that an older program closes after an upgrade was taken back.
func TestOlderDaysStillHold(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		var root []byte
		for _, day := range []string{"2026-03-11", "2026-03-12", "2026-03-13"} {
			write(t, db, 1, "case/a")
			clock.Advance(24 * time.Hour)
			closeDay(t, db, day)
			if day != "2026-03-12" { // the first and the last are closed by the older program
				flatten(t, db, day, root)
			}
			root = days(t, db)[0].Root
		}
		holds(t, db)
		write(t, db, 1, "case/a")
		clock.Advance(24 * time.Hour)
		closeDay(t, db, "2026-03-14")
		holds(t, db)
		if c, err := prove(t, db, "case/a"); err != nil || stranger(c, public) != nil || c.Seq != 4 {
			t.Errorf("%+v %v", c, err)
		}
		exec(t, db, `DELETE FROM ledger WHERE seq = 3`)
		if r := verify(t, db); len(r.Bad) == 0 {
			t.Error("an event of an older day is gone unseen")
		}
	})
}

func holds(t *testing.T, db *sqldb.DB) {
	t.Helper()
	if r := verify(t, db); len(r.Bad) > 0 {
		t.Error(r.Bad)
	}
	if bad, err := ledger.Signed(t.Context(), db, good); err != nil || len(bad) > 0 {
		t.Errorf("%v %v", bad, err)
	}
}

// flatten makes the newest day, which has the newest event alone, as a program from before there were trees does.
func flatten(t *testing.T, db *sqldb.DB, day string, before []byte) {
	t.Helper()
	flat := sha256.New()
	flat.Write(before)
	err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
		events, err := ledger.Read(t.Context(), tx, "case/a")
		flat.Write(events[len(events)-1].Hash)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	exec(t, db, fmt.Sprintf(`UPDATE ledger_day SET tree = NULL, signature = NULL, root = %s WHERE day = '%s'`, literal(db, flat.Sum(nil)), day))
}

// literal writes bytes as each database does.
func literal(db *sqldb.DB, b []byte) string {
	if db.Path() == "" {
		return fmt.Sprintf(`'\x%x'`, b)
	}
	return fmt.Sprintf(`x'%x'`, b)
}
