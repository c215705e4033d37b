// Package caseview says how a case is shown, the same to citizens and at desks: its words, its due lamp, its timeline and
// the form of every action. It owns no table and decides nothing: what may be shown is in the dossier it is given.
package caseview

import (
	"maps"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/workday"
)

// View is the language, the directory and the moment in which cases are shown.
type View struct {
	P   *i18n.Printer
	Dir *congress.Directory
	Now time.Time
	// Rules say when a lamp turns, and mark due times as provisional that reach into a year whose notice is not out. Without
	// them a lamp turns red on the day before, and none is provisional.
	Rules casework.Rules
}

// Photos gives the photos of an entry by its number in the timeline.
type Photos map[int64][]ui.Photo

// Later are the photos of all entries but the first: those that came with the report stand beside its words.
func (p Photos) Later() Photos {
	out := maps.Clone(p)
	delete(out, 1)
	return out
}

// Title is what the case is called; one whose words are sealed to keys that the reader has not opened says so.
func (v View) Title(c *casework.Case) string {
	if c.Locked {
		return v.P.T("没有打开的密件")
	}
	return c.Title
}

// State is the word of a state.
func (v View) State(s casework.State) string { return v.P.T("case.state." + string(s)) }

// Kind is the word of what the citizen sent.
func (v View) Kind(k casework.Kind) string { return v.P.T("case.kind." + string(k)) }

// Action is the word of an action.
func (v View) Action(a casework.Action) string { return v.P.T("case.action." + string(a)) }

// Queue is the name of a queue.
func (v View) Queue(q casework.Queue) string { return v.P.T("case.queue." + string(q)) }

// Class is the word of a class, "" before there is one.
func (v View) Class(c casework.Class) string {
	if c == "" {
		return ""
	}
	return v.P.T("case.class." + string(c))
}

// Desk names who holds a case: the station, the department, the deputy; "" when it has ended.
func (v View) Desk(d casework.Desk) string {
	switch d.Kind {
	case casework.NoDesk:
		return ""
	case casework.StationDesk:
		if s := v.Dir.Station(d.ID); s != nil {
			return s.Name
		}
	case casework.DepartmentDesk:
		if s := v.Dir.Department(d.ID); s != nil {
			return s.Name
		}
	case casework.DeputyDesk:
		if s := v.Dir.Deputy(d.ID); s != nil {
			return v.P.T("case.deputy.named", s.Name)
		}
	}
	return v.P.T("case.desk." + string(d.Kind))
}

// Areas names the areas of a case.
func (v View) Areas(ids casework.IDs) string {
	var names []string
	for _, id := range ids.List() {
		if a := v.Dir.Area(id); a != nil {
			names = append(names, a.Name)
		}
	}
	return strings.Join(names, "、")
}

// Role names a role with its unit: 水利局联络员.
func (v View) Role(r access.Role, unit int64) string {
	switch r {
	case access.Deputy:
		return v.Desk(casework.Desk{Kind: casework.DeputyDesk, ID: unit})
	case access.StationAdmin:
		return v.Desk(casework.Desk{Kind: casework.StationDesk, ID: unit})
	case access.Liaison:
		return v.Desk(casework.Desk{Kind: casework.DepartmentDesk, ID: unit})
	}
	return v.P.T("case.role." + string(r))
}

// Who names who acted, by role and unit and never by person. A citizen reads herself as 您.
func (v View) Who(e casework.Entry, side casework.Side) string {
	switch {
	case e.Role != "":
		return v.Role(e.Role, e.UnitID)
	case e.ByClock():
		return v.P.T("case.desk.clock")
	case side == casework.CitizenSide:
		return v.P.T("case.desk.you")
	case side == casework.PublicSide:
		return v.P.T("case.desk.sender")
	}
	return v.P.T("case.desk.citizen")
}

// Due is the lamp of a case's due time.
func (v View) Due(c *casework.Case) ui.Due {
	d := ui.Due{At: c.DueAt.Time(), Paused: c.Paused(), Tone: ui.Info, Provisional: v.provisional(c), Rating: c.State == casework.Answered}
	if !c.State.Open() {
		return ui.Due{Tone: ui.Plain}
	}
	switch v.Rules.Pressure(&c.Facts, casework.Moment(v.Now)) {
	case casework.Overdue:
		d.Tone = ui.Late
	case casework.Near:
		d.Tone, d.Near = ui.Late, true
	case casework.Half:
		d.Tone = ui.Soon
	}
	return d
}

// provisional reports whether a due time is counted in working days and reaches into a year whose notice is not out.
func (v View) provisional(c *casework.Case) bool {
	calendar := v.Rules.Calendar()
	return calendar != nil && c.State != casework.Answered && c.DueAt > 0 && !calendar.Published(c.DueAt.Time().In(workday.Shanghai()).Year())
}

// Timeline is the parcel-like account, newest on top, with what is still to come above it in grey.
func (v View) Timeline(d *casework.Dossier, photos Photos) []ui.Entry {
	out, days := v.future(d.Case, d.Side), dues(d.Entries)
	for i := len(d.Entries) - 1; i >= 0; i-- {
		e := v.entry(d.Entries[i], d.Side, photos)
		e.Means = v.means(d.Entries[i], d.Side, days[i])
		if i > 0 && d.Entries[i-1].Undone {
			i--
			e = v.undone(e, v.entry(d.Entries[i], d.Side, photos))
		}
		out = append(out, e)
	}
	return out
}

// Since is what happened to a case after a version, newest first; nothing for version 0.
func (v View) Since(d *casework.Dossier, seen casework.Version) []ui.Entry {
	var out []ui.Entry
	for i := len(d.Entries) - 1; i >= 0 && seen > 0 && d.Entries[i].Seq > int64(seen); i-- {
		out = append(out, v.entry(d.Entries[i], d.Side, nil))
	}
	return out
}

// undone folds an act and its undoing into one.
func (v View) undone(undo, act ui.Entry) ui.Entry {
	return ui.Entry{Title: v.P.T("已撤销：%s", act.Title), At: undo.At, Tone: ui.Plain, Folded: []ui.Entry{undo, act}}
}

func (v View) entry(e casework.Entry, side casework.Side, photos Photos) ui.Entry {
	out := ui.Entry{Title: v.Sentence(e, side), Who: v.Who(e, side), At: e.At.Time(), Text: e.Text, Photos: photos[e.Seq], Tone: tones[e.Action]}
	if strings.HasPrefix(out.Title, out.Who) {
		out.Who = "" // said already
	}
	if extra := v.particulars(e, side); extra != "" {
		out.Text = strings.TrimSpace(extra + "\n" + out.Text)
	}
	return out
}

// Promised is the day for which an entry promises what is still to be done, "" if it promises nothing.
func (v View) Promised(e casework.Entry) string {
	day, err := workday.ParseDate(e.Data.Promise)
	if err != nil {
		return ""
	}
	return v.P.DateAt(day, v.Now)
}

// particulars are the chosen values of an entry as words, one a line.
func (v View) particulars(e casework.Entry, side casework.Side) string {
	var lines []string
	add := func(label, value string) { lines = append(lines, v.P.T("case.particular", label, value)) }
	for _, p := range []struct{ name, value string }{{"how", e.Data.How}, {"solved", e.Data.Solved}, {"result", e.Data.Result}, {"attitude", e.Data.Attitude}, {"verified", e.Data.Verified},
		{"public", e.Data.Public}, {"named", e.Data.Named}} {
		if p.value != "" {
			add(v.label(e.Action, p.name), v.P.T("case.choice."+p.name+"."+p.value))
		}
	}
	if e.Data.Reason != "" {
		add(v.P.T("case.field.reason"), v.P.T("case.choice.reason."+e.Data.Reason))
	}
	if e.Data.Promise != "" {
		add(v.P.T("case.field.promise"), v.Promised(e))
	}
	if e.Data.Erased != "" {
		add(v.P.T("case.field.erased"), v.erased(e.Data.Erased))
	}
	if e.Data.Urgent != "" {
		lines = append(lines, v.P.T("case.urgent"))
	}
	if e.Data.OnBehalf {
		lines = append(lines, v.P.T("case.on_behalf"))
	}
	if side != casework.OfficeSide {
		return strings.Join(lines, "\n")
	}
	if u := v.Dir.Department(e.Data.Unit); u != nil {
		add(v.P.T("case.field.unit"), u.Name)
	}
	if e.Data.Other != "" {
		add(v.P.T("case.field.with"), e.Data.Other)
	}
	return strings.Join(lines, "\n")
}

// erased names what was erased: "contact,photos".
func (v View) erased(what string) string {
	var names []string
	for one := range strings.SplitSeq(what, ",") {
		names = append(names, v.P.T("case.choice.erased."+one))
	}
	return strings.Join(names, v.P.T("、"))
}

// ahead are the steps that usually follow a state.
var ahead = map[casework.State][]casework.State{
	casework.Filed:    {casework.Closed, casework.Answered, casework.Handling, casework.Accepted},
	casework.Accepted: {casework.Closed, casework.Answered, casework.Handling},
	casework.Assigned: {casework.Closed, casework.Answered, casework.Handling},
	casework.Handling: {casework.Closed, casework.Answered, casework.Reported},
	casework.Reported: {casework.Closed, casework.Answered},
	casework.Answered: {casework.Closed},
}

func (v View) future(c *casework.Case, side casework.Side) []ui.Entry {
	var out []ui.Entry
	key := "case.ahead."
	if side == casework.OfficeSide {
		key += "office."
	}
	steps := ahead[c.State]
	for i, s := range steps {
		e := ui.Entry{Title: v.P.T(key + string(s)), Future: true}
		if i == len(steps)-1 && c.DueAt > 0 && !c.Paused() {
			e.When = v.P.T("case.by", v.P.DateAt(c.DueAt.Time(), v.Now))
		}
		out = append(out, e)
	}
	return out
}
