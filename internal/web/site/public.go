package site

import (
	"net/http"
	"time"
	"weak"

	"github.com/a-h/templ"

	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// stranger reports whether the page is for nobody in particular and at its plain address.
func (c *call) stranger() bool {
	return c.by.Visitor() && len(c.by.Receipts) == 0 && c.r.URL.RawQuery == ""
}

// showPublic shows a case as everybody reads it, from what was rendered before as long as that still stands.
func (c *call) showPublic(number string, frame ui.SitePage) error {
	f := face{number, look{c.p.Lang(), frame.Elder}}
	b := basis{dir: weak.Make(c.dir), day: c.p.DateAt(c.s.DB.Now(), time.Time{})}
	page, err := c.keptPublic(f, b)
	if err == nil && page == nil {
		page, err = c.makePublic(f, b)
	}
	if err != nil {
		return err
	}
	edge.Public(c.w)
	return c.show(http.StatusOK, page)
}

// keptPublic gives the page that is kept, nil if there is none that still stands. Only where one is kept the case is
// asked for its version.
func (c *call) keptPublic(f face, b basis) (page templ.Component, err error) {
	if !c.s.kept.has(f) {
		return nil, nil
	}
	if b.version, err = c.s.Cases.Stamp(c.r.Context(), c.home.ID, f.number); err != nil {
		return nil, err
	}
	return c.s.kept.get(f, b), nil
}

func (c *call) makePublic(f face, b basis) (templ.Component, error) {
	d, err := c.read(f.number)
	if err != nil {
		return nil, err
	}
	photos, err := c.s.photos(c.r.Context(), d)
	if err != nil {
		return nil, err
	}
	b.version = d.Case.Version
	return c.s.kept.making(f, b, caseView(c.casePage(d, photos))), nil
}
