package site

import (
	"net/http"

	"github.com/a-h/templ"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// call is one request for a page of a congress: who asks, in which language, with the directory of this moment.
type call struct {
	s    *Server
	w    http.ResponseWriter
	r    *http.Request
	p    *i18n.Printer
	dir  *congress.Directory
	home *congress.Congress
	by   access.Actor
}

// page answers a call.
type page func(*call) error

// in finds the congress of the address and who asks. An unknown congress is missing.
func (s *Server) in(show page) edge.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c := &call{s: s, w: w, r: r, p: edge.Printer(r)}
		var err error
		if c.dir, err = s.Directory(r.Context()); err != nil {
			return err
		}
		if c.home = c.dir.CongressBySlug(r.PathValue("congress")); c.home == nil {
			return fault.Missing()
		}
		if c.by, err = s.actor(r); err != nil {
			return err
		}
		return show(c)
	}
}

// actor is who asks, with the receipts that her browser keeps.
func (s *Server) actor(r *http.Request) (access.Actor, error) {
	by, err := s.Actor(r)
	by.Receipts = s.receipts(r)
	return by, err
}

// base is what addresses of the congress begin with.
func (c *call) base() string { return "/" + c.home.Slug }

func (c *call) caseURL(number string) string { return c.base() + "/cases/" + number }

// sitePage is the frame of a page.
func (c *call) sitePage(title, tab string) ui.SitePage {
	return ui.SitePage{
		Page: edge.Page(c.w, c.r, title),
		Congress: ui.Congress{Name: c.p.T("%s人大代表之家", c.home.Short), Base: c.base(), Phone: c.home.Hotline,
			Notice: c.home.NoticeAt(c.s.DB.Now()), Address: c.home.Address, Hours: c.home.Hours, Lang: c.home.Lang},
		Tab:      tab,
		SignedIn: c.by.PersonID != 0,
	}
}

// wide is the frame of a page that uses the whole width of a computer's screen.
func (c *call) wide(title, tab string) ui.SitePage {
	page := c.sitePage(title, tab)
	page.Wide = true
	return page
}

func (c *call) view() caseview.View { return caseview.View{P: c.p, Dir: c.dir, Now: c.s.DB.Now()} }

func (c *call) show(status int, page templ.Component) error {
	return edge.Render(c.w, c.r, status, page)
}

func (c *call) redirect(path string) error { return edge.Redirect(c.w, c.r, path) }

// spend counts one request of a class against who asks.
func (c *call) spend(class limit.Class) error {
	return c.s.Limits.Take(class, limit.Who{Person: c.by.PersonID, Address: edge.ClientIP(c.r)})
}

// read gives a case of this congress that the reader may see.
func (c *call) read(number string) (*casework.Dossier, error) {
	d, err := c.s.Cases.Read(c.r.Context(), c.by, number)
	if err == nil && d.Case.CongressID != c.home.ID {
		return nil, fault.Missing()
	}
	return d, err
}
