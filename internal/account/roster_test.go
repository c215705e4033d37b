package account_test

import (
	"sync"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
)

func line(name, phone string, g access.Grant) account.Enrolment {
	return account.Enrolment{NewPerson: account.NewPerson{Name: name, Phone: phone}, Grant: g}
}

// outcomes wants what each line would do, "" for whatever.
func (h *house) outcomes(got []account.Enrolled, want ...string) {
	h.Helper()
	if len(got) != len(want) {
		h.Fatalf("%d lines, want %d", len(got), len(want))
	}
	for i, w := range want {
		said := string(got[i].Outcome)
		if got[i].Why != nil {
			said = got[i].Why.Key
		}
		if said != w {
			h.Errorf("line %d: %s, want %s", i, said, w)
		}
	}
}

func TestARosterSaysFirstWhatEachLineWouldDo(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone, access.CaseOfficer) // 欧阳001, serves here
		elsewhere, err := h.CreatePerson(h.Context(), access.Clock, 8, account.NewPerson{Name: "司马", Phone: other})
		h.must(err)
		_, err = h.Grant(h.Context(), access.Clock, elsewhere, access.Grant{Role: access.Leader, CongressID: 8})
		h.must(err)
		const citizen = "19900000003"
		token, _ := h.signIn(citizen)
		h.must(h.Rename(h.Context(), h.session(token), "一个群众"))
		to := h.clock.Now().Add(time.Hour)
		lines := []account.Enrolment{
			line("欧阳001", phone, access.Grant{Role: access.CaseOfficer}),
			line("欧阳001", phone, access.Grant{Role: access.Leader}),
			line("欧阳001", phone, access.Grant{Role: access.Leader}),
			line("欧阳001", phone, access.Grant{Role: access.Leader, To: to}),
			line("欧阳001", phone, access.Grant{Role: access.AuditAdmin}),
			line("别人", phone, access.Grant{Role: access.Leader}),
			line("别人", other, access.Grant{Role: access.Leader}),
			line("司马", other, access.Grant{Role: access.Leader}),
			line("王小禾", citizen, access.Grant{Role: access.Deputy, UnitID: 3}),
			line("王小禾", citizen, access.Grant{Role: access.StationAdmin, UnitID: 4}),
			line("李四", "199", access.Grant{Role: access.Deputy}),
			line("新人", "１９９ ００００ ０００４", access.Grant{Role: access.Deputy, UnitID: 9}),
			line("新人", "19900000004", access.Grant{Role: access.SystemAdmin}),
		}
		before := h.count("SELECT count(*) FROM person_grant")
		got, err := h.WouldEnlist(h.Context(), access.Clock, congress, lines)
		h.must(err)
		h.outcomes(got, "holds", "gains", "holds", "account.grant.dates", "account.grant.exclusive", "account.phone.taken", "account.phone.taken",
			"joins", "joins", "gains", "form.invalid", "joins", "account.grant.exclusive")
		if after := h.count("SELECT count(*) FROM person_grant"); after != before {
			t.Errorf("asking gave %d grants", after-before)
		}
	})
}

func TestARosterIsCarriedOutWhollyAndOnce(t *testing.T) {
	run(t, func(h *house) {
		by := access.Actor{PersonID: 900, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: congress}}}
		good := []account.Enrolment{
			line("王小禾", phone, access.Grant{Role: access.Deputy, UnitID: 3}),
			line("王小禾", phone, access.Grant{Role: access.StationAdmin, UnitID: 4}),
			line("赵小麦", other, access.Grant{Role: access.Liaison, UnitID: 5}),
		}
		ref, err := h.KeepRoster(h.Context(), by, congress, "名单.xlsx", `["王小禾"]`)
		h.must(err)
		kept, err := h.Roster(h.Context(), by, congress, ref)
		h.must(err)
		if kept.Content != `["王小禾"]` || kept.Name != "名单.xlsx" || !kept.Done.IsZero() {
			t.Errorf("kept %+v", kept)
		}
		bad := append(good[:2:2], line("赵小麦", phone, access.Grant{Role: access.Liaison, UnitID: 5}))
		_, err = h.Enlist(h.Context(), by, congress, ref, bad)
		h.want(err, fault.Conflict, "account.roster.changed")
		if n := h.count("SELECT count(*) FROM person"); n != 0 {
			t.Fatalf("a roster with a wrong line made %d people", n)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() { h.Enlist(h.Context(), by, congress, ref, good) }) //nolint:errcheck // all but one must fail
		}
		wg.Wait()
		if people, grants, done := h.count("SELECT count(*) FROM person"), h.count("SELECT count(*) FROM person_grant"),
			h.count("SELECT count(*) FROM account_event WHERE kind = 'roster.done'"); people != 2 || grants != 3 || done != 1 {
			t.Errorf("%d people, %d grants, %d times", people, grants, done)
		}
		_, err = h.Enlist(h.Context(), by, congress, ref, good)
		h.want(err, fault.Conflict, "account.roster.done")
		again, err := h.WouldEnlist(h.Context(), by, congress, good)
		h.must(err)
		h.outcomes(again, "holds", "holds", "holds")
	})
}

func TestARosterIsTheCongresssOwnAndForgotten(t *testing.T) {
	run(t, func(h *house) {
		admin := func(id int64) access.Actor {
			return access.Actor{PersonID: 900, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: id}}}
		}
		ref, err := h.KeepRoster(h.Context(), admin(congress), congress, "a.csv", "[]")
		h.must(err)
		_, err = h.Roster(h.Context(), admin(8), 8, ref)
		h.want(err, fault.NotFound, "not.found")
		_, err = h.Roster(h.Context(), admin(8), congress, ref)
		h.want(err, fault.Forbidden, "forbidden")
		_, err = h.Enlist(h.Context(), access.Actor{PersonID: 1, Grants: []access.Grant{{Role: access.SecurityAdmin, CongressID: congress}}}, congress, ref, nil)
		h.want(err, fault.Forbidden, "forbidden")
		h.clock.Advance(24 * time.Hour)
		_, err = h.Roster(h.Context(), admin(congress), congress, ref)
		h.want(err, fault.NotFound, "not.found")
		h.must(h.Sweep(h.Context()))
		if n := h.count("SELECT count(*) FROM roster"); n != 0 {
			t.Errorf("%d are kept", n)
		}
	})
}
