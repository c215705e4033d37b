package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/casework"
)

// TestNotYoursIsNotThere goes along every route that names a case, its receipt or its photo, as everybody who may not see
// it, and shows that the answer is that for a case which does not exist, word by word.
func TestNotYoursIsNotThere(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	citizen := o.browser("10.11.0.1")
	ordinary := o.fileWithPhoto(citizen, "zhengding", report{"text": "路灯不亮", "place_code": "130123102", "to": "station/xinchengpu"})
	w.at("station").act("/desk/cases/"+ordinary.number, &casework.Accept{}).want(http.StatusSeeOther)
	w.at("station").act("/desk/cases/"+ordinary.number, &casework.Assign{Lead: "shuiliju", Class: casework.Normal}).want(http.StatusSeeOther)
	sealed := o.fileWithPhoto(citizen, "zhengding", report{"text": "有人拿了不该拿的", "against_person": "on"})
	claimed := o.fileWithPhoto(citizen, "zhengding", report{"text": "还有一个人", "against_person": "on"})
	w.at("second officer").act("/desk/cases/"+claimed.number, &casework.Accept{}).want(http.StatusSeeOther)
	foreign := o.fileWithPhoto(citizen, "xinle", report{"text": "新乐的路灯不亮"})

	persons := o.persons()
	for name, c := range map[string]struct {
		subject
		may []string // who sees it by office
	}{
		"of others":             {ordinary, []string{"station", "officer", "leader", "water"}},
		"sealed":                {sealed, []string{"officer", "discipline"}},
		"sealed to a colleague": {claimed, []string{"discipline"}},
		"of another county":     {foreign, []string{"other officer"}},
	} {
		for _, p := range persons {
			if !slices.Contains(c.may, p.who) {
				o.isNotThere(name, p, c.subject)
			}
		}
	}
	if _, body := persons[slices.IndexFunc(persons, func(p *person) bool { return p.who == "officer" })].ask(o, route{http.MethodGet, "/cases/{number}", true}, ordinary); !strings.Contains(body, "路灯不亮") {
		t.Errorf("who may see it sees %s: nothing was proved", body)
	}
}

// isNotThere compares every route about the case with the same about a case that does not exist. Its receipt, which
// opens it for whoever holds it, is not given away by a number.
func (o *town) isNotThere(name string, p *person, hidden subject) {
	o.t.Helper()
	hidden.receipt = nowhere.receipt
	asked := 0
	for _, r := range o.known {
		if !r.about("number") && !strings.HasPrefix(r.path, "/media/") && !strings.HasPrefix(r.path, "/desk/bulk") {
			continue
		}
		asked++
		status, body := p.ask(o, r, hidden)
		want, like := p.ask(o, r, nowhere)
		if status != want || plain(body, hidden) != plain(like, nowhere) {
			o.t.Errorf("a case %s, %s by %q: %d, but %d for one that does not exist:\n%s\n%s", name, r, p.who, status, want, body, like)
		}
		if status < 300 || p.who != "visitor" && p.who != "citizen" && status < 400 {
			o.t.Errorf("a case %s, %s by %q: %d", name, r, p.who, status)
		}
	}
	if asked < 10 {
		o.t.Errorf("only %d routes are about a case", asked)
	}
}

// plain is an answer without the names that were asked for.
func plain(body string, s subject) string {
	return strings.NewReplacer(s.number, "N", s.photo, "P", "%2F"+s.number, "N").Replace(body)
}
