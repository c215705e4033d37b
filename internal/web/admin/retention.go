package admin

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/retention"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// retentionPage is how long what is kept. It is the security administrator's: whoever runs the system does not decide how
// long its traces live, and the auditor reads every change.
type retentionPage struct {
	ui.DeskPage
	visit
	rows  []retention.Row
	fixed []fixedRow
}

// fixedRow is a period of the whole installation, which is set with the program.
type fixedRow struct {
	name string
	last time.Duration
}

type keepPage struct {
	ui.DeskPage
	visit
	row  retention.Row
	seen int64  // the version of the period that was shown
	last string // who set it meanwhile
	form *form.Form
	next int // the new period that is being shown before it is saved; 0: none yet
	due  int // what would be dropped at once
}

// kept names what a period is about, why says for what it is kept.
func (v visit) kept(name string) string { return v.view.P.T("admin.keep." + name) }
func (v visit) why(name string) string  { return v.view.P.T("admin.keep." + name + ".why") }

func (v visit) keepURL(name retention.Name) string { return v.at("/admin/retention/" + string(name)) }

// span writes a period of the installation in its natural unit.
func (v visit) span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return v.view.P.T("%d 天", int(d/(24*time.Hour)))
	case d >= time.Hour:
		return v.view.P.T("%d 小时", int(d/time.Hour))
	}
	return v.view.P.T("%d 分钟", int(d/time.Minute))
}

// lastRun says when something was dropped last, and how much.
func (v visit) lastRun(row retention.Row) string {
	if row.Last.IsZero() {
		return "—"
	}
	return v.view.P.T("admin.keep.last", v.view.P.DateAt(row.Last, v.view.Now), row.N)
}

func (s *Server) retention(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManageSafety)
	if err != nil {
		return err
	}
	p := retentionPage{DeskPage: s.page(w, r, v, v.view.P.T("保管期限")), visit: v}
	if p.rows, err = s.Keeping.Rows(r.Context(), v.by, v.home.ID); err != nil {
		return err
	}
	for _, name := range []string{"codes", "session", "drafts", "photos"} {
		p.fixed = append(p.fixed, fixedRow{name, s.Fixed[name]})
	}
	return edge.Render(w, r, http.StatusOK, retentionTemplate(p))
}

func (s *Server) showKeep(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManageSafety)
	if err != nil {
		return err
	}
	return s.renderKeep(w, r, keepPage{visit: v}, nil)
}

// keepRow finds the period that the address names.
func (s *Server) keepRow(r *http.Request, v visit) (retention.Row, error) {
	rows, err := s.Keeping.Rows(r.Context(), v.by, v.home.ID)
	if err != nil {
		return retention.Row{}, err
	}
	i := slices.IndexFunc(rows, func(row retention.Row) bool { return string(row.Name) == r.PathValue("name") })
	if i < 0 {
		return retention.Row{}, fault.Missing()
	}
	return rows[i], nil
}

// setKeep shows what a new period drops; sent once more with "sure" it is saved.
func (s *Server) setKeep(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManageSafety)
	if err != nil {
		return err
	}
	row, err := s.keepRow(r, v)
	if err != nil {
		return err
	}
	f, err := form.Read(r, form.Text, nil)
	days := int(f.Int("days"))
	if err == nil && (days < row.Min || days > row.Max) {
		f.Fail("days", "retention.range", row.Min, row.Max)
	}
	if err == nil {
		err = f.Err()
	}
	if err == nil && !f.Bool("sure") {
		return s.renderKeep(w, r, keepPage{visit: v, form: f, next: days, seen: f.Version()}, nil)
	}
	if err == nil {
		err = s.Keeping.Set(r.Context(), v.by, v.home.ID, retention.Period{Name: row.Name, Days: days}, f.Version())
	}
	if edge.Keep(w, f, err) {
		return s.renderKeep(w, r, keepPage{visit: v, form: f}, err)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "admin.keep.saved", v.kept(string(row.Name)), strconv.Itoa(days))
	return edge.Redirect(w, r, v.at("/admin/retention"))
}

// renderKeep shows a period as it stands now; a preview keeps the version that its first page showed.
func (s *Server) renderKeep(w http.ResponseWriter, r *http.Request, p keepPage, refusal error) error {
	row, err := s.keepRow(r, p.visit)
	if err != nil {
		return err
	}
	if p.row, p.due = row, row.Due; p.next > 0 {
		if p.due, err = s.Keeping.DueWith(r.Context(), p.home.ID, row.Name, p.next); err != nil {
			return err
		}
	} else {
		p.seen = row.Changed
	}
	if p.last, err = s.meanwhile(r, p.visit, refusal); err != nil {
		return err
	}
	p.DeskPage = s.page(w, r, p.visit, p.kept(string(row.Name)))
	p.Failed = p.form.Refused()
	return edge.Render(w, r, p.form.Status(), keepTemplate(p))
}
