package admin

import (
	"net/http"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

type kindPage struct {
	ui.DeskPage
	visit
	kind  kind
	query *form.Form
	rows  []entry
}

type entryPage struct {
	ui.DeskPage
	visit
	kind  kind
	entry entry // the zero entry is a new one
	form  *form.Form
}

func (k kind) root() string { return "/admin/organisation/" + k.path }

// kindOf finds the table that the address names.
func kindOf(r *http.Request) (kind, error) {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.path == r.PathValue("kind") })
	if i < 0 {
		return kind{}, fault.Missing()
	}
	return kinds[i], nil
}

func (s *Server) organisation(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return err
	}
	return edge.Redirect(w, r, v.at(kinds[0].root()))
}

func (s *Server) listKind(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return err
	}
	k, err := kindOf(r)
	if err != nil {
		return err
	}
	p := kindPage{visit: v, kind: k, query: form.Query(r)}
	for _, e := range k.rows(v) {
		if q := p.query.Line("q"); q == "" || hanzi.Contains(e.name, q) || hanzi.Contains(e.detail, q) {
			p.rows = append(p.rows, e)
		}
	}
	p.DeskPage = s.page(w, r, v, v.view.P.T(k.label))
	return edge.Render(w, r, http.StatusOK, kindTemplate(p))
}

// editing finds what the address names: a kind and, unless it is new, a row of this congress.
func (s *Server) editing(r *http.Request) (entryPage, error) {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return entryPage{}, err
	}
	k, err := kindOf(r)
	if err != nil {
		return entryPage{}, err
	}
	p := entryPage{visit: v, kind: k}
	if slug := r.PathValue("slug"); slug != "" {
		rows := k.rows(v)
		i := slices.IndexFunc(rows, func(e entry) bool { return e.slug == slug })
		if i < 0 {
			return entryPage{}, fault.Missing()
		}
		p.entry = rows[i]
		p.form = form.New(p.entry.values)
	}
	return p, nil
}

func (s *Server) showEntry(w http.ResponseWriter, r *http.Request) error {
	p, err := s.editing(r)
	if err != nil {
		return err
	}
	return s.renderEntry(w, r, p)
}

func (s *Server) renderEntry(w http.ResponseWriter, r *http.Request, p entryPage) error {
	title := p.entry.name
	if title == "" {
		title = p.view.P.T("新增：%s", p.view.P.T(p.kind.label))
	}
	p.DeskPage = s.page(w, r, p.visit, title)
	p.Failed = p.form.Refused()
	return edge.Render(w, r, p.form.Status(), entryTemplate(p))
}

func (p entryPage) action() string {
	if p.entry.id == 0 {
		return p.at("/admin/new/" + p.kind.path)
	}
	return p.at(p.kind.root() + "/" + p.entry.slug)
}

func (s *Server) saveEntry(w http.ResponseWriter, r *http.Request) error {
	p, err := s.editing(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r, form.Text, nil)
	if err == nil {
		row := p.kind.read(f)
		if err = f.Err(); err == nil && p.entry.id == 0 {
			_, err = s.Congress.Create(r.Context(), p.by, p.home.ID, row)
		} else if err == nil {
			err = s.Congress.Change(r.Context(), p.by, p.home.ID, p.entry.id, row)
		}
	}
	if f.Keep(err) {
		p.form = f
		return s.renderEntry(w, r, p)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "admin.entry.saved", f.Line("name"))
	return edge.Redirect(w, r, p.at(p.kind.root()))
}

// closeStation lets a station take no new cases; those that it has stay with it.
func (s *Server) closeStation(w http.ResponseWriter, r *http.Request) error {
	r.SetPathValue("kind", "stations")
	p, err := s.editing(r)
	if err != nil {
		return err
	}
	if _, err := form.Read(r, form.Text, nil); err != nil {
		return err
	}
	p.form.Set("open", "")
	if err := s.Congress.Change(r.Context(), p.by, p.home.ID, p.entry.id, p.kind.read(p.form)); err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "admin.station.closed", p.entry.name)
	return edge.Redirect(w, r, p.at(p.kind.root()))
}

// choices are the options of a field.
func (f field) choices(v visit) []ui.Option {
	if f.options == nil {
		return nil
	}
	return f.options(v)
}
