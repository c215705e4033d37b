package e2e

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/api"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
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

// isForm reports whether the route takes forms. Transfers of photos speak a protocol instead, which no page of another site
// can speak.
func (r route) isForm() bool {
	return r.method == http.MethodPost && !r.api && !strings.HasPrefix(r.path, "/transfers/")
}

// subject is a case and what belongs to it, as routes name it.
type subject struct {
	filed
	photo     string
	elsewhere bool // units and people are those of the neighbour county
}

// at fills a path about the subject; what is not about it stands for something that is there.
func (o *town) at(path string, s subject) string {
	o.t.Helper()
	known := map[string]string{"{congress}": "zhengding", "{number}": s.number, "{slug}": "xinchengpu", "{station}": "xinchengpu", "{deputy}": "zeng-xiulan",
		"{kind}": "conflict", "{ref}": "none", "{name}": "first_look", "{size}": "thumb", "{$}": "", "{token}": s.receipt, "{action}": "supply", "{right}": "contact",
		"{person}": o.member, "{file}": "key.pem", "{grant}": o.grant, "{roster}": o.roster, "{year}": "2026", "{draft}": cmp.Or(o.draft, "none"), "{step}": "what", "{id}": "none"}
	if s.elsewhere {
		known["{slug}"], known["{person}"], known["{grant}"] = neighbour, o.foreigner, o.foreignGrant
	}
	for _, own := range [][3]string{{"/media/", "{token}", s.photo}, {"/desk/", "{action}", "note"}, {"/desk/bulk/", "{action}", "classify"},
		{"/admin/", "{kind}", "stations"}, {"/admin/retention/", "{name}", "contact"}, {"/admin/safety/", "{part}", "rules"}, {"/admin/safety/", "{act}", "sessions"},
		{"/{congress}/deputies/", "{slug}", "zeng-xiulan"}} {
		if strings.HasPrefix(path, own[0]) && !(s.elsewhere && own[1] == "{slug}") {
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
	o.member, o.grant = o.memberOf(admin)
	roster, err := o.app.Account.KeepRoster(o.t.Context(), o.actor("system"), o.home.ID, "名单.csv", "[]")
	if err != nil {
		o.t.Fatal(err)
	}
	o.roster = roster
}

// readNeighbour is readMember in the neighbour county.
func (o *town) readNeighbour(admin *browser) { o.foreigner, o.foreignGrant = o.memberOf(admin) }

func (o *town) memberOf(admin *browser) (member, grant string) {
	o.t.Helper()
	find := func(page answer, pattern string) string {
		m := regexp.MustCompile(pattern).FindStringSubmatch(page.want(http.StatusOK).body)
		if m == nil {
			o.t.Fatalf("%s has no %s:\n%s", page.path, pattern, page.said())
		}
		return m[1]
	}
	member = find(admin.get("/admin/people"), `"/admin/people/([0-9a-f]{20})`)
	return member, find(admin.get("/admin/people/"+member), `/grants/([0-9a-f]+)/end`)
}

// neighbour is the address of a station and of a deputy that only the neighbour county has.
const neighbour = "only-there"

func (o *town) addNeighbours() {
	o.t.Helper()
	for _, unit := range []congress.Form{
		congress.StationForm{Slug: neighbour, Name: "新乐独有站", Kind: congress.Home, Place: "130184102", Open: true},
		congress.DeputyForm{Slug: neighbour, Name: "新乐代表", Level: congress.County, TermFrom: time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC), Station: neighbour},
	} {
		if _, err := o.app.Congress.Create(o.t.Context(), access.Clock, o.other.ID, unit); err != nil {
			o.t.Fatal(err)
		}
	}
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
		p.token = p.get(reportPath).want(http.StatusOK).wizard().values.Get("_token")
	}
	return all
}

// queries are what routes need beside their path.
var queries = map[string]string{"/cases/{number}/photo": "?token={photo}", "/dashboard": "?congress=zhengding", "/search": "?congress=zhengding&q=路灯",
	"/desk/bulk": "?action=classify&n={number}", "/desk/export.xlsx": "?queue=open", "/desk/export.csv": "?queue=open"}

// bodies are what operations of the API need that are no act of the table.
var bodies = map[string]string{"/cases/{number}/agree": `{"agree_public": false, "agree_name": true}`, "/cases/{number}/seen": `{"version": 1}`}

// ask goes along a route about a subject. Only an action on a case is meant; whatever else is sent holds bytes that are no
// text, and changes nothing.
func (p *person) ask(o *town, r route, s subject) (status int, body string) {
	p.t.Helper()
	o.pass(600 * time.Millisecond) // nobody is slowed down
	path := o.at(r.path, s) + strings.NewReplacer("{photo}", s.photo, "{number}", s.number).Replace(queries[r.path])
	if r.api {
		a := p.askAPI(o, r, s, path)
		return a.status, string(a.body)
	}
	if r.method == http.MethodGet {
		a := p.peek(path)
		return a.status, a.steady()
	}
	a := p.postForm(path, url.Values{"_token": {p.token}, "_version": {strconv.FormatInt(o.version(s), 10)}, "text": {"一句话"}, "case": {s.number + ".1"}, "poison": poison(r)})
	return a.status, a.steady()
}

// poison are bytes that are no text, by which a form is refused that has come as far as being read; none for an action.
func poison(r route) []string {
	if r.about("action") && r.about("number") {
		return nil
	}
	return []string{"\xff"}
}

// version is the one of a case that stands, or one that never was.
func (o *town) version(s subject) int64 {
	o.t.Helper()
	d, err := o.app.Cases.Read(o.t.Context(), access.Clock, s.number)
	if err != nil {
		return 999999
	}
	return int64(d.Case.Version)
}

func (p *person) askAPI(o *town, r route, s subject, path string) reply {
	p.t.Helper()
	headers := []string{"If-Match", fmt.Sprintf(`"%d"`, o.version(s))}
	if p.holds {
		headers = append(headers, "X-Receipt", s.receipt)
	}
	if r.method == http.MethodGet {
		return p.program.get(path, headers...)
	}
	if act := casework.NewAct(casework.Action(path[strings.LastIndexByte(path, '/')+1:])); act != nil {
		return p.program.call(r.method, path, lawful(rand.New(rand.NewPCG(1, 1)), act.Action(), "ZD2026-000001"), headers...)
	}
	if body, ok := bodies[r.path]; ok {
		return p.program.call(r.method, path, body, headers...)
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
var nowhere = subject{filed: filed{"ZD2026-999999", strings.Repeat("z", 32)}, photo: strings.Repeat("z", 32)}
