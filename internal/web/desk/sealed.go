package desk

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/workday"
)

// sealedPage is the corner of those who read sealed reports: how the reports are kept, who can open them, and one's own key.
type sealedPage struct {
	ui.DeskPage
	casework.Keyholders
	form       *form.Form
	commission bool // the reader is of the commission, not an officer
	people     []keyholder
	since      string // when the key on paper was made
	minutes    int    // after which an open key that nobody uses closes
	back       string // where the reader wanted to go
	base       func(path string) string
	list       string // address of the sealed reports
}

type keyholder struct {
	casework.Keyholder
	name, role string
	me         bool
}

// paperDay is a day as it stands on paper, which lives for years.
func paperDay(at time.Time) string { return at.In(workday.Shanghai()).Format(time.DateOnly) }

func (k keyholder) id() string { return strconv.FormatInt(k.PersonID, 10) }

// sealedNote stands over the list of sealed reports.
type sealedNote struct {
	tone   ui.Tone
	text   string
	link   ui.Link
	urgent bool // the link is the one thing to do
}

// sealedNote says over the list of sealed reports how they are kept, and leads to where they are opened; nil on other lists.
func (s *Server) sealedNote(r *http.Request, v visit, queue casework.Queue) (*sealedNote, error) {
	if queue != "sealed" {
		return nil, nil
	}
	k, err := s.Cases.Keyholders(r.Context(), v.by, v.home.ID)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	corner := ui.Link{Label: v.view.P.T("密件口令"), URL: v.sealedURL("", ""), Icon: "lock"}
	switch {
	case !k.Guarded && v.by.Holds(access.Discipline, v.home.ID):
		corner.Label = v.view.P.T("设密件口令")
		return &sealedNote{ui.Late, v.view.P.T("密件现在只用服务器自己的密钥保存，管理服务器的人有可能看到内容。请先设密件口令。"), corner, true}, nil
	case !k.Guarded:
		return &sealedNote{ui.Late, v.view.P.T("密件现在只用服务器自己的密钥保存。等纪委监委的同志设好密件口令，才有口令保护。"), corner, false}, nil
	case k.Mine != casework.Admitted:
		return &sealedNote{ui.Soon, v.view.P.T("密件在口令保护之下，您现在打不开。"), corner, true}, nil
	case !k.Open:
		open := ui.Link{Label: v.view.P.T("打开密件"), URL: v.sealedURL("/open", ""), Icon: "lock"}
		return &sealedNote{ui.Info, v.view.P.T("密件在口令保护之下，输入口令才看得到内容。"), open, true}, nil
	}
	return &sealedNote{ui.Good, v.view.P.T("密件已经打开。看完请关上，或者退出登录。"), corner, false}, nil
}

// sealedURL is an address of the corner, with the way back in it.
func (v visit) sealedURL(path, back string) string {
	values := url.Values{}
	if back != "" {
		values.Set("back", back)
	}
	return v.url("/desk/sealed"+path, values)
}

// backOf is the path of the desks to which somebody wanted to go when her key was closed.
func backOf(r *http.Request, f *form.Form) string {
	back := r.URL.Query().Get("back")
	if f.Has("back") {
		back = f.Get("back")
	}
	if !edge.OwnPath(back) || len(back) > 1000 {
		return ""
	}
	return back
}

// sentSealed is sent for those who read sealed reports; for anybody else there is nothing.
func (s *Server) sentSealed(w http.ResponseWriter, r *http.Request) (visit, *form.Form, error) {
	v, err := s.enter(w, r)
	if err == nil && !casework.ReadsSealed(v.by, v.home.ID) {
		err = fault.Missing()
	}
	if err != nil {
		return v, nil, err
	}
	f, err := form.Read(r, form.Text, nil)
	return v, f, err
}

func (s *Server) sealedPage(w http.ResponseWriter, r *http.Request, v visit, f *form.Form, title string) (p sealedPage, err error) {
	if p.Keyholders, err = s.Cases.Keyholders(r.Context(), v.by, v.home.ID); err != nil {
		return p, err
	}
	p.form, p.commission, p.back = f, v.by.Holds(access.Discipline, v.home.ID), backOf(r, f)
	p.base, p.list = func(path string) string { return v.sealedURL(path, "") }, v.sealedList()
	p.minutes = int(s.Cases.Sealing.Idle / time.Minute)
	if p.Recovery > 0 {
		p.since = paperDay(p.Recovery.Time())
	}
	for _, k := range p.Readers {
		one := keyholder{Keyholder: k, role: v.view.P.T("case.role." + string(k.Role)), me: k.PersonID == v.by.PersonID}
		if one.name, err = s.Name(r.Context(), k.PersonID); err != nil {
			return p, err
		}
		p.people = append(p.people, one)
	}
	p.DeskPage, err = s.page(w, r, v, title)
	p.Failed = f.Refused()
	return p, err
}

func (s *Server) showSealed(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	p, err := s.sealedPage(w, r, v, nil, v.view.P.T("密件口令"))
	if err != nil {
		return err
	}
	return edge.Render(w, r, http.StatusOK, sealedTemplate(p))
}

// showOpen asks for the passphrase; who has no key yet is led to make one.
func (s *Server) showOpen(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	return s.openPage(w, r, v, nil)
}

func (s *Server) openPage(w http.ResponseWriter, r *http.Request, v visit, f *form.Form) error {
	p, err := s.sealedPage(w, r, v, f, v.view.P.T("打开密件"))
	if err != nil {
		return err
	}
	switch {
	case f != nil:
	case p.Mine != casework.Admitted:
		return edge.Redirect(w, r, p.base(""))
	case p.Open:
		return edge.Redirect(w, r, cmp.Or(p.back, p.base("")))
	}
	f.Name("passphrase", v.view.P.T("密件口令"))
	return edge.Render(w, r, f.Status(), openTemplate(p))
}

func (s *Server) openKey(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sentSealed(w, r)
	if f == nil {
		return err
	}
	if err == nil {
		err = s.Cases.OpenSealKey(r.Context(), v.by, v.home.ID, edge.ClientIP(r).String(), f.Get("passphrase"))
	}
	if edge.Keep(w, f, err) {
		return s.openPage(w, r, v, f)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "desk.sealed_opened")
	if back := backOf(r, f); back != "" {
		return edge.Redirect(w, r, back)
	}
	return edge.Redirect(w, r, v.sealedList())
}

func (v visit) sealedList() string { return v.url("/desk/", url.Values{"queue": {"sealed"}}) }

func (s *Server) closeKey(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.sentSealed(w, r)
	if err != nil {
		return err
	}
	s.Cases.Sealing.Close(v.by)
	edge.Flash(w, r, ui.Good, "desk.sealed_closed")
	return edge.Redirect(w, r, v.sealedURL("", ""))
}

// showKey asks for a new passphrase: for the first key, or one in the place of a key whose passphrase is lost.
func (s *Server) showKey(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	return s.keyPage(w, r, v, nil)
}

func (s *Server) keyPage(w http.ResponseWriter, r *http.Request, v visit, f *form.Form) error {
	p, err := s.sealedPage(w, r, v, f, v.view.P.T("设密件口令"))
	if err != nil {
		return err
	}
	nameNew(f, v)
	return edge.Render(w, r, f.Status(), keyTemplate(p))
}

// nameNew tells the error summary what the fields of a new passphrase are called.
func nameNew(f *form.Form, v visit) {
	f.Name("passphrase_now", v.view.P.T("现在的密件口令"))
	f.Name("passphrase", v.view.P.T("新的密件口令"))
	f.Name("again", v.view.P.T("再写一遍"))
	f.Name("sure", v.view.P.T("我知道后果"))
}

func (s *Server) makeKey(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sentSealed(w, r)
	if f == nil {
		return err
	}
	if err == nil {
		err = s.Cases.MakeSealKey(r.Context(), v.by, v.home.ID, f.Get("passphrase"), f.Get("again"), f.Get("sure") != "")
	}
	if edge.Keep(w, f, err) {
		return s.keyPage(w, r, v, f)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "desk.sealed_key_made")
	return edge.Redirect(w, r, v.sealedURL("", ""))
}

func (s *Server) showPassphrase(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	return s.passphrasePage(w, r, v, nil)
}

func (s *Server) passphrasePage(w http.ResponseWriter, r *http.Request, v visit, f *form.Form) error {
	p, err := s.sealedPage(w, r, v, f, v.view.P.T("更换密件口令"))
	if err != nil {
		return err
	}
	if p.Mine == casework.NoKey && f == nil {
		return edge.Redirect(w, r, p.base("/key"))
	}
	nameNew(f, v)
	return edge.Render(w, r, f.Status(), passphraseTemplate(p))
}

func (s *Server) changePassphrase(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sentSealed(w, r)
	if f == nil {
		return err
	}
	if err == nil {
		err = s.Cases.Sealing.Change(r.Context(), v.by, edge.ClientIP(r).String(), f.Get("passphrase_now"), f.Get("passphrase"), f.Get("again"))
	}
	if edge.Keep(w, f, err) {
		return s.passphrasePage(w, r, v, f)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "desk.sealed_changed")
	return edge.Redirect(w, r, v.sealedURL("", ""))
}

// admit lets somebody in who waits.
func (s *Server) admit(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sentSealed(w, r)
	if err != nil {
		return err
	}
	person := f.Int("person")
	err = s.Cases.AdmitReader(r.Context(), v.by, v.home.ID, person)
	if locked(err) {
		return edge.Redirect(w, r, v.sealedURL("/open", v.sealedURL("", "")))
	}
	if err != nil {
		return err
	}
	name, err := s.Name(r.Context(), person)
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "desk.sealed_admitted", name)
	return edge.Redirect(w, r, v.sealedURL("", ""))
}

// locked reports whether something was refused because the actor's key is not open.
func locked(err error) bool {
	f := fault.As(err)
	return f != nil && f.Key == "sealing.locked"
}
