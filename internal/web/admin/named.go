package admin

import (
	"slices"
	"strings"

	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
)

// unitName is a unit under a name that a list may call it by.
type unitName struct {
	id   int64
	name string
	full string // tells it from others of the name
}

// unitNamed finds the unit of a kind that a list names; person is whom the row is about, who as a deputy needs no unit
// named. Nothing is guessed: of names that are alike it says which there are.
func (v visit) unitNamed(kind, word, person string) (int64, *fault.Field) {
	if kind == "" {
		return 0, v.wholeCongress(word)
	}
	if word == "" && kind == "deputy" {
		word = person
	}
	if word == "" {
		return 0, &fault.Field{Name: "unit", Key: "admin.roster.unit." + kind}
	}
	var exact, alike []unitName
	want := same(word)
	for _, u := range v.unitNames(kind) {
		switch name := same(u.name); {
		case name == want:
			exact = append(exact, u)
		case strings.Contains(name, want) || strings.Contains(want, name):
			alike = append(alike, u)
		}
	}
	switch ids := distinct(exact); {
	case len(ids) == 1:
		return exact[0].id, nil
	case len(ids) > 1:
		return 0, &fault.Field{Name: "unit", Key: "admin.roster.unit.many", Args: []any{few(exact)}}
	case len(alike) > 0:
		return 0, &fault.Field{Name: "unit", Key: "admin.roster.unit.like", Args: []any{few(alike)}}
	}
	return 0, &fault.Field{Name: "unit", Key: "admin.roster.unit.none"}
}

// wholeCongress refuses a unit for a role that has none, unless it is the congress itself.
func (v visit) wholeCongress(word string) *fault.Field {
	if word == "" || strings.Contains(same(word), same(v.home.Short)) && !slices.ContainsFunc(v.dir.Departments(v.home.ID),
		func(d *congress.Department) bool { return same(d.Name) == same(word) }) {
		return nil
	}
	return &fault.Field{Name: "unit", Key: "admin.roster.unit.whole"}
}

// unitNames are the names of all units of a kind; a unit has several.
func (v visit) unitNames(kind string) []unitName {
	var out []unitName
	add := func(id int64, full string, names ...string) {
		for _, name := range names {
			out = append(out, unitName{id, name, full})
		}
	}
	switch kind {
	case "station":
		for _, x := range v.dir.Stations(v.home.ID) {
			add(x.ID, x.Name, x.Name, x.Slug)
		}
	case "department":
		for _, x := range v.dir.Departments(v.home.ID) {
			add(x.ID, x.Name, x.Name, x.Slug)
		}
	case "deputy":
		for _, x := range v.dir.Deputies(v.home.ID) {
			add(x.ID, x.Slug, x.Name, x.Slug)
		}
	case "place":
		for _, x := range v.dir.Places(v.home.ID) {
			full := x.Name
			if above := v.dir.Place(x.ParentID); above != nil {
				full = above.Name + x.Name
			}
			add(x.ID, full, x.Name, full, x.Code)
		}
	}
	return out
}

func distinct(units []unitName) []int64 {
	var ids []int64
	for _, u := range units {
		if !slices.Contains(ids, u.id) {
			ids = append(ids, u.id)
		}
	}
	return ids
}

// few names some of the units, each once.
func few(units []unitName) string {
	var names []string
	for _, u := range units {
		if !slices.Contains(names, u.full) && len(names) < 4 {
			names = append(names, u.full)
		}
	}
	return strings.Join(names, " / ")
}
