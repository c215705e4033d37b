package site

import (
	"net/http"
	"slices"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// casePage is a case as a parcel: where it is, what comes next, and every step so far, newest on top.
type casePage struct {
	ui.SitePage
	v       caseview.View
	d       *casework.Dossier
	next    string
	answer  *letter
	entries []ui.Entry
	photos  []ui.Photo // that came with the report
	rows    []ui.Row
	acts    []ui.Link // what the citizen can do now, the main thing first
	main    bool      // the first of acts is the thing to do
	data    string    // what she may do about her own data; "" for others
	proof   string    // the certificate of its history; "" on the day on which it was filed
	urged   string    // when she urged, and when she may again; "" else
	desk    string    // where those on duty find it; "" for others
}

// letter is the answer as a card.
type letter struct {
	from, at, text, promise string
	photos                  []ui.Photo
}

// ours are the citizen's own actions, the most wanted first.
var ours = []casework.Action{"rate", "supply", "urge", "withdraw"}

var actIcons = map[casework.Action]string{"rate": "star", "supply": "message-plus", "urge": "bell", "withdraw": "arrow-back-up"}

// showCase answers what is not there and what is not for this reader in the same words, with the ways to one's own case.
func (s *Server) showCase(c *call) error {
	err := s.caseOf(c)
	if fault.KindOf(err) == fault.NotFound {
		return c.show(http.StatusNotFound, absentView(c.sitePage(c.p.T("找不到这件事"), ui.TabProgress)))
	}
	return err
}

func (s *Server) caseOf(c *call) error {
	number := c.r.PathValue("number")
	if frame := c.sitePage("", ""); c.stranger() && frame.Flash == nil {
		return c.showPublic(number, frame)
	}
	d, err := c.read(number)
	if fault.KindOf(err) == fault.NotFound {
		return c.showKept(number, err)
	}
	if err != nil {
		return err
	}
	photos, err := s.photos(c.r.Context(), d)
	if err != nil {
		return err
	}
	if d.Side == casework.PublicSide {
		edge.Public(c.w)
	}
	page := c.casePage(d, photos)
	if page.urged, err = c.urged(d); err != nil {
		return err
	}
	return c.show(http.StatusOK, caseView(page))
}

func (c *call) casePage(d *casework.Dossier, photos caseview.Photos) casePage {
	v := c.view()
	tab := ui.TabProgress
	if d.Side == casework.PublicSide {
		tab = ""
	}
	out := casePage{SitePage: c.wide(d.Case.Title, tab), v: v, d: d, next: v.StandsTo(d.Side, d.Case), photos: photos[1]}
	out.Back = c.base() + "/answers"
	if d.Side == casework.CitizenSide {
		out.Back = c.base() + "/cases"
		out.acts, out.main = c.acts(d)
		if casework.Hers(c.by, d.Case) {
			out.data = c.caseURL(d.Case.Number) + "/data"
		}
	}
	if d.Side == casework.OfficeSide {
		out.desk = "/desk/cases/" + d.Case.Number
	}
	if c.provable(d.Case.FiledAt.Time()) {
		out.proof = c.caseURL(d.Case.Number) + "/proof"
	}
	out.answer = c.letter(v, d, photos)
	out.entries = v.Timeline(d, photos.Later())
	out.rows = c.rows(v, d)
	return out
}

// acts are links to the forms of what the citizen can do, and whether the first of them is waited for.
func (c *call) acts(d *casework.Dossier) (links []ui.Link, waited bool) {
	for _, a := range ours {
		if slices.Contains(d.Actions, a) {
			links = append(links, ui.Link{Label: c.actWord(a), URL: c.caseURL(d.Case.Number) + "/" + string(a), Icon: actIcons[a]})
			waited = waited || a == "rate" || a == "supply" && d.Case.Paused()
		}
	}
	return links, waited
}

// urged tells who urged when that was, and after which day she may again.
func (c *call) urged(d *casework.Dossier) (string, error) {
	if d.Side != casework.CitizenSide || d.Case.UrgedAt == 0 || !d.Case.State.Open() || d.Case.State == casework.Answered || slices.Contains(d.Actions, "urge") {
		return "", nil
	}
	rules, err := c.s.Cases.Rules(c.r.Context(), c.home.ID)
	now := c.s.DB.Now()
	return c.p.T("您%s催过一次，%s以后可以再催。", c.p.DateAt(d.Case.UrgedAt.Time(), now), c.p.DateAt(rules.UrgeNext(d.Case).Time(), now)), err
}

// actWord is the word on an action's button: of the main one, the question that it answers.
func (c *call) actWord(a casework.Action) string {
	if a == "rate" {
		return c.p.T("问题解决了吗？去评价")
	}
	return c.view().Action(a)
}

// answerOf is the newest answer of a case, nil before there is one.
func answerOf(d *casework.Dossier) *casework.Entry {
	for i := len(d.Entries) - 1; i >= 0; i-- {
		if a := d.Entries[i].Action; a == "answer" || a == "explain" {
			return &d.Entries[i]
		}
	}
	return nil
}

func (c *call) letter(v caseview.View, d *casework.Dossier, photos caseview.Photos) *letter {
	e := answerOf(d)
	if e == nil || d.Case.State != casework.Answered && d.Case.State != casework.Closed {
		return nil
	}
	l := &letter{from: v.Who(*e, d.Side), at: c.p.DateAt(e.At.Time(), v.Now), text: e.Text, photos: photos[e.Seq]}
	if day := v.Promised(*e); day != "" {
		l.promise = c.p.T("还承诺在 %s 前完成余下的事。", day)
	}
	return l
}

// rows are the particulars under the text.
func (c *call) rows(v caseview.View, d *casework.Dossier) []ui.Row {
	rows := []ui.Row{{Term: c.p.T("编号"), Text: d.Case.Number}}
	add := func(term, text string) {
		if text != "" {
			rows = append(rows, ui.Row{Term: term, Text: text})
		}
	}
	add(c.p.T("原编号"), d.Ref)
	add(c.p.T("现在在"), v.Desk(d.Case.Desk))
	if s := c.dir.Station(d.Case.StationID); s != nil && !d.Case.AtItsStation() {
		add(c.p.T("家站"), s.Name)
	}
	if p := c.dir.Place(d.Case.PlaceID); p != nil {
		add(c.p.T("地点"), joined(p.Name, d.Place))
	} else {
		add(c.p.T("地点"), d.Place)
	}
	add(c.p.T("领域"), v.Areas(d.Case.Areas))
	add(c.p.T("提交日期"), c.p.DateAt(d.Case.FiledAt.Time(), v.Now))
	if d.Side == casework.CitizenSide {
		add(c.p.T("公开"), c.openness(d.Case))
	}
	return rows
}

func joined(a, b string) string {
	if b == "" {
		return a
	}
	return a + " " + b
}

// openness tells the citizen whether her case is published, or will be.
func (c *call) openness(one *casework.Case) string {
	switch {
	case one.ReleasedAt > 0:
		return c.p.T("已公开，不含您的姓名和电话")
	case one.AgreePublic:
		return c.p.T("您同意公开，答复后由专人检查再公开")
	}
	return c.p.T("不公开")
}

// showKept tells who holds its receipt that a sealed report arrived, and nothing else; anybody else learns nothing.
func (c *call) showKept(number string, missing error) error {
	edge.Untraced(c.w)
	filed, err := c.s.Cases.Kept(c.r.Context(), c.by, number)
	if err != nil {
		return missing
	}
	page := c.sitePage(c.p.T("保密通道"), "")
	return c.show(http.StatusOK, keptView(page, number, c.p.DateAt(filed, c.s.DB.Now())))
}
