package casework_test

import (
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func TestLooksAtContactsAreListedWithoutAWordOfTheCase(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		h := caseworktest.New(t, db, clock)
		audit := access.Actor{PersonID: 902, Grants: []access.Grant{{Role: access.AuditAdmin, CongressID: h.ID}}}
		open, closed := h.File(nil), h.File(nil)
		open = h.Do(h.Officer, open, &casework.Reveal{Reason: "核对地点，回拨 13800000001"})
		h.Do(h.Station, open, &casework.Reveal{Reason: "约时间"})
		closed = h.Do(h.Officer, closed, &casework.Seal{Reason: "涉及举报"})
		h.Do(h.Officer, closed, &casework.Reveal{Reason: "问清举报的人"})
		var seen []casework.Lookup
		after := ""
		for {
			page, err := h.Cases.Lookups(t.Context(), audit, h.ID, casework.LookupQuery{After: after, Limit: 2})
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			seen = append(seen, page...)
			after = page[len(page)-1].Cursor()
		}
		if len(seen) != 3 {
			t.Fatalf("%d looks: %+v", len(seen), seen)
		}
		for _, l := range seen {
			switch {
			case l.Number == "" && l.Reason == "" && l.PersonID == h.Officer.PersonID:
			case l.Number == open.Number && l.Reason == "约时间" && l.PersonID == h.Station.PersonID:
			case l.Number == open.Number && l.Reason == "核对地点，回拨 138****0001":
			default:
				t.Errorf("a look: %+v", l)
			}
		}
		mine, err := h.Cases.Lookups(t.Context(), audit, h.ID, casework.LookupQuery{Person: h.Station.PersonID, Limit: 9})
		if err != nil || len(mine) != 1 {
			t.Errorf("the station's: %+v %v", mine, err)
		}
		for _, by := range []access.Actor{h.Officer, h.Leader, {PersonID: 903, Grants: []access.Grant{{Role: access.SecurityAdmin, CongressID: h.ID}}}} {
			if _, err := h.Cases.Lookups(t.Context(), by, h.ID, casework.LookupQuery{Limit: 9}); fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%+v: %v", by.Grants, err)
			}
		}
		if list, err := h.Cases.Lookups(t.Context(), access.Actor{PersonID: 9, Grants: []access.Grant{{Role: access.AuditAdmin, CongressID: h.OtherID}}}, h.OtherID, casework.LookupQuery{Limit: 9}); err != nil || len(list) != 0 {
			t.Errorf("the neighbour's: %+v %v", list, err)
		}
		if _, err := h.Cases.Lookups(t.Context(), audit, h.ID, casework.LookupQuery{After: "x", Limit: 9}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a broken cursor: %v", err)
		}
	})
}
