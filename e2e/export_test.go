package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// workbook reads the rows of an exported list without its head. No cell may be a formula.
func (a answer) workbook() [][]string {
	a.b.t.Helper()
	book, err := excelize.OpenReader(strings.NewReader(a.want(http.StatusOK).body))
	if err != nil {
		a.b.t.Fatalf("%s: %v", a.path, err)
	}
	defer book.Close()
	sheet := book.GetSheetName(0)
	rows, err := book.GetRows(sheet)
	if err != nil || len(rows) == 0 {
		a.b.t.Fatalf("%s: %d rows, %v", a.path, len(rows), err)
	}
	for r, row := range rows {
		for c := range row {
			cell, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				a.b.t.Fatal(err)
			}
			if f, err := book.GetCellFormula(sheet, cell); err != nil || f != "" {
				a.b.t.Errorf("%s: cell %s is the formula %q (%v)", a.path, cell, f, err)
			}
		}
	}
	return rows[1:]
}

// TestOddTitlesAreTextInAWorkbook exports cases whose titles a spreadsheet would like to calculate.
func TestOddTitlesAreTextInAWorkbook(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	titles := map[string]string{}
	for _, title := range []string{`=cmd()|' /C calc'!A0`, `+1+1`, `-2`, `@SUM(1)`, `=HYPERLINK("http://x","y")`, "007", "1e5", "2026-01-01", "TRUE", `"a","b"`, "𠮷野家", "<b>&amp;"} {
		f := o.browser("10.17.0.1").file("zhengding", report{"text": "路灯不亮", "title": title})
		titles[f.number] = title
		o.pass(10 * time.Second)
	}
	for _, row := range w.at("officer").get("/desk/export.xlsx?queue=open").workbook() {
		if titles[row[0]] != row[1] {
			t.Errorf("%s is titled %q, the workbook says %q", row[0], titles[row[0]], row[1])
		}
		delete(titles, row[0])
	}
	if len(titles) > 0 {
		t.Errorf("the workbook leaves out %v", titles)
	}
}
