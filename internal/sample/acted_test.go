package sample_test

import (
	"encoding/json"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/sample"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
	"jiazhan/internal/workday"
)

// theatre acts lives out through the real house.
type theatre struct {
	t      *testing.T
	clock  *sqldbtest.Clock
	cases  *casework.Service
	dir    *congress.Directory
	people map[string]access.Actor
	lives  []sample.Life
	cards  []card
}

type card struct {
	number  string
	receipt []byte
}

func open(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) *theatre {
	t.Helper()
	s := congress.New(db)
	for _, f := range sample.Organise().Foundations {
		if _, err := s.Found(t.Context(), access.Clock, f); err != nil {
			t.Fatal(err)
		}
	}
	dir, err := s.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	h := &theatre{t: t, clock: clock, dir: dir, people: map[string]access.Actor{}}
	h.cases = casework.New(casework.Config{DB: db, Keys: keys, Directory: s.Directory})
	for i, p := range sample.Organise().People {
		h.people[p.Login] = h.actor(int64(i+1), p)
	}
	return h
}

func (h *theatre) actor(id int64, p sample.Person) access.Actor {
	a := access.Actor{PersonID: id, Name: p.Name}
	for _, g := range p.Grants {
		c := h.dir.CongressBySlug(g.Congress).ID
		grant := access.Grant{Role: g.Role, CongressID: c}
		switch g.Role {
		case access.Deputy:
			grant.UnitID = h.dir.DeputyBySlug(c, g.Unit).ID
		case access.StationAdmin:
			grant.UnitID = h.dir.StationBySlug(c, g.Unit).ID
		case access.Liaison:
			grant.UnitID = h.dir.DepartmentBySlug(c, g.Unit).ID
		case access.VillageOfficer:
			grant.UnitID = h.dir.PlaceByCode(c, g.Unit).ID
		}
		a.Grants = append(a.Grants, grant)
	}
	return a
}

func (h *theatre) play(lives []sample.Life) {
	h.t.Helper()
	h.lives, h.cards = lives, make([]card, len(lives))
	for _, m := range sample.Order(lives) {
		h.clock.Set(m.At)
		if _, err := h.cases.Sweep(h.t.Context()); err != nil {
			h.t.Fatal(err)
		}
		if m.Step < 0 {
			h.file(m.Life)
			continue
		}
		h.act(m.Life, lives[m.Life].Steps[m.Step])
	}
}

func (h *theatre) file(i int) {
	h.t.Helper()
	l := h.lives[i]
	var f casework.Filing
	convert(h.t, l.Filing, &f)
	r, err := h.cases.File(h.t.Context(), h.people[l.By], h.dir.CongressBySlug(l.Congress).ID, f, "")
	if err != nil {
		h.t.Fatalf("%s %s: file: %v", l.Plot, l.Story, err)
	}
	h.cards[i] = card{r.Number, vault.HashToken(r.Token)}
}

func (h *theatre) act(i int, s sample.Step) {
	h.t.Helper()
	if s.By == sample.ByClock {
		return
	}
	if s.With >= 0 {
		s.Input["with"] = h.cards[s.With].number
	}
	act := casework.NewAct(casework.Action(s.Action))
	if act == nil {
		h.t.Fatalf("no such action: %s", s.Action)
	}
	convert(h.t, s.Input, act)
	by := h.people[s.By]
	if s.By == "" {
		by = access.Actor{Receipts: [][]byte{h.cards[i].receipt}}
	}
	d, err := h.cases.Read(h.t.Context(), access.Clock, h.cards[i].number)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err = h.cases.Do(h.t.Context(), by, casework.At{Number: d.Case.Number, Seen: d.Case.Version}, act); err != nil {
		h.t.Errorf("%s %s: %s by %q at %s in state %s: %v", h.lives[i].Plot, h.lives[i].Story, s.Action, s.By, s.At.Format(time.DateTime), d.Case.State, err)
	}
}

func convert(t *testing.T, from, to any) {
	t.Helper()
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Every step of every life must be one that the house allows, and cases must come to stand in every state.
func TestLivesCanBeLived(t *testing.T) {
	at := func(m time.Month, d, hour int) time.Time {
		return time.Date(2026, m, d, hour, 30, 0, 0, workday.Shanghai())
	}
	for _, p := range []sample.Plan{
		{Congress: "zhengding", Seed: 1, N: 300, Now: at(11, 23, 10)},
		{Congress: "xinle", Seed: 2, N: 170, Now: at(11, 23, 10)},
		{Congress: "xinle", Seed: 3, N: 50, Now: at(2, 25, 8)},  // after the Spring Festival
		{Congress: "xinle", Seed: 4, N: 50, Now: at(10, 10, 7)}, // a make-up Saturday after National Day
		{Congress: "zhengding", Seed: 5, N: 50, Now: at(5, 3, 23)},
	} {
		clock := sqldbtest.NewClock()
		db := sqldbtest.SQLite(t, clock)
		h := open(t, db, clock)
		h.play(sample.Lives(p))
		clock.Set(p.Now)
		if _, err := h.cases.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		states := map[casework.State]int{}
		for _, c := range h.cards {
			d, err := h.cases.Read(t.Context(), access.Clock, c.number)
			if err != nil {
				t.Fatal(err)
			}
			states[d.Case.State]++
		}
		for _, s := range casework.States {
			if states[s] == 0 {
				t.Errorf("%s: %d cases stand in %s", p.Congress, states[s], s)
			}
		}
		if v, err := h.cases.Verify(t.Context()); err != nil || len(v.Bad) > 0 {
			t.Errorf("%s: the ledger does not hold: %v %v", p.Congress, v.Bad, err)
		}
	}
}
