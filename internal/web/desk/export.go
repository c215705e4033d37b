package desk

import (
	"fmt"
	"iter"
	"net/http"
	"net/url"

	"github.com/xuri/excelize/v2"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/workday"
)

// mostRows is how many rows a workbook takes, its head not counted: the format's own limit is 1 048 576.
const mostRows = 1_000_000

// sheetColumns stand before those of the list.
var sheetColumns = []string{i18n.Key("编号"), i18n.Key("标题")}

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
	book := excelize.NewFile()
	defer book.Close() // removes what it kept on the disk; the answer is complete or broken already
	if err := sheet(book, sel, rows); err != nil {
		return err
	}
	day := v.view.Now.In(workday.Shanghai()).Format("2006-01-02")
	h := w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name+" "+day+".xlsx"))
	h.Set("Cache-Control", "no-store")
	_, err = book.WriteTo(w)
	return err
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

// sheet writes head and rows into the book's only sheet, row by row.
func sheet(book *excelize.File, sel selection, rows iter.Seq2[*casework.Case, error]) error {
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return fmt.Errorf("desk: export: %w", err)
	}
	bold, err := book.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("desk: export: %w", err)
	}
	out, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return fmt.Errorf("desk: export: %w", err)
	}
	if err := head(out, sel, bold); err != nil {
		return fmt.Errorf("desk: export: %w", err)
	}
	line := 1
	for c, err := range rows {
		if err != nil {
			return err
		}
		if line++; line > mostRows {
			return fault.New(fault.Invalid, "desk.export_long", mostRows)
		}
		if err := out.SetRow(fmt.Sprintf("A%d", line), cells(sel, c, text)); err != nil {
			return fmt.Errorf("desk: export: %w", err)
		}
	}
	return out.Flush()
}

func head(out *excelize.StreamWriter, sel selection, style int) error {
	var row []any
	for _, label := range sheetColumns {
		row = append(row, excelize.Cell{StyleID: style, Value: sel.view.P.T(label)})
	}
	for _, col := range sel.cols {
		row = append(row, excelize.Cell{StyleID: style, Value: sel.view.P.T(col.label)})
	}
	for i, width := range []float64{18, 46} {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := out.SetColWidth(len(sheetColumns)+1, len(row), 20); err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return out.SetRow("A1", row)
}

// cells are a case's values as text: a text that begins like a formula stays one.
func cells(sel selection, c *casework.Case, style int) []any {
	row := []any{excelize.Cell{StyleID: style, Value: c.Number}, excelize.Cell{StyleID: style, Value: c.Title}}
	for _, col := range sel.cols {
		row = append(row, excelize.Cell{StyleID: style, Value: col.sheetText(sel.view, c)})
	}
	return row
}
