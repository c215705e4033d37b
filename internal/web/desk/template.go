package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/worklist"
)

// start is a template with its blanks filled for the case: what a reply can begin with.
type start struct {
	name, text string
	url        string // opens the form with the text in it
	field      string // id of the field that a script puts it into
}

// blanks are the words in braces that a template may hold, and what stands in their place.
var blanks = []struct {
	word string
	of   func(v caseview.View, c *casework.Case) string
}{
	{"{编号}", func(_ caseview.View, c *casework.Case) string { return c.Number }},
	{"{标题}", func(_ caseview.View, c *casework.Case) string { return c.Title }},
	{"{部门}", departmentName},
	{"{家站}", stationName},
	{"{今天}", func(v caseview.View, _ *casework.Case) string { return v.P.DateAt(v.Now, v.Now) }},
}

// filled puts what is known of a case into a template's blanks; an unknown one stays for the writer to fill.
func filled(v caseview.View, c *casework.Case, text string) string {
	for _, b := range blanks {
		if value := b.of(v, c); value != "" {
			text = strings.ReplaceAll(text, b.word, value)
		}
	}
	return text
}

// templated are the actions whose words may begin with a template, with the field that they go into.
var templated = map[casework.Action]string{"answer": "text", "explain": "text", "report": "result", "progress": "text", "decline": "text", "ask": "text", "send_back": "reason"}

// useTemplates offers the congress's templates for a reply, and lays the chosen one into the form.
func (s *Server) useTemplates(r *http.Request, v visit, a casework.Action, p *casePage, g caseview.Given) error {
	c, field := p.dossier.Case, templated[a]
	if field == "" {
		return nil
	}
	list, err := s.Work.Templates(r.Context(), v.home.ID)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.Action != "" && t.Action != string(a) {
			continue
		}
		one := start{name: t.Name, text: filled(v.view, c, t.Text), field: "f-" + field}
		query := url.Values{"template": {t.Name}}
		if p.walk.in != "" {
			query.Set("in", p.walk.in)
		}
		one.url = caseURL(c.Number) + "/" + string(a) + "?" + query.Encode() + "#act"
		p.starts = append(p.starts, one)
		if t.Name == r.URL.Query().Get("template") {
			g.Values[field] = []string{one.text}
		}
	}
	return nil
}

// templatesPage is where the county office keeps its templates.
type templatesPage struct {
	ui.DeskPage
	form    *form.Form
	last    string // who changed it meanwhile
	list    []worklist.Template
	edited  worklist.Template
	actions []ui.Option
	save    string
	drop    string
}

func (s *Server) showTemplates(w http.ResponseWriter, r *http.Request) error {
	return s.templatesPage(w, r, nil, nil)
}

// enterAsKeeper is enter for those who keep the templates; others are told before anything of theirs is read.
func (s *Server) enterAsKeeper(w http.ResponseWriter, r *http.Request) (visit, error) {
	v, err := s.enter(w, r)
	if err == nil && !worklist.MayEdit(v.by, v.home.ID) {
		err = worklist.NotAllowed()
	}
	return v, err
}

func (s *Server) templatesPage(w http.ResponseWriter, r *http.Request, f *form.Form, refusal error) error {
	v, err := s.enterAsKeeper(w, r)
	if err != nil {
		return err
	}
	p := templatesPage{form: f, save: v.url("/desk/templates", nil), drop: v.url("/desk/templates/drop", nil), actions: v.templatedOptions()}
	if p.list, err = s.Work.Templates(r.Context(), v.home.ID); err != nil {
		return err
	}
	editing := r.URL.Query().Get("name")
	if last, ok := whoWas(refusal); ok {
		editing = f.Line("name")
		if p.last, err = s.setMeanwhile(r, v, last); err != nil {
			return err
		}
	}
	for _, t := range p.list {
		if t.Name == editing {
			p.edited = t
		}
	}
	if p.DeskPage, err = s.page(w, r, v, v.view.P.T("答复模板")); err != nil {
		return err
	}
	p.Failed = f.Refused()
	return edge.Render(w, r, f.Status(), templatesTemplate(p))
}

// whoWas is who set something before a form about it was refused for that.
func whoWas(refusal error) (last fault.Meanwhile, ok bool) {
	if f := fault.As(refusal); f != nil {
		last, ok = f.Detail.(fault.Meanwhile)
	}
	return last, ok
}

func (s *Server) setMeanwhile(r *http.Request, v visit, last fault.Meanwhile) (string, error) {
	name, err := s.Name(r.Context(), last.PersonID)
	return v.view.P.T("admin.meanwhile", v.view.P.ClockAt(last.At, v.view.Now), name), err
}

// templatedOptions are the actions that a template may be for, in the order of a desk's buttons.
func (v visit) templatedOptions() []ui.Option {
	out := []ui.Option{{Value: "", Label: v.view.P.T("所有答复")}}
	for _, a := range moving {
		if templated[a] != "" {
			out = append(out, ui.Option{Value: string(a), Label: v.view.Action(a)})
		}
	}
	return out
}

func (s *Server) saveTemplate(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enterAsKeeper(w, r)
	if err != nil {
		return err
	}
	f, err := form.Read(r, form.Text, nil)
	if err == nil {
		known := slices.ContainsFunc(v.templatedOptions(), func(o ui.Option) bool { return o.Value == f.Get("action") })
		if !known {
			f.Fail("action", "field.choice")
		}
		err = f.Err()
	}
	if err == nil {
		err = s.Work.SaveTemplate(r.Context(), v.by, v.home.ID, worklist.Template{Name: f.Line("name"), Action: f.Get("action"), Text: f.Text("text"), Changed: f.Version()})
	}
	if edge.Keep(w, f, err) {
		return s.templatesPage(w, r, f, err)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "desk.template_saved", f.Line("name"))
	return edge.Redirect(w, r, v.url("/desk/templates", nil))
}

func (s *Server) dropTemplate(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enterAsKeeper(w, r)
	if err != nil {
		return err
	}
	f, err := form.Read(r, form.Text, nil)
	if err != nil {
		return err
	}
	if err := s.Work.DropTemplate(r.Context(), v.by, v.home.ID, f.Get("name")); err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "desk.template_dropped", f.Get("name"))
	return edge.Redirect(w, r, v.url("/desk/templates", nil))
}
