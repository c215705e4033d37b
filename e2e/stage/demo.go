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

// Slug is the address of the county where everybody serves but the city's coordinator and its administrator.
const Slug = "zhengding"

// Demonstration is the installation that `jiazhan demo` shows, on the morning of a fixed working day.
type Demonstration struct {
	*Stage
	Cast    map[access.Role]*app.SignIn // one a role
	Topmost *app.SignIn                 // the city's system administrator, who keeps the calendar of its counties
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
	last := len(cast) - 1
	d := &Demonstration{Stage: s, Cast: map[access.Role]*app.SignIn{}, Topmost: &cast[last]}
	for i := range cast[:last] {
		d.Cast[cast[i].Role] = &cast[i]
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

// Session signs in who holds a role, and gives the session's token.
func (d *Demonstration) Session(r access.Role) string {
	d.t.Helper()
	return d.SessionOf(d.Cast[r])
}

// SessionOf signs somebody of the cast in and gives the session's token.
func (d *Demonstration) SessionOf(one *app.SignIn) string {
	d.t.Helper()
	token, _, err := d.Account.SignInWithPassword(d.t.Context(), one.Phone, one.Password, account.Client{Address: "127.0.0.1", Agent: "Chromium"})
	if err != nil {
		d.t.Fatalf("%s %s: %v", one.Congress, one.Role, err)
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
