package admin

import (
	"cmp"
	"net/http"
	"net/url"

	"jiazhan/internal/access"
	"jiazhan/internal/congress"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

type appearancePage struct {
	ui.DeskPage
	visit
	form  *form.Form
	now   []ui.Row // what stands there now, where it is not what was typed
	names map[int64]string
	last  string                   // who changed it meanwhile
	look  *congress.AppearanceForm // that is being shown before it is saved; nil: none yet
}

func (s *Server) showAppearance(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManageLimits)
	if err != nil {
		return err
	}
	return s.renderAppearance(w, r, appearancePage{visit: v, form: form.New(filled(v.home))})
}

// filled are the fields as they stand.
func filled(c *congress.Congress) url.Values {
	return values("name", c.Name, "short", c.Short, "hotline", c.Hotline, "title", c.Title, "lead", c.Lead, "address", c.Address, "hours", c.Hours,
		"notice", c.Notice, "from", day(c.NoticeFrom), "to", day(c.NoticeTo))
}

func (s *Server) renderAppearance(w http.ResponseWriter, r *http.Request, p appearancePage) error {
	var err error
	if p.names, err = s.Account.Names(r.Context(), p.by, p.home.ID); err != nil {
		return err
	}
	p.DeskPage = s.page(w, r, p.visit, p.view.P.T("页面与公告"))
	p.Failed = p.form.Refused()
	return edge.Render(w, r, p.form.Status(), appearanceTemplate(p))
}

// saveAppearance shows how the pages would look; sent once more with "sure" it is saved, with "edit" it goes back.
func (s *Server) saveAppearance(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManageLimits)
	if err != nil {
		return err
	}
	p := appearancePage{visit: v}
	f, err := form.Read(r, form.Text, nil)
	p.form = f
	if err == nil && f.Bool("edit") {
		return s.renderAppearance(w, r, p)
	}
	var look congress.AppearanceForm
	if err == nil {
		look = readAppearance(f).Tidy()
		err = f.Err()
	}
	if err == nil {
		err = look.Check()
	}
	if err == nil && !f.Bool("sure") {
		p.look = &look
		return s.renderAppearance(w, r, p)
	}
	if err == nil {
		err = s.Congress.ChangeAppearance(r.Context(), v.by, v.home.ID, f.Version(), look)
	}
	if edge.Keep(w, f, err) {
		if p.last, err = s.meanwhile(r, v, err); err != nil {
			return err
		}
		if p.last != "" {
			p.now = v.otherwise(f)
		}
		return s.renderAppearance(w, r, p)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "admin.appearance.saved")
	return edge.Redirect(w, r, v.at("/admin/appearance"))
}

func readAppearance(f *form.Form) congress.AppearanceForm {
	return congress.AppearanceForm{Name: f.Line("name"), Short: f.Line("short"), Hotline: f.Line("hotline"), Title: f.Line("title"), Lead: f.Line("lead"),
		Address: f.Line("address"), Hours: f.Line("hours"), Notice: f.Line("notice"), NoticeFrom: f.Date("from"), NoticeTo: f.Date("to")}
}

// otherwise are the fields in which what stands there is not what was typed.
func (v visit) otherwise(f *form.Form) []ui.Row {
	now := filled(v.home)
	var rows []ui.Row
	for _, name := range appearanceFields {
		if now.Get(name) != f.Line(name) {
			rows = append(rows, ui.Row{Term: v.view.P.T(appearanceLabels[name]), Text: cmp.Or(now.Get(name), "—")})
		}
	}
	return rows
}

// appearanceLabels are what the form calls its fields.
var appearanceLabels = map[string]string{"name": i18n.Key("全称"), "short": i18n.Key("简称"), "hotline": i18n.Key("热线电话"), "title": i18n.Key("首页标题"),
	"lead": i18n.Key("标题下的一句话"), "address": i18n.Key("办公地址"), "hours": i18n.Key("办公时间"), "notice": i18n.Key("公告内容"), "from": i18n.Key("从哪天起"),
	"to": i18n.Key("到哪天止（含当天）")}

// appearanceFields are the names of the form's fields, in order.
var appearanceFields = []string{"name", "short", "hotline", "title", "lead", "address", "hours", "notice", "from", "to"}

// site is how the public pages would name the congress.
func (p appearancePage) site() ui.Congress {
	return ui.Congress{Name: p.P.T("%s人大代表之家", p.look.Short), Phone: p.look.Hotline, Notice: p.look.Notice, Address: p.look.Address, Hours: p.look.Hours, Lang: p.home.Lang}
}
