package desk

import (
	"iter"
	"net/http"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/sheet"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/workday"
)

// export gives a list as a sheet: every row that the person sees in it, as text, no formula among it.
func (s *Server) export(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	sel, name, rows, err := s.exported(r, v)
	if err != nil {
		return err
	}
	return edge.Sheet(w, r, name+" "+workday.Date(v.view.Now), sel.sheetColumns(), sheet.Lines(rows, sel.sheetLine))
}

// exported finds the list of an address: a queue with its filters, or a search.
func (s *Server) exported(r *http.Request, v visit) (selection, string, iter.Seq2[*casework.Case, error], error) {
	if text := r.URL.Query().Get("q"); text != "" {
		sel := selection{visit: v, cols: allColumns}
		return sel, v.view.P.T("查找 %s", text), s.hits(r, sel, text), nil
	}
	sel, err := choose(v, r.URL.Query())
	if len(sel.values["cols"]) == 0 {
		sel.cols = allColumns
	}
	return sel, v.view.Queue(sel.query.Queue), s.listed(r, sel), err
}

// mostRows is how many cases a sheet reads at once.
const mostRows = 100

// listed walks a list page by page.
func (s *Server) listed(r *http.Request, sel selection) iter.Seq2[*casework.Case, error] {
	q := sel.query
	q.Limit, q.After = mostRows, ""
	return sheet.Pages(func() ([]*casework.Case, bool, error) {
		page, err := s.Cases.List(r.Context(), sel.by, q)
		q.After = page.Next
		return page.Cases, page.Next != "", err
	})
}

// hits walks a search page by page.
func (s *Server) hits(r *http.Request, sel selection, text string) iter.Seq2[*casework.Case, error] {
	q, before := casework.Query{CongressID: sel.home.ID, Office: true, Limit: mostRows}, int64(0)
	return sheet.Pages(func() ([]*casework.Case, bool, error) {
		page, err := s.Search(r.Context(), sel.by, q, text, before)
		if err == nil && page.Partial {
			err = fault.New(fault.Away, "search.partial") // nobody sees on a sheet what it lacks
		}
		before = page.Next
		return page.Cases, page.Next != 0, err
	})
}

// sheetColumns name what the sheet shows.
func (sel selection) sheetColumns() []sheet.Column {
	t := sel.view.P.T
	out := []sheet.Column{{Name: t("编号"), Width: 18}, {Name: t("标题"), Width: 46}}
	for _, col := range sel.cols {
		out = append(out, sheet.Column{Name: t(col.label), Width: 20})
	}
	return out
}

// sheetLine is a case as a row of the sheet.
func (sel selection) sheetLine(c *casework.Case) []string {
	line := []string{c.Number, sel.view.Title(c)}
	for _, col := range sel.cols {
		line = append(line, col.sheetText(sel.view, c))
	}
	return line
}
