package desk_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui/uitest"
)

func TestAListIsSavedByName(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.busy()
		b := o.as("county officer")
		const list = "/desk/?queue=open&state=handling&cols=class&sort=newest"
		_, page := b.get(list)
		if !strings.Contains(page, "/desk/views?in=") {
			t.Fatal("the list cannot be saved")
		}
		_, page = b.get("/desk/views?in=" + url.QueryEscape("queue=open&state=handling&cols=class&sort=newest"))
		v := uitest.Hidden(page[strings.Index(page, "<main"):])
		v.Set("name", "")
		if status, again := b.post("/desk/views", v); status != http.StatusUnprocessableEntity || !strings.Contains(again, "请填写这一项") {
			t.Errorf("without a name: %d", status)
		}
		v.Set("name", "在办的")
		v.Set("home", "on")
		status, page := b.post("/desk/views", v)
		if status != http.StatusOK || !strings.Contains(page, "已保存视图：在办的") || !strings.Contains(page, `class="col-class">办理类别`) {
			t.Fatalf("saving: %d", status)
		}
		at, _ := url.Parse(b.Get("/desk/").At)
		if q := at.Query(); q.Get("state") != "handling" || q.Get("sort") != "newest" || !slices.Equal(q["cols"], []string{"class"}) {
			t.Errorf("the desk opens with %s", at)
		}
		if _, other := o.as("second officer").get("/desk/views"); strings.Contains(other, "在办的") {
			t.Error("a view is its owner's alone")
		}
		_, page = b.get("/desk/views")
		drop := uitest.Hidden(page[strings.Index(page, `action="/desk/views/drop"`):])
		if status, page := b.post("/desk/views/drop", drop); status != http.StatusOK || strings.Contains(page, `class="views"`) {
			t.Errorf("dropping: %d", status)
		}
		v.Set("in", "queue=sealed&state=x")
		if status, _ := b.post("/desk/views", v); status != http.StatusNotFound {
			t.Errorf("a list that does not exist: %d", status)
		}
	})
}

// bulk opens a bulk action on cases and gives its form.
func (b *browser) bulk(action string, cases ...*casework.Case) (string, url.Values) {
	b.T.Helper()
	query := url.Values{"action": {action}, "in": {"queue=open"}}
	for _, c := range cases {
		query.Add("n", c.Number)
	}
	status, page := b.get("/desk/bulk?" + query.Encode())
	if status != http.StatusOK {
		b.T.Fatalf("bulk %s: %d", action, status)
	}
	if !strings.Contains(page, `id="act"`) {
		return page, nil
	}
	return page, uitest.Hidden(page[strings.Index(page, `id="act"`):])
}

func TestManyCasesAreAssignedAtOnceEachOnItsOwn(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		var ready []*casework.Case
		for range 3 {
			ready = append(ready, o.Do(o.Station, o.File(nil), &casework.Accept{}))
		}
		fresh := o.File(nil)
		b := o.as("station")
		page, v := b.bulk("assign", ready[0], ready[1], ready[2], fresh)
		if !strings.Contains(page, "选了 4 件，其中 3 件现在可以办") || len(v["case"]) != 3 {
			t.Fatalf("the preview must tell what is possible: %v", v["case"])
		}
		v.Set("class", "normal")
		if status, again := b.post("/desk/bulk/assign", v); status != http.StatusUnprocessableEntity || !strings.Contains(again, "主办单位") {
			t.Errorf("without a department: %d", status)
		}
		o.Do(o.Officer, ready[1], &casework.Note{Text: "先记一笔"})
		v.Set("lead", "shuiliju")
		for range 2 {
			status, page := b.post("/desk/bulk/assign", v)
			if status != http.StatusOK || !strings.Contains(page, "2 件办好了，1 件没有办") || !strings.Contains(page, "县人大专人写了一条内部备注") {
				t.Fatalf("%d: each row must have its result", status)
			}
		}
		for i, want := range []casework.State{casework.Assigned, casework.Accepted, casework.Assigned} {
			if c := o.Reload(ready[i]); c.State != want {
				t.Errorf("case %d is %s", i, c.State)
			}
		}
		if c := o.Reload(ready[0]); c.Version != ready[0].Version+1 {
			t.Errorf("sent twice it is done once, the version is %d", c.Version)
		}
	})
}

func TestBulkKeepsToWhatOneMay(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		for who, may := range map[string][]string{"county officer": {"assign", "remind", "classify"}, "station": {"assign", "classify"},
			"leader": {"assign", "remind"}, "deputy": {"classify"}, "lead department": nil, "discipline": nil} {
			for _, action := range []string{"assign", "remind", "classify", "seal"} {
				want := http.StatusNotFound
				if slices.Contains(may, action) && who != "deputy" {
					want = http.StatusOK
				}
				if status, _ := o.as(who).get("/desk/bulk?action=" + action + "&n=" + c.Number); status != want {
					t.Errorf("%s %s: %d, want %d", who, action, status, want)
				}
			}
		}
		if status, _ := o.as("other county").get("/desk/bulk?action=remind&n=" + c.Number); status != http.StatusNotFound {
			t.Errorf("another county's case: %d", status)
		}
		b := o.as("county officer")
		_, v := b.bulk("remind", c)
		v.Set("text", "请看一看")
		if status, page := b.post("/desk/bulk/remind", v); status != http.StatusOK || !strings.Contains(page, "1 件办好了") || o.Reload(c).Reminders != 1 {
			t.Errorf("reminding: %d", status)
		}
		if page, _ := b.bulk("remind"); !strings.Contains(page, "还没有选案件") {
			t.Error("nothing chosen must be said")
		}
	})
}

// workbook reads the rows of an exported list.
func (b *browser) workbook(path string) [][]string {
	b.T.Helper()
	status, body := b.get(path)
	if status != http.StatusOK {
		b.T.Fatalf("%s: %d", path, status)
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(body)))
	if err != nil {
		b.T.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Sheet1")
	if err != nil {
		b.T.Fatal(err)
	}
	for i := range rows {
		for j := range rows[i] {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if formula, _ := book.GetCellFormula("Sheet1", cell); formula != "" {
				b.T.Errorf("%s holds the formula %s", cell, formula)
			}
		}
	}
	return rows
}

func TestAListIsExportedAsOneSeesIt(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		cases := o.busy()
		evil := o.File(func(f *casework.Filing) { f.Title = "=HYPERLINK(\"http://x\")𠮷" })
		for range 120 { // more than one page
			o.File(nil)
		}
		rows := o.as("county officer").workbook("/desk/export.xlsx?queue=open")
		if len(rows) != 1+120+1+len(cases) {
			t.Errorf("%d rows", len(rows))
		}
		if head := rows[0]; head[0] != "编号" || head[1] != "标题" || !slices.Contains(head, "期限") || !slices.Contains(head, "领域") {
			t.Errorf("head %v", head)
		}
		found := false
		for _, row := range rows {
			found = found || row[0] == evil.Number && row[1] == evil.Title
		}
		if !found {
			t.Error("a title that looks like a formula must come out as it is")
		}
		rows = o.as("lead department").workbook("/desk/export.xlsx?queue=open&cols=filed&cols=state")
		if len(rows) != 1+5 || fmt.Sprint(rows[0]) != "[编号 标题 状态 提交日期]" || rows[1][3] != o.Clock.Now().Format("2006-01-02") {
			t.Errorf("a department exports its own %d, %v", len(rows), rows[:2])
		}
		if rows := o.as("lead department").workbook("/desk/export.xlsx?q=" + url.QueryEscape("路灯")); len(rows) != 1+5 {
			t.Errorf("a search gives %d rows", len(rows))
		}
		o.partial = true
		search := "?q=" + url.QueryEscape("路灯")
		if status, page := o.as("lead department").get("/desk/search" + search); status != http.StatusOK || !strings.Contains(page, "可能还有没列出的") {
			t.Errorf("a search while its index is built: %d", status)
		}
		if status, _ := o.as("lead department").get("/desk/export.xlsx" + search); status != http.StatusServiceUnavailable {
			t.Errorf("a sheet of it: %d", status)
		}
		if status, _ := o.as("lead department").get("/desk/export.xlsx?queue=sealed"); status != http.StatusNotFound {
			t.Errorf("a queue that is not one's own: %d", status)
		}
	})
}

func TestWhatWasDoneTogetherIsTakenBackTogether(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		var ready []*casework.Case
		for range 3 {
			ready = append(ready, o.Do(o.Station, o.File(nil), &casework.Accept{}))
		}
		b := o.as("station")
		_, v := b.bulk("assign", ready...)
		v.Set("class", "normal")
		v.Set("lead", "shuiliju")
		_, page := b.post("/desk/bulk/assign", v)
		undo := undoForm(page)
		if undo == nil || len(undo["case"]) != 3 || !strings.Contains(page, "撤销这 3 件") {
			t.Fatalf("three assignments can be taken back for ten seconds: %v", undo)
		}
		o.Do(o.Officer, o.Reload(ready[1]), &casework.Note{Text: "先记一笔"})
		if status, _ := b.post("/desk/bulk/undo", url.Values{"case": undo["case"]}); status != http.StatusForbidden {
			t.Errorf("without the token: %d", status)
		}
		for range 2 { // a second press is no second undo
			status, page := b.post("/desk/bulk/undo", undo)
			if status != http.StatusOK || !strings.Contains(page, "2 件撤销了，1 件没有撤销") || !strings.Contains(page, "县人大专人写了一条内部备注") ||
				undoForm(page) != nil || strings.Contains(page, "没办的再试一次") {
				t.Fatalf("%d: each row must have its result", status)
			}
		}
		for i, want := range []casework.State{casework.Accepted, casework.Assigned, casework.Accepted} {
			if c := o.Reload(ready[i]); c.State != want || i != 1 && c.Version != ready[i].Version+2 {
				t.Errorf("case %d is %s, version %d", i, c.State, c.Version)
			}
		}
	})
}

func TestABulkUndoKeepsToItsTimeAndItsPerson(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		b := o.as("county officer")
		_, v := b.bulk("remind", c)
		_, page := b.post("/desk/bulk/remind", v)
		undo := undoForm(page)
		if undo == nil {
			t.Fatal("a reminder can be taken back")
		}
		other := o.as("second officer")
		_, page = other.get("/desk/?queue=open")
		foreign := url.Values{"case": undo["case"], "_token": {uitest.Hidden(page[strings.Index(page, `<input type="hidden" name="_token"`):]).Get("_token")}}
		if status, page := other.post("/desk/bulk/undo", foreign); status != http.StatusOK || !strings.Contains(page, "0 件撤销了，1 件没有撤销") {
			t.Errorf("somebody else's act: %d", status)
		}
		o.Clock.Advance(casework.UndoTime + time.Millisecond)
		if status, page := b.post("/desk/bulk/undo", undo); status != http.StatusOK || !strings.Contains(page, "0 件撤销了，1 件没有撤销") || !strings.Contains(page, "已经过了 10 秒") {
			t.Errorf("too late: %d", status)
		}
		if o.Reload(c).Reminders != 1 {
			t.Error("the reminder stands")
		}
		if status, _ := b.get("/desk/bulk?action=undo&n=" + c.Number); status != http.StatusNotFound {
			t.Errorf("an undo is not asked for: %d", status)
		}
		if status, _ := o.as("lead department").get("/desk/bulk?action=undo"); status != http.StatusNotFound {
			t.Errorf("who has no bulk acts: %d", status)
		}
	})
}
