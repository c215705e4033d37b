package e2e

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/casework"
)

var update = flag.Bool("update", false, "write the golden files anew")

const goldenRoutes = "testdata/routes.txt"

// TestWhoGetsWhatOnEveryRoute asks every route that is mounted as everybody, about a case at the water department, one in
// the sealed lane and one that was published, and compares the statuses with the golden table.
//
// A route without a case is asked once. A POST carries no form token, or for an action a version that never was, so that
// nothing is changed: 403 is the missing token, 409 the version, 422 a missing field, each after the check of who asks.
func TestWhoGetsWhatOnEveryRoute(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	reporter := o.browser("10.12.0.1")
	held := o.fileWithPhoto(reporter, "zhengding", report{"text": "路灯不亮", "place_code": "130123102", "to": "station/xinchengpu"})
	for _, s := range []struct {
		who string
		act casework.Act
	}{{"station", &casework.Accept{}}, {"station", &casework.Assign{Lead: "shuiliju", Class: casework.Normal}}, {"water", &casework.Acknowledge{}}} {
		w.at(s.who).act("/desk/cases/"+held.number, s.act).want(http.StatusSeeOther)
	}
	sealed := o.fileWithPhoto(reporter, "zhengding", report{"text": "有人拿了不该拿的", "against_person": "on"})
	published := o.fileWithPhoto(reporter, "zhengding", report{"text": "水渠通了", "agree_public": "on"})
	for _, act := range []casework.Act{&casework.Accept{}, &casework.Explain{Text: "已经通了。"}, &casework.Release{}} {
		w.at("officer").act("/desk/cases/"+published.number, act).want(http.StatusSeeOther)
	}
	persons := append([]*person{{who: "reporter", holds: true, browser: reporter, program: o.program(""), token: reporter.get(reportPath).form(reportPath).values.Get("_token")}}, o.persons()...)
	compare(t, goldenRoutes, o.table(persons, map[string]subject{"held": held, "published": published, "sealed": sealed}))
}

// table asks every route as everybody.
func (o *town) table(persons []*person, subjects map[string]subject) string {
	o.t.Helper()
	var b strings.Builder
	for i, p := range persons {
		fmt.Fprintf(&b, "%2d %s\n", i+1, p.who)
	}
	fmt.Fprintf(&b, "\n%-62s", "")
	for i := range persons {
		fmt.Fprintf(&b, " %3d", i+1)
	}
	b.WriteString("\n")
	for _, r := range o.known {
		names := []string{"held", "published", "sealed"}
		if !r.about("number") && !strings.HasPrefix(r.path, "/media/") && !strings.Contains(r.path, "/receipt/") {
			names = names[:1]
		}
		for _, name := range names {
			label := r.String()
			if len(names) > 1 {
				label += " " + name
			}
			fmt.Fprintf(&b, "%-62s", label)
			for _, p := range persons {
				status, _ := p.ask(o, r, subjects[name])
				fmt.Fprintf(&b, " %3d", status)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// compare compares a text with a golden file, or writes the file.
func compare(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil { //nolint:gosec // a file of the repository
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	old, fresh := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for _, line := range fresh {
		if !slices.Contains(old, line) {
			t.Errorf("new:  %s", line)
		}
	}
	for _, line := range old {
		if !slices.Contains(fresh, line) {
			t.Errorf("gone: %s", line)
		}
	}
	if t.Failed() {
		t.Logf("%s is out of date; run go test ./e2e -run %s -update and read the difference", path, t.Name())
	}
}

// TestEveryFormNeedsItsToken posts to every route that takes forms, as an officer, an administrator and a visitor, without a token and
// with another browser's, and shows that nothing but a refusal comes back.
func TestEveryFormNeedsItsToken(t *testing.T) {
	o := openTown(t, nil)
	s := o.fileWithPhoto(o.browser("10.12.1.1"), "zhengding", report{"text": "路灯不亮"})
	stranger := o.browser("10.12.1.2")
	stolen := stranger.get(reportPath).form(reportPath).values.Get("_token")
	o.readMember(o.desk("system"))
	visitor := o.browser("10.12.1.3")
	visitor.get(reportPath)
	harmless := []string{ // what forms without a token may do
		"POST /prefer",            // a cookie of the same browser: language, large letters
		"POST /signin/code/check", // without the sealed cookie of a code that was asked for it leads to the beginning
	}
	forms := 0
	for _, r := range o.known {
		if r.api || r.method != http.MethodPost || slices.Contains(harmless, r.String()) {
			continue
		}
		forms++
		for _, b := range []*browser{visitor, o.desk("officer"), o.desk("system")} {
			for _, token := range []string{"", stolen} {
				page := b.postForm(o.at(r.path, s), map[string][]string{"_token": {token}, "_version": {"1"}, "text": {"x"}})
				if page.status < 401 || page.status > 404 {
					t.Errorf("%s with token %q: %d to %q", r, token, page.status, page.to)
				}
			}
		}
	}
	if forms < 15 {
		t.Errorf("only %d routes take forms", forms)
	}
	o.booksAreRight(1)
}
