package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/worklist"
)

// parkedPage hands back what was typed to somebody whom the browser does not name any more.
type parkedPage struct {
	ui.Page
	title, lead string
	next        ui.Link
	fields      []parkedField
}

type parkedField struct{ label, text string }

// park keeps what was typed when the session ended before the form was sent, and leads through signing in back to it. Where
// nobody knows whose session it was, the words are shown to be copied.
func (s *Server) park(w http.ResponseWriter, r *http.Request, act casework.Act, unsigned error) error {
	f, err := form.Read(r, limits(act), nil)
	if err != nil {
		return unsigned
	}
	person, err := s.Lapsed(r)
	if err != nil {
		return err
	}
	sealed, err := s.Cases.IsSealed(r.Context(), r.PathValue("number"))
	if err != nil {
		return err
	}
	signIn := "/signin?back=" + url.QueryEscape(r.URL.RequestURI())
	if person == 0 || sealed { // what is written on a sealed case is never kept under the ring
		t := edge.Printer(r).T
		p := parkedPage{title: t("请先登录"), lead: t("登录已经超时，刚才的内容没有发出。请先复制下面的文字，登录后贴回去。"), next: ui.Link{Label: t("去登录"), URL: signIn}}
		return s.handBack(w, r, act, f, http.StatusUnauthorized, p)
	}
	kept := worklist.Form{Number: r.PathValue("number"), Action: string(act.Action()), Fields: map[string][]string{}}
	for _, name := range fieldNames(act) {
		if f.Has(name) {
			kept.Fields[name] = f.All(name)
		}
	}
	if err := s.Work.Park(r.Context(), person, kept); err != nil {
		return err
	}
	edge.Flash(w, r, ui.Info, "desk.parked")
	return edge.Redirect(w, r, signIn)
}

// fieldNames are the fields of a form that are kept: what was typed and chosen, and on which version. Photos are not.
func fieldNames(act casework.Act) []string {
	names := []string{form.VersionField, sure}
	for _, in := range casework.Inputs(act) {
		if in.Kind != "photos" {
			names = append(names, in.Name)
		}
	}
	return names
}

// handBack shows what was typed, to be copied, and where one goes on.
func (s *Server) handBack(w http.ResponseWriter, r *http.Request, act casework.Act, f *form.Form, status int, p parkedPage) error {
	t := edge.Printer(r).T
	p.Page = edge.Page(w, r, p.title)
	for _, in := range casework.Inputs(act) {
		if text := f.Text(in.Name); text != "" && slices.Contains([]string{"text", "line"}, in.Kind) {
			p.fields = append(p.fields, parkedField{t("case.field." + in.Name), text})
		}
	}
	return edge.Render(w, r, status, parkedTemplate(p))
}

// parkedForm is the form that waits for the actor since her session ended, nil if none does.
func (s *Server) parkedForm(r *http.Request, v visit, number string, a casework.Action) (*form.Form, error) {
	fields, err := s.Work.Parked(r.Context(), v.by, number, string(a))
	if err != nil || fields == nil {
		return nil, err
	}
	return form.New(url.Values(fields)), nil
}

// rows is how high a field must be to show a text.
func (f parkedField) rows() int { return min(20, 2+strings.Count(f.text, "\n")+len([]rune(f.text))/40) }
