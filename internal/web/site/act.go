package site

import (
	"slices"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// actPage is the form of one of the citizen's actions.
type actPage struct {
	ui.SitePage
	v       caseview.View
	d       *casework.Dossier
	f       *form.Form
	act     caseview.ActForm
	title   string
	lead    string
	last    string // who acted meanwhile, and what: said when a stale form comes back
	forHer  bool   // the actor filed for somebody else
	answer  *letter
	caseURL string
}

// doings are the words of an action's page: its question, and what will happen.
var doings = map[casework.Action]struct{ title, lead, done string }{
	"rate": {i18n.Key("请您评价"), i18n.Key("请按您看到的说。没有解决或者不满意，会提到上一级重新办理，不会退回给原来的人。"), i18n.Key("谢谢，已记下您的评价。")},
	"supply": {i18n.Key("补充情况"), i18n.Key("您补充的内容会马上送到正在办理的人那里。"),
		i18n.Key("已收到您补充的情况。")},
	"urge":     {i18n.Key("催一催"), i18n.Key("正在办理的人会收到提醒，办理过程里也会记下这一次。"), i18n.Key("已经提醒正在办理的人。")},
	"withdraw": {i18n.Key("撤回这件诉求"), i18n.Key("撤回后不再办理，记录仍然保留。撤回不能取消；以后想再反映，可以重新提交。"), i18n.Key("已撤回。")},
}

func (s *Server) showAct(c *call) error {
	d, action, err := c.ownCase()
	if err != nil {
		return err
	}
	if !slices.Contains(d.Actions, action) {
		return c.tooLate(d)
	}
	return c.showForm(d, action, nil, nil)
}

// tooLate leads to the case when an action is not to be had any more, or not yet again.
func (c *call) tooLate(d *casework.Dossier) error {
	edge.Flash(c.w, c.r, ui.Info, "site.too_late")
	return c.redirect(c.caseURL(d.Case.Number))
}

// ownCase gives the case of the address to its citizen, with the action that the address names.
func (c *call) ownCase() (*casework.Dossier, casework.Action, error) {
	action := casework.Action(c.r.PathValue("action"))
	if !slices.Contains(ours, action) {
		return nil, "", fault.Missing()
	}
	d, err := c.read(c.r.PathValue("number"))
	if err == nil && d.Side != casework.CitizenSide {
		err = fault.Missing()
	}
	return d, action, err
}

func (s *Server) act(c *call) error {
	d, action, err := c.ownCase()
	if err != nil {
		return err
	}
	f, err := form.Read(c.r, reportLimits(c.r), c.sinks())
	if err == nil {
		err = c.spend(limit.Act)
	}
	if err == nil {
		_, err = s.Cases.Do(c.r.Context(), c.by, casework.At{Number: d.Case.Number, Seen: casework.Version(f.Version()), Key: f.Key()}, actOf(action, f))
	}
	if edge.Keep(c.w, f, err) {
		now, gone := c.read(d.Case.Number)
		if gone != nil {
			return gone
		}
		return c.showForm(now, action, f, err)
	}
	if err != nil {
		return err
	}
	edge.Taken(c.w, c.r, caseview.Draft(d.Case.Number, action), doings[action].done)
	return c.redirect(c.caseURL(d.Case.Number))
}

func actOf(a casework.Action, f *form.Form) casework.Act {
	act := casework.NewAct(a)
	casework.Fill(act, func(name string) []string {
		if name == "photos" {
			return f.All(name)
		}
		return []string{f.Text(name)}
	})
	return act
}

// showForm shows the form on the case as it is now. A stale form says who acted meanwhile; what was typed stays, and the
// next try is made on what the citizen has now seen.
func (c *call) showForm(d *casework.Dossier, action casework.Action, f *form.Form, refusal error) error {
	v, words := c.view(), doings[action]
	page := actPage{SitePage: c.sitePage(c.p.T(words.title), ""), v: v, d: d, f: f, title: c.p.T(words.title), lead: c.p.T(words.lead),
		act:    v.Form(d.Case, action, c.caseURL(d.Case.Number)+"/"+string(action), caseview.Given{Hints: c.hints(action)}),
		forHer: c.by.PersonID != 0 && c.by.PersonID == d.Case.FiledBy, caseURL: c.caseURL(d.Case.Number)}
	page.Back, page.Failed = page.caseURL, f.Refused()
	if action == "rate" {
		page.answer = c.letter(v, d, nil)
	}
	if e := casework.Meanwhile(refusal); e != nil {
		page.last = c.p.ClockAt(e.At.Time(), v.Now) + " " + v.Sentence(*e, d.Side)
	}
	return c.show(f.Status(), actView(page))
}

// hints says of a field what its label cannot: when it must be filled.
func (c *call) hints(a casework.Action) map[string]map[string]string {
	if a != "rate" {
		return nil
	}
	return map[string]map[string]string{"reason": {"": c.p.T("满意可以不写。没有解决或者不满意，请写明。")}}
}
