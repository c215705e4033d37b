package desk

import (
	"iter"
	"net/http"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/sheet"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/workday"
)

// export gives a list as a workbook: every row that the person sees in it, as text, no formula among it.
func (s *Server) export(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	sel, name, rows, err := s.exported(r, v)
	if err != nil {
		return err
	}
	book, err := sheet.New(sel.sheetColumns(), lines(sel, rows))
	if err != nil {
		return err
	}
	return edge.Workbook(w, name+" "+v.view.Now.In(workday.Shanghai()).Format(time.DateOnly), book)
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

// listed walks a list page by page.
func (s *Server) listed(r *http.Request, sel selection) iter.Seq2[*casework.Case, error] {
	return func(yield func(*casework.Case, error) bool) {
		q := sel.query
		q.Limit, q.After = 100, ""
		for {
			page, err := s.Cases.List(r.Context(), sel.by, q)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, c := range page.Cases {
				if !yield(c, nil) {
					return
				}
			}
			if q.After = page.Next; q.After == "" {
				return
			}
		}
	}
}

// hits walks a search page by page.
func (s *Server) hits(r *http.Request, sel selection, text string) iter.Seq2[*casework.Case, error] {
	return func(yield func(*casework.Case, error) bool) {
		before := int64(0)
		for {
			page, err := s.Search(r.Context(), sel.by, casework.Query{CongressID: sel.home.ID, Office: true, Limit: 100}, text, before)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, c := range page.Cases {
				if !yield(c, nil) {
					return
				}
			}
			if before = page.Next; before == 0 {
				return
			}
		}
	}
}

// sheetColumns name what the workbook shows.
func (sel selection) sheetColumns() []sheet.Column {
	t := sel.view.P.T
	out := []sheet.Column{{Name: t("编号"), Width: 18}, {Name: t("标题"), Width: 46}}
	for _, col := range sel.cols {
		out = append(out, sheet.Column{Name: t(col.label), Width: 20})
	}
	return out
}

// lines are the cases' values as text.
func lines(sel selection, rows iter.Seq2[*casework.Case, error]) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for c, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			line := []string{c.Number, c.Title}
			for _, col := range sel.cols {
				line = append(line, col.sheetText(sel.view, c))
			}
			if !yield(line, nil) {
				return
			}
		}
	}
}
