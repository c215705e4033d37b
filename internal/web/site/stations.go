package site

import (
	"net/http"
	"strings"

	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

type stationsPage struct {
	ui.SitePage
	words string
	towns []town
}

// town is a township with its stations.
type town struct {
	name     string
	stations []venue
}

// venue is a station as pages show it.
type venue struct {
	*congress.Station
	url    string
	report string
	kind   string
}

func (c *call) venue(s *congress.Station) venue {
	return venue{s, c.base() + "/stations/" + s.Slug, c.base() + "/report?station=" + s.Slug, c.p.T("station.kind." + string(s.Kind))}
}

// stations lists the homes and stations by township, or those that a search found.
func (s *Server) stations(c *call) error {
	words := form.Query(c.r).Line("q")
	page := stationsPage{SitePage: c.wide(c.p.T("代表家站"), ui.TabDeputies), words: words}
	page.Back = c.base() + "/deputies"
	found := c.dir.FindStations(c.home.ID, words)
	for _, t := range c.dir.Townships(c.home.ID) {
		page.add(t.Name, c.venues(found, t))
	}
	page.add(c.home.Short, c.venues(found, nil))
	edge.Public(c.w)
	return c.show(http.StatusOK, stationsView(page))
}

func (p *stationsPage) add(name string, list []venue) {
	if len(list) > 0 {
		p.towns = append(p.towns, town{name, list})
	}
}

// venues are the stations of a township and its villages, or with nil those of no township.
func (c *call) venues(from []*congress.Station, t *congress.Place) []venue {
	var out []venue
	for _, s := range from {
		of := c.township(s.PlaceID)
		if t == nil && of == nil || t != nil && of != nil && of.ID == t.ID {
			out = append(out, c.venue(s))
		}
	}
	return out
}

// township is the township of a place, nil where there is none.
func (c *call) township(placeID int64) *congress.Place {
	p := c.dir.Place(placeID)
	if p != nil && p.ParentID != 0 {
		return c.dir.Place(p.ParentID)
	}
	return p
}

type stationPage struct {
	ui.SitePage
	venue
	code     string // address of the QR code
	address  string // with its township
	deputies []person
	answers  string // the public list
}

func (s *Server) station(c *call) error {
	st := c.dir.StationBySlug(c.home.ID, c.r.PathValue("slug"))
	if st == nil {
		return fault.Missing()
	}
	page := stationPage{SitePage: c.wide(st.Name, ui.TabDeputies), venue: c.venue(st), answers: c.answersURL("station", st.Slug)}
	page.Back, page.code = c.base()+"/stations", page.url+"/qr.png"
	page.address = st.Address
	if t := c.township(st.PlaceID); t != nil && !strings.Contains(st.Address, t.Name) {
		page.address = joined(t.Name, st.Address)
	}
	for _, d := range c.dir.DeputiesAt(st.ID) {
		p := c.person(d)
		p.station = ""
		page.deputies = append(page.deputies, p)
	}
	edge.Public(c.w)
	return c.show(http.StatusOK, stationView(page))
}
