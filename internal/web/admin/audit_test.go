package admin_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb"
)

func TestTheRecordIsReadNewestFirstPageByPage(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.hire("宋玉梅", phone, access.Grant{Role: access.Leader, CongressID: o.ID})
		err := o.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			for i := range 120 {
				if err := account.NoteIn(t.Context(), tx, account.Event{CongressID: o.ID, Kind: account.PersonSeen, Detail: fmt.Sprintf("第%03d次", i)}); err != nil {
					return err
				}
			}
			return account.NoteIn(context.Background(), tx, account.Event{CongressID: o.OtherID, Kind: account.PersonSeen, Detail: "邻县的事"})
		})
		if err != nil {
			t.Fatal(err)
		}
		b := o.as("audit_admin")
		status, page := b.get("/admin/audit")
		o.want(status, http.StatusOK, page, "查看个人信息")
		if a, z := strings.Index(page, "第119次"), strings.Index(page, "第020次"); a < 0 || z < a || strings.Contains(page, "第019次") || strings.Contains(page, "邻县的事") {
			t.Errorf("the first page holds the newest hundred of the county: %d %d", a, z)
		}
		next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(page)
		if next == nil {
			t.Fatal("no way to the next page")
		}
		status, page = b.get(strings.ReplaceAll(next[1], "&amp;", "&"))
		o.want(status, http.StatusOK, page, "第019次", "第000次", "增加角色", "宋玉梅", "常委会领导")
		if status, _ := b.get("/admin/audit?before=-"); status != http.StatusUnprocessableEntity {
			t.Errorf("a broken cursor: %d", status)
		}
	})
}

func TestTheRecordIsFilteredAndItsExportIsRecorded(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.hire("宋玉梅", phone, access.Grant{Role: access.Leader, CongressID: o.ID})
		o.hire("何建国", "19900000003", access.Grant{Role: access.Leader, CongressID: o.ID})
		o.comeIn(phone)
		b := o.as("audit_admin")
		_, page := b.get("/admin/audit")
		who := regexp.MustCompile(`<option value="([0-9a-f]{20})"[^>]*>宋玉梅`).FindStringSubmatch(page)
		if who == nil {
			t.Fatal("the filter does not offer her")
		}
		status, page := b.get("/admin/audit?person=" + who[1] + "&kind=grant.given")
		rows := page[strings.Index(page, "<tbody"):]
		o.want(status, http.StatusOK, rows, "宋玉梅", "增加角色")
		if strings.Contains(rows, "何建国") || strings.Contains(rows, "设置密码") {
			t.Error("the filter lets through what it should not")
		}
		_, page = b.get("/admin/audit?to=2000-01-01")
		o.want(http.StatusOK, http.StatusOK, page, "没有记录")
		for _, wrong := range []string{"?from=31.12.", "?kind=nothing", "?person=abc"} {
			if status, _ := b.get("/admin/audit" + wrong); status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", wrong, status)
			}
		}
		book := b.workbook("/admin/audit/export.xlsx?person=" + who[1])
		if len(book) < 4 || strings.Contains(strings.Join(slices.Concat(book...), " "), "何建国") {
			t.Errorf("the workbook: %q", book)
		}
		o.recorded(account.RecordTaken, "audit.xlsx · 宋玉梅")
		if lines := strings.Count(string(b.download("/admin/audit/export.csv?code=gb18030&person="+who[1])), "\r\n"); lines < len(book) {
			t.Errorf("%d lines of text, %d rows of the workbook", lines, len(book))
		}
		o.recorded(account.RecordTaken, "audit.csv · 宋玉梅")
		if status, _ := o.as("other audit_admin").get("/admin/audit?person=" + who[1]); status != http.StatusUnprocessableEntity {
			t.Errorf("another county's filter knows her: %d", status)
		}
	})
}

func TestLooksAtPersonalDataStandInOneList(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.hire("宋玉梅", phone, access.Grant{Role: access.Leader, CongressID: o.ID})
		c, admin := o.File(nil), o.as("system_admin")
		who := admin.first("/admin/people")
		_, page := admin.get(who)
		for i := range 60 {
			o.Clock.Advance(time.Second)
			c = o.Do(o.Officer, c, &casework.Reveal{Reason: fmt.Sprintf("案件理由%02d", i)})
			if i%2 == 1 {
				admin.send(who+"/phone", page, "reason", fmt.Sprintf("人员理由%02d", i))
			}
		}
		b := o.as("audit_admin")
		var all []string
		for path := "/admin/audit/lookups"; path != ""; {
			status, page := b.get(path)
			o.want(status, http.StatusOK, page, c.Number, "宋玉梅的电话")
			if strings.Contains(page, "路灯") || strings.Contains(page, "李秀英") {
				t.Fatal("a word of the case, or her name")
			}
			all = append(all, regexp.MustCompile(`(?:案件|人员)理由[0-9]{2}`).FindAllString(page, -1)...)
			path = ""
			if next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(page); next != nil {
				path = strings.ReplaceAll(next[1], "&amp;", "&")
			}
		}
		if sorted := slices.Compact(slices.Sorted(slices.Values(all))); len(all) != 90 || len(sorted) != 90 {
			t.Errorf("%d looks, %d different, want 90 and each once", len(all), len(sorted))
		}
		if book := b.workbook("/admin/audit/lookups.xlsx"); len(book) != 91 {
			t.Errorf("the workbook has %d rows", len(book))
		}
		o.recorded(account.RecordTaken, "lookups.xlsx")
	})
}

// TestTheChangesOfLimitsAreRead: what it was, what it became, by whom, the newest first; nothing of another county.
func TestTheChangesOfLimitsAreRead(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.hire("宋玉梅", phone, access.Grant{Role: access.CaseOfficer, CongressID: o.ID})
		set := func(by access.Actor, c casework.LimitChange) {
			rules, err := o.Cases.Rules(t.Context(), o.ID)
			if err == nil {
				err = o.Cases.SetLimit(t.Context(), by, o.ID, c, rules.Changes())
			}
			if err != nil {
				t.Fatal(err)
			}
			o.Clock.Advance(time.Minute)
		}
		set(o.Officer, casework.LimitChange{Name: casework.Yellow, Days: 60})
		for days := range 60 {
			set(o.Officer, casework.LimitChange{Name: casework.Finish, Class: casework.Complex, Days: 1 + days})
		}
		b := o.as("audit_admin")
		status, page := b.get("/admin/audit/limits")
		o.want(status, http.StatusOK, page, "办结（复杂）", "59 工作日", "60 工作日")
		if next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(page); next == nil {
			t.Error("no way to the next page")
		} else {
			status, page = b.get(strings.ReplaceAll(next[1], "&amp;", "&"))
			o.want(status, http.StatusOK, page, "黄灯：时间用掉", "50 ％", "60 ％")
		}
		_, page = b.get("/admin/audit/limits?kind=yellow")
		if rows := page[strings.Index(page, "<tbody"):]; strings.Count(rows, "<tr") != 1 || strings.Contains(rows, "办结") {
			t.Error("the filter lets through what it should not")
		}
		if status, _ := b.get("/admin/audit/limits?kind=nothing"); status != http.StatusUnprocessableEntity {
			t.Errorf("a limit that is none: %d", status)
		}
		if book := b.workbook("/admin/audit/limits.xlsx"); len(book) != 62 || book[61][1] != "黄灯：时间用掉" || book[61][2] != "50 ％" {
			t.Errorf("the workbook has %d rows and ends with %q", len(book), book[len(book)-1])
		}
		o.recorded(account.RecordTaken, "limits.xlsx")
		status, page = o.as("other audit_admin").get("/admin/audit/limits")
		o.want(status, http.StatusOK, page, "没有记录")
	})
}

func TestEveryKindOfEventHasAWord(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		_, page := o.as("audit_admin").get("/admin/audit")
		for _, kind := range account.Kinds {
			if !strings.Contains(page, `value="`+string(kind)+`"`) || strings.Contains(page, "admin.event."+string(kind)) {
				t.Errorf("%s has no word", kind)
			}
		}
	})
}
