package account_test

import (
	"testing"

	"jiazhan/internal/account"
	"jiazhan/internal/sqldb"
)

func TestTheSecurityRecordStaysHalfAYearWhateverIsAsked(t *testing.T) {
	run(t, func(h *house) {
		note := func() {
			err := h.db.Write(h.Context(), func(tx *sqldb.Tx) error {
				return account.NoteIn(h.Context(), tx, account.Event{CongressID: 77, Kind: account.SignedIn})
			})
			if err != nil {
				h.Fatal(err)
			}
		}
		note()
		h.clock.Set(h.clock.Now().AddDate(0, 0, 179))
		note()
		if n, err := h.DropEvents(h.Context(), 77, h.clock.Now().AddDate(1, 0, 0)); n != 0 || err != nil {
			h.Errorf("after 179 days %d were dropped, %v", n, err)
		}
		h.clock.Set(h.clock.Now().AddDate(0, 0, 2))
		due, err := h.OldEvents(h.Context(), 77, h.clock.Now().AddDate(0, 0, -180))
		if n, bad := h.DropEvents(h.Context(), 77, h.clock.Now()); n != 1 || due != 1 || err != nil || bad != nil {
			h.Errorf("after 181 days %d of %d were dropped, %v %v", n, due, err, bad)
		}
	})
}
