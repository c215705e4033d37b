package admin

import (
	"net/http"
	"slices"
	"strconv"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// limitRow is a limit as the table shows it; a limit by class has a row for each class.
type limitRow struct {
	casework.LimitDef
	class    casework.Class
	now      int
	standard int
}

type limitsPage struct {
	ui.DeskPage
	visit
	rows []limitRow
}

type limitPage struct {
	ui.DeskPage
	visit
	row   limitRow
	seen  int64  // how many limits were set when the page was shown
	last  string // who set it meanwhile
	form  *form.Form
	next  int // the new value
	touch casework.Touch

	chosen bool // a new value is being shown before it is saved
}

func limitRows(rules casework.Rules) []limitRow {
	var rows []limitRow
	for _, def := range casework.Limits {
		classes := []casework.Class{""}
		if def.ByClass {
			classes = casework.Classes
		}
		for _, class := range classes {
			rows = append(rows, limitRow{def, class, rules.Days(def.Name, class), casework.Rules{}.Days(def.Name, class)})
		}
	}
	return rows
}

// label names a limit with its class.
func (v visit) label(l limitRow) string {
	name := v.view.P.T("admin.limit." + string(l.Name))
	if l.class == "" {
		return name
	}
	return v.view.P.T("admin.limit.of", name, v.view.Class(l.class))
}

// about says what a limit does.
func (v visit) about(l limitRow) string { return v.view.P.T("admin.limit.about." + string(l.Name)) }

// unit is what a limit is counted in.
func (v visit) unit(l limitRow) string {
	return v.view.P.T("admin.limit.unit." + string(l.Unit))
}

func (v visit) limitURL(l limitRow) string {
	return v.at("/admin/limits/"+string(l.Name), "class", string(l.class))
}

func (s *Server) limits(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManageLimits)
	if err != nil {
		return err
	}
	rules, err := s.Cases.Rules(r.Context(), v.home.ID)
	if err != nil {
		return err
	}
	p := limitsPage{DeskPage: s.page(w, r, v, v.view.P.T("办理时限")), visit: v, rows: limitRows(rules)}
	return edge.Render(w, r, http.StatusOK, limitsTemplate(p))
}

// limit finds the limit that the address names, and how many were set so far.
func (s *Server) limit(r *http.Request, v visit) (limitRow, int64, error) {
	rules, err := s.Cases.Rules(r.Context(), v.home.ID)
	if err != nil {
		return limitRow{}, 0, err
	}
	rows := limitRows(rules)
	i := slices.IndexFunc(rows, func(l limitRow) bool {
		return string(l.Name) == r.PathValue("name") && string(l.class) == r.URL.Query().Get("class")
	})
	if i < 0 {
		return limitRow{}, 0, fault.Missing()
	}
	return rows[i], rules.Changes(), nil
}

func (s *Server) showLimit(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManageLimits)
	if err != nil {
		return err
	}
	return s.renderLimit(w, r, limitPage{visit: v}, nil)
}

// setLimit shows what a new value means; sent once more with "sure" it is saved.
func (s *Server) setLimit(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManageLimits)
	if err != nil {
		return err
	}
	row, _, err := s.limit(r, v)
	if err != nil {
		return err
	}
	f, err := form.Read(r, form.Text, nil)
	days := int(f.Int("days"))
	if err == nil && (f.Line("days") == "" || days < row.Min || days > row.Max) && f.Wrong("days") == nil {
		f.Fail("days", "case.limit_range", row.Min, row.Max)
	}
	if err == nil {
		err = f.Err()
	}
	if err == nil && !f.Bool("sure") {
		return s.renderLimit(w, r, limitPage{visit: v, form: f, next: days, chosen: true, seen: f.Version()}, nil)
	}
	if err == nil {
		err = s.Cases.SetLimit(r.Context(), v.by, v.home.ID, casework.LimitChange{Class: row.class, Name: row.Name, Days: days}, f.Version())
	}
	if edge.Keep(w, f, err) {
		return s.renderLimit(w, r, limitPage{visit: v, form: f}, err)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "admin.limit.saved", v.label(row), strconv.Itoa(days))
	return edge.Redirect(w, r, v.at("/admin/limits"))
}

// renderLimit shows a limit as it stands now; a preview keeps the version that its first page showed.
func (s *Server) renderLimit(w http.ResponseWriter, r *http.Request, p limitPage, refusal error) error {
	row, seen, err := s.limit(r, p.visit)
	if err != nil {
		return err
	}
	p.row = row
	if p.chosen {
		if p.touch, err = s.Cases.Touched(r.Context(), p.by, p.home.ID, row.class, row.Name, p.next); err != nil {
			return err
		}
	} else {
		p.seen = seen
	}
	if p.last, err = s.meanwhile(r, p.visit, refusal); err != nil {
		return err
	}
	p.DeskPage = s.page(w, r, p.visit, p.label(row))
	p.Failed = p.form.Refused()
	return edge.Render(w, r, p.form.Status(), limitTemplate(p))
}

// effect says what happens to cases under way.
func (p limitPage) effect() string {
	if p.touch.Effect == casework.ForClock {
		return p.P.T("admin.limit.effect.clock", p.touch.Moved)
	}
	return p.P.T("admin.limit.effect." + string(p.touch.Effect))
}
