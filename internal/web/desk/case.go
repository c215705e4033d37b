package desk

import (
	"net/http"
	"slices"
	"strconv"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

func cursor(id int64) string { return strconv.FormatInt(id, 36) }

func beforeOf(r *http.Request) (int64, error) {
	text := r.URL.Query().Get("before")
	if text == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(text, 36, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "list.cursor")
	}
	return id, nil
}

// casePage is a case at a desk, with one action's form opened or none.
type casePage struct {
	ui.DeskPage
	view     caseview.View
	dossier  *casework.Dossier
	contact  casework.Contact
	timeline []ui.Entry
	photos   []ui.Photo
	marks    []ui.Message
	open     *caseview.ActForm
	form     *form.Form
}

func caseURL(number string) string { return "/desk/cases/" + number }

func (s *Server) showCase(w http.ResponseWriter, r *http.Request) error {
	return s.renderCase(w, r, "", nil)
}

// showAct opens the form of one action, where the table allows it now.
func (s *Server) showAct(w http.ResponseWriter, r *http.Request) error {
	return s.renderCase(w, r, casework.Action(r.PathValue("action")), nil)
}

// renderCase shows a case. After a refusal f holds what was typed; the form stays open even where the action is no
// longer allowed, so that nothing typed is lost.
func (s *Server) renderCase(w http.ResponseWriter, r *http.Request, action casework.Action, f *form.Form) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	d, err := s.Cases.Read(r.Context(), v.by, r.PathValue("number"))
	if err != nil {
		return err
	}
	if d.Side != casework.OfficeSide {
		return fault.Missing()
	}
	v.home = v.dir.Congress(d.Case.CongressID)
	p := casePage{view: v.view, dossier: d, contact: d.Contact, form: f}
	if action != "" {
		if f == nil && !slices.Contains(d.Actions, action) {
			return edge.Redirect(w, r, caseURL(d.Case.Number))
		}
		open := v.view.Form(d.Case, action, caseURL(d.Case.Number)+"/"+string(action), preset(v.view, d, action))
		p.open = &open
	}
	if err := s.fill(r, v, &p); err != nil {
		return err
	}
	if p.DeskPage, err = s.page(w, r, v, d.Case.Number+" "+d.Case.Title); err != nil {
		return err
	}
	p.Failed = f.Refused()
	return edge.Render(w, r, f.Status(), caseTemplate(p))
}

// fill adds photos, timeline, marks, and the contact in full for who has given a reason.
func (s *Server) fill(r *http.Request, v visit, p *casePage) error {
	photos, err := s.Photos(r.Context(), p.dossier.Case.Number)
	if err != nil {
		return err
	}
	p.photos = photos[1]
	p.timeline = v.view.Timeline(p.dossier, photos)
	p.marks = marks(v.view, p.dossier.Case)
	full, err := s.Cases.Contact(r.Context(), v.by, p.dossier.Case.Number)
	switch fault.KindOf(err) {
	case fault.Forbidden:
		return nil
	case fault.Internal:
		if err != nil {
			return err
		}
	}
	p.contact = full
	return nil
}

// preset is what a form starts with: the areas known, the class of before, the department that is asked for, and as a
// draft of the answer what the department reported.
func preset(v caseview.View, d *casework.Dossier, a casework.Action) map[string][]string {
	c := d.Case
	out := map[string][]string{}
	for _, id := range c.Areas.List() {
		if area := v.Dir.Area(id); area != nil {
			out["areas"] = append(out["areas"], area.Slug)
		}
	}
	if want := v.Dir.Department(c.WantUnit); want != nil {
		out["lead"] = []string{want.Slug}
	}
	if a == "answer" && c.State == casework.Reported {
		out["text"] = []string{lastText(d, "report")}
	}
	return out
}

func lastText(d *casework.Dossier, a casework.Action) string {
	for i := len(d.Entries) - 1; i >= 0; i-- {
		if d.Entries[i].Action == a {
			return d.Entries[i].Text
		}
	}
	return ""
}

// marks are what everybody at the desk must see at once.
func marks(v caseview.View, c *casework.Case) []ui.Message {
	var out []ui.Message
	add := func(is bool, tone ui.Tone, word string) {
		if is {
			out = append(out, ui.Message{Tone: tone, Text: word})
		}
	}
	add(c.Sealed(), ui.Late, v.P.T("密件：只有指定人员和纪委监委能看到"))
	add(c.Waiting == casework.ForReturn, ui.Soon, v.P.T("承办部门申请退回，等待决定"))
	add(c.Waiting == casework.ForExtension, ui.Soon, v.P.T("承办部门申请延期，等待决定"))
	add(c.Paused(), ui.Info, v.P.T("等群众补充，办理时间暂停"))
	add(c.Round > 0, ui.Soon, v.P.T("第 %d 次重办", int(c.Round)))
	add(c.ListedAt > 0, ui.Late, v.P.T("挂牌督办"))
	add(c.SupervisedAt > 0 && c.ListedAt == 0, ui.Soon, v.P.T("督办件"))
	add(c.ReferredAt > 0, ui.Info, v.P.T("已移送纪委监委"))
	add(c.UrgedAt > 0 && c.State.Open(), ui.Soon, v.P.T("群众催过"))
	add(c.ReleasedAt > 0, ui.Good, v.P.T("已公开"))
	add(c.Historic, ui.Plain, v.P.T("历史导入"))
	return out
}

// act takes an action. What is refused comes back with everything that was typed.
func (s *Server) act(w http.ResponseWriter, r *http.Request) error {
	action := casework.Action(r.PathValue("action"))
	act := casework.NewAct(action)
	if act == nil {
		return fault.Missing()
	}
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	number := r.PathValue("number")
	if _, err := s.Cases.Read(r.Context(), v.by, number); err != nil {
		return err // before any photo of the form is taken
	}
	f, err := form.Read(r, limits(act), map[string]form.Sink{"photos": s.SavePhoto(v.by)})
	if err == nil {
		casework.Fill(act, f.All)
		_, err = s.Cases.Do(r.Context(), v.by, casework.At{Number: number, Seen: casework.Version(f.Version()), Key: f.Key()}, act)
	}
	if f.Keep(err) {
		return s.renderCase(w, r, action, f)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "desk.done", v.view.Action(action))
	return s.after(w, r, v, number)
}

func limits(act casework.Act) form.Limits {
	for _, in := range casework.Inputs(act) {
		if in.Kind == "photos" {
			return form.Photos
		}
	}
	return form.Text
}

// after leads back to the case, or to the list when the case has left the person's sight.
func (s *Server) after(w http.ResponseWriter, r *http.Request, v visit, number string) error {
	if _, err := s.Cases.Read(r.Context(), v.by, number); fault.KindOf(err) == fault.NotFound {
		return edge.Redirect(w, r, "/desk/")
	}
	return edge.Redirect(w, r, caseURL(number))
}
