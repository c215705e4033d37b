package admin

import (
	"context"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui"
)

// closing is what is said before something of the organisation takes nothing new any more, by kind.
type closing struct{ label, effect, button, done string }

var closings = map[string]closing{
	"stations":    {i18n.Key("关闭家站"), "admin.close.stations", i18n.Key("确认关闭"), "admin.station.closed"},
	"departments": {i18n.Key("停用部门"), "admin.close.departments", i18n.Key("确认停用"), "admin.entry.closed"},
	"places":      {i18n.Key("停用乡镇或村"), "admin.close.places", i18n.Key("确认停用"), "admin.entry.closed"},
}

// standing says what hangs on a row of the organisation: open cases as numbers, people and places by name.
func (s *Server) standing(ctx context.Context, p *entryPage) ([]ui.Row, error) {
	id := p.entry.id
	if id == 0 {
		return nil, nil
	}
	var rows []ui.Row
	count := func(label string, q casework.Query) error {
		q.CongressID = p.home.ID
		n, err := s.Cases.OpenOf(ctx, p.by, q)
		rows = append(rows, ui.Row{Term: p.view.P.T(label), Text: p.view.P.T("%d 件", n)})
		return err
	}
	for _, c := range counted[p.kind.path] {
		if err := count(c.label, c.query(id)); err != nil {
			return nil, err
		}
	}
	switch p.kind.path {
	case "departments":
		members, err := s.Account.Members(ctx, p.by, p.home.ID)
		if err != nil {
			return nil, err
		}
		rows = append(rows, ui.Row{Term: p.view.P.T("联络员"), Value: links(s.liaisons(p.visit, members, id))})
	case "stations":
		rows = append(rows, ui.Row{Term: p.view.P.T("在这里的代表"), Value: links(p.deputyLinks(stationMembers, id))})
	case "groups":
		rows = append(rows, ui.Row{Term: p.view.P.T("召集人和成员"), Value: links(p.deputyLinks(groupMembers, id))})
	case "places":
		rows = append(rows, ui.Row{Term: p.view.P.T("家站"), Value: links(p.stationLinks(id))})
	}
	return rows, nil
}

// counted are the numbers of open cases that are told of a row, by kind.
var counted = map[string][]struct {
	label string
	query func(id int64) casework.Query
}{
	"stations": {{i18n.Key("还没有办完的案件"), func(id int64) casework.Query { return casework.Query{Station: id} }},
		{i18n.Key("其中正在这里等待办理的"), func(id int64) casework.Query {
			return casework.Query{At: casework.Desk{Kind: casework.StationDesk, ID: id}}
		}}},
	"departments": {{i18n.Key("主办和协办、还没有办完的案件"), func(id int64) casework.Query { return casework.Query{Department: id} }},
		{i18n.Key("其中正在主办的"), func(id int64) casework.Query {
			return casework.Query{At: casework.Desk{Kind: casework.DepartmentDesk, ID: id}}
		}}},
	"deputies": {{i18n.Key("还没有办完的案件"), func(id int64) casework.Query { return casework.Query{Deputy: id} }}},
	"places":   {{i18n.Key("还没有办完的案件"), func(id int64) casework.Query { return casework.Query{Place: id} }}},
	"areas":    {{i18n.Key("还没有办完的案件"), func(id int64) casework.Query { return casework.Query{Area: id} }}},
}

// liaisons are those who serve a department now.
func (s *Server) liaisons(v visit, members []account.Member, id int64) []ui.Link {
	var out []ui.Link
	for _, m := range members {
		for _, h := range m.Grants {
			if h.Role == access.Liaison && h.UnitID == id && h.InForce(v.view.Now) {
				out = append(out, ui.Link{Label: nameOf(m), URL: v.at("/admin/people/" + s.ref("person", m.ID))})
			}
		}
	}
	return out
}

const (
	stationMembers = "station"
	groupMembers   = "group"
)

// deputyLinks lead to the deputies in office at a station or in a group, conveners first.
func (v visit) deputyLinks(of string, id int64) []ui.Link {
	list := v.dir.DeputiesAt(id)
	if of == groupMembers {
		list = v.dir.DeputiesIn(id)
	}
	var first, rest []ui.Link
	for _, d := range list {
		l := ui.Link{Label: d.Name, URL: v.at("/admin/organisation/deputies/" + d.Slug)}
		if of == groupMembers && d.Convener {
			l.Label = v.view.P.T("%s（召集人）", d.Name)
			first = append(first, l)
			continue
		}
		rest = append(rest, l)
	}
	return append(first, rest...)
}

func (v visit) stationLinks(placeID int64) []ui.Link {
	var out []ui.Link
	for _, st := range v.dir.Stations(v.home.ID) {
		if st.PlaceID == placeID {
			out = append(out, ui.Link{Label: st.Name, URL: v.at("/admin/organisation/stations/" + st.Slug)})
		}
	}
	return out
}
