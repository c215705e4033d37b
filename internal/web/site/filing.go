package site

import (
	"strings"

	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/form"
)

// addressee is the slug in the field "to" ("station/xin-cheng-pu", "deputy/zeng-xiulan") if it is of that kind.
func addressee(f *form.Form, kind string) string {
	k, slug, _ := strings.Cut(f.Get("to"), "/")
	if k != kind {
		return ""
	}
	return slug
}

// prefilled is the form of somebody who came by a QR code or from a deputy's page.
func prefilled(c *call) *form.Form {
	q, f := c.r.URL.Query(), form.New(nil)
	for _, kind := range []string{"station", "deputy"} {
		if slug := q.Get(kind); slug != "" && c.takes(kind, slug) {
			f.Set("to", kind+"/"+slug)
		}
	}
	if q.Get("first") == "photos" {
		f.Set("first", "photos")
	}
	if q.Get("sealed") != "" {
		f.Set("against_person", "on")
	}
	if q.Get("behalf") != "" {
		f.Set("on_behalf", "on")
	}
	return f
}

// takes reports whether a station or deputy takes reports now.
func (c *call) takes(kind, slug string) bool {
	if d := c.dir.DeputyBySlug(c.home.ID, slug); kind == "deputy" {
		return d != nil && d.InOffice(c.s.DB.Now())
	}
	s := c.dir.StationBySlug(c.home.ID, slug)
	return s != nil && s.Open
}

func (c *call) known(kind, slug string) bool {
	if kind == "deputy" {
		return c.dir.DeputyBySlug(c.home.ID, slug) != nil
	}
	return c.dir.StationBySlug(c.home.ID, slug) != nil
}

// placeOptions are all villages under their townships, each township itself first.
func (c *call) placeOptions() []ui.Option {
	var out []ui.Option
	town := ""
	for _, p := range c.dir.OpenPlaces(c.home.ID) {
		label := p.Name
		if p.Kind == congress.InTownship {
			town, label = p.Name, c.p.T("%s（不确定哪个村）", p.Name)
		}
		out = append(out, ui.Option{Value: p.Code, Label: label, Group: town})
	}
	return out
}

// mostChoices is how many stations and deputies a page offers at once; the search finds the others.
const mostChoices = 8

// addressees are the choices of whom to turn to: the system's, then stations and deputies near the place, or those that
// a search found. What is chosen already always stands among them.
func (c *call) addressees(f *form.Form, filing casework.Filing) []ui.Option {
	out := []ui.Option{{Value: "auto", Label: c.p.T("请帮我选"), Hint: c.chosenBySystem(filing.PlaceOf)}}
	stations, deputies := c.near(filing.PlaceOf)
	if words := f.Line("find"); words != "" {
		stations, deputies = c.dir.FindStations(c.home.ID, words), c.dir.FindDeputies(c.home.ID, words)
	}
	if s := c.dir.StationBySlug(c.home.ID, filing.Station); s != nil {
		stations = append([]*congress.Station{s}, stations...)
	}
	if d := c.dir.DeputyBySlug(c.home.ID, filing.Deputy); d != nil {
		deputies = append([]*congress.Deputy{d}, deputies...)
	}
	for _, s := range stations[:min(len(stations), mostChoices)] {
		out = with(out, ui.Option{Value: "station/" + s.Slug, Label: s.Name, Hint: s.Hours, Icon: "home"})
	}
	for _, d := range deputies[:min(len(deputies), mostChoices)] {
		out = with(out, ui.Option{Value: "deputy/" + d.Slug, Label: c.p.T("%s代表", d.Name), Hint: c.posting(d), Icon: "user"})
	}
	return out
}

func with(options []ui.Option, o ui.Option) []ui.Option {
	for _, have := range options {
		if have.Value == o.Value {
			return options
		}
	}
	return append(options, o)
}

// near are the stations of a place and the deputies who serve there.
func (c *call) near(code string) (stations []*congress.Station, deputies []*congress.Deputy) {
	p := c.dir.PlaceByCode(c.home.ID, code)
	if p == nil {
		return nil, nil
	}
	for _, s := range c.dir.StationsOf(p.ID) {
		if s.Open {
			stations = append(stations, s)
		}
		deputies = append(deputies, c.dir.DeputiesAt(s.ID)...)
	}
	return stations, deputies
}

// chosenBySystem says where a report goes that names nobody.
func (c *call) chosenBySystem(code string) string {
	if stations, _ := c.near(code); len(stations) > 0 {
		return c.p.T("送到离那里最近的%s", stations[0].Name)
	}
	return c.p.T("送到%s人大，由专人分给合适的家站", c.home.Short)
}

// posting says which deputy somebody is, and where.
func (c *call) posting(d *congress.Deputy) string {
	text := c.p.T(d.Level.Label())
	if s := c.dir.Station(d.StationID); s != nil {
		text += " · " + s.Name
	}
	return text
}
