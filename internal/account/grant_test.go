package account_test

import (
	"sync"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

func TestAdministratorsExcludeEachOtherAndEveryOtherRole(t *testing.T) {
	run(t, func(h *house) {
		id := h.officer(phone, access.SystemAdmin)
		give := func(g access.Grant) error {
			_, err := h.Grant(h.Context(), access.Clock, id, g)
			return err
		}
		for _, r := range access.Roles {
			if r == access.SystemAdmin {
				continue
			}
			h.want(give(access.Grant{Role: r, CongressID: congress}), fault.Conflict, "account.grant.exclusive")
			h.want(give(access.Grant{Role: r, CongressID: 8}), fault.Conflict, "account.grant.exclusive")
		}
		h.want(give(access.Grant{Role: access.SystemAdmin, CongressID: congress}), fault.Conflict, "account.grant.twice")
		h.must(give(access.Grant{Role: access.SystemAdmin, CongressID: 8}))
	})
}

func TestRolesThatFollowEachOtherDoNotClash(t *testing.T) {
	run(t, func(h *house) {
		id := h.officer(phone, access.SystemAdmin)
		now := h.clock.Now()
		members, err := h.Members(h.Context(), access.Clock, congress)
		h.must(err)
		until := now.Add(24 * time.Hour)
		h.must(h.EndGrant(h.Context(), access.Clock, congress, members[0].Grants[0].ID, until))
		_, err = h.Grant(h.Context(), access.Clock, id, access.Grant{Role: access.CaseOfficer, CongressID: congress, From: until.Add(-time.Second)})
		h.want(err, fault.Conflict, "account.grant.exclusive")
		_, err = h.Grant(h.Context(), access.Clock, id, access.Grant{Role: access.CaseOfficer, CongressID: congress, From: until})
		h.must(err)
		h.want(h.EndGrant(h.Context(), access.Clock, 8, members[0].Grants[0].ID, now), fault.NotFound, "not.found")
	})
}

func TestExclusiveRolesGivenAtOnceStillExclude(t *testing.T) {
	run(t, func(h *house) {
		id, err := h.CreatePerson(h.Context(), access.Clock, congress, account.NewPerson{Name: "诸葛", Phone: phone})
		h.must(err)
		var wg sync.WaitGroup
		for _, r := range access.Roles {
			wg.Go(func() {
				h.Grant(h.Context(), access.Clock, id, access.Grant{Role: r, CongressID: congress}) //nolint:errcheck // most must fail
			})
		}
		wg.Wait()
		admins := h.count("SELECT count(*) FROM person_grant WHERE role IN ('system_admin', 'security_admin', 'audit_admin')")
		all := h.count("SELECT count(*) FROM person_grant")
		if admins > 1 || admins == 1 && all > 1 || all == 0 {
			h.Errorf("%d administrators' roles among %d", admins, all)
		}
	})
}

func TestAGrantHoldsFromItsFirstToItsLastInstant(t *testing.T) {
	run(t, func(h *house) {
		id, err := h.CreatePerson(h.Context(), access.Clock, congress, account.NewPerson{Name: "诸葛", Phone: phone})
		h.must(err)
		from, to := h.clock.Now().Add(time.Hour), h.clock.Now().Add(2*time.Hour)
		_, err = h.Grant(h.Context(), access.Clock, id, access.Grant{Role: access.Deputy, CongressID: congress, UnitID: 3, From: from, To: to})
		h.must(err)
		token, _ := h.signIn(phone)
		for _, c := range []struct {
			at   time.Time
			want bool
		}{{from.Add(-time.Millisecond), false}, {from, true}, {to.Add(-time.Millisecond), true}, {to, false}} {
			h.clock.Set(c.at)
			if a := h.actor(token); a.Is(access.Deputy, congress, 3) != c.want || a.Is(access.Deputy, congress, 4) {
				h.Errorf("at %v: grants %+v, want deputy: %v", c.at, a.Grants, c.want)
			}
			h.must(h.db.Read(h.Context(), func(tx *sqldb.Tx) error {
				who, err := account.HoldersIn(h.Context(), tx, congress, access.Deputy, 3)
				if (len(who) == 1) != c.want {
					h.Errorf("at %v holders are %v", c.at, who)
				}
				return err
			}))
		}
	})
}

func TestAnEndedGrantEndsWithTheNextRequest(t *testing.T) {
	run(t, func(h *house) {
		id := h.officer(phone)
		token, _, _ := h.withFactor(phone)
		if !h.actor(token).Can(access.AssignCase, congress) {
			h.Fatal("no right to begin with")
		}
		members, err := h.Members(h.Context(), access.Clock, congress)
		h.must(err)
		if len(members) != 1 || members[0].ID != id || members[0].Phone != phone {
			h.Fatalf("members %+v", members)
		}
		h.must(h.EndGrant(h.Context(), access.Clock, congress, members[0].Grants[0].ID, time.Time{}))
		if h.actor(token).Can(access.AssignCase, congress) {
			h.Error("the right outlived the grant")
		}
		h.want(h.EndGrant(h.Context(), access.Clock, congress, members[0].Grants[0].ID, time.Time{}), fault.NotFound, "not.found")
	})
}

func TestOnlyWhoManagesPeopleOfTheCongressMayGive(t *testing.T) {
	run(t, func(h *house) {
		admin := access.Actor{PersonID: 50, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: congress}}}
		token := admin
		token.Scopes = []access.Scope{access.ScopeAct}
		id, err := h.CreatePerson(h.Context(), admin, congress, account.NewPerson{Name: "诸葛", Phone: phone})
		h.must(err)
		_, err = h.Grant(h.Context(), admin, id, access.Grant{Role: access.Deputy, CongressID: congress})
		h.must(err)
		for _, by := range []access.Actor{{}, {PersonID: id}, token} {
			_, err = h.Grant(h.Context(), by, id, access.Grant{Role: access.Leader, CongressID: congress})
			h.want(err, fault.Forbidden, "forbidden")
		}
		_, err = h.Grant(h.Context(), admin, id, access.Grant{Role: access.Leader, CongressID: 8})
		h.want(err, fault.Forbidden, "forbidden")
		_, err = h.Grant(h.Context(), admin, id, access.Grant{Role: "emperor", CongressID: congress})
		h.want(err, fault.Invalid, "account.grant.wrong")
		_, err = h.Grant(h.Context(), admin, 4711, access.Grant{Role: access.Leader, CongressID: congress})
		h.want(err, fault.NotFound, "not.found")
		if n := h.count("SELECT count(*) FROM person_grant WHERE given_by = 50"); n != 1 {
			h.Errorf("%d grants by the administrator, want 1", n)
		}
	})
}

func TestAPhoneBelongsToOnePerson(t *testing.T) {
	run(t, func(h *house) {
		_, citizen := h.signIn(phone)
		id := h.officer(phone)
		if id != citizen.PersonID {
			h.Error("the citizen became two persons")
		}
		again, err := h.CreatePerson(h.Context(), access.Clock, congress, account.NewPerson{Name: "欧阳001", Phone: phone})
		h.must(err)
		if again != id {
			h.Errorf("person %d, want %d", again, id)
		}
		_, err = h.CreatePerson(h.Context(), access.Clock, congress, account.NewPerson{Name: "别人", Phone: phone})
		h.want(err, fault.Conflict, "account.phone.taken")
		if n := h.count("SELECT count(*) FROM person WHERE phone LIKE '%1990%' OR name LIKE '%欧阳%'"); n != 0 {
			h.Error("personal data stands in the clear")
		}
	})
}

func TestTheAuditAdministratorReadsHerCongressOnly(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		h.signIn(phone)
		h.signIn(other)
		audit := access.Actor{PersonID: 60, Grants: []access.Grant{{Role: access.AuditAdmin, CongressID: congress}}}
		events, err := h.Events(h.Context(), audit, congress, account.EventQuery{})
		h.must(err)
		kinds := map[account.Kind]int{}
		for _, e := range events {
			kinds[e.Kind]++
		}
		if kinds[account.SignedIn] != 1 || kinds[account.GrantGiven] != 1 || kinds[account.PersonMade] != 1 {
			h.Errorf("events %v", kinds)
		}
		rest, err := h.Events(h.Context(), audit, congress, account.EventQuery{Before: events[0].ID})
		h.must(err)
		if len(rest) != len(events)-1 || rest[0].ID != events[1].ID {
			h.Error("the next page does not follow")
		}
		_, err = h.Events(h.Context(), audit, 8, account.EventQuery{})
		h.want(err, fault.Forbidden, "forbidden")
		_, err = h.Events(h.Context(), access.Clock, congress, account.EventQuery{})
		h.want(err, fault.Forbidden, "forbidden")
	})
}
