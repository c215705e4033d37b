package desk

import (
	"slices"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/workday"
)

// column is one column of a list, on the screen and in its Excel form.
type column struct {
	name, label string
	text        func(v caseview.View, c *casework.Case) string
	day         func(c *casework.Case) casework.Instant // a day, written in full in the Excel form; nil: as on the screen
}

// allColumns stand in this order whatever order the address has. Number and title always stand before them.
var allColumns = []column{
	{name: "due", label: i18n.Key("期限"), text: dueText, day: dueDay},
	{name: "state", label: i18n.Key("状态"), text: func(v caseview.View, c *casework.Case) string { return v.State(c.State) }},
	{name: "desk", label: i18n.Key("现在在"), text: func(v caseview.View, c *casework.Case) string { return v.Desk(c.Desk) }},
	{name: "department", label: i18n.Key("主办单位"), text: departmentName},
	{name: "station", label: i18n.Key("家站"), text: stationName},
	{name: "deputy", label: i18n.Key("desk.deputy"), text: deputyName},
	{name: "area", label: i18n.Key("领域"), text: func(v caseview.View, c *casework.Case) string { return v.Areas(c.Areas) }},
	{name: "class", label: i18n.Key("办理类别"), text: func(v caseview.View, c *casework.Case) string { return v.Class(c.Class) }},
	{name: "kind", label: i18n.Key("类型"), text: func(v caseview.View, c *casework.Case) string { return v.Kind(c.Kind) }},
	dayColumn("account", i18n.Key("交账日期"), func(c *casework.Case) casework.Instant { return c.AccountBy }),
	dayColumn("since", i18n.Key("到这里的日期"), func(c *casework.Case) casework.Instant { return c.DeskSince }),
	dayColumn("filed", i18n.Key("提交日期"), func(c *casework.Case) casework.Instant { return c.FiledAt }),
}

func dayColumn(name, label string, day func(*casework.Case) casework.Instant) column {
	return column{name: name, label: label, day: day, text: func(v caseview.View, c *casework.Case) string { return dayText(v, day(c)) }}
}

// sheetText is the column's value in the Excel form: days in full, "2026-11-06".
func (c column) sheetText(v caseview.View, of *casework.Case) string {
	if c.day == nil {
		return c.text(v, of)
	}
	if at := c.day(of); at != 0 {
		return workday.Date(at.Time())
	}
	return ""
}

// repeats reports whether the column says what another has said: a case at its own station.
func (c column) repeats(of *casework.Case) bool {
	return c.name == "station" && of.AtItsStation()
}

func dueDay(c *casework.Case) casework.Instant {
	if !c.State.Open() {
		return 0
	}
	return c.DueAt
}

func departmentName(v caseview.View, c *casework.Case) string {
	if d := v.Dir.Department(c.LeadID); d != nil {
		return d.Name
	}
	return ""
}

func stationName(v caseview.View, c *casework.Case) string {
	if s := v.Dir.Station(c.StationID); s != nil {
		return s.Name
	}
	return ""
}

func deputyName(v caseview.View, c *casework.Case) string {
	if d := v.Dir.Deputy(c.DeputyID); d != nil {
		return d.Name
	}
	return ""
}

func dueText(v caseview.View, c *casework.Case) string {
	if !c.State.Open() {
		return ""
	}
	return v.Due(c).Word(v.P, v.Now)
}

// dayText is a day as short as a column wants it: "11月6日", "2025-12-31".
func dayText(v caseview.View, at casework.Instant) string {
	if at == 0 {
		return ""
	}
	t, layout := at.Time().In(workday.Shanghai()), "1月2日"
	switch {
	case t.Year() != v.Now.In(workday.Shanghai()).Year():
		layout = time.DateOnly
	case v.P.Lang() == i18n.EN:
		layout = "2 Jan"
	}
	return t.Format(layout)
}

// atHome are the queues whose cases are all at the reader's own desk, so that the desk need not be said.
var atHome = []casework.Queue{"waiting", "to_accept", "to_sign", "to_assign", "to_check"}

// columns are the columns of the address, or those that say most in this queue.
func (s selection) columns() []column {
	wanted := s.values["cols"]
	if len(wanted) == 0 {
		wanted = []string{"due", "state", "station", "area", "filed"}
		if !slices.Contains(atHome, s.query.Queue) {
			wanted = []string{"due", "state", "desk", "station", "filed"}
		}
		if s.query.Queue == "listed" {
			wanted = []string{"account", "due", "state", "desk", "station"}
		}
	}
	var out []column
	for _, c := range allColumns {
		if slices.Contains(wanted, c.name) {
			out = append(out, c)
		}
	}
	return out
}

// shows reports whether a column is among those of the list.
func (s selection) shows(name string) bool {
	return slices.ContainsFunc(s.cols, func(c column) bool { return c.name == name })
}
