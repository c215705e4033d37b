package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
)

// TestOthersButtonsPressedByHand sends every action on every sort of case as everybody whom the table does not allow it, by
// the desk's form and by the citizen's, on the version that stands and with lawful values. What she may not see is not
// there, what she may not do is refused, and no history grows by it.
func TestOthersButtonsPressedByHand(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	reporter := o.browser("10.20.0.1")
	likes := w.likes(reporter)
	cases := map[string]subject{}
	for _, name := range ofCases {
		cases[name] = likes[name]()
	}
	before := map[string]int{}
	for name, s := range cases {
		before[name] = w.events(s.number)
	}
	for _, p := range o.persons() {
		for name, s := range cases {
			for _, a := range casework.Actions() {
				w.presses(p, name, s, a)
			}
		}
	}
	for name, s := range cases {
		if n := w.events(s.number); n != before[name] {
			t.Errorf("the history of the %s case grew from %d to %d", name, before[name], n)
		}
	}
}

// presses sends an action that is not hers, by both forms.
func (w *world) presses(p *person, name string, s subject, a casework.Action) {
	w.t.Helper()
	c := w.read(&life{filed: s.filed})
	by := access.Actor{}
	if slices.ContainsFunc(posts, func(one struct {
		who  string
		role access.Role
		unit string
	}) bool {
		return one.who == p.who
	}) {
		by = w.actor(p.who)
	}
	rules, err := w.app.Cases.Rules(w.t.Context(), c.CongressID)
	if err != nil {
		w.t.Fatal(err)
	}
	if casework.CanSee(by, c) && slices.Contains(casework.Allowed(by, c, rules, w.app.Clock.Now()), a) {
		return
	}
	values := url.Values(fieldsOf(w.t, lawful(rand.New(rand.NewPCG(3, 3)), a, "ZD2026-000001")))
	values.Set("_token", p.token)
	values.Set("_version", fmt.Sprint(c.Version))
	want := []int{http.StatusNotFound}
	if casework.CanSee(by, c) {
		want = []int{http.StatusForbidden, http.StatusConflict}
	}
	if name == "published" { // what everybody may read stands on nobody's desk for that
		want = append(want, http.StatusNotFound)
	}
	desk := want
	if by.PersonID == 0 {
		desk = []int{http.StatusUnauthorized, http.StatusForbidden}
	}
	w.pass(1e9)
	home := map[bool]string{true: "/xinle", false: "/zhengding"}[name == "foreign"]
	for path, want := range map[string][]int{"/desk/cases/" + s.number + "/" + string(a): desk, home + "/cases/" + s.number + "/" + string(a): {http.StatusNotFound}} {
		if page := p.postForm(path, values); !slices.Contains(want, page.status) {
			w.t.Errorf("%s to the %s case by %s: %d to %q, want one of %v", path, name, p.who, page.status, page.to, want)
		}
	}
}

// events is how long the history of a case is.
func (w *world) events(number string) (n int) {
	w.t.Helper()
	err := w.app.DB.Read(w.t.Context(), func(tx *sqldb.Tx) error {
		all, err := ledger.Read(w.t.Context(), tx, "case/"+number)
		n = len(all)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}
