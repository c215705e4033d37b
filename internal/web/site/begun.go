package site

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"

	"jiazhan/internal/draft"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// begunPage offers to go on with what was begun.
type begunPage struct {
	ui.SitePage
	list  []begun
	fresh string // where another report begins
}

// begun is a draft that waits.
type begun struct {
	title, url, drop string
	photos           int
	until            string
}

// startReport begins a report, or shows those that were begun in this browser. The sealed lane knows nothing of them.
func (s *Server) startReport(c *call) error {
	f := prefilled(c)
	if f.Bool("against_person") {
		edge.Untraced(c.w)
		w := &writing{call: c, f: f, steps: way(f)}
		return w.show(0)
	}
	q := maps.Clone(c.r.URL.Query())
	if secret := c.draftSecret(); secret != "" && !q.Has("new") {
		waiting, err := s.Drafts.Waiting(c.r.Context(), secret, c.home.ID)
		if err != nil {
			return err
		}
		if list, err := c.begun(waiting); err != nil || len(list) > 0 {
			return c.offer(list, q, err)
		}
	}
	q.Del("new")
	to := c.draftURL(draft.NewRef(c.keepSecret(), c.home.ID, s.DB.Now()).ID, way(f)[0].name)
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	return c.redirect(to)
}

func (c *call) begun(waiting []draft.Draft) ([]begun, error) {
	var out []begun
	for _, d := range waiting {
		w, err := writtenOn(d)
		if err != nil {
			return nil, fmt.Errorf("site: draft: %w", err)
		}
		words := w.Fields.Get("title") + w.Fields.Get("text")
		if hanzi.Blank(words) && len(d.Photos) == 0 && w.Fields.Get("place") == "" && w.Fields.Get("name") == "" {
			continue
		}
		one := begun{title: opening(w.Fields), url: c.draftURL(d.ID, w.Step), drop: c.draftURL(d.ID, "drop"), photos: len(d.Photos), until: c.p.DateAt(d.Until(), c.s.DB.Now())}
		if one.title == "" {
			one.title = c.p.T("还没有写内容")
		}
		out = append(out, one)
	}
	return out, nil
}

const firstWords = 40

// opening is the title, or the first words.
func opening(fields url.Values) string {
	for _, name := range []string{"title", "text"} {
		words := []rune(form.New(fields).Line(name))
		if len(words) > firstWords {
			return string(words[:firstWords]) + "…"
		}
		if len(words) > 0 {
			return string(words)
		}
	}
	return ""
}

func (c *call) offer(list []begun, q url.Values, err error) error {
	if err != nil {
		return err
	}
	q.Set("new", "1")
	page := begunPage{c.sitePage(c.p.T("您有没写完的"), ""), list, c.base() + "/report?" + q.Encode()}
	return c.show(http.StatusOK, begunView(page))
}

// dropReport throws a draft away.
func (s *Server) dropReport(w *writing) error {
	if err := w.read(); err != nil {
		return err
	}
	if err := s.Drafts.Drop(w.r.Context(), w.ref); err != nil {
		return err
	}
	edge.Taken(w.w, w.r, "report", "site.draft_dropped")
	return w.redirect(w.base() + "/")
}

// dropping asks once more before a draft is thrown away.
func dropping(p ui.Page, action string) ui.Confirmation {
	return ui.Confirmation{Label: p.P.T("扔掉这份草稿"), Effect: p.P.T("写的内容和照片会马上删除，找不回来。"), Button: p.P.T("确定扔掉"), Action: action, Danger: true}
}

func (c *call) showGone() error {
	return c.show(http.StatusGone, goneView(c.sitePage(c.p.T("草稿已经不在了"), "")))
}
