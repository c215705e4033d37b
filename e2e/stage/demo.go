package stage

import (
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

// Demo opens the demonstration.
func Demo(t testing.TB) *Demonstration {
	t.Helper()
	s := open(t, time.Date(2026, 11, 24, 10, 0, 0, 0, workday.Shanghai()), func(c *config.Config) { c.FactorOptional = true })
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
