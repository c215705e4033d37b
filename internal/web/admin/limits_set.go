package admin

import (
	"net/http"
	"slices"
	"strconv"

	"jiazhan/internal/casework"
	"jiazhan/internal/sheet"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

type limitsSetPage struct {
	record
	limit casework.Limit
	rows  []casework.LimitSet
}

func (s *Server) readLimitsSet(r *http.Request) (limitsSetPage, error) {
	rec, err := s.readRecord(r)
	p := limitsSetPage{record: rec, limit: casework.Limit(rec.filter.Get("kind"))}
	known := func(d casework.LimitDef) bool { return d.Name == p.limit }
	if err == nil && p.limit != "" && !slices.ContainsFunc(casework.Limits, known) {
		p.filter.Fail("kind", "form.choice")
	}
	return p, err
}

func (p limitsSetPage) query(before int64, most int) casework.LimitQuery {
	return casework.LimitQuery{Before: before, Name: p.limit, Person: p.person, From: p.from, To: p.to, Limit: most}
}

// limitsSet shows who set which limit to what, newest first.
func (s *Server) limitsSet(w http.ResponseWriter, r *http.Request) error {
	p, err := s.readLimitsSet(r)
	if err != nil {
		return err
	}
	before, err := edge.Before(r)
	if err != nil {
		return err
	}
	if !p.filter.Keep(p.filter.Err()) {
		if p.rows, err = s.Cases.LimitsSet(r.Context(), p.by, p.home.ID, p.query(before, lookupSize+1)); err != nil {
			return err
		}
	}
	if before != 0 {
		p.pager.First = p.filtered("/admin/audit/limits")
	}
	if len(p.rows) > lookupSize {
		p.rows = p.rows[:lookupSize]
		p.pager.Next = p.filtered("/admin/audit/limits", "before", strconv.FormatInt(p.rows[lookupSize-1].Seq, 36))
	}
	p.DeskPage = s.page(w, r, p.visit, p.view.P.T("时限改动的记录"))
	p.Failed = p.filter.Refused()
	return edge.Render(w, r, p.filter.Status(), limitsSetTemplate(p))
}

// limitsSetFile gives the changes under the filter as a sheet.
func (s *Server) limitsSetFile(w http.ResponseWriter, r *http.Request) error {
	p, err := s.readLimitsSet(r)
	if err != nil {
		return err
	}
	return sendRecord(w, r, s, p.record, recordSheet[casework.LimitSet]{"limits", p.view.P.T("时限改动的记录"), p.limitsSetColumns(),
		sheet.Pages(func() ([]casework.LimitSet, bool, error) {
			rows, err := s.Cases.LimitsSet(r.Context(), p.by, p.home.ID, p.query(0, 0))
			return rows, false, err
		}), p.line})
}

// line is a change as a row of the sheet.
func (p limitsSetPage) line(c casework.LimitSet) []string {
	return []string{second(c.At), p.limitOf(c), p.value(c, c.Was), p.value(c, c.Days), p.name(c.PersonID)}
}

// limitOf names the limit that was set, with its class.
func (p limitsSetPage) limitOf(c casework.LimitSet) string { return p.label(rowOf(c)) }

// value is a value of a limit with what it is counted in.
func (p limitsSetPage) value(c casework.LimitSet, n int) string {
	return strconv.Itoa(n) + " " + p.unit(rowOf(c))
}

func rowOf(c casework.LimitSet) limitRow {
	i := slices.IndexFunc(casework.Limits, func(d casework.LimitDef) bool { return d.Name == c.Name })
	if i < 0 { // one that this program does not know any more
		return limitRow{LimitDef: casework.LimitDef{Name: c.Name, Unit: casework.Workdays}, class: c.Class}
	}
	return limitRow{LimitDef: casework.Limits[i], class: c.Class}
}

func (v visit) limitOptions() []ui.Option {
	out := make([]ui.Option, len(casework.Limits))
	for i, d := range casework.Limits {
		out[i] = ui.Option{Value: string(d.Name), Label: v.label(limitRow{LimitDef: d})}
	}
	return out
}

func (v visit) limitsSetColumns() []ui.Column {
	p := v.view.P
	return []ui.Column{{Label: p.T("时间")}, {Label: p.T("时限"), Long: true}, {Label: p.T("原来")}, {Label: p.T("改为")}, {Label: p.T("谁改的")}}
}
