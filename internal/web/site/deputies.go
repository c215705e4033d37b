package site

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/workday"
)

// person is a deputy as pages show one.
type person struct {
	*congress.Deputy
	url     string
	initial string // of the surname, where a portrait would stand
	level   string
	station string
}

func (c *call) person(d *congress.Deputy) person {
	p := person{Deputy: d, url: c.base() + "/deputies/" + d.Slug, level: c.p.T(d.Level.Label())}
	for _, r := range d.Name {
		p.initial = string(r)
		break
	}
	if s := c.dir.Station(d.StationID); s != nil {
		p.station = s.Name
	}
	return p
}

// deputiesPage finds a deputy: by name, or by township, village and station.
type deputiesPage struct {
	ui.SitePage
	words    string
	town     string
	village  string
	towns    []ui.TabItem
	villages []ui.TabItem
	stations []venue
	people   []person
}

func (s *Server) deputies(c *call) error {
	f := form.Query(c.r)
	page := deputiesPage{SitePage: c.wide(c.p.T("找代表"), ui.TabDeputies), words: f.Line("q")}
	switch p := c.dir.PlaceByCode(c.home.ID, f.Get("place")); {
	case page.words != "":
		page.people = c.people(c.dir.FindDeputies(c.home.ID, page.words))
	case p != nil:
		c.placed(&page, p)
	}
	page.towns = c.placeTabs(c.dir.Townships(c.home.ID), page.town)
	edge.Public(c.w)
	return c.show(http.StatusOK, deputiesView(page))
}

// placed fills the page for a township or a village: its stations and who serves there.
func (c *call) placed(page *deputiesPage, p *congress.Place) {
	town := c.township(p.ID)
	page.town = town.Name
	stations := c.dir.StationsOf(p.ID)
	if p.ID == town.ID {
		stations = c.allStations(town)
	} else {
		page.village = p.Name
	}
	page.villages = c.placeTabs(c.dir.Villages(town.ID), page.village)
	for _, s := range stations {
		page.stations = append(page.stations, c.venue(s))
		page.people = append(page.people, c.people(c.dir.DeputiesAt(s.ID))...)
	}
}

// allStations are the stations of a township and of its villages.
func (c *call) allStations(t *congress.Place) []*congress.Station {
	var out []*congress.Station
	for _, s := range c.dir.Stations(c.home.ID) {
		if of := c.township(s.PlaceID); of != nil && of.ID == t.ID {
			out = append(out, s)
		}
	}
	return out
}

func (c *call) placeTabs(places []*congress.Place, current string) []ui.TabItem {
	var out []ui.TabItem
	for _, p := range places {
		out = append(out, ui.TabItem{Label: p.Name, URL: c.base() + "/deputies?place=" + p.Code, Current: p.Name == current})
	}
	return out
}

func (c *call) people(list []*congress.Deputy) []person {
	var out []person
	for _, d := range list {
		out = append(out, c.person(d))
	}
	return out
}

type deputyPage struct {
	ui.SitePage
	person
	venue    *venue
	report   string
	code     string
	term     string
	group    string
	inOffice bool // in office today: may be turned to
	figures  []ui.Figure
}

func (s *Server) deputy(c *call) error {
	d := c.dir.DeputyBySlug(c.home.ID, c.r.PathValue("slug"))
	if d == nil {
		return fault.Missing()
	}
	page := deputyPage{SitePage: c.wide(c.p.T("%s代表", d.Name), ui.TabDeputies), person: c.person(d),
		report: c.base() + "/report?deputy=" + d.Slug, inOffice: d.InOffice(s.DB.Now())}
	page.Back, page.code = c.base()+"/deputies", page.url+"/qr.png"
	if st := c.dir.Station(d.StationID); st != nil {
		v := c.venue(st)
		page.venue = &v
	}
	if g := c.dir.Group(d.GroupID); g != nil {
		page.group = g.Name
	}
	page.term = c.term(d)
	var err error
	if page.figures, err = c.deeds(d); err != nil {
		return err
	}
	edge.Public(c.w)
	return c.show(http.StatusOK, deputyView(page))
}

func (c *call) term(d *congress.Deputy) string {
	from := d.TermFrom.Format("2006.01")
	if d.TermTo.IsZero() {
		return c.p.T("%s 起", from)
	}
	return from + " — " + d.TermTo.Format("2006.01")
}

// deeds count what was published of the deputy's cases of this year; each figure opens the list that it counts.
func (c *call) deeds(d *congress.Deputy) ([]ui.Figure, error) {
	year := strconv.Itoa(c.s.DB.Now().In(workday.Shanghai()).Year())
	q := casework.Query{CongressID: c.home.ID, Public: true, Deputy: d.ID}
	q.From, q.To = yearOf(year)
	all, err := c.s.Cases.Count(c.r.Context(), access.Actor{}, q)
	if err != nil {
		return nil, err
	}
	q.State = casework.Closed
	closed, err := c.s.Cases.Count(c.r.Context(), access.Actor{}, q)
	list := c.answersURL("deputy", d.Slug) + "&year=" + year
	return []ui.Figure{
		{Label: c.p.T("群众找TA，已公开"), Value: c.p.T("%d 件", all), URL: list},
		{Label: c.p.T("其中已办结"), Value: percent(closed, all), Of: c.p.T("%d / %d 件", closed, all), URL: list + "&state=closed"},
	}, err
}

func dial(number string) templ.SafeURL {
	return templ.SafeURL("tel:" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number))
}

// place is the narrowest place that was chosen.
func (d deputiesPage) place() string {
	if d.village != "" {
		return d.village
	}
	return d.town
}
