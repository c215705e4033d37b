package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"jiazhan/e2e/stage"
	"jiazhan/internal/access"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
)

// walked is the demonstration and everybody who walks through it, with every form that they came by.
type walked struct {
	*stage.Demonstration
	t       testing.TB
	routes  []route
	people  []*walker
	kinds   map[string]*formKind
	pages   int
	actors  map[access.Role]access.Actor // who acts in the scenes
	secret  string                       // of the second factor
	invited string                       // the path of a set-up link
	fresh   int                          // numbers given out by good
	filed   []string                     // the reporter's cases
	paper   string                       // the key on paper for sealed reports
}

// walker is somebody with a browser.
type walker struct {
	*browser
	who    string
	role   access.Role // "" for those who do not serve
	office *app.SignIn // nil for those who do not serve
	safety string      // her page as the security administrator sees her, found before any form gave her another name
}

// formKind is a form of the house, wherever it stands: the route that it leads to and the fields that it asks for.
type formKind struct {
	name  string
	found []spot
	first map[string]spot // the first of each person
	scene int             // that leads to one, -1 while it is not known
}

// spot is where a form stands: the page, or the forms that must be sent before it is shown.
type spot struct {
	by   *walker
	path string
	via  *formKind // the form whose answer shows it; nil: path shows it
}

const mostSpots = 40

// walkDemo opens the demonstration with a citizen who has cases in every state.
func walkDemo(t *testing.T) *walked {
	t.Helper()
	d := stage.Demo(t, func(c *config.Config) {
		c.TrustedProxies, c.Idle.Officer = []string{"127.0.0.1"}, 12*time.Hour
		c.Allow = config.Allow{ReadPerson: "off", ReadAddress: "off", SearchPerson: "off", SearchAddress: "off", FilePerson: "off", FileAddress: "off",
			ActPerson: "off", ActAddress: "off", UploadPerson: "off", UploadAddress: "off", DeniedAddress: "off"}
		c.Limits.MistakesPerson, c.Limits.MistakesPair, c.Limits.MistakesAddress, c.Limits.MistakesFactor = 9999, 9999, 9999, 9999
		c.Limits.CodesPhoneHour, c.Limits.CodesPhoneDay, c.Limits.CodesAddressHour, c.Limits.CodesPause = 9999, 9999, 9999, time.Nanosecond
	})
	o := &town{t: t, app: d.App, url: d.URL}
	w := &walked{Demonstration: d, t: t, routes: o.routes(), kinds: map[string]*formKind{}, actors: map[access.Role]access.Actor{}}
	for _, role := range playWho {
		w.actors[role] = d.Actor(role)
	}
	for _, s := range w.scenes() {
		w.play(s)
	}
	invited, err := w.Account.Invite(t.Context(), access.Clock, w.Home().ID, w.actors[access.Deputy].PersonID)
	if err != nil {
		t.Fatal(err)
	}
	w.invited = "/signin/invite/" + invited
	w.people = append(w.people, &walker{browser: newBrowser(t, d.URL, "10.30.0.1"), who: "visitor"}, w.reporter())
	for _, role := range access.Roles {
		if d.Cast[role] == nil {
			t.Fatalf("nobody is %s in the demonstration", role)
		}
		w.serves(string(role), d.Cast[role])
	}
	for _, p := range w.people {
		if p.office != nil {
			p.safety = w.guarded(p)
		}
	}
	w.serves("topmost", d.Topmost)
	w.sealedScene()
	return w
}

// serves lets somebody of the cast come along.
func (w *walked) serves(who string, office *app.SignIn) {
	w.t.Helper()
	p := &walker{newBrowser(w.t, w.URL, fmt.Sprintf("10.30.1.%d", len(w.people))), who, office.Role, office, ""}
	w.signIn(p)
	w.people = append(w.people, p)
}

// person is who serves as something.
func (w *walked) person(role access.Role) *walker {
	return w.people[slices.IndexFunc(w.people, func(p *walker) bool { return p.role == role })]
}

func (w *walked) signIn(p *walker) {
	w.t.Helper()
	at, err := url.Parse(w.URL)
	if err != nil {
		w.t.Fatal(err)
	}
	p.client.Jar.SetCookies(at, []*http.Cookie{{Name: "session", Value: w.SessionOf(p.office), Path: "/"}})
}

const reporterPhone = "16300000951"

// reporter is a citizen who has signed in.
func (w *walked) reporter() *walker {
	w.t.Helper()
	b := newBrowser(w.t, w.URL, "10.30.0.2")
	b.get("/signin").want(http.StatusOK).form("/signin/code").set("phone", reporterPhone).send("").want(http.StatusSeeOther)
	b.get("/signin/code").want(http.StatusOK).form("/signin/code/check").set("code", w.Code(reporterPhone)).send("").want(http.StatusSeeOther)
	return &walker{browser: b, who: "reporter"}
}

// begin are the pages from which people walk.
var begin = []string{"/", "/zhengding/", "/zhengding/report", "/zhengding/report?new=1", "/zhengding/report?sealed=1", "/zhengding/cases", "/desk/", "/desk/?queue=open", "/desk/?queue=waiting",
	"/desk/?queue=sealed", "/desk/?queue=closed", "/desk/?queue=answered", "/me", "/me/password", "/me/tokens", "/me/sessions", "/signin", "/signin?way=password", "/signin/factor/setup"}

// most is how many pages of a shape one person looks at.
func most(shape string) int {
	switch {
	case strings.Contains(shape, "/pane"):
		return 2
	case strings.Contains(shape, "/cases/{number}/"), strings.Contains(shape, "{year}"):
		return 12
	case strings.Contains(shape, "/cases/{number}"):
		return 60
	}
	return 2
}

// walk lets somebody follow every sort of link and gives each page to look.
func (w *walked) walk(p *walker, look func(page answer)) {
	w.t.Helper()
	rng := rand.New(rand.NewPCG(11, 12))
	seen, asked, queue := map[string]int{}, map[string]bool{}, append(slices.Clone(begin), w.invited)
	for i := 0; i < len(queue); i++ {
		path := queue[i]
		shape := w.shape(path)
		if asked[path] || shape == "" || seen[shape] >= most(shape) || w.ofCast(path) {
			continue
		}
		asked[path] = true
		seen[shape]++
		page := w.visit(p, path)
		w.pages++
		if page.status >= 500 {
			w.t.Errorf("%s: %s answers %d", p.who, path, page.status)
		}
		if page.status != http.StatusOK || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
			continue
		}
		look(page)
		links := addresses(page.body)
		rng.Shuffle(len(links), func(i, j int) { links[i], links[j] = links[j], links[i] })
		queue = append(queue, links...)
	}
}

// ofCast reports whether a path is about somebody of the cast: she must stay who she is, and serve what she serves, until
// everything was tried.
func (w *walked) ofCast(path string) bool {
	return slices.ContainsFunc(w.people, func(p *walker) bool {
		return p.safety != "" && strings.Contains(path, strings.TrimPrefix(p.safety, "/admin/safety/people/"))
	})
}

// shape is the route of a path with the words that make it another page, "" for what is no page.
func (w *walked) shape(path string) string {
	u, err := url.Parse(path)
	if err != nil || strings.HasPrefix(u.Path, "/assets/") || strings.HasPrefix(u.Path, "/media/") {
		return ""
	}
	var names []string
	for name := range u.Query() {
		if slices.Contains([]string{"queue", "way", "action", "sealed", "first", "tab"}, name) {
			name += "=" + u.Query().Get(name)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return w.routeOf(http.MethodGet, u.Path) + "?" + strings.Join(names, "&")
}

// routeOf is the pattern that a path goes to, with its words for what is done there; the path itself when none fits.
func (w *walked) routeOf(method, path string) string {
	parts := strings.Split(path, "/")
	for _, r := range w.routes {
		if r.api || r.method != method {
			continue
		}
		if fit, ok := fitted(strings.Split(r.path, "/"), parts); ok {
			return fit
		}
	}
	return path
}

var telling = []string{"{action}", "{kind}", "{right}", "{act}"}

func fitted(pattern, parts []string) (string, bool) {
	if len(pattern) != len(parts) {
		return "", false
	}
	out := slices.Clone(parts)
	for i, p := range pattern {
		switch {
		case p == "{$}" && parts[i] == "", p == parts[i]:
		case strings.HasPrefix(p, "{") && p != "{$}" && parts[i] != "":
			if i == 1 && slices.Contains([]string{"desk", "admin", "me", "signin", "api", "assets", "media"}, parts[i]) {
				return "", false
			}
			if !slices.Contains(telling, p) {
				out[i] = p
			}
		default:
			return "", false
		}
	}
	return strings.Join(out, "/"), true
}

// keep notes every form of a page that is sent by POST.
func (w *walked) keep(p *walker, page answer, via *formKind) {
	doc, err := html.Parse(strings.NewReader(page.body))
	if err != nil {
		w.t.Fatal(err)
	}
	each(doc, func(n *html.Node) {
		if !isPost(n) {
			return
		}
		name := w.kindOf(readForm(p.browser, n))
		k := w.kindNamed(name)
		w.kinds[name] = k
		if len(k.found) < mostSpots && (via == nil || len(k.found) == 0) && (!strings.Contains(name, "/factor") || p.role == access.Coordinator) {
			one := spot{p, anew(page.path), via}
			k.found = append(k.found, one)
			if _, ok := k.first[p.who]; !ok {
				k.first[p.who] = one
			}
		}
	})
}

// anew is the address at which another report begins, for that of the first page of one; any other stays as it is.
func anew(path string) string {
	if firstPage.MatchString(path) {
		return "/zhengding/report?new=1"
	}
	return path
}

var firstPage = regexp.MustCompile(`^/zhengding/report/[0-9a-z]+/what$`)

// kindOf names a form: where it leads, what it asks for, the buttons of one that asks for nothing, and its way where a page
// has forms of several.
func (w *walked) kindOf(f *filled) string {
	var fields []string
	for name, shown := range f.shown {
		if shown {
			fields = append(fields, name)
		}
	}
	if len(fields) == 0 {
		fields = append(fields, f.buttons...)
	}
	if way := f.values.Get("way"); way != "" {
		fields = append(fields, "way="+way)
	}
	slices.Sort(fields)
	path, _, _ := strings.Cut(f.action, "?")
	return strings.TrimSpace(w.routeOf(http.MethodPost, path) + " " + strings.Join(fields, ","))
}
