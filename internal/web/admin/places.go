package admin

import (
	"strings"

	"jiazhan/internal/congress"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/form"
)

// placeRows are the townships and villages, each village after its township.
func placeRows(v visit) (out []entry) {
	for _, town := range v.dir.Townships(v.home.ID) {
		out = append(out, v.placeRow(town, nil))
		for _, village := range v.dir.Villages(town.ID) {
			out = append(out, v.placeRow(village, town))
		}
	}
	return out
}

func (v visit) placeRow(x, town *congress.Place) entry {
	e := entry{id: x.ID, slug: x.Code, name: x.Name, detail: v.view.P.T("乡镇、街道，%d 个村", len(v.dir.Villages(x.ID))), sound: x.Pinyin, closed: x.Closed,
		values: values("code", x.Code, "name", x.Name, "parent", "", "open", box(!x.Closed))}
	if town != nil {
		e.detail = town.Name
		e.values.Set("parent", town.Code)
	}
	return e
}

func readPlace(f *form.Form) congress.Form {
	return congress.PlaceForm{Code: f.Line("code"), Name: f.Line("name"), Parent: f.Get("parent"), Closed: !f.Bool("open")}
}

func townships(v visit) (out []ui.Option) {
	for _, x := range v.dir.Townships(v.home.ID) {
		if !x.Closed {
			out = append(out, ui.Option{Value: x.Code, Label: x.Name})
		}
	}
	return out
}

// deputyDetail says at what level and where a deputy serves, and whether the term is over.
func (v visit) deputyDetail(x *congress.Deputy) string {
	parts := []string{v.view.P.T(x.Level.Label())}
	if s := v.dir.Station(x.StationID); s != nil {
		parts = append(parts, s.Name)
	}
	if !x.InOffice(v.view.Now) {
		parts = append(parts, v.view.P.T("不在任期"))
	}
	return strings.Join(parts, " · ")
}

// groupDetail names the convener of a group and counts its members.
func (v visit) groupDetail(id int64) string {
	members := v.dir.DeputiesIn(id)
	var conveners []string
	for _, d := range members {
		if d.Convener {
			conveners = append(conveners, d.Name)
		}
	}
	if len(conveners) == 0 {
		return v.view.P.T("成员 %d 人，还没有召集人", len(members))
	}
	return v.view.P.T("admin.group.convener", len(members), strings.Join(conveners, v.view.P.T("admin.list.and")))
}
