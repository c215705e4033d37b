package e2e

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"jiazhan/internal/sheet"
)

// workbook reads the rows of an exported list without its head. No cell may be a formula.
func (a answer) workbook() [][]string {
	a.b.t.Helper()
	book, err := excelize.OpenReader(strings.NewReader(a.want(http.StatusOK).body))
	if err != nil {
		a.b.t.Fatalf("%s: %v", a.path, err)
	}
	defer book.Close()
	name := book.GetSheetName(0)
	rows, err := book.GetRows(name)
	if err != nil || len(rows) == 0 {
		a.b.t.Fatalf("%s: %d rows, %v", a.path, len(rows), err)
	}
	for r, row := range rows {
		for c := range row {
			cell, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				a.b.t.Fatal(err)
			}
			if f, err := book.GetCellFormula(name, cell); err != nil || f != "" {
				a.b.t.Errorf("%s: cell %s is the formula %q (%v)", a.path, cell, f, err)
			}
		}
	}
	return rows[1:]
}

// TestOddTitlesAreText exports cases whose titles a spreadsheet would like to calculate.
func TestOddTitlesAreText(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	titles := map[string]string{}
	for _, title := range []string{`=cmd()|' /C calc'!A0`, `+1+1`, `-2`, `@SUM(1)`, `=HYPERLINK("http://x","y")`, "007", "1e5", "2026-01-01", "TRUE", `"a","b"`, "𠮷野家", "<b>&amp;"} {
		f := o.browser("10.17.0.1").file("zhengding", report{"text": "路灯不亮", "title": title})
		titles[f.number] = title
		o.pass(10 * time.Second)
	}
	for form, rows := range map[string][][]string{
		"the workbook": w.at("officer").get("/desk/export.xlsx?queue=open").workbook(),
		"UTF-8":        w.at("officer").get("/desk/export.csv?queue=open").separated(),
		"GB18030":      w.at("officer").get("/desk/export.csv?queue=open&code=gb18030").separated(),
	} {
		left := maps.Clone(titles)
		for _, row := range rows {
			if titles[row[0]] != row[1] {
				t.Errorf("%s is titled %q, %s says %q", row[0], titles[row[0]], form, row[1])
			}
			delete(left, row[0])
		}
		if len(left) > 0 {
			t.Errorf("%s leaves out %v", form, left)
		}
	}
}

// separated reads the rows of a list that was exported as CSV, without its head, as our own import does.
func (a answer) separated() (rows [][]string) {
	a.b.t.Helper()
	book, err := sheet.Read(strings.NewReader(a.want(http.StatusOK).body), 1000)
	if err != nil {
		a.b.t.Fatalf("%s: %v", a.path, err)
	}
	for _, row := range book.Rows[1:] {
		rows = append(rows, row.Cells)
	}
	return rows
}
