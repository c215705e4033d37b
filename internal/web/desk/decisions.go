package desk

import (
	"iter"
	"net/http"
	"net/url"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/sheet"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/workday"
)

// decisionsPage is what leaders and the county office decided, day by day.
type decisionsPage struct {
	ui.DeskPage
	days    []decisionDay
	filters []facetChoice
	from,
	to string
	chosen bool // something is filtered
	export string
	pager  ui.Pager
}

// facetChoice is a filter of the page with its choice.
type facetChoice struct {
	name, label, value string
	options            []ui.Option
}

type decisionDay struct {
	day  string
	list []decisionLine
}

type decisionLine struct {
	casework.Decision
	clock, action, who, said, due string
	url                           string
}

// decisionNames are the parts of an address that select decisions.
var decisionNames = []string{"action", "role", "from", "to"}

// decided reads the selection of an address; an unknown value is not found.
func (v visit) decided(values url.Values) (casework.DecisionQuery, url.Values, error) {
	kept := url.Values{}
	for _, name := range decisionNames {
		if value := values.Get(name); value != "" {
			kept.Set(name, value)
		}
	}
	q := casework.DecisionQuery{CongressID: v.home.ID, Action: casework.Action(kept.Get("action")), Role: access.Role(kept.Get("role")), After: values.Get("after"), Limit: pageSize}
	from, fromOK := day(kept.Get("from"))
	to, toOK := day(kept.Get("to"))
	q.From = casework.Moment(from)
	if !to.IsZero() {
		q.To = casework.Moment(to.AddDate(0, 0, 1))
	}
	known := (q.Action == "" || slices.Contains(casework.Decisions, q.Action)) && (q.Role == "" || slices.Contains(casework.DeciderRoles, q.Role))
	if !known || !fromOK || !toOK {
		return q, kept, fault.Missing()
	}
	return q, kept, nil
}

// enterDecisions finds who looks at which decisions: those who see every case of the congress.
func (s *Server) enterDecisions(w http.ResponseWriter, r *http.Request) (visit, casework.DecisionQuery, url.Values, error) {
	v, err := s.enter(w, r)
	if err != nil {
		return v, casework.DecisionQuery{}, nil, err
	}
	if !v.leads() {
		return v, casework.DecisionQuery{}, nil, fault.New(fault.Forbidden, "case.not_allowed")
	}
	q, kept, err := v.decided(r.URL.Query())
	return v, q, kept, err
}

func (s *Server) decisions(w http.ResponseWriter, r *http.Request) error {
	v, q, kept, err := s.enterDecisions(w, r)
	if err != nil {
		return err
	}
	list, next, err := s.Cases.Decided(r.Context(), v.by, q)
	if err != nil {
		return err
	}
	p := decisionsPage{days: v.decisionDays(list), filters: v.decisionFilters(kept), from: kept.Get("from"), to: kept.Get("to"), chosen: len(kept) > 0,
		export: v.url("/desk/decisions.xlsx", kept)}
	if q.After != "" {
		p.pager.First = v.url("/desk/decisions", kept)
	}
	if next != "" {
		more := clone(kept)
		more.Set("after", next)
		p.pager.Next = v.url("/desk/decisions", more)
	}
	if p.DeskPage, err = s.page(w, r, v, v.view.P.T("决定记录")); err != nil {
		return err
	}
	return edge.Render(w, r, http.StatusOK, decisionsTemplate(p))
}

func (v visit) decisionFilters(kept url.Values) []facetChoice {
	action := facetChoice{name: "action", label: v.view.P.T("决定"), value: kept.Get("action")}
	for _, a := range casework.Decisions {
		action.options = append(action.options, ui.Option{Value: string(a), Label: v.view.Action(a)})
	}
	role := facetChoice{name: "role", label: v.view.P.T("谁决定"), value: kept.Get("role")}
	for _, r := range casework.DeciderRoles {
		role.options = append(role.options, ui.Option{Value: string(r), Label: v.view.Role(r, 0)})
	}
	return []facetChoice{action, role}
}

func (v visit) decisionLine(d casework.Decision) decisionLine {
	at := d.At.Time().In(workday.Shanghai())
	line := decisionLine{Decision: d, clock: at.Format("15:04"), action: v.view.Action(d.Action), who: v.view.Who(d.Entry, casework.OfficeSide), said: d.Text, url: caseURL(d.Number)}
	if d.Data.Due > 0 {
		line.due = v.view.P.DateAt(d.Data.Due.Time(), v.view.Now)
	}
	return line
}

// decisionDays gathers decisions, newest first, under their days.
func (v visit) decisionDays(list []casework.Decision) []decisionDay {
	var out []decisionDay
	for _, d := range list {
		word := v.view.P.DateAt(d.At.Time(), v.view.Now)
		if len(out) == 0 || out[len(out)-1].day != word {
			out = append(out, decisionDay{day: word})
		}
		last := &out[len(out)-1]
		last.list = append(last.list, v.decisionLine(d))
	}
	return out
}

// exportDecisions gives the list as a sheet.
func (s *Server) exportDecisions(w http.ResponseWriter, r *http.Request) error {
	v, q, _, err := s.enterDecisions(w, r)
	if err != nil {
		return err
	}
	t := v.view.P.T
	columns := []sheet.Column{{Name: t("日期"), Width: 12}, {Name: t("时间"), Width: 8}, {Name: t("编号"), Width: 18}, {Name: t("标题"), Width: 46},
		{Name: t("决定"), Width: 14}, {Name: t("谁决定"), Width: 16}, {Name: t("期限"), Width: 12}, {Name: t("理由和要求"), Width: 60}}
	return edge.Sheet(w, r, t("决定记录")+" "+workday.Date(v.view.Now), columns, sheet.Lines(s.allDecided(r, v, q), v.decisionRow))
}

// allDecided walks the list page by page.
func (s *Server) allDecided(r *http.Request, v visit, q casework.DecisionQuery) iter.Seq2[casework.Decision, error] {
	q.Limit, q.After = mostRows, ""
	return sheet.Pages(func() (list []casework.Decision, more bool, err error) {
		list, q.After, err = s.Cases.Decided(r.Context(), v.by, q)
		return list, q.After != "", err
	})
}

// decisionRow is a decision as a row of the sheet.
func (v visit) decisionRow(d casework.Decision) []string {
	line, due := v.decisionLine(d), ""
	if d.Data.Due > 0 {
		due = workday.Date(d.Data.Due.Time())
	}
	return []string{workday.Date(d.At.Time()), line.clock, d.Number, d.Title, line.action, line.who, due, d.Text}
}

// nothing is said where there is no decision.
func (p decisionsPage) nothing() ui.Nothing {
	if p.chosen {
		return ui.Nothing{Icon: "filter", Title: p.P.T("没有符合这些条件的决定"), Next: &ui.Link{Label: p.P.T("清除筛选"), URL: "/desk/decisions"}}
	}
	return ui.Nothing{Icon: "gavel", Title: p.P.T("还没有决定"), Text: p.P.T("督办、挂牌、指定办理等决定会一条条记在这里。")}
}
