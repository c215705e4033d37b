package screens

import (
	"slices"
	"strings"
	"testing"

	"jiazhan/e2e/stage"
	"jiazhan/internal/access"
	"jiazhan/internal/casework"
)

// picked are the cases and units of the demonstration that sights name.
type picked struct {
	public, station, deputy, village string
	cases                            map[access.Role]string                     // one that the role reads
	acts                             map[access.Role]map[casework.Action]string // one on which the role may take the action
	passphrase                       string                                     // that opens sealed reports
}

// working are the roles that find cases at their desks.
var working = []access.Role{access.CaseOfficer, access.StationAdmin, access.Deputy, access.Liaison, access.Leader, access.Discipline}

func pick(t *testing.T, d *stage.Demonstration) *picked {
	t.Helper()
	home, dir := d.Home().ID, d.Directory()
	p := &picked{cases: map[access.Role]string{}, acts: map[access.Role]map[casework.Action]string{}}
	p.passphrase = d.Cast[access.Discipline].Passphrase
	p.public = first(t, d, access.Actor{}, casework.Query{CongressID: home, Public: true, State: casework.Closed})
	station := dir.Stations(home)[0]
	p.station, p.deputy = station.Slug, dir.DeputiesAt(station.ID)[0].Slug
	p.village = dir.Villages(dir.Townships(home)[0].ID)[0].Code
	taken := map[casework.Action]bool{}
	for _, role := range working {
		p.acts[role] = map[casework.Action]string{}
		by := d.Actor(role)
		for _, number := range numbers(t, d, by, home) {
			p.allowed(t, d, role, by, number, taken)
		}
	}
	return p
}

// allowed notes the actions on a case that nobody has shown yet.
func (p *picked) allowed(t *testing.T, d *stage.Demonstration, role access.Role, by access.Actor, number string, taken map[casework.Action]bool) {
	t.Helper()
	dossier, err := d.Cases.Read(t.Context(), by, number)
	if err != nil {
		t.Fatal(err)
	}
	if dossier.Side != casework.OfficeSide {
		return
	}
	if p.cases[role] == "" || len(dossier.Actions) > 4 && dossier.Case.State == casework.Reported {
		p.cases[role] = number
	}
	for _, a := range dossier.Actions {
		if !taken[a] {
			taken[a], p.acts[role][a] = true, number
		}
	}
}

// numbers are the cases of a desk that are worth a look: those in each queue.
func numbers(t *testing.T, d *stage.Demonstration, by access.Actor, home int64) []string {
	t.Helper()
	var out []string
	for _, q := range casework.Queues {
		page, err := d.Cases.List(t.Context(), by, casework.Query{CongressID: home, Queue: q, Limit: 20})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Cases {
			if !slices.Contains(out, c.Number) {
				out = append(out, c.Number)
			}
		}
	}
	return out
}

func first(t *testing.T, d *stage.Demonstration, by access.Actor, q casework.Query) string {
	t.Helper()
	q.Limit = 1
	page, err := d.Cases.List(t.Context(), by, q)
	if err != nil || len(page.Cases) == 0 {
		t.Fatalf("no case for %+v: %v", q, err)
	}
	return page.Cases[0].Number
}

// names fills the placeholders of a path.
func (p *picked) names(path string) string {
	return strings.NewReplacer("{public}", p.public, "{station}", p.station, "{deputy}", p.deputy, "{village}", p.village).Replace(path)
}
