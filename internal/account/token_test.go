package account_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
)

var reader = account.NewToken{Name: "统计", Scopes: []access.Scope{access.ScopeRead}, Life: 24 * time.Hour}

func TestATokenActsInItsScopesAndCongressOnly(t *testing.T) {
	run(t, func(h *house) {
		id := h.officer(phone, access.CaseOfficer)
		_, err := h.Grant(h.Context(), access.Clock, id, access.Grant{Role: access.Leader, CongressID: 8})
		h.must(err)
		session, _, _ := h.withFactor(phone)
		only := reader
		only.CongressID = congress
		text, err := h.CreateToken(h.Context(), h.session(session), only)
		h.must(err)
		a, err := h.TokenActor(h.Context(), text)
		h.must(err)
		if !a.InScope(access.ScopeRead) || a.InScope(access.ScopeAct) || a.InScope(access.ScopeFile) {
			h.Errorf("scopes %v", a.Scopes)
		}
		if !a.Holds(access.CaseOfficer, congress) || a.Holds(access.Leader, 8) || a.PersonID != id || len(a.Phone) == 0 {
			h.Errorf("actor %+v", a)
		}
		everywhere, err := h.IssueToken(h.Context(), access.Clock, id, reader)
		h.must(err)
		if a, err := h.TokenActor(h.Context(), everywhere); err != nil || !a.Holds(access.Leader, 8) {
			h.Errorf("actor %+v, %v", a, err)
		}
		_, err = h.IssueToken(h.Context(), a, id, reader)
		h.want(err, fault.Forbidden, "forbidden")
	})
}

func TestATokenIsNeverAnAdministrator(t *testing.T) {
	run(t, func(h *house) {
		id := h.officer(phone, access.SystemAdmin)
		text, err := h.IssueToken(h.Context(), access.Clock, id, reader)
		h.must(err)
		a, err := h.TokenActor(h.Context(), text)
		h.must(err)
		if a.Staff() {
			h.Errorf("grants %+v", a.Grants)
		}
	})
}

func TestATokenEndsByAgeRevokingAndWithItsOwnersGrants(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		session, _, _ := h.withFactor(phone)
		text, err := h.CreateToken(h.Context(), h.session(session), reader)
		h.must(err)
		a, err := h.TokenActor(h.Context(), text)
		h.must(err)
		if !a.Staff() {
			h.Fatal("no grants to begin with")
		}
		members, err := h.Members(h.Context(), access.Clock, congress)
		h.must(err)
		h.must(h.EndGrant(h.Context(), access.Clock, congress, members[0].Grants[0].ID, time.Time{}))
		a, err = h.TokenActor(h.Context(), text)
		h.must(err)
		if a.Staff() {
			h.Error("the token kept a right that its owner lost")
		}
		h.clock.Advance(10 * time.Minute)
		_, err = h.TokenActor(h.Context(), text)
		h.must(err)
		list, err := h.Tokens(h.Context(), h.session(session))
		h.must(err)
		if len(list) != 1 || !list[0].Used.Equal(h.clock.Now()) || !slices.Equal(list[0].Scopes, reader.Scopes) || strings.Contains(text, list[0].Ref) {
			h.Fatalf("tokens %+v", list)
		}
		h.clock.Advance(24*time.Hour - 10*time.Minute)
		_, err = h.TokenActor(h.Context(), text)
		h.want(err, fault.Unsigned, "account.token.bad")

		_, ses := h.signIn(other)
		text, err = h.CreateToken(h.Context(), ses, reader)
		h.must(err)
		mine, err := h.Tokens(h.Context(), ses)
		h.must(err)
		h.want(h.RevokeToken(h.Context(), ses, list[0].Ref), fault.NotFound, "not.found")
		_, err = h.TokenActor(h.Context(), text)
		h.must(err)
		h.must(h.RevokeToken(h.Context(), ses, mine[0].Ref))
		_, err = h.TokenActor(h.Context(), text)
		h.want(err, fault.Unsigned, "account.token.bad")
	})
}

func TestWhatATokenMustSay(t *testing.T) {
	run(t, func(h *house) {
		_, ses := h.signIn(phone)
		for _, bad := range []account.NewToken{
			{}, {Name: "x", Life: time.Hour}, {Name: "x", Scopes: []access.Scope{"everything"}, Life: time.Hour},
			{Name: "x", Scopes: reader.Scopes}, {Name: "x", Scopes: reader.Scopes, Life: 367 * 24 * time.Hour},
			{Name: " \u200b", Scopes: reader.Scopes, Life: time.Hour},
		} {
			_, err := h.CreateToken(h.Context(), ses, bad)
			h.want(err, fault.Invalid, "form.invalid")
		}
		h.officer(other)
		_, waiting := h.signIn(other)
		_, err := h.CreateToken(h.Context(), waiting, reader)
		h.want(err, fault.Forbidden, "account.factor.first")
		for _, bad := range []string{"", "jz_", "jz_nothing", "Bearer x"} {
			_, err := h.TokenActor(h.Context(), bad)
			h.want(err, fault.Unsigned, "account.token.bad")
		}
	})
}

func TestTheFirstAdministratorSetsHerOwnPassword(t *testing.T) {
	run(t, func(h *house) {
		link, err := h.FirstAdmin(h.Context(), congress, account.NewPerson{Name: "上官", Phone: phone})
		h.must(err)
		_, err = h.FirstAdmin(h.Context(), congress, account.NewPerson{Name: "下官", Phone: other})
		h.want(err, fault.Conflict, "account.admin.exists")
		lost := link
		link, err = h.FirstAdmin(h.Context(), congress, account.NewPerson{Name: "上官", Phone: phone})
		h.must(err)
		_, err = h.Invited(h.Context(), lost)
		h.want(err, fault.NotFound, "not.found")
		if name, err := h.Invited(h.Context(), link); name != "上官" || err != nil {
			h.Errorf("invited %q, %v", name, err)
		}
		_, _, err = h.AcceptInvite(h.Context(), link, "password", here)
		h.want(err, fault.Invalid, "form.invalid")
		_, ses, err := h.AcceptInvite(h.Context(), link, secret, here)
		h.must(err)
		if ses.Factor != account.Missing {
			h.Errorf("factor %s", ses.Factor)
		}
		_, _, err = h.AcceptInvite(h.Context(), link, secret, here)
		h.want(err, fault.NotFound, "not.found")
		_, _, err = h.SignInWithPassword(h.Context(), phone, secret, here)
		h.must(err)
	})
}

func TestInvitesAgeAndDoNotTakeAccountsOver(t *testing.T) {
	run(t, func(h *house) {
		admin := access.Actor{PersonID: 50, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: congress}}}
		id := h.officer(phone, access.Deputy)
		old, err := h.Invite(h.Context(), admin, congress, id)
		h.must(err)
		link, err := h.Invite(h.Context(), admin, congress, id)
		h.must(err)
		_, err = h.Invited(h.Context(), old)
		h.want(err, fault.NotFound, "not.found")
		h.clock.Advance(24 * time.Hour)
		_, _, err = h.AcceptInvite(h.Context(), link, secret, here)
		h.want(err, fault.NotFound, "not.found")
		link, err = h.Invite(h.Context(), admin, congress, id)
		h.must(err)
		_, _, err = h.AcceptInvite(h.Context(), link, secret, here)
		h.must(err)
		_, err = h.Invite(h.Context(), admin, congress, id)
		h.want(err, fault.NotFound, "not.found")
		_, citizen := h.signIn(other)
		_, err = h.Invite(h.Context(), admin, congress, citizen.PersonID)
		h.want(err, fault.NotFound, "not.found")
		_, err = h.Invite(h.Context(), access.Clock, congress, id)
		h.must(err)
	})
}

func bench(b *testing.B) (*account.Service, string) {
	keys, err := vault.Generate()
	if err != nil {
		b.Fatal(err)
	}
	db := sqldbtest.SQLite(b, sqldbtest.NewClock())
	s := account.New(account.Config{DB: db, Keys: keys, SMS: &sms.Outbox{Keys: keys}, Limits: account.DefaultLimits()})
	id, err := s.CreatePerson(b.Context(), access.Clock, congress, account.NewPerson{Name: "诸葛", Phone: phone})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.Grant(b.Context(), access.Clock, id, access.Grant{Role: access.CaseOfficer, CongressID: congress}); err != nil {
		b.Fatal(err)
	}
	text, err := s.IssueToken(b.Context(), access.Clock, id, reader)
	if err != nil {
		b.Fatal(err)
	}
	return s, text
}

func BenchmarkTokenActor(b *testing.B) {
	s, text := bench(b)
	for b.Loop() {
		if _, err := s.TokenActor(b.Context(), text); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAKeptTokenCostsNoSQL(t *testing.T) {
	run(t, func(h *house) {
		id := h.officer(phone)
		text, err := h.IssueToken(h.Context(), access.Clock, id, reader)
		h.must(err)
		_, err = h.TokenActor(h.Context(), text)
		h.must(err)
		h.db.Close()
		if _, err := h.TokenActor(h.Context(), text); err != nil {
			h.Errorf("a kept token asked the database: %v", err)
		}
		h.clock.Advance(2 * time.Second)
		if _, err := h.TokenActor(h.Context(), text); err == nil {
			h.Error("another node's change would never be seen")
		}
	})
}
