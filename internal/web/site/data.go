package site

import (
	"fmt"
	"slices"

	"github.com/a-h/templ"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// dataPage is a citizen's page about her own data in one case, or the form of one right.
type dataPage struct {
	ui.SitePage
	d      *casework.Dossier
	f      *form.Form
	rows   []ui.Row
	url    string // of the case's data
	back   string // of the case
	last   string // who acted meanwhile
	sent   string // masked phone to which a code was sent
	lost   bool   // the contact is her only way to the case
	draws  bool   // she may still withdraw
	hidden bool   // she has not signed in: parts are masked
}

// herself is the actor without what she serves in: nobody reads a citizen's own data from an office.
func (c *call) herself() access.Actor {
	by := c.by
	by.Grants = nil
	return by
}

// ownData gives the case of the address to the citizen whose case it is, and to nobody who filed it for her.
func (c *call) ownData() (*casework.Dossier, error) {
	c.by = c.herself()
	d, err := c.read(c.r.PathValue("number"))
	if err == nil && (d.Side != casework.CitizenSide || !casework.Hers(c.by, d.Case)) {
		return nil, fault.Missing()
	}
	return d, err
}

// contact is what is kept of her, masked for who came with a receipt alone.
func (c *call) contact(d *casework.Dossier) casework.Contact {
	if casework.Proven(c.by, d.Case) {
		return d.Contact
	}
	return d.Contact.Masks()
}

func (c *call) dataPage(d *casework.Dossier, f *form.Form, title string) dataPage {
	page := dataPage{SitePage: c.sitePage(c.p.T(title), ui.TabProgress), d: d, f: f, url: c.caseURL(d.Case.Number) + "/data", back: c.caseURL(d.Case.Number)}
	page.Back, page.Failed = page.url, f.Refused()
	page.rows = c.dataRows(d)
	page.draws = slices.Contains(d.Actions, "withdraw")
	page.hidden = !casework.Proven(c.by, d.Case)
	page.lost = len(c.by.Receipts) == 0 && c.by.PersonID != d.Case.ReporterID
	return page
}

// dataRows are what the house keeps of her in this case.
func (c *call) dataRows(d *casework.Dossier) []ui.Row {
	who := c.contact(d)
	named := c.p.T("不同意")
	if d.Case.AgreeName {
		named = c.p.T("同意")
	}
	return []ui.Row{{Term: c.p.T("姓名"), Text: who.Name}, {Term: c.p.T("电话"), Text: who.Phone}, {Term: c.p.T("住址"), Text: who.Address},
		{Term: c.p.T("公开"), Text: c.openness(d.Case)}, {Term: c.p.T("让承办部门知道我是谁"), Text: named}}
}

func (s *Server) showData(c *call) error {
	d, err := c.ownData()
	if err != nil {
		return err
	}
	page := c.dataPage(d, nil, i18n.Key("我的个人信息"))
	page.Back = page.back
	return c.show(page.f.Status(), dataView(page))
}

// right is a form of one of the citizen's rights over her data.
type right struct {
	title, done string
	act         func(*call, *casework.Dossier, *form.Form) (casework.Act, error) // nil act: the form is shown again
	view        func(dataPage) templ.Component
}

var rights = map[string]right{
	"contact":   {i18n.Key("更正联系方式"), i18n.Key("联系方式已经更正。"), (*call).correction, contactView},
	"agreement": {i18n.Key("谁能看到"), i18n.Key("已按您说的改好。"), agreement, agreementView},
	"erasure":   {i18n.Key("删除我的信息"), i18n.Key("已经删除。"), erasing, erasureView},
}

func (s *Server) showRight(c *call) error {
	d, err := c.ownData()
	if err != nil {
		return err
	}
	return c.rightForm(d, nil, nil)
}

func (c *call) rightForm(d *casework.Dossier, f *form.Form, refusal error) error {
	kind, ok := rights[c.r.PathValue("right")]
	if !ok {
		return fault.Missing()
	}
	page := c.dataPage(d, f, kind.title)
	page.Tab = ""
	if f.Get("sent") != "" {
		page.sent = hanzi.MaskPhone(f.Get("sent"))
	}
	if e := casework.Meanwhile(refusal); e != nil {
		v := c.view()
		page.last = c.p.ClockAt(e.At.Time(), v.Now) + " " + v.Sentence(*e, d.Side)
	}
	return c.show(f.Status(), kind.view(page))
}

// useRight takes one of the forms. What was typed stays when something is refused.
func (s *Server) useRight(c *call) error {
	d, err := c.ownData()
	if err != nil {
		return err
	}
	kind, ok := rights[c.r.PathValue("right")]
	if !ok {
		return fault.Missing()
	}
	f, err := form.Read(c.r, form.Text, nil)
	if err == nil {
		err = c.spend(limit.Act)
	}
	var act casework.Act
	if err == nil {
		act, err = kind.act(c, d, f)
	}
	if err == nil && act == nil {
		return c.rightForm(d, f, nil)
	}
	if err == nil {
		_, err = s.Cases.Do(c.r.Context(), c.by, casework.At{Number: d.Case.Number, Seen: casework.Version(f.Version()), Key: f.Key()}, act)
	}
	if edge.Keep(c.w, f, err) {
		now, gone := c.ownData()
		if gone != nil {
			return gone
		}
		return c.rightForm(now, f, err)
	}
	if err != nil {
		return err
	}
	return c.afterRight(d, kind.done)
}

// afterRight leads on: to what is kept now, or to her cases when what was erased was her way to this one. Photos that were
// erased are deleted now; what fails here the clock finishes.
func (c *call) afterRight(d *casework.Dossier, done string) error {
	if err := c.s.Media.Sweep(c.r.Context()); err != nil {
		return fmt.Errorf("site: erased photos: %w", err)
	}
	edge.Flash(c.w, c.r, ui.Good, done)
	if _, err := c.read(d.Case.Number); fault.KindOf(err) == fault.NotFound {
		return c.redirect(c.base() + "/cases")
	}
	return c.redirect(c.caseURL(d.Case.Number) + "/data")
}

func agreement(_ *call, _ *casework.Dossier, f *form.Form) (casework.Act, error) {
	return &casework.Agree{Public: f.Bool("agree_public"), Name: f.Bool("agree_name")}, nil
}

func erasing(_ *call, _ *casework.Dossier, f *form.Form) (casework.Act, error) {
	return &casework.Erase{Contact: f.Bool("contact"), Words: f.Bool("words"), Photos: f.Bool("photos")}, nil
}
