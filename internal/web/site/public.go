package site

import (
	"net/http"
	"time"

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
	version, err := c.s.Cases.Stamp(c.r.Context(), c.home.ID, number)
	if err != nil {
		return err
	}
	f := face{number, c.p.Lang(), frame.Elder}
	b := basis{version, c.dir, c.p.DateAt(c.s.DB.Now(), time.Time{})}
	page := c.s.kept.get(f, b)
	if page == nil {
		if page, err = c.makePublic(f, b); err != nil {
			return err
		}
	}
	edge.Public(c.w)
	return c.show(http.StatusOK, page)
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
	body, err := render(c.r.Context(), caseView(c.casePage(d, photos)))
	if err != nil {
		return nil, err
	}
	b.version = d.Case.Version
	c.s.kept.put(f, b, body)
	return ready(body), nil
}
