package e2e

import (
	"net/http"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/workday"
)

// TestTheYearEndsInBeijing works through midnight of New Year's Eve, lets the clock be set back into the old year, and shows
// that numbers, codes, sessions, the order of events and due times hold.
func TestTheYearEndsInBeijing(t *testing.T) {
	onBoth(t, func(t *testing.T, o *town) {
		w := newWorld(o)
		w.decideInADay()
		at := func(month time.Month, day, hour, minute int) {
			year := 2026 + (13-int(month))/12 // December of the old year, January of the new one
			o.app.Clock.StopAt(time.Date(year, month, day, hour, minute, 0, 0, workday.Shanghai()))
		}
		at(time.December, 31, 23, 58)
		citizen, guest := o.browser("10.20.0.1"), o.browser("10.20.0.2")
		file := func(want string) string {
			t.Helper()
			n := citizen.file("zhengding", report{"text": "路灯不亮"}).number
			if n != want {
				t.Errorf("got %s, want %s", n, want)
			}
			return n
		}
		old := file("ZD2026-000001")
		desk := "/desk/cases/" + old
		guest.askCode(phone(77)).want(http.StatusSeeOther)
		enter := guest.get("/signin/code").form("/signin/code/check").set("code", o.lastCode(phone(77)))
		form := w.at("officer").get(desk + "/accept").form(desk + "/accept")

		at(time.January, 1, 0, 2)
		enter.send("").want(http.StatusSeeOther)
		form.send("").want(http.StatusSeeOther)
		young := file("ZD2027-000001")
		at(time.December, 31, 23, 2) // set back an hour
		late := file("ZD2026-000002")
		w.at("officer").act(desk, &casework.Assign{Lead: "shuiliju", Class: casework.Normal}).want(http.StatusSeeOther)
		guest.get("/me").want(http.StatusOK)
		at(time.January, 1, 0, 3)
		file("ZD2027-000002")
		o.inOrder(old)

		at(time.January, 1, 23, 59) // the notice of holidays for 2027 is not loaded: a Friday like any other
		w.overdue(map[string]bool{late: false, young: false})
		at(time.January, 2, 0, 1)
		w.overdue(map[string]bool{late: true, young: false})
		o.booksAreRight(4)
	})
}

// decideInADay has cases decided on within one working day.
func (w *world) decideInADay() {
	w.t.Helper()
	dir, err := w.app.Congress.Directory(w.t.Context())
	if err == nil {
		one := casework.LimitChange{Name: casework.Decide, Days: 1}
		err = w.app.Cases.SetLimit(w.t.Context(), access.Clock, dir.CongressBySlug("zhengding").ID, one, 0)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// inOrder looks at the order of a case's entries.
func (o *town) inOrder(number string) {
	o.t.Helper()
	d, err := o.app.Cases.Read(o.t.Context(), access.Clock, number)
	if err != nil {
		o.t.Fatal(err)
	}
	for i := 1; i < len(d.Entries); i++ {
		if d.Entries[i].At < d.Entries[i-1].At {
			o.t.Errorf("%s: %s happened before %s", number, d.Entries[i].Action, d.Entries[i-1].Action)
		}
	}
}

// overdue compares the list of what is late with what must be in it, and what must not.
func (w *world) overdue(want map[string]bool) {
	w.t.Helper()
	w.settle()
	clear(w.desks) // sessions of officers end after some hours
	list := w.at("officer").list("/desk/?queue=overdue", deskCase)
	for number, late := range want {
		if list[number] != late {
			w.t.Errorf("at %v %s is late: %v, want %v", w.app.Clock.Now().In(workday.Shanghai()), number, list[number], late)
		}
	}
}
