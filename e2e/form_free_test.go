package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"jiazhan/internal/access"
)

// rounds is how many times the free texts of a form are filled with lawful nasty ones.
const rounds = 6

// freeTexts fills all typed fields of a form at once with lawful nasty texts, each with a mark by which it is found again.
func (w *trial) freeTexts(k *formKind) {
	w.t.Helper()
	for round := range rounds {
		o, ok := w.open(k)
		if !ok || !slices.ContainsFunc(o.fields, func(f field) bool { return f.typed && !f.secret && w.takesAny(f) }) {
			return
		}
		w.fill(o)
		sent := w.marked(o, round)
		a := w.patient(o)
		if a.status == http.StatusUnprocessableEntity {
			a = w.post(w.without(o, a, sent))
		}
		if a.status >= 400 {
			w.t.Errorf("%s with lawful texts: %d\n%s\n%s", k.name, a.status, clipped(o.values.Encode()), a.alert())
			continue
		}
		for mark, one := range sent {
			w.takes[mark] = one
		}
		w.lookAround(o, a)
	}
}

// lookAround reads what a form took: where it leads, on its own page, and on the case's. One page of several is sent on to
// the last.
func (w *trial) lookAround(o *opened, a answer) {
	w.t.Helper()
	for range 9 {
		a = a.led()
		next := w.find(a, o.by, func(f *filled) bool {
			return f.action == o.action || wizardPage.MatchString(o.action) && wizardPage.MatchString(f.action)
		})
		if a.status != http.StatusOK || next == nil {
			break
		}
		a = w.post(w.fill(next))
	}
	number := caseNumber.FindString(o.page.path)
	if a.to != "" {
		page := o.by.get(a.to)
		w.isLiteral(o.by, page)
		if strings.Contains(a.to, "/receipt/") {
			number = caseNumber.FindString(page.said())
		}
	}
	if o.kind.found[0].via == nil {
		w.isLiteral(o.by, w.visit(o.by, o.page.path))
	}
	if strings.HasPrefix(o.kind.name, "/admin/") {
		audit := w.person(access.AuditAdmin)
		w.isLiteral(audit, w.visit(audit, "/admin/audit"))
	}
	if number != "" {
		for _, p := range []*walker{o.by, w.person(access.CaseOfficer)} {
			w.isLiteral(p, w.visit(p, "/desk/cases/"+number))
			w.isLiteral(p, w.visit(p, "/zhengding/cases/"+number))
		}
	}
}

// marked fills the free fields.
func (w *trial) marked(o *opened, round int) map[string]*take {
	sent := map[string]*take{}
	for i, f := range o.fields {
		if !f.typed || f.secret || !w.takesAny(f) {
			continue
		}
		for step := range len(kept) {
			n := kept[(w.posts*5+round*11+i*3+step)%len(kept)]
			mark := fmt.Sprintf("Q%04dZ", len(w.takes)+len(sent))
			if f.most > 0 && utf8.RuneCountInString(n.text+mark) > f.most || strings.Contains(n.text, "\n") && f.most < 300 {
				continue
			}
			o.values.Set(f.name, n.text+mark)
			sent[mark] = &take{form: o.kind.name, field: f.name, text: n, shown: shows(n.text + mark)}
			w.meet(o, f, n)
			break
		}
	}
	return sent
}

// without puts good values into the fields that a refusal names.
func (w *trial) without(o *opened, refusal answer, sent map[string]*take) *opened {
	w.t.Helper()
	for mark, one := range sent {
		named, value := w.namesAndKeeps(refusal, o, one.field)
		if !named {
			continue
		}
		if want := stays(o.values.Get(one.field)); value != want {
			w.t.Errorf("%s with %s in %s: kept %q, want %q", one.form, one.text.name, one.field, value, want)
		}
		delete(sent, mark)
		o.values.Del(one.field)
	}
	return w.fill(o)
}
