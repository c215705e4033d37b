package sample

import (
	"reflect"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/congress"
	"jiazhan/internal/sqldb/sqldbtest"
)

func TestOrganisationIsTheSameEachTime(t *testing.T) {
	if !reflect.DeepEqual(organise(), organise()) {
		t.Error("two runs differ")
	}
}

func TestNobodyWidelyKnown(t *testing.T) {
	if !known("毛泽东") || known("曾秀兰一") {
		t.Error("the list of names to avoid is not read")
	}
	for _, p := range Organise().People {
		if known(p.Name) {
			t.Errorf("%s bears a name widely known", p.Login)
		}
	}
}

// founded stores the organisation as the demo does.
func founded(t *testing.T) *congress.Directory {
	t.Helper()
	s := congress.New(sqldbtest.SQLite(t, sqldbtest.NewClock()))
	for _, f := range Organise().Foundations {
		if _, err := s.Found(t.Context(), access.Clock, f); err != nil {
			t.Fatal(err)
		}
	}
	d, err := s.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOrganisationStandsInTheDirectory(t *testing.T) {
	d := founded(t)
	for slug, want := range map[string][7]int{ // townships, villages, stations, deputies in office, departments, groups, areas
		"shijiazhuang": {0, 0, 0, 0, 0, 0, 17},
		"zhengding":    {10, 187, 16, 150, 26, 10, 17},
		"xinle":        {12, 178, 16, 100, 26, 12, 17},
	} {
		id := d.CongressBySlug(slug).ID
		got := [7]int{len(d.Townships(id)), len(d.Places(id)) - len(d.Townships(id)), len(d.Stations(id)), len(d.Deputies(id)),
			len(d.Departments(id)), len(d.Groups(id)), len(d.Areas(id))}
		if got != want {
			t.Errorf("%s: %v, want %v", slug, got, want)
		}
		for _, s := range d.Stations(id) {
			if len(d.DeputiesAt(s.ID)) == 0 {
				t.Errorf("nobody receives people at %s", s.Name)
			}
		}
		for _, g := range d.Groups(id) {
			conveners := 0
			for _, p := range d.DeputiesIn(g.ID) {
				if p.Convener {
					conveners++
				}
			}
			if conveners != 1 {
				t.Errorf("%s has %d conveners", g.Name, conveners)
			}
		}
	}
}

func TestEverybodyServesSomewhere(t *testing.T) {
	d, logins, phones := founded(t), map[string]bool{}, map[string]bool{}
	for _, p := range Organise().People {
		if logins[p.Login] || phones[p.Phone] || !strings.HasPrefix(p.Phone, "163") || len(p.Phone) != 11 {
			t.Errorf("%s %s: not unique, or a number in use", p.Login, p.Phone)
		}
		logins[p.Login], phones[p.Phone] = true, true
		for _, g := range p.Grants {
			if !unitExists(d, g) {
				t.Errorf("%s: %+v points nowhere", p.Login, g)
			}
		}
	}
	for _, slug := range []string{"zhengding", "xinle"} {
		id := d.CongressBySlug(slug).ID
		for _, s := range d.Stations(id) {
			wantOne(t, slug, access.StationAdmin, s.Slug)
		}
		for _, dep := range d.Departments(id) {
			wantOne(t, slug, access.Liaison, dep.Slug)
		}
		for _, p := range d.Deputies(id) {
			wantOne(t, slug, access.Deputy, p.Slug)
		}
	}
}

func wantOne(t *testing.T, congressSlug string, role access.Role, unit string) {
	t.Helper()
	if n := len(Organise().Holders(congressSlug, role, unit)); n != 1 {
		t.Errorf("%s %s %s: %d people", congressSlug, role, unit, n)
	}
}

func unitExists(d *congress.Directory, g Grant) bool {
	c := d.CongressBySlug(g.Congress)
	if c == nil {
		return false
	}
	switch g.Role {
	case access.Deputy:
		return d.DeputyBySlug(c.ID, g.Unit) != nil
	case access.StationAdmin:
		return d.StationBySlug(c.ID, g.Unit) != nil
	case access.Liaison:
		return d.DepartmentBySlug(c.ID, g.Unit) != nil
	case access.VillageOfficer:
		return d.PlaceByCode(c.ID, g.Unit) != nil
	}
	return g.Unit == ""
}
