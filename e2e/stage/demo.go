package stage

import (
	"slices"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/congress"
	"jiazhan/internal/workday"
)

// Slug is the address of the county where everybody serves but the city's coordinator.
const Slug = "zhengding"

// Demonstration is the installation that `jiazhan demo` shows, on the morning of a fixed working day.
type Demonstration struct {
	*Stage
	Cast map[access.Role]app.SignIn
}

// Demo opens the demonstration; changes are made to its settings before.
func Demo(t testing.TB, changes ...func(*config.Config)) *Demonstration {
	t.Helper()
	s := open(t, time.Date(2026, 11, 24, 10, 0, 0, 0, workday.Shanghai()), func(c *config.Config) {
		c.FactorOptional = true
		for _, change := range changes {
			change(c)
		}
	})
	cast, err := s.Demonstrate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Search.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := &Demonstration{Stage: s, Cast: map[access.Role]app.SignIn{}}
	for _, one := range cast {
		d.Cast[one.Role] = one
	}
	return d
}

// Home is the county.
func (d *Demonstration) Home() *congress.Congress { return d.Directory().CongressBySlug(Slug) }

// Directory says who is who.
func (d *Demonstration) Directory() *congress.Directory {
	d.t.Helper()
	dir, err := d.Congress.Directory(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return dir
}

// Session signs somebody of the cast in and gives the session's token.
func (d *Demonstration) Session(r access.Role) string {
	d.t.Helper()
	token, _, err := d.Account.SignInWithPassword(d.t.Context(), d.Cast[r].Phone, d.Cast[r].Password, account.Client{Address: "127.0.0.1", Agent: "Chromium"})
	if err != nil {
		d.t.Fatalf("%s: %v", r, err)
	}
	return token
}

// Actor is who somebody of the cast is to the rules.
func (d *Demonstration) Actor(r access.Role) access.Actor {
	d.t.Helper()
	by, _, err := d.Account.Actor(d.t.Context(), d.Session(r))
	if err != nil {
		d.t.Fatal(err)
	}
	return by
}

// SessionAt signs in somebody who holds a role in another congress than Home, by a set-up link.
func (d *Demonstration) SessionAt(slug string, r access.Role) string {
	d.t.Helper()
	home := d.Directory().CongressBySlug(slug)
	manager := access.Actor{Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: home.ID}}}
	members, err := d.Account.Members(d.t.Context(), manager, home.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	i := slices.IndexFunc(members, func(m account.Member) bool { return m.Grants[0].Role == r })
	if i < 0 {
		d.t.Fatalf("%s has no %s", slug, r)
	}
	link, err := d.Account.Invite(d.t.Context(), access.Clock, home.ID, members[i].ID)
	if err != nil {
		d.t.Fatal(err)
	}
	token, _, err := d.Account.AcceptInvite(d.t.Context(), link, d.Cast[access.SystemAdmin].Password, account.Client{Address: "127.0.0.1", Agent: "Chromium"})
	if err != nil {
		d.t.Fatal(err)
	}
	return token
}
