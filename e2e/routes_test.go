package e2e

import (
	"cmp"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"jiazhan/internal/api"
	"jiazhan/internal/casework"
	"jiazhan/internal/media"
	"jiazhan/internal/sqldb"
)

// route is one address of the house that answers.
type route struct {
	method, path string // path with {names}
	api          bool
}

func (r route) String() string {
	if r.api {
		return r.method + " /api/v1" + r.path
	}
	return r.method + " " + r.path
}

// about reports whether the route takes the name of something in its path.
func (r route) about(name string) bool { return strings.Contains(r.path, "{"+name+"}") }

// routes are all that the edge and the API have mounted.
func (o *town) routes() []route {
	o.t.Helper()
	var out []route
	for _, pattern := range append(o.app.Edge.Patterns(), api.Patterns()...) {
		method, path, ok := strings.Cut(pattern, " ")
		if !ok {
			continue // a whole tree: the API, whose own patterns follow
		}
		inner, isAPI := strings.CutPrefix(path, api.Base)
		out = append(out, route{method, map[bool]string{true: inner, false: path}[isAPI], isAPI})
	}
	slices.SortFunc(out, func(a, b route) int {
		return cmp.Or(boolToInt(a.api)-boolToInt(b.api), strings.Compare(a.path, b.path), strings.Compare(a.method, b.method))
	})
	return slices.Compact(out)
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// subject is a case and what belongs to it, as routes name it.
type subject struct {
	filed
	photo string
}

// at fills a path about the subject; what is not about it stands for something that is there.
func (o *town) at(path string, s subject) string {
	o.t.Helper()
	known := map[string]string{"{congress}": "zhengding", "{number}": s.number, "{slug}": "xinchengpu", "{station}": "xinchengpu", "{deputy}": "zeng-xiulan",
		"{kind}": "conflict", "{ref}": "none", "{name}": "first_look", "{size}": "thumb", "{$}": "", "{token}": s.receipt, "{action}": "supply", "{right}": "contact",
		"{person}": o.member, "{grant}": o.grant, "{roster}": o.roster, "{year}": "2026"}
	for _, own := range [][3]string{{"/media/", "{token}", s.photo}, {"/desk/", "{action}", "note"}, {"/desk/bulk/", "{action}", "classify"},
		{"/admin/", "{kind}", "stations"}, {"/admin/retention/", "{name}", "contact"}, {"/admin/safety/", "{part}", "rules"}, {"/admin/safety/", "{act}", "sessions"}, {"/{congress}/deputies/", "{slug}", "zeng-xiulan"}} {
		if strings.HasPrefix(path, own[0]) {
			known[own[1]] = own[2]
		}
	}
	return inBraces.ReplaceAllStringFunc(path, func(name string) string {
		value, ok := known[name]
		if !ok || value == "" && name != "{$}" {
			o.t.Fatalf("%s: what stands for %s?", path, name)
		}
		return value
	})
}

var inBraces = regexp.MustCompile(`\{[^}]+\}`)

// readMember finds somebody who serves, and her grant, where the administrator finds them.
func (o *town) readMember(admin *browser) {
	o.t.Helper()
	find := func(page answer, pattern string) string {
		m := regexp.MustCompile(pattern).FindStringSubmatch(page.want(http.StatusOK).body)
		if m == nil {
			o.t.Fatalf("%s has no %s:\n%s", page.path, pattern, page.said())
		}
		return m[1]
	}
	o.member = find(admin.get("/admin/people"), `"/admin/people/([0-9a-f]{20})`)
	roster, err := o.app.Account.KeepRoster(o.t.Context(), o.actor("system"), o.home.ID, "名单.csv", "[]")
	if err != nil {
		o.t.Fatal(err)
	}
	o.roster = roster
	o.grant = find(admin.get("/admin/people/"+o.member), `/grants/([0-9a-f]+)/end`)
}

// person goes along routes with a browser, and with a program under her own token.
type person struct {
	who string
	*browser
	program *program
	token   string // of her forms
	holds   bool   // the receipts of the subjects
}

// persons are everybody who may come by: a visitor, a citizen who is signed in, and everybody who serves.
func (o *town) persons() []*person {
	o.t.Helper()
	all := []*person{{who: "visitor", browser: o.browser("10.10.0.1"), program: o.program("")}, {who: "citizen", browser: o.browser("10.10.0.2"), program: o.program("")}}
	all[1].signIn(o, phone(950))
	for _, p := range posts {
		if p.who != "second officer" {
			all = append(all, &person{who: p.who, browser: o.desk(p.who), program: o.program(o.token(p.who))})
		}
	}
	o.readMember(o.desk("system"))
	for _, p := range all {
		p.token = p.get(reportPath).want(http.StatusOK).form(reportPath).values.Get("_token")
	}
	return all
}

// queries are what routes need beside their path.
var queries = map[string]string{"/cases/{number}/photo": "?token={photo}", "/dashboard": "?congress=zhengding", "/search": "?congress=zhengding&q=路灯",
	"/desk/bulk": "?action=classify&n={number}", "/desk/export.xlsx": "?queue=open"}

// ask goes along a route about a subject in a way that changes nothing: what is sent names a version that never was.
func (p *person) ask(o *town, r route, s subject) (status int, body string) {
	p.t.Helper()
	o.pass(600 * time.Millisecond) // nobody is slowed down
	path := o.at(r.path, s) + strings.NewReplacer("{photo}", s.photo, "{number}", s.number).Replace(queries[r.path])
	if r.api {
		a := p.askAPI(r, s, path)
		return a.status, string(a.body)
	}
	if r.method == http.MethodGet {
		a := p.peek(path)
		return a.status, a.steady()
	}
	token := ""
	if r.about("action") {
		token = p.token
	}
	a := p.postForm(path, url.Values{"_token": {token}, "_version": {"999999"}, "text": {"一句话"}, "case": {s.number + ".999999"}})
	return a.status, a.steady()
}

func (p *person) askAPI(r route, s subject, path string) reply {
	p.t.Helper()
	headers := []string{"If-Match", `"999999"`}
	if p.holds {
		headers = append(headers, "X-Receipt", s.receipt)
	}
	if r.method == http.MethodGet {
		return p.program.get(path, headers...)
	}
	if act := casework.NewAct(casework.Action(path[strings.LastIndexByte(path, '/')+1:])); act != nil {
		return p.program.call(r.method, path, lawful(rand.New(rand.NewPCG(1, 1)), act.Action(), "ZD2026-000001"), headers...)
	}
	if strings.HasSuffix(path, "/photos") {
		headers = append(headers, "Content-Type", "image/jpeg")
	}
	return p.program.call(r.method, path, "", headers...)
}

// peek is get that follows no redirect.
func (b *browser) peek(path string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	client := *b.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	own := *b
	own.client = &client
	return own.do(r)
}

// fileWithPhoto files a case with a photo and gives all that routes about it name.
func (o *town) fileWithPhoto(b *browser, congress string, r report) subject {
	o.t.Helper()
	s := subject{filed: b.file(congress, r, photo(77))}
	err := o.app.DB.Read(o.t.Context(), func(tx *sqldb.Tx) error {
		list, err := media.Of(o.t.Context(), tx, "case/"+s.number)
		for _, p := range list {
			s.photo = p.Token
		}
		return err
	})
	if err != nil || s.photo == "" {
		o.t.Fatalf("%s has no photo (%v)", s.number, err)
	}
	return s
}

// nowhere is a case that does not exist, with a receipt and a photo that were never given out.
var nowhere = subject{filed{"ZD2026-999999", strings.Repeat("z", 32)}, strings.Repeat("z", 32)}
