package desk

import (
	"cmp"
	"net/http"
	"slices"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// act takes an action. What is refused comes back with everything that was typed.
func (s *Server) act(w http.ResponseWriter, r *http.Request) error {
	action := casework.Action(r.PathValue("action"))
	act := casework.NewAct(action)
	if act == nil {
		return fault.Missing()
	}
	v, err := s.enter(w, r)
	if fault.KindOf(err) == fault.Unsigned {
		return s.park(w, r, act, err)
	}
	if err != nil {
		return err
	}
	if _, err := s.read(r, &v); err != nil {
		return err // before any photo of the form is taken
	}
	f, err := form.Read(r, limits(act), map[string]form.Sink{"photos": s.SavePhoto(v.by)})
	if err == nil && f.Has(lookOnly) {
		return s.renderCase(w, r, action, f)
	}
	if err == nil {
		err = s.careful(r, v, action, f)
	}
	var c *casework.Case
	if err == nil {
		casework.Fill(act, f.All)
		c, err = s.do(r.Context(), v, casework.At{Number: r.PathValue("number"), Seen: casework.Version(f.Version()), Key: f.Key()}, act)
	}
	if edge.Keep(w, f, err) {
		return s.renderCase(w, r, action, f)
	}
	if err != nil {
		return err
	}
	return s.acted(w, r, v, action, c)
}

// acted closes the form of an action that was taken, offers to take it back, and leads on.
func (s *Server) acted(w http.ResponseWriter, r *http.Request, v visit, action casework.Action, c *casework.Case) error {
	if err := s.Work.Left(r.Context(), v.by, placeOf(c)); err != nil {
		return err
	}
	if err := s.Work.Unpark(r.Context(), v.by, c.Number, string(action)); err != nil {
		return err
	}
	undo, err := s.undoOf(r, v, c)
	if err != nil {
		return err
	}
	edge.TakenBack(w, r, caseview.Draft(c.Number, action), undo, "desk.done", v.view.Action(action))
	return s.after(w, r, v, c.Number)
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
	walk, err := s.walkOf(r, v, number)
	if err != nil {
		return err
	}
	if _, err := s.read(r, &v); fault.KindOf(err) == fault.NotFound {
		if walk.back == "" {
			walk.back = v.url("/desk/", nil)
		}
		return edge.Redirect(w, r, walk.back)
	}
	return edge.Redirect(w, r, walk.link(caseURL(number)))
}

// actForm is the form of an action with what is known already.
func (s *Server) actForm(r *http.Request, v visit, a casework.Action, p *casePage) error {
	d := p.dossier
	rules, err := s.Cases.Rules(r.Context(), d.Case.CongressID)
	if err != nil {
		return err
	}
	g := given(v.view, d, a, rules)
	if err := s.useTemplates(r, v, a, p, g); err != nil {
		return err
	}
	open := v.view.Form(d.Case, a, p.walk.link(caseURL(d.Case.Number)+"/"+string(a)), g)
	p.open = &open
	written := cmp.Or(p.form, form.New(g.Values))
	p.blank = hanzi.Blank(written.Get(templated[a]))
	p.checks, err = s.lookThrough(r, v, d.Case.Number, a, written)
	return err
}

// given is what a form starts with: the areas known, the class of before or the usual one, the department that is asked
// for or that the text points to, and as a draft of the answer what the department reported.
func given(v caseview.View, d *casework.Dossier, a casework.Action, rules casework.Rules) caseview.Given {
	c := d.Case
	g := caseview.Given{Values: map[string][]string{}, Suggest: map[string][]string{}, Hints: map[string]map[string]string{}}
	for _, id := range c.Areas.List() {
		if area := v.Dir.Area(id); area != nil {
			g.Values["areas"] = append(g.Values["areas"], area.Slug)
		}
	}
	switch a {
	case "accept":
		g.Hints["urgent"] = map[string]string{"": urgentHint(v, rules)}
	case "assign":
		assigning(g, v, d, rules)
	case "designate":
		classes(g, v, d, rules)
	case "ask_return":
		g.Suggest["unit"] = suggested(v, d, c.LeadID)
		if own := v.Dir.Department(c.LeadID); own != nil {
			g.Without = map[string]string{"unit": own.Slug}
		}
	case "answer":
		if c.State == casework.Reported {
			g.Values["text"] = []string{lastText(d, "report")}
		}
	}
	return g
}

// urgentHint says what urgent means: by when the case must be given to a department.
func urgentHint(v caseview.View, rules casework.Rules) string {
	urgent, usual := rules.AssignBy(casework.Moment(v.Now))
	return v.P.T("加急的%s前交办，不加急的%s前交办。", v.P.DateAt(urgent.Time(), v.Now), v.P.DateAt(usual.Time(), v.Now))
}

// mostSuggested is how many departments are offered first.
const mostSuggested = 4

// assigning offers the department that a return asked for, those that the text points to, and says what each class promises.
func assigning(g caseview.Given, v caseview.View, d *casework.Dossier, rules casework.Rules) {
	g.Suggest["lead"] = suggested(v, d, d.Case.ReturnedBy.List()...)
	if want := v.Dir.Department(named(d)); want != nil {
		g.Values["lead"] = []string{want.Slug}
		g.Hints["lead"] = map[string]string{"": v.P.T("退回的部门认为应由它办理，请核对。")}
	} else if len(g.Suggest["lead"]) == 1 {
		g.Values["lead"] = g.Suggest["lead"]
		g.Hints["lead"] = map[string]string{"": v.P.T("按内容推荐，请核对。")}
	}
	classes(g, v, d, rules)
}

// classes offers the class of before, or the usual one, and says what each promises.
func classes(g caseview.Given, v caseview.View, d *casework.Dossier, rules casework.Rules) {
	g.Values["class"] = []string{string(cmp.Or(d.Case.Class, casework.Normal))}
	g.Hints["class"] = map[string]string{}
	start := cmp.Or(d.Case.AssignedAt, casework.Moment(v.Now))
	for _, class := range casework.Classes {
		due := cmp.Or(reworkBy(d.Case), rules.Promise(start, class))
		g.Hints["class"][string(class)] = v.P.T("%s前办结", v.P.DateAt(due.Time(), v.Now))
	}
}

// named is the department that the last one to return the case named as the right one, 0 if nobody did.
func named(d *casework.Dossier) int64 {
	for _, e := range slices.Backward(d.Entries) {
		if e.Action == "ask_return" && !e.Undone && !d.Case.ReturnedBy.Has(e.Data.Unit) {
			return e.Data.Unit
		}
	}
	return 0
}

// reworkBy is the promise of a rework, which the class does not move; 0 in the first round.
func reworkBy(c *casework.Case) casework.Instant {
	if c.Round == 0 {
		return 0
	}
	return c.FinishBy
}

// suggested are the departments that the case's words point to, but for those that are out of the question.
func suggested(v caseview.View, d *casework.Dossier, out ...int64) []string {
	var slugs []string
	for _, dep := range v.Dir.SuggestDepartments(d.Case.CongressID, d.Case.Title+"\n"+d.Text) {
		if !slices.Contains(out, dep.ID) && len(slugs) < mostSuggested {
			slugs = append(slugs, dep.Slug)
		}
	}
	return slugs
}

func lastText(d *casework.Dossier, a casework.Action) string {
	for _, e := range slices.Backward(d.Entries) {
		if e.Action == a {
			return e.Text
		}
	}
	return ""
}

// meanwhile says who did what while somebody was filling in a form, "" if nobody did.
func meanwhile(v caseview.View, refusal error) string {
	e := casework.Meanwhile(refusal)
	if e == nil {
		return ""
	}
	return meanwhileSaid(v, *e)
}
