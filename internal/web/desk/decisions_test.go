package desk_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"jiazhan/internal/casework"
)

func TestDecisionsAreAListByDay(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.Do(o.Station, o.File(nil), &casework.Accept{})
		c = o.Do(o.Leader, c, &casework.Supervise{Text: "=1+1请抓好"})
		undone := o.Do(o.Leader, c, &casework.List{Text: "挂错了"})
		c = o.Do(o.Leader, undone, &casework.Undo{})
		o.Clock.Advance(24 * time.Hour)
		o.Do(o.Officer, c, &casework.List{Text: "限期交账", By: "2026-03-20"})
		sealed := o.Do(o.Officer, o.File(nil), &casework.Seal{Reason: "密件"})
		o.Do(o.Officer, sealed, &casework.Refer{Reason: "移送密件"})
		leader := o.as("leader")
		status, page := leader.get("/desk/decisions")
		if status != http.StatusOK || strings.Index(page, "限期交账") > strings.Index(page, "请抓好") || strings.Count(page, `class="decisions"`) != 2 || !strings.Contains(page, "期限 3月20日") {
			t.Fatalf("%d", status)
		}
		for _, not := range []string{"挂错了", "移送密件"} {
			if strings.Contains(page, not) {
				t.Errorf("%q is no decision for this list", not)
			}
		}
		for address, want := range map[string]string{"?action=supervise": "请抓好", "?role=case_officer": "限期交账", "?from=2026-03-12": "限期交账", "?to=2026-03-11": "请抓好"} {
			_, page := leader.get("/desk/decisions" + address)
			if strings.Count(page, `class="decision-head"`) != 1 || !strings.Contains(page, want) {
				t.Errorf("%s does not select %s alone", address, want)
			}
		}
		if _, page := leader.get("/desk/decisions?action=designate"); !strings.Contains(page, "没有符合这些条件的决定") {
			t.Error("nothing fits, and that is said")
		}
		for address, want := range map[string]int{"?action=note": 404, "?role=citizen": 404, "?from=2026-02-30": 404, "?after=x": 422, "?after=1.2": 422} {
			if status, _ := leader.get("/desk/decisions" + address); status != want {
				t.Errorf("%s: %d, want %d", address, status, want)
			}
		}
		for _, who := range []string{"station", "lead department", "deputy", "discipline"} {
			for _, path := range []string{"/desk/decisions", "/desk/decisions.xlsx"} {
				if status, _ := o.as(who).get(path); status != http.StatusForbidden {
					t.Errorf("%s reads %s: %d", who, path, status)
				}
			}
		}
		_, book := leader.get("/desk/decisions.xlsx?action=supervise")
		f, err := excelize.OpenReader(bytes.NewReader([]byte(book)))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows("Sheet1")
		if err != nil || len(rows) != 2 || rows[1][2] != c.Number || rows[1][7] != "=1+1请抓好" {
			t.Fatalf("%q %v", rows, err)
		}
		if formula, _ := f.GetCellFormula("Sheet1", "H2"); formula != "" {
			t.Error("a text became a formula")
		}
	})
}
