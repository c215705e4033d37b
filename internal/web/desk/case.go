package desk

import (
	"net/http"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// casePage is a case at a desk, with one action's form opened or none.
type casePage struct {
	ui.DeskPage
	view         caseview.View
	walk         walk
	dossier      *casework.Dossier
	contact      casework.Contact
	writer       string // who filed it on the citizen's behalf
	timeline     []ui.Entry
	photos       []ui.Photo
	marks        []ui.Message
	open         *caseview.ActForm
	form         *form.Form
	since        []ui.Entry // what was done after the form was made, newest first
	back         bool       // what was typed before the session ended is back in the form
	gone         bool       // the action of the open form is not possible any more
	starts       []start
	here         here
	seen         seenMark
	onlyReferred bool // the reader sees referred and sealed cases alone
	talk         talk
	checks       []casework.Check
	blank        bool       // nothing is written in the reply yet
	list         *checklist // what to look at before the open reply is sent; nil for what is none
}

// writing reports whether a form stands open in the place for forms; a note has its own, in the conversation.
func (p casePage) writing() bool { return p.open != nil && p.open.Action != "note" }

// effect says what the open action will do, and who is told.
func (p casePage) effect() string { return p.P.T("desk.effect." + string(p.open.Action)) }

func caseURL(number string) string { return "/desk/cases/" + number }

func (s *Server) showCase(w http.ResponseWriter, r *http.Request) error {
	return s.renderCase(w, r, "", nil)
}

// showAct opens the form of one action, where the table allows it now.
func (s *Server) showAct(w http.ResponseWriter, r *http.Request) error {
	return s.renderCase(w, r, casework.Action(r.PathValue("action")), nil)
}

// read gives the case of the address to somebody who serves it.
func (s *Server) read(r *http.Request, v *visit) (*casework.Dossier, error) {
	d, err := s.Cases.Read(r.Context(), v.by, r.PathValue("number"))
	if err != nil {
		return nil, err
	}
	if d.Side != casework.OfficeSide {
		return nil, fault.Missing()
	}
	v.home = v.dir.Congress(d.Case.CongressID)
	return d, nil
}

// renderCase shows a case. After a refusal f holds what was typed; the form stays open even where the action is no
// longer allowed, so that nothing typed is lost.
func (s *Server) renderCase(w http.ResponseWriter, r *http.Request, action casework.Action, f *form.Form) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	d, err := s.read(r, &v)
	if err != nil {
		return err
	}
	if d.Case.Locked {
		return s.toOpen(w, r, v, f)
	}
	p := casePage{onlyReferred: v.by.Holds(access.Discipline, v.home.ID) && !v.shelves("open"), view: v.view, dossier: d, contact: d.Contact, form: f}
	if p.walk, err = s.walkOf(r, v, d.Case.Number); err != nil {
		return err
	}
	if action != "" {
		if err := s.openForm(r, v, action, &p); err != nil {
			return err
		}
		if p.gone && p.form == nil {
			return edge.Redirect(w, r, p.walk.link(caseURL(d.Case.Number)))
		}
	}
	p.since = v.view.Since(d, casework.Version(p.form.Version()))
	if err := s.fill(r, v, &p); err != nil {
		return err
	}
	if p.DeskPage, err = s.page(w, r, v, d.Case.Number+" "+d.Case.Title); err != nil {
		return err
	}
	if p.seen, err = s.seenOf(r, v, &p); err != nil {
		return err
	}
	if p.here, err = s.hereOn(r, v, d, d.Case.Version); err != nil {
		return err
	}
	p.here.Page, p.here.tells, p.here.first, p.here.url = p.Page, p.open != nil, true, hereURL(d.Case, action, p.walk.in)
	p.list = v.checksOf(p.Page, p.walk.link(caseURL(d.Case.Number)+"/"+string(action)+"/check"), p.checks, p.form, p.blank)
	p.Failed = p.form.Refused()
	return edge.Render(w, r, p.form.Status(), caseTemplate(p))
}

// toOpen leads to where a sealed report is opened, and from there back. What was typed meanwhile is handed back to be copied.
func (s *Server) toOpen(w http.ResponseWriter, r *http.Request, v visit, f *form.Form) error {
	open := v.sealedURL("/open", r.URL.RequestURI())
	act := casework.NewAct(casework.Action(r.PathValue("action")))
	if f != nil && act != nil {
		p := parkedPage{title: v.view.P.T("密件已经关上"), lead: v.view.P.T("刚才的内容没有发出。请先复制下面的文字，打开密件后贴回去。"),
			next: ui.Link{Label: v.view.P.T("打开密件"), URL: v.sealedURL("/open", caseURL(r.PathValue("number"))), Icon: "lock"}}
		return s.handBack(w, r, act, f, http.StatusConflict, p)
	}
	return edge.Redirect(w, r, open)
}

// openForm opens the form of an action: as it was sent, as it waits since the session ended, or new where the table allows it.
func (s *Server) openForm(r *http.Request, v visit, action casework.Action, p *casePage) (err error) {
	if p.form == nil {
		if p.form, err = s.parkedForm(r, v, p.dossier.Case.Number, action); err != nil {
			return err
		}
		p.back = p.form != nil
	}
	if p.gone = !slices.Contains(p.dossier.Actions, action); p.gone && p.form == nil {
		return nil
	}
	return s.actForm(r, v, action, p)
}

// fill adds photos, timeline, marks, who wrote for the citizen, and the contact in full for who has given a reason.
func (s *Server) fill(r *http.Request, v visit, p *casePage) error {
	photos, err := s.Photos(r.Context(), p.dossier.Case.Number)
	if err != nil {
		return err
	}
	p.photos = photos[1]
	p.timeline = v.view.Timeline(quietNotes(p.dossier), photos.Later())
	if err := s.fillTalk(r, v, p); err != nil {
		return err
	}
	p.marks = marks(v.view, p.dossier.Case)
	if by := p.dossier.Case.FiledBy; by != 0 && s.Name != nil {
		if p.writer, err = s.Name(r.Context(), by); err != nil {
			return err
		}
	}
	full, err := s.Cases.Contact(r.Context(), v.by, p.dossier.Case.Number)
	switch {
	case fault.KindOf(err) == fault.Forbidden:
		return nil
	case err != nil:
		return err
	}
	p.contact = full
	return nil
}

// fillTalk adds the conversation, and to its end a form for a note where no other form is open.
func (s *Server) fillTalk(r *http.Request, v visit, p *casePage) (err error) {
	d := p.dossier
	if p.talk, err = s.talkOf(r.Context(), v, d); err != nil {
		return err
	}
	if p.open == nil && slices.Contains(d.Actions, "note") || p.open != nil && !p.writing() {
		form := v.view.Form(d.Case, "note", p.walk.link(caseURL(d.Case.Number)+"/note"), caseview.Given{})
		p.talk.write = &form
	}
	return nil
}

// marks are what everybody at the desk must see at once.
func marks(v caseview.View, c *casework.Case) []ui.Message {
	var out []ui.Message
	add := func(is bool, tone ui.Tone, word string) {
		if is {
			out = append(out, ui.Message{Tone: tone, Text: word})
		}
	}
	open := c.State.Open()
	add(c.Sealed(), ui.Late, v.P.T("密件"))
	add(c.Urgent && open, ui.Late, v.P.T("加急"))
	add(c.Waiting == casework.ForReturn, ui.Soon, v.P.T("申请退回"))
	add(c.Waiting == casework.ForExtension, ui.Soon, v.P.T("申请延期"))
	add(c.Round > 0, ui.Soon, v.P.T("第 %d 次重办", int(c.Round)))
	add(c.ListedAt > 0, ui.Late, v.P.T("挂牌督办"))
	add(c.SupervisedAt > 0 && c.ListedAt == 0, ui.Soon, v.P.T("督办"))
	add(c.UrgedAt > 0 && open, ui.Soon, v.P.T("群众催过"))
	add(c.ReferredAt > 0, ui.Info, v.P.T("已移送纪委监委"))
	add(c.ReleasedAt > 0, ui.Good, v.P.T("已公开"))
	add(c.Historic, ui.Plain, v.P.T("历史导入"))
	return out
}

// markIcons give each tone of a mark its shape.
var markIcons = map[ui.Tone]string{ui.Late: "flag", ui.Soon: "flag", ui.Info: "share", ui.Good: "world", ui.Plain: "archive"}
