package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/workday"
)

const (
	year2026 = "/admin/calendar/2026"
	treeDay  = "植树节：3月12日（周四）放假，共1天。3月14日（周六）、3月15日（周日）上班。"
)

func TestTheCalendarIsPreviewedBeforeItIsSaved(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.Do(o.Station, o.Do(o.Station, o.File(nil), &casework.Accept{}), &casework.Assign{Lead: "shuiliju", Class: casework.Normal})
		for name, sees := range map[string]bool{"system_admin": false, "county officer": true} {
			b := o.as(name)
			_, page := b.get(year2026)
			status, preview := b.send(year2026, page, "way", "notice", "text", treeDay, "source", "国办发明电〔2026〕1号")
			o.want(status, http.StatusOK, preview, "3月12日（周四）改为放假", "1 件没有办完的案件期限会变")
			if strings.Contains(preview, c.Number) != sees {
				t.Errorf("%s sees the case: %v", name, !sees)
			}
			if sees {
				o.want(status, http.StatusOK, preview, "/desk/cases/"+c.Number, "3月18日（周三）", "3月17日（周二）")
			}
		}
		b := o.as("system_admin")
		_, page := b.get(year2026)
		_, preview := b.send(year2026, page, "way", "notice", "text", treeDay, "source", "国办发明电〔2026〕1号")
		status, edit := b.send(year2026, preview, "edit", "yes")
		o.want(status, http.StatusOK, edit, treeDay, "国办发明电〔2026〕1号")
		status, saved := b.send(year2026, preview, "sure", "yes")
		o.want(status, http.StatusOK, saved, "2026 年的放假安排已保存", "国办发明电〔2026〕1号", "恢复系统内置")
		if n := o.Sweep(); n != 1 {
			t.Errorf("%d cases were counted anew", n)
		}
		status, twice := b.send(year2026, preview, "sure", "yes")
		o.want(status, http.StatusConflict, twice, "刚被别人改过", treeDay)
		_, list := b.get("/admin/calendar")
		o.want(status, http.StatusConflict, list, "放假 1 天，调休上班 2 天")
	})
}

func TestOneDayAtATimeAndBack(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		b := o.as("county officer")
		_, page := b.get(year2026)
		for _, wrong := range [][]string{
			{"date", "2026-03-12", "kind", "off", "name", "植树节", "source", ""},
			{"date", "2026-02-30", "kind", "off", "name", "植树节", "source", "x"},
			{"date", "2027-03-12", "kind", "off", "name", "植树节", "source", "x"},
			{"date", "2026-03-12", "kind", "off", "name", "", "source", "x"},
			{"date", "2026-03-12", "kind", "", "name", "植树节", "source", "x"},
			{"date", "2026-03-12", "kind", "plain", "source", "x"},
			{"date", "2026-03-12", "kind", "off", "name", "植树节", "source", strings.Repeat("𠮷", 301)},
		} {
			status, back := b.send(year2026, page, append([]string{"way", "day"}, wrong...)...)
			o.want(status, http.StatusUnprocessableEntity, back, `value="`+wrong[1]+`"`)
		}
		status, preview := b.send(year2026, page, "way", "day", "date", "2026-03-12", "kind", "off", "name", "植树节", "source", "县政府通知<b>")
		o.want(status, http.StatusOK, preview, "3月12日（周四）改为放假", "县政府通知&lt;b&gt;")
		_, saved := b.send(year2026, preview, "sure", "yes")
		_, preview = b.send(year2026, saved, "way", "back")
		o.want(status, http.StatusOK, preview, "3月12日（周四）改为上班")
		status, saved = b.send(year2026, preview, "sure", "yes")
		o.want(status, http.StatusOK, saved, "系统内置", "content_7047091")
	})
}

func TestWhoMayNotChangeTheCalendar(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.who["below"] = access.Actor{PersonID: 950, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: o.below()}}}
		b := o.as("below")
		status, page := b.get("/admin/calendar/2027")
		o.want(status, http.StatusOK, page, "您这里可以查看", "未录入")
		if strings.Contains(page, "<textarea") {
			t.Error("who may only look is shown a form")
		}
		officer := o.as("county officer")
		_, form := officer.get(year2026)
		status, _ = b.send(year2026, form, "way", "back")
		o.want(status, http.StatusForbidden, "")
		for _, path := range []string{"/admin/calendar/2040", "/admin/calendar/1999", "/admin/calendar/next", "/admin/calendar/2026?c=nowhere"} {
			if status, _ := officer.get(path); status != http.StatusNotFound {
				t.Errorf("%s: %d", path, status)
			}
		}
	})
}

func TestNovemberAsksForTheYearToCome(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		b := o.as("system_admin")
		if _, page := b.get("/admin/"); strings.Contains(page, "还没有录入") {
			t.Error("in March nobody need be asked")
		}
		o.Clock.Set(time.Date(2026, 11, 1, 8, 0, 0, 0, workday.Shanghai()))
		status, page := b.get("/admin/")
		o.want(status, http.StatusOK, page, "2027 年的放假安排还没有录入", "/admin/calendar/2027")
		_, form := b.get("/admin/calendar/2027")
		_, preview := b.send("/admin/calendar/2027", form, "way", "notice", "text", "元旦：1月1日至3日放假", "source", "x")
		b.send("/admin/calendar/2027", preview, "sure", "yes")
		if _, page := b.get("/admin/"); strings.Contains(page, "还没有录入") {
			t.Error("still asked")
		}
	})
}
