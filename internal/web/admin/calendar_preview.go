package admin

import (
	"net/http"
	"net/url"
	"time"

	"jiazhan/internal/calendar"
	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/workday"
)

// previewPage shows what a change of a year would move, before it is put in force.
type previewPage struct {
	yearPage
	change    calendar.Change
	next      *workday.Calendar
	otherwise []workday.Special // days that become free, or worked
	moves     casework.Moves
	sum       int // cases that would move, of all congresses here
	form      *form.Form
	carry     url.Values
}

func (s *Server) previewYear(w http.ResponseWriter, r *http.Request, p yearPage, c calendar.Change, f *form.Form) error {
	x := previewPage{yearPage: p, change: c, next: p.book.With(c), form: f, carry: kept(f)}
	x.otherwise = differing(p.days, x.next, p.year)
	var err error
	if x.moves, err = s.Cases.WouldMove(r.Context(), p.by, x.next); err != nil {
		return err
	}
	for _, n := range x.moves.Count {
		x.sum += n
	}
	x.DeskPage = s.page(w, r, p.visit, p.view.P.T("%d 年放假安排：保存前看影响", p.year))
	return edge.Render(w, r, http.StatusOK, previewTemplate(x))
}

// differing lists the days of a year that are worked by one of two calendars alone, as the second has them.
func differing(before, after *workday.Calendar, year int) []workday.Special {
	var out []workday.Special
	for day := time.Date(year, 1, 1, 0, 0, 0, 0, workday.Shanghai()); day.Year() == year; day = day.AddDate(0, 0, 1) {
		if worked := after.Workday(day); worked != before.Workday(day) {
			out = append(out, workday.Special{Date: day.Format(time.DateOnly), Worked: worked})
		}
	}
	return out
}

// perCongress are the numbers of cases that would move, where several congresses are served.
func (p previewPage) perCongress() []ui.Row {
	var rows []ui.Row
	for _, c := range p.dir.Congresses() {
		if n := p.moves.Count[c.ID]; n > 0 {
			rows = append(rows, ui.Row{Term: c.Short, Text: p.P.T("%d 件", n)})
		}
	}
	return rows
}

// day says a day, "—" for none.
func (v visit) day(at casework.Instant) string {
	if at == 0 {
		return "—"
	}
	return v.view.P.DateAt(at.Time(), v.view.Now)
}
