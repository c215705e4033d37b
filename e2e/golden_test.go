package e2e

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/casework"
)

var update = flag.Bool("update", false, "write the golden files anew")

const goldenRoutes = "testdata/routes.txt"

// TestWhoGetsWhatOnEveryRoute asks every route that is mounted as everybody, and compares the statuses with the golden
// table. A route about a case is asked about one at the water department, one that was published, one in the sealed lane and
// one of the neighbour county; one about a unit or a person also about the neighbour's.
//
// Every POST brings a good form token. An action is really asked for, on the version that stands: 303 and 200 mean that it
// was taken (the case then gives way to its like), 403 that she has no right to it, 409 that it is not to be had now, 404
// that the case does not exist for her. Any other form holds bytes that are no text, so that nothing is changed: 422 means
// that she might send it.
func TestWhoGetsWhatOnEveryRoute(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	o.addNeighbours()
	reporter := o.browser("10.12.0.1")
	s := &stock{now: map[string]subject{}, like: w.likes(reporter)}
	for _, name := range ofCases {
		s.now[name] = s.like[name]()
	}
	persons := append([]*person{{who: "reporter", holds: true, browser: reporter, program: o.program(""), token: reporter.get(reportPath).wizard().values.Get("_token")}}, o.persons()...)
	o.readNeighbour(o.desk("other system"))
	o.draft = strings.Split(reporter.get(reportPath).wizard().set("text", "写了一半").send("").want(http.StatusSeeOther).to, "/")[3]
	compare(t, goldenRoutes, o.table(persons, s))
}

// stock are the cases that are asked about by their names in the table; one that was acted on gives way to its like.
type stock struct {
	now  map[string]subject
	like map[string]func() subject
}

var (
	ofCases = []string{"held", "published", "sealed", "foreign"}
	ofUnits = []string{"own", "foreign"}
	ofAll   = []string{""}
)

// likes make the cases of the table.
func (w *world) likes(reporter *browser) map[string]func() subject {
	make := func(congress string, r report, steps ...deedBy) func() subject {
		return func() subject {
			w.t.Helper()
			w.pass(5 * time.Second)
			s := w.fileWithPhoto(reporter, congress, r)
			for _, step := range steps {
				w.at(step.who).act("/desk/cases/"+s.number, step.act()).want(http.StatusSeeOther)
			}
			return s
		}
	}
	return map[string]func() subject{
		"held": make("zhengding", report{"text": "路灯不亮", "place_code": "130123102", "to": "station/xinchengpu"}, deedBy{"station", as[casework.Accept]},
			deedBy{"station", func() casework.Act { return &casework.Assign{Lead: "shuiliju", Class: casework.Normal} }}, deedBy{"water", as[casework.Acknowledge]}),
		"published": make("zhengding", report{"text": "水渠通了", "agree_public": "on"}, deedBy{"officer", as[casework.Accept]},
			deedBy{"officer", func() casework.Act { return &casework.Explain{Text: "已经通了。"} }}, deedBy{"officer", as[casework.Release]}),
		"sealed":  make("zhengding", report{"text": "有人拿了不该拿的", "against_person": "on"}),
		"foreign": make("xinle", report{"text": "新乐的路灯不亮"}),
	}
}

// deedBy is what somebody does to a case.
type deedBy struct {
	who string
	act func() casework.Act
}

func as[A any, P interface {
	*A
	casework.Act
}]() casework.Act {
	return P(new(A))
}

// namesOf are the things that a route is asked about.
func namesOf(r route) []string {
	switch {
	case r.about("number"), strings.HasPrefix(r.path, "/media/"), strings.Contains(r.path, "/receipt/"):
		return ofCases
	case strings.HasPrefix(r.path, "/admin/") && (r.about("slug") || r.about("person")), strings.HasPrefix(r.path, "/{congress}/") && r.about("slug"):
		return ofUnits
	}
	return ofAll
}

// table asks every route as everybody.
func (o *town) table(persons []*person, all *stock) string {
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
		for _, name := range namesOf(r) {
			fmt.Fprintf(&b, "%-62s", strings.TrimSpace(r.String()+" "+name))
			for _, p := range persons {
				fmt.Fprintf(&b, " %3d", o.status(p, r, all, name))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// status is what somebody gets on a route about a thing.
func (o *town) status(p *person, r route, all *stock, name string) int {
	o.t.Helper()
	s, known := all.now[name]
	if !known || !slices.Contains(namesOf(r), "held") {
		s, known = all.now["held"], false
		s.elsewhere = name == "foreign"
	}
	status, _ := p.ask(o, r, s)
	if known && r.method == http.MethodPost && status < 400 {
		all.now[name] = all.like[name]()
	}
	return status
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
	stolen := stranger.get(reportPath).wizard().values.Get("_token")
	o.readMember(o.desk("system"))
	visitor := o.browser("10.12.1.3")
	visitor.get(reportPath)
	harmless := []string{ // what forms without a token may do
		"POST /prefer",            // a cookie of the same browser: language, large letters
		"POST /signin/code/check", // without the sealed cookie of a code that was asked for it leads to the beginning
	}
	forms := 0
	for _, r := range o.known {
		if !r.isForm() || slices.Contains(harmless, r.String()) {
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
