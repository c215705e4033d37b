// Package desk is the pages of those who serve: deputies, stations, the county office, departments, leaders and the
// discipline commission. What is there follows from the signed-in person's grants. It owns no table and decides nothing:
// every button comes from the table of casework, every list passes its visibility.
package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/notice"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/worklist"
)

// Server serves the desks.
type Server struct {
	Cases     *casework.Service
	Notices   *notice.Service
	Work      *worklist.Service
	Directory func(context.Context) (*congress.Directory, error)
	Photos    func(ctx context.Context, number string) (caseview.Photos, error)
	SavePhoto func(by access.Actor) form.Sink
	Search    func(ctx context.Context, by access.Actor, q casework.Query, text string, before int64) (Hits, error)
	// Name names somebody who filed on a citizen's behalf, "" when the account is gone; nil names nobody.
	Name func(ctx context.Context, personID int64) (string, error)
	// Actor is who is signed in; Unsigned when nobody is, or when the second factor is still missing.
	Actor func(w http.ResponseWriter, r *http.Request) (access.Actor, error)
	// Lapsed names whose session the browser still shows although it has ended by itself; 0 when nobody knows.
	Lapsed func(r *http.Request) (int64, error)
	// Admin is where somebody administers a congress, nil for who does not; a nil Admin links nowhere.
	Admin func(p *i18n.Printer, by access.Actor, c *congress.Congress) *ui.Link
}

// Hits is a page of search results; Next is 0 at the end. Partial ones miss some, because the index is being built.
type Hits struct {
	Cases   []*casework.Case
	Next    int64
	Partial bool
}

// Mount hangs the desks' pages on the edge.
func (s *Server) Mount(e *edge.Edge) {
	e.Handle("GET /desk", func(w http.ResponseWriter, r *http.Request) error { return edge.Redirect(w, r, "/desk/") })
	e.Handle("GET /desk/account", func(w http.ResponseWriter, r *http.Request) error { return edge.Redirect(w, r, "/me") })
	e.Handle("GET /desk/{$}", s.queue)
	e.Handle("GET /desk/search", s.search)
	e.HandleSheet("/desk/export", s.export)
	e.Handle("GET /desk/where", s.where)
	e.Handle("GET /desk/decisions", s.decisions)
	e.HandleSheet("/desk/decisions", s.exportDecisions)
	e.Handle("GET /desk/news", s.news)
	e.Handle("GET /desk/keys", s.keys)
	e.Handle("GET /desk/views", s.showViews)
	e.Once("POST /desk/views", s.saveView)
	e.Once("POST /desk/views/drop", s.dropView)
	e.Handle("GET /desk/templates", s.showTemplates)
	e.Once("POST /desk/templates", s.saveTemplate)
	e.Once("POST /desk/templates/drop", s.dropTemplate)
	e.Handle("GET /desk/bulk", s.showBulk)
	e.Handle("POST /desk/bulk/{action}", s.doBulk)
	e.Handle("POST /desk/seen", s.markTickedSeen)
	e.Handle("GET /desk/inbox", s.inbox)
	e.Handle("POST /desk/inbox", s.readInbox)
	e.Handle("POST /desk/inbox/follow", s.followNotice)
	e.Handle("GET /desk/sealed", s.showSealed)
	e.Handle("GET /desk/sealed/open", s.showOpen)
	e.Handle("POST /desk/sealed/open", s.openKey)
	e.Once("POST /desk/sealed/close", s.closeKey)
	e.Handle("GET /desk/sealed/key", s.showKey)
	e.Handle("POST /desk/sealed/key", s.makeKey)
	e.Handle("GET /desk/sealed/passphrase", s.showPassphrase)
	e.Handle("POST /desk/sealed/passphrase", s.changePassphrase)
	e.Once("POST /desk/sealed/admit", s.admit)
	e.Handle("POST /desk/sealed/paper", s.makePaper)
	e.Handle("GET /desk/sealed/recover", s.showRecover)
	e.Handle("POST /desk/sealed/recover", s.recover)
	e.Handle("GET /desk/cases/{number}", s.showCase)
	e.Handle("GET /desk/cases/{number}/pane", s.pane)
	e.Handle("GET /desk/cases/{number}/here", s.whoIsHere)
	e.Handle("POST /desk/cases/{number}/here", s.iAmHere)
	e.Handle("GET /desk/cases/{number}/{action}", s.showAct)
	e.Handle("POST /desk/cases/{number}/seen", s.markSeen)
	e.Handle("POST /desk/cases/{number}/undo", s.undo)
	e.Once("POST /desk/cases/{number}/{action}", s.act)
	e.Handle("POST /desk/cases/{number}/{action}/check", s.checkReply)
}

// visit is one request to a desk: who, in which congress, in which words.
type visit struct {
	by   access.Actor
	dir  *congress.Directory
	home *congress.Congress
	view caseview.View
}

// enter finds who is at the desk and where. Somebody without a working role is told so.
func (s *Server) enter(w http.ResponseWriter, r *http.Request) (visit, error) {
	by, err := s.Actor(w, r)
	if err != nil {
		return visit{}, err
	}
	dir, err := s.Directory(r.Context())
	if err != nil {
		return visit{}, err
	}
	v := visit{by: by, dir: dir, view: caseview.View{P: edge.Printer(r), Dir: dir, Now: s.Cases.DB.Now()}}
	for _, id := range by.Congresses() {
		c := dir.Congress(id)
		if c != nil && (v.home == nil || c.Slug == r.URL.Query().Get("c")) {
			v.home = c
		}
	}
	if v.home == nil {
		return visit{}, fault.New(fault.Forbidden, "desk.none")
	}
	v.view.Rules, err = s.Cases.Rules(r.Context(), v.home.ID)
	return v, err
}

// sent is enter with the small form that was sent.
func (s *Server) sent(w http.ResponseWriter, r *http.Request) (visit, *form.Form, error) {
	v, err := s.enter(w, r)
	if err != nil {
		return v, nil, err
	}
	f, err := form.Read(r, form.Text, nil)
	return v, f, err
}

// sentOn is sent for a form about the case of the address, which is looked at first.
func (s *Server) sentOn(w http.ResponseWriter, r *http.Request) (visit, *form.Form, error) {
	v, err := s.enter(w, r)
	if err != nil {
		return v, nil, err
	}
	if _, err := s.read(r, &v); err != nil {
		return v, nil, err
	}
	f, err := form.Read(r, form.Text, nil)
	return v, f, err
}

// url is an address of the desks, with the congress in it where the person serves in several.
func (v visit) url(path string, values url.Values) string {
	if len(v.by.Congresses()) > 1 {
		values = clone(values)
		values.Set("c", v.home.Slug)
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

func clone(values url.Values) url.Values {
	out := make(url.Values, len(values)+1)
	for name, all := range values {
		out[name] = slices.Clone(all)
	}
	return out
}

// page is the frame of a desk page: rail, person, other congresses, unread notices.
func (s *Server) page(w http.ResponseWriter, r *http.Request, v visit, title string) (ui.DeskPage, error) {
	d := ui.DeskPage{Page: edge.Page(w, r, title), Congress: ui.Congress{Name: v.home.Short, Base: "/" + v.home.Slug, Phone: v.home.Hotline},
		Person: v.by.Name, Duty: v.duty(), Search: "/desk/search", Query: r.URL.Query().Get("q"), Notices: v.url("/desk/inbox", nil)}
	for _, id := range v.by.Congresses() {
		if c := v.dir.Congress(id); c != nil && c.ID != v.home.ID {
			d.Congresses = append(d.Congresses, ui.Link{Label: c.Short, URL: "/desk/?c=" + c.Slug})
		}
	}
	if worklist.MayEdit(v.by, v.home.ID) && v.shelves("open") {
		d.Links = append(d.Links, ui.Link{Label: v.view.P.T("答复模板"), URL: v.url("/desk/templates", nil), Icon: "file-text"})
	}
	if v.by.Holds(access.Discipline, v.home.ID) || v.by.Holds(access.CaseOfficer, v.home.ID) {
		d.Links = append(d.Links, ui.Link{Label: v.view.P.T("密件口令"), URL: v.sealedURL("", ""), Icon: "lock"})
	}
	if link := s.admin(v); link != nil {
		d.Links = append(d.Links, *link)
	}
	c, err := s.counts(r, v)
	if err != nil {
		return d, err
	}
	d.Inbox, d.News = c.inbox, v.newsURL(c)
	d.Rail, err = s.rail(r, v, c)
	return d, err
}

func (s *Server) admin(v visit) *ui.Link {
	if s.Admin == nil {
		return nil
	}
	return s.Admin(v.view.P, v.by, v.home)
}

// duty names the roles in which the person serves here.
func (v visit) duty() string {
	var words []string
	for _, g := range v.by.Grants {
		if word := v.view.Role(g.Role, g.UnitID); g.CongressID == v.home.ID && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if len(words) > 2 {
		words = append(words[:2], "…")
	}
	return strings.Join(words, "、")
}
