package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// settings that two people change at once: the page, the field, what the faster one and the slower one write into it.
var setAtOnce = []struct{ who, page, action, field, faster, slower string }{
	{"system", "/admin/limits/finish?c=zhengding&class=normal", "/admin/limits/finish", "days", "7", "9"},
	{"security", "/admin/retention/contact?c=zhengding", "/admin/retention/contact", "days", "400", "500"},
	{"system", "/admin/organisation/stations/xinchengpu?c=zhengding", "/admin/organisation/stations/xinchengpu", "address", "站前街1号", "站前街2号𠮷"},
	{"system", "/admin/appearance?c=zhengding", "/admin/appearance", "hours", "周一上午", "周三上午𠮷"},
	{"system", "/admin/calendar/2027?c=zhengding", "/admin/calendar/2027", "source", "国办发明电〔2026〕7号", "国办发明电〔2026〕9号𠮷"},
	{"officer", "/desk/templates?c=zhengding", "/desk/templates", "text", "已经修好。", "已经换新𠮷。"},
}

// TestWhoIsSlowerIsToldWhoWasFaster opens each form that sets something in two browsers and sends both: the second is told who
// changed it and when, finds what she typed, and what stands there now; sent once more, knowing that, it is taken.
func TestWhoIsSlowerIsToldWhoWasFaster(t *testing.T) {
	o := openTown(t, nil)
	for _, c := range setAtOnce {
		b := o.desk(c.who)
		open := func() *filled { return b.get(c.page).want(http.StatusOK).formWhere(c.action, leads(c.action)) }
		write := func(f *filled, text string) *filled {
			for name, value := range map[string]string{"name": "路灯", "way": "notice", "text": newYear("2027")} {
				if f.shown[name] && f.values.Get(name) == "" || name == "way" && strings.Contains(c.action, "calendar") {
					f.values.Set(name, value)
				}
			}
			return f.set(c.field, text)
		}
		mine, hers := write(open(), c.slower), write(open(), c.faster)
		o.through(hers, c.action).want(http.StatusSeeOther)
		o.pass(time.Minute)
		late := o.through(mine, c.action).want(http.StatusConflict)
		if said := late.said(); !strings.Contains(said, "先改过这一项") || !strings.Contains(late.body, c.slower) || !strings.Contains(late.body, c.faster) {
			t.Errorf("%s does not say who was faster, keeps %q or shows %q:\n%s", c.page, c.slower, c.faster, said)
		}
		o.pass(time.Minute)
		o.through(write(late.formWhere(c.action, leads(c.action)), c.slower), c.action).want(http.StatusSeeOther)
	}
	o.booksAreRight(0)
}

// leads tells a form to an address, whatever its query.
func leads(action string) func(string) bool {
	return func(path string) bool { path, _, _ = strings.Cut(path, "?"); return path == action }
}

// through sends a form, and the preview that it may lead to.
func (o *town) through(f *filled, action string) answer {
	o.t.Helper()
	a := f.send("")
	if a.status == http.StatusOK {
		a = a.formWhere(action, leads(action)).send("sure=yes")
	}
	return a
}
