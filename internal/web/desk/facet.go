package desk

import (
	"strings"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui"
)

// facet is one filter of a list, with the choices that the congress has.
type facet struct {
	name, label string
	options     []ui.Option
	set         func(q *casework.Query, value string) bool // false: no such value
	other       func(value string) string                  // the word of a value that is not offered but known
}

// word is what a value of the filter is called.
func (f facet) word(value string) string {
	for _, o := range f.options {
		if o.Value == value {
			return o.Label
		}
	}
	if f.other != nil {
		return f.other(value)
	}
	return value
}

func (v visit) facets() []facet {
	t := v.view.P.T
	return []facet{
		fixed("state", t("状态"), casework.States, v.view.State, func(q *casework.Query, s casework.State) { q.State = s }),
		fixed("class", t("办理类别"), casework.Classes, v.view.Class, func(q *casework.Query, c casework.Class) { q.Class = c }),
		fixed("kind", t("类型"), casework.Kinds, v.view.Kind, func(q *casework.Query, k casework.Kind) { q.Kind = k }),
		{name: "area", label: t("领域"), options: v.areas(), set: func(q *casework.Query, slug string) bool {
			a := v.dir.AreaBySlug(v.home.ID, slug)
			if a != nil {
				q.Area = a.ID
			}
			return a != nil
		}},
		{name: "station", label: t("家站"), options: v.stations(), set: func(q *casework.Query, slug string) bool {
			st := v.dir.StationBySlug(v.home.ID, slug)
			if st != nil {
				q.Station = st.ID
			}
			return st != nil
		}},
		{name: "department", label: t("承办部门"), options: v.departments(), set: func(q *casework.Query, slug string) bool {
			d := v.dir.DepartmentBySlug(v.home.ID, slug)
			if d != nil {
				q.Department = d.ID
			}
			return d != nil
		}},
		{name: "desk", label: t("现在在"), options: v.desks(), set: func(q *casework.Query, text string) (ok bool) {
			q.At, ok = v.deskNamed(text)
			return ok
		}, other: func(text string) string {
			d, _ := v.deskNamed(text)
			return v.view.Desk(d)
		}},
	}
}

// fixed is a filter whose values are the same everywhere.
func fixed[T ~string](name, label string, values []T, word func(T) string, set func(*casework.Query, T)) facet {
	f := facet{name: name, label: label}
	for _, value := range values {
		f.options = append(f.options, ui.Option{Value: string(value), Label: word(value)})
	}
	f.set = func(q *casework.Query, text string) bool {
		for _, value := range values {
			if string(value) == text {
				set(q, value)
				return true
			}
		}
		return false
	}
	return f
}

func (v visit) areas() []ui.Option {
	var out []ui.Option
	for _, a := range v.dir.Areas(v.home.ID) {
		out = append(out, ui.Option{Value: a.Slug, Label: a.Name})
	}
	return out
}

func (v visit) stations() []ui.Option {
	var out []ui.Option
	for _, s := range v.dir.Stations(v.home.ID) {
		out = append(out, ui.Option{Value: s.Slug, Label: s.Name})
	}
	return out
}

func (v visit) departments() []ui.Option {
	var out []ui.Option
	for _, d := range v.dir.Departments(v.home.ID) {
		out = append(out, ui.Option{Value: d.Slug, Label: d.Name})
	}
	return out
}

var deskKinds = []casework.DeskKind{casework.DeputyDesk, casework.StationDesk, casework.CountyDesk, casework.LeaderDesk, casework.DepartmentDesk}

func (v visit) desks() []ui.Option {
	var out []ui.Option
	for _, k := range deskKinds {
		out = append(out, ui.Option{Value: string(k), Label: v.view.P.T("case.desk." + string(k))})
	}
	return out
}

// deskNamed reads a desk as addresses name it: "county", "station", "station.xinchengpu".
func (v visit) deskNamed(text string) (casework.Desk, bool) {
	kind, slug, one := strings.Cut(text, ".")
	for _, k := range deskKinds {
		if string(k) != kind {
			continue
		}
		d := casework.Desk{Kind: k}
		if !one {
			return d, true
		}
		if st := v.dir.StationBySlug(v.home.ID, slug); k == casework.StationDesk && st != nil {
			d.ID = st.ID
		}
		if dep := v.dir.DepartmentBySlug(v.home.ID, slug); k == casework.DepartmentDesk && dep != nil {
			d.ID = dep.ID
		}
		return d, d.ID != 0
	}
	return casework.Desk{}, false
}
