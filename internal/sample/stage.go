package sample

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/congress"
	pictures "jiazhan/internal/sample/picture"
	"jiazhan/internal/workday"
)

// stage is where lives are played: a county as it was founded, its calendar, and the lives so far.
type stage struct {
	Plan
	*cast
	calendar *workday.Calendar
	places   []spot
	homes    map[string]string   // township code → slug of its home
	stations map[string]string   // village code → slug of its own station
	deputies map[string][]string // station → slugs of its deputies
	names    map[string]string   // department → name
	told     map[string]int      // story → times told
	seen     map[string]bool     // story + place
	sent     map[string]bool     // texts
	lives    []Life
}

// spot is a village or neighbourhood where somebody lives.
type spot struct {
	code, name string
	town       string // name of the township
	townCode   string
}

func newStage(p Plan) *stage {
	s := &stage{Plan: p, cast: newCast(uint64(p.Seed)), calendar: workday.China(), homes: map[string]string{}, stations: map[string]string{},
		deputies: map[string][]string{}, names: map[string]string{}, told: map[string]int{}, seen: map[string]bool{}, sent: map[string]bool{}}
	s.phones = 1_000_000 // apart from the numbers of those who serve
	for _, f := range Organise().Foundations {
		if f.Congress.Slug == p.Congress {
			s.furnish(f.Rows)
		}
	}
	return s
}

func (s *stage) furnish(rows []congress.Form) {
	towns := map[string]string{}
	for _, row := range rows {
		switch r := row.(type) {
		case congress.PlaceForm:
			if r.Parent == "" {
				towns[r.Code] = r.Name
				continue
			}
			s.places = append(s.places, spot{r.Code, r.Name, towns[r.Parent], r.Parent})
		case congress.StationForm:
			if r.Kind == congress.Home {
				s.homes[r.Place] = r.Slug
			} else {
				s.stations[r.Place] = r.Slug
			}
		case congress.DeputyForm:
			if r.TermTo.IsZero() {
				s.deputies[r.Station] = append(s.deputies[r.Station], r.Slug)
			}
		case congress.DepartmentForm:
			s.names[r.Slug] = r.Name
		}
	}
}

// stationOf is the station that serves a place: its own, else the township's home.
func (s *stage) stationOf(p spot) string {
	if own := s.stations[p.code]; own != "" && s.IntN(2) == 0 {
		return own
	}
	return s.homes[p.townCode]
}

// otherStation is a station to which somebody may address a case by mistake.
func (s *stage) otherStation(not string) string {
	var others []string
	for _, slug := range s.homes {
		if slug != not {
			others = append(others, slug)
		}
	}
	slices.Sort(others)
	return pick(s.Rand, others)
}

// login is the account that holds a role, one of them where several do.
func (s *stage) login(role access.Role, unit string) string {
	holders := Organise().Holders(s.Congress, role, unit)
	return pick(s.Rand, holders).Login
}

// choose picks a story that the plot can use, of those least told, and a place where it was not told yet.
func (s *stage) choose(usable func(*Story) bool, month time.Month) (*Story, spot) {
	var fit []*Story
	for i := range Stories() {
		story := &Stories()[i]
		if story.fits(s.Congress, month) && usable(story) {
			fit = append(fit, story)
		}
	}
	s.Shuffle(len(fit), func(i, j int) { fit[i], fit[j] = fit[j], fit[i] })
	story := slices.MinFunc(fit, func(a, b *Story) int { return cmp.Compare(s.told[a.Key], s.told[b.Key]) })
	s.told[story.Key]++
	return story, s.placeFor(story)
}

func (s *stage) placeFor(story *Story) spot {
	var fit []spot
	for _, p := range s.places {
		if suits(story, p) && !s.seen[story.Key+p.code] {
			fit = append(fit, p)
		}
	}
	p := pick(s.Rand, fit)
	s.seen[story.Key+p.code] = true
	return p
}

// suits reports whether a story of villages, neighbourhoods or towns can be told of a place.
func suits(story *Story, p spot) bool {
	switch story.Where {
	case "社区":
		return strings.HasSuffix(p.name, "社区")
	case "村":
		return strings.HasSuffix(p.name, "村")
	}
	return !strings.HasSuffix(p.town, "街道")
}

// wording gives the words of a story at a place.
func (s *stage) wording(p spot) wording {
	w := wording{village: p.name, town: p.town, variant: s.IntN(6)}
	if s.Congress == "xinle" {
		w.local = inXinle
	}
	return w
}

// officerNear is the information officer of the village, or of another one in the township.
func (s *stage) officerNear(p spot) string {
	for _, near := range s.places {
		if near.townCode != p.townCode {
			continue
		}
		if h := Organise().Holders(s.Congress, access.VillageOfficer, near.code); len(h) > 0 && (near.code == p.code || s.IntN(3) == 0) {
			return h[0].Login
		}
	}
	return s.login(access.StationAdmin, s.homes[p.townCode])
}

// finish sorts the lives by filing, cuts off what lies after the present, and renumbers groups.
func (s *stage) finish() []Life {
	order := make([]int, len(s.lives))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return s.lives[a].At.Compare(s.lives[b].At) })
	where := make([]int, len(order))
	sorted := make([]Life, len(order))
	for to, from := range order {
		where[from], sorted[to] = to, s.lives[from]
	}
	for i := range sorted {
		sorted[i].Steps = s.past(sorted[i].Steps)
		for k, step := range sorted[i].Steps {
			if step.With >= 0 {
				sorted[i].Steps[k].With = where[step.With]
			}
		}
	}
	picture(sorted)
	return sorted
}

// mostPictured is how many lives of a county have pictures: enough for its home and some pages of its answers.
const mostPictured = 8

// picture gives pictures to the newest lives that came to an end of which there are some.
func picture(lives []Life) {
	left := mostPictured
	for i := len(lives) - 1; i >= 0 && left > 0; i-- {
		l := &lives[i]
		if !l.Historic && l.Filing.Public && pictures.Has(l.Story) && l.did("release") && l.did("report") {
			l.Pictured = true
			left--
		}
	}
}

func (l *Life) did(action string) bool {
	return slices.ContainsFunc(l.Steps, func(s Step) bool { return s.Action == action })
}

func (s *stage) past(steps []Step) []Step {
	for i, step := range steps {
		if step.At.After(s.Now) {
			return steps[:i]
		}
	}
	return steps
}
