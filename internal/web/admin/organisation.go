package admin

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"jiazhan/internal/access"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/i18n"
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
	found int
	pager ui.Pager
}

type entryPage struct {
	ui.DeskPage
	visit
	kind  kind
	entry entry    // the zero entry is a new one
	rows  []ui.Row // what hangs on it
	form  *form.Form
	last  string   // who changed it meanwhile
	now   []ui.Row // what stands there now, where it is not what was typed
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
		if q := p.query.Line("q"); q == "" || congress.Named(e.name, e.sound, q) || hanzi.Contains(e.detail, q) {
			p.rows = append(p.rows, e)
		}
	}
	p.cut(int(p.query.Int("skip")))
	p.DeskPage = s.page(w, r, v, v.view.P.T(k.many))
	return edge.Render(w, r, http.StatusOK, kindTemplate(p))
}

// kindSize is how many rows of the organisation a page shows.
const kindSize = 50

// cut keeps the page of rows that begins after so many.
func (p *kindPage) cut(skip int) {
	p.found = len(p.rows)
	skip = min(max(skip, 0), p.found)
	to := func(skip int) string {
		return p.at(p.kind.root(), "q", p.query.Line("q"), "skip", strconv.Itoa(skip))
	}
	if skip > 0 {
		p.pager.Prev = to(max(skip-kindSize, 0))
	}
	if skip+kindSize < p.found {
		p.pager.Next = to(skip + kindSize)
	}
	p.rows = p.rows[skip:min(skip+kindSize, p.found)]
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
	var err error
	if p.rows, err = s.standing(r.Context(), &p); err != nil {
		return err
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
		p.keepFixed(f)
		row := p.kind.read(f)
		if err = f.Err(); err == nil && p.entry.id == 0 {
			_, err = s.Congress.Create(r.Context(), p.by, p.home.ID, row)
		} else if err == nil {
			err = s.Congress.Change(r.Context(), p.by, p.home.ID, p.entry.id, f.Version(), row)
		}
	}
	if edge.Keep(w, f, err) {
		return s.entryAgain(w, r, f, err)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "admin.entry.saved", f.Line("name"))
	return edge.Redirect(w, r, p.at(p.kind.root()))
}

// entryAgain shows a refused form on the row as it is now: who changed it meanwhile, and what to.
func (s *Server) entryAgain(w http.ResponseWriter, r *http.Request, f *form.Form, refusal error) error {
	p, err := s.editing(r)
	if err != nil {
		return err
	}
	if p.last, err = s.meanwhile(r, p.visit, refusal); err != nil {
		return err
	}
	if p.form = f; p.last != "" {
		p.now = p.differing(f)
	}
	return s.renderEntry(w, r, p)
}

// differing are the fields in which the row is not what was typed, as it stands.
func (p entryPage) differing(f *form.Form) []ui.Row {
	var rows []ui.Row
	for _, field := range p.kind.fields {
		now := p.entry.values.Get(field.name)
		if field.fixed || now == f.Text(field.name) {
			continue
		}
		for _, o := range field.choices(p.visit) {
			if o.Value == now {
				now = o.Label
			}
		}
		if field.sort == "check" {
			now = p.view.P.T(map[bool]string{true: i18n.Key("是"), false: i18n.Key("否")}[now != ""])
		}
		rows = append(rows, ui.Row{Term: p.view.P.T(field.label), Text: cmp.Or(now, "—")})
	}
	return rows
}

// keepFixed gives a sent form what a row that is there keeps.
func (p entryPage) keepFixed(f *form.Form) {
	for _, field := range p.kind.fields {
		if field.fixed && p.entry.id != 0 {
			f.Set(field.name, p.entry.values.Get(field.name))
		}
	}
}

// closeEntry lets a station, department or place take nothing new; what it has stays with it.
func (s *Server) closeEntry(w http.ResponseWriter, r *http.Request) error {
	p, err := s.editing(r)
	if err != nil {
		return err
	}
	how, ok := closings[p.kind.path]
	if !ok {
		return fault.Missing()
	}
	f, err := form.Read(r, form.Text, nil)
	if err != nil {
		return err
	}
	p.form.Set("open", "")
	err = s.Congress.Change(r.Context(), p.by, p.home.ID, p.entry.id, f.Version(), p.kind.read(p.form))
	if edge.Keep(w, p.form, err) {
		return s.entryAgain(w, r, p.form, err)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, how.done, p.entry.name)
	return edge.Redirect(w, r, p.at(p.kind.root()))
}

// choices are the options of a field.
func (f field) choices(v visit) []ui.Option {
	if f.options == nil {
		return nil
	}
	return f.options(v)
}
