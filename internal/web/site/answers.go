package site

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/workday"
)

// perPage is how many published cases a page shows.
const perPage = 20

type answersPage struct {
	ui.SitePage
	f        *form.Form
	search   bool
	words    string
	stories  []story
	pager    ui.Pager
	states   []ui.Option
	towns    []ui.Option
	stations []ui.Option
	areas    []ui.Option
	filtered bool
	partial  bool   // the index is being built: some may be missing
	narrowed bool   // by one of the lists
	deputy   string // whose cases these are, "" for all
	year     string // of which year, "" for all
}

// published are the states that a released case can be in.
var published = []casework.State{casework.Answered, casework.Closed, casework.Handling, casework.Assigned, casework.Accepted, casework.Reported}

// answers is the public list: what was released, filtered by the address, newest first, the same for everybody.
func (s *Server) answers(c *call) error {
	f := form.Query(c.r)
	page := answersPage{SitePage: c.wide(c.p.T("公开的答复"), ""), f: f, search: s.Search != nil, words: f.Line("q")}
	page.Back = c.base() + "/"
	query := c.query(f, &page)
	list, err := s.list(c, query, page.words)
	if err != nil {
		return err
	}
	for _, one := range list.Cases {
		page.stories = append(page.stories, c.card(one))
	}
	page.pager.Next, page.partial = nextURL(c, list.Next), list.Partial
	c.choices(&page)
	edge.Public(c.w)
	return c.show(http.StatusOK, answersView(page))
}

func (s *Server) list(c *call, q casework.Query, words string) (casework.Page, error) {
	if words != "" && s.Search != nil {
		if err := c.spend(limit.Search); err != nil {
			return casework.Page{}, err
		}
		return s.Search(c.r.Context(), access.Actor{}, q, words)
	}
	return s.Cases.List(c.r.Context(), access.Actor{}, q)
}

// nowhere is no station: a township without one has no case.
const nowhere = -1

// query reads the filters; what names nothing filters nothing.
func (c *call) query(f *form.Form, page *answersPage) casework.Query {
	q := casework.Query{CongressID: c.home.ID, Public: true, Limit: perPage, After: f.Get("after")}
	if state := casework.State(f.Get("state")); slices.Contains(published, state) {
		q.State = state
	}
	if st := c.dir.StationBySlug(c.home.ID, f.Get("station")); st != nil {
		q.Station = st.ID
	}
	if t := c.dir.PlaceByCode(c.home.ID, f.Get("town")); t != nil {
		q.Stations = []int64{nowhere}
		for _, st := range c.allStations(c.township(t.ID)) {
			q.Stations = append(q.Stations, st.ID)
		}
	}
	if a := c.dir.AreaBySlug(c.home.ID, f.Get("area")); a != nil {
		q.Area = a.ID
	}
	if d := c.dir.DeputyBySlug(c.home.ID, f.Get("deputy")); d != nil {
		q.Deputy, page.deputy = d.ID, d.Name
	}
	if q.From, q.To = yearOf(f.Get("year")); q.From != 0 {
		page.year = f.Get("year")
	}
	page.narrowed = q.State != "" || q.Station != 0 || q.Stations != nil || q.Area != 0
	page.filtered = page.narrowed || page.words != "" || q.Deputy != 0 || page.year != ""
	return q
}

// yearOf is when a year begins and ends in Shanghai; zero for what is no year.
func yearOf(year string) (from, to casework.Instant) {
	begin, err := time.ParseInLocation("2006", year, workday.Shanghai())
	if err != nil {
		return 0, 0
	}
	return casework.Moment(begin), casework.Moment(begin.AddDate(1, 0, 0))
}

func nextURL(c *call, after string) string {
	if after == "" {
		return ""
	}
	q := c.r.URL.Query()
	q.Set("after", after)
	return c.base() + "/answers?" + q.Encode()
}

func (c *call) choices(page *answersPage) {
	v := c.view()
	for _, s := range published[:3] {
		page.states = append(page.states, ui.Option{Value: string(s), Label: v.State(s)})
	}
	for _, t := range c.dir.Townships(c.home.ID) {
		page.towns = append(page.towns, ui.Option{Value: t.Code, Label: t.Name})
	}
	for _, s := range c.dir.Stations(c.home.ID) {
		page.stations = append(page.stations, ui.Option{Value: s.Slug, Label: s.Name})
	}
	for _, a := range c.dir.Areas(c.home.ID) {
		page.areas = append(page.areas, ui.Option{Value: a.Slug, Label: a.Name})
	}
}

// answersURL is the public list of one deputy, or of one station.
func (c *call) answersURL(kind, slug string) string {
	return c.base() + "/answers?" + url.Values{kind: {slug}}.Encode()
}
