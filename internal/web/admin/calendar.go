package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/calendar"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/workday"
)

// calendarVisit is a visit to the pages of the calendar: the book, who may change it, who did.
type calendarVisit struct {
	visit
	book  *calendar.Book
	may   bool
	names map[int64]string
}

type calendarPage struct {
	ui.DeskPage
	calendarVisit
	years []int
}

type yearPage struct {
	ui.DeskPage
	calendarVisit
	year  int
	days  *workday.Calendar // that is shown: the one in force
	forms map[string]*form.Form
	last  string // who changed the calendar meanwhile
}

// The ways in which a year is changed, each a form of its page.
const (
	byNotice = "notice" // the text of the notice is pasted
	byDay    = "day"    // one day at a time
	byBack   = "back"   // back to what is built in
)

var ways = []string{byNotice, byDay, byBack}

func (s *Server) enterCalendar(r *http.Request) (calendarVisit, error) {
	v, err := s.enter(r, access.ManageLimits)
	if err != nil {
		return calendarVisit{}, err
	}
	c := calendarVisit{visit: v}
	if c.book, err = s.Calendar.Book(r.Context(), 0); err != nil {
		return c, err
	}
	if c.may, err = s.Calendar.MayEdit(r.Context(), v.by, v.home.ID); err != nil {
		return c, err
	}
	c.names, err = s.Account.Names(r.Context(), v.by, v.home.ID)
	return c, err
}

func (v visit) thisYear() int { return v.view.Now.In(workday.Shanghai()).Year() }

// unloaded is the year to come when it is November and its notice is not loaded; 0 when all is well.
func unloaded(c *workday.Calendar, now time.Time) int {
	now = now.In(workday.Shanghai())
	switch year := now.Year(); {
	case !c.Published(year):
		return year
	case now.Month() >= time.November && !c.Published(year+1):
		return year + 1
	}
	return 0
}

func (s *Server) calendar(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enterCalendar(r)
	if err != nil {
		return err
	}
	p := calendarPage{calendarVisit: v}
	for year := v.thisYear() + 1; year >= v.thisYear()-1; year-- {
		p.years = append(p.years, year)
	}
	for _, c := range v.book.Changes() {
		if !slices.Contains(p.years, c.Year) {
			p.years = append(p.years, c.Year)
		}
	}
	slices.SortFunc(p.years, func(a, b int) int { return b - a })
	p.DeskPage = s.page(w, r, v.visit, v.view.P.T("放假安排"))
	return edge.Render(w, r, http.StatusOK, calendarTemplate(p))
}

func (v visit) yearURL(year int) string { return v.at("/admin/calendar/" + strconv.Itoa(year)) }

// visitYear finds the year that the address names: one that is known, or may be loaded.
func (s *Server) visitYear(r *http.Request) (yearPage, error) {
	v, err := s.enterCalendar(r)
	if err != nil {
		return yearPage{}, err
	}
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || !calendar.Editable(year, v.view.Now) {
		return yearPage{}, fault.Missing()
	}
	return yearPage{calendarVisit: v, year: year, days: v.book.Now(), forms: map[string]*form.Form{}}, nil
}

func (s *Server) showYear(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visitYear(r)
	if err != nil {
		return err
	}
	return s.renderYear(w, r, p, nil)
}

func (s *Server) renderYear(w http.ResponseWriter, r *http.Request, p yearPage, sent *form.Form) error {
	p.DeskPage = s.page(w, r, p.visit, p.view.P.T("%d 年放假安排", p.year))
	p.forms[sent.Get("way")] = sent
	for _, way := range ways {
		p.forms[way] = p.forms[way].Scope(way)
	}
	p.Failed = sent.Refused()
	return edge.Render(w, r, sent.Status(), yearTemplate(p))
}

// saveYear shows what a change would move; sent once more with "sure" it is put in force, with "edit" it goes back.
func (s *Server) saveYear(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visitYear(r)
	if err != nil {
		return err
	}
	if !p.may {
		return fault.New(fault.Forbidden, "calendar.not")
	}
	f, err := form.Read(r, form.Text, nil)
	if err == nil && f.Bool("edit") {
		return s.renderYear(w, r, p, f)
	}
	var c calendar.Change
	if err == nil {
		c, err = p.change(f)
	}
	if err == nil && !f.Bool("sure") {
		return s.previewYear(w, r, p, c, f)
	}
	if err == nil {
		err = s.Calendar.Save(r.Context(), p.by, p.home.ID, c, f.Version())
	}
	if edge.Keep(w, f, err) {
		if p.last, err = s.meanwhile(r, p.visit, err); err != nil {
			return err
		}
		return s.renderYear(w, r, p, f)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "admin.calendar.saved", strconv.Itoa(p.year))
	return edge.Redirect(w, r, p.yearURL(p.year))
}

// kept are the fields that a preview carries along.
func kept(f *form.Form) url.Values {
	out := url.Values{}
	for _, name := range []string{"way", "text", "source", "date", "kind", "name"} {
		if f.Has(name) {
			out.Set(name, f.Get(name))
		}
	}
	return out
}
