package desk

import (
	"net/http"
	"net/url"

	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/worklist"
)

// viewsPage names the list that one comes from, and shows the views one has.
type viewsPage struct {
	ui.DeskPage
	form *form.Form
	list *selection // to be saved; nil when one came from nowhere
	mine []savedView
	save string
	drop string
}

type savedView struct {
	worklist.View
	url   string
	chips []chip
	queue string // "" when the list is not this person's any more
}

func (s *Server) showViews(w http.ResponseWriter, r *http.Request) error {
	return s.viewsPage(w, r, nil)
}

func (s *Server) viewsPage(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	p := viewsPage{form: f, save: v.url("/desk/views", nil), drop: v.url("/desk/views/drop", nil)}
	in := r.URL.Query().Get("in")
	if f.Has("in") {
		in = f.Get("in")
	}
	if sel, ok := v.selected(in); ok {
		p.list = &sel
	}
	mine, err := s.Work.Views(r.Context(), v.by, v.home.ID)
	if err != nil {
		return err
	}
	for _, one := range mine {
		p.mine = append(p.mine, v.saved(one))
	}
	if p.DeskPage, err = s.page(w, r, v, v.view.P.T("我的视图")); err != nil {
		return err
	}
	p.Failed = f.Refused()
	return edge.Render(w, r, f.Status(), viewsTemplate(p))
}

// selected reads a selection that travelled in one value; false for none, or one that is not this person's any more.
func (v visit) selected(in string) (selection, bool) {
	values, err := url.ParseQuery(in)
	if in == "" || err != nil {
		return selection{}, false
	}
	sel, err := choose(v, values)
	return sel, err == nil
}

func (v visit) saved(one worklist.View) savedView {
	out := savedView{View: one}
	if sel, ok := v.selected(one.Query); ok {
		out.url, out.chips, out.queue = sel.here(), sel.chips(), v.view.Queue(sel.query.Queue)
	}
	return out
}

// saveView keeps a list under a name and leads back to it.
func (s *Server) saveView(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	f, err := form.Read(r, form.Text, nil)
	sel, ok := v.selected(f.Get("in"))
	if err == nil && !ok {
		return fault.Missing()
	}
	if err == nil {
		err = s.Work.SaveView(r.Context(), v.by, v.home.ID, worklist.View{Name: f.Line("name"), Query: sel.values.Encode(), Home: f.Get("home") != ""})
	}
	if edge.Keep(w, f, err) {
		return s.viewsPage(w, r, f)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "desk.view_saved", f.Line("name"))
	return edge.Redirect(w, r, sel.here())
}

func (s *Server) dropView(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sent(w, r)
	if err != nil {
		return err
	}
	if err := s.Work.DropView(r.Context(), v.by, v.home.ID, f.Get("name")); err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "desk.view_dropped", f.Get("name"))
	return edge.Redirect(w, r, v.url("/desk/views", nil))
}
