package account_test

import (
	"fmt"
	"testing"
	"time"

	"jiazhan/internal/account"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
)

// What was changed in the security record, added to a day that is over or taken out of it, is named; what the law lets go is not.
func TestAChangedSecurityRecordIsFound(t *testing.T) {
	for _, tamper := range []string{
		`UPDATE account_event SET address = '192.0.2.99' WHERE id = 2`,
		`UPDATE account_event SET at = at - 1 WHERE id = 2`,
		`DELETE FROM account_event WHERE id = 3`,
		`DELETE FROM account_event WHERE id = 1`,
	} {
		run(t, func(h *house) {
			h.bindTwoDays()
			if bad := h.badRecord(); len(bad) > 0 {
				h.Fatalf("found before anything was done: %v", bad)
			}
			h.must(h.db.Write(h.Context(), func(tx *sqldb.Tx) error {
				n, err := tx.Exec(h.Context(), tamper)
				if err == nil && n == 0 {
					err = fmt.Errorf("%s touched nothing", tamper)
				}
				return err
			}))
			if bad := h.badRecord(); len(bad) != 1 || bad[0].String() != "security #1: record" {
				h.Errorf("%s: found %v", tamper, bad)
			}
			h.clock.Advance(200 * 24 * time.Hour)
			if _, err := h.DropEvents(h.Context(), 0, h.clock.Now()); err != nil {
				h.Fatal(err)
			}
			if bad := h.badRecord(); len(bad) > 0 {
				h.Errorf("what was dropped by law is named: %v", bad)
			}
		})
	}
}

// bindTwoDays writes three lines on one day and one on the next, and binds each day when it is over, twice.
func (h *house) bindTwoDays() {
	h.Helper()
	for _, lines := range []int{3, 1} {
		for range lines {
			h.must(h.db.Write(h.Context(), func(tx *sqldb.Tx) error {
				return account.NoteIn(h.Context(), tx, account.Event{Kind: account.CodeSent, Address: "192.0.2.1", Detail: "村<1>"})
			}))
		}
		h.must(h.BindRecord(h.Context()))
		h.clock.Advance(24 * time.Hour)
		h.must(h.BindRecord(h.Context()))
		h.must(h.BindRecord(h.Context()))
	}
	h.must(h.db.Read(h.Context(), func(tx *sqldb.Tx) error {
		events, err := ledger.Read(h.Context(), tx, "security")
		if err == nil && len(events) != 2 {
			err = fmt.Errorf("%d days are bound, want 2", len(events))
		}
		return err
	}))
}

func (h *house) badRecord() []ledger.Bad {
	h.Helper()
	bad, err := h.VerifyRecord(h.Context())
	h.must(err)
	return bad
}
