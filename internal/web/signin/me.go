package signin

import (
	"net/http"

	"jiazhan/internal/account"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// meView is /me: the person's own corner.
type meView struct {
	ui.Page
	Form     *form.Form
	Name     string
	Staff    bool
	Waiting  string // where the second factor is given or set up, "" if none is wanted
	Factor   bool   // has one
	Recovery int    // codes left
	Cases    []ui.Link
}

// mostHomes is how many counties are listed one by one; beyond it the person chooses hers.
const mostHomes = 4

// cases lead to what the person has reported, county by county.
func (s *Server) cases(r *http.Request) ([]ui.Link, error) {
	d, err := s.Directory(r.Context())
	if err != nil {
		return nil, err
	}
	p := edge.Printer(r)
	var links []ui.Link
	for _, c := range d.Congresses() {
		if c.Level == congress.County {
			links = append(links, ui.Link{Label: p.T("我在%s反映的", c.Short), URL: "/" + c.Slug + "/cases", Icon: "list-check"})
		}
	}
	if len(links) == 0 || len(links) > mostHomes {
		return []ui.Link{{Label: p.T("我反映的问题"), URL: "/", Icon: "list-check"}}, nil
	}
	return links, nil
}

func (s *Server) showMe(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	return s.me(w, r, ses, nil)
}

func (s *Server) me(w http.ResponseWriter, r *http.Request, ses *account.Session, f *form.Form) error {
	by, _, err := s.Who(r)
	if err != nil {
		return err
	}
	v := meView{Page: edge.Page(w, r, edge.Printer(r).T("我的")), Form: f, Name: ses.Name, Staff: by.Staff(), Factor: ses.Proved()}
	v.Failed = f.Refused()
	if v.Cases, err = s.cases(r); err != nil {
		return err
	}
	if ses.NeedsFactor() {
		v.Waiting = factorPath(ses, "")
	}
	if v.Factor {
		if v.Recovery, err = s.Account.RecoveryLeft(r.Context(), ses); err != nil {
			return err
		}
	}
	return edge.Render(w, r, f.Status(), mePage(v))
}

func (s *Server) rename(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	f, err := form.Read(r, form.Text, nil)
	if err == nil {
		err = s.Account.Rename(r.Context(), ses, f.Line("name"))
	}
	if edge.Keep(w, f, err) {
		return s.me(w, r, ses, f)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "称呼已经改好。")
	return edge.Redirect(w, r, "/me")
}

func (s *Server) leave(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	f, err := form.Read(r, form.Text, nil)
	if err == nil {
		err = s.close(r, ses, f.Bool("erase_cases"))
	}
	if edge.Keep(w, f, err) {
		return s.me(w, r, ses, f)
	}
	if err != nil {
		return err
	}
	edge.EndSession(w, r)
	edge.Flash(w, r, ui.Good, "账号已经注销，您的手机号和称呼已从账号中删除。")
	return edge.Redirect(w, r, "/")
}

// close closes the account, after the person was taken out of her cases where she wants that.
func (s *Server) close(r *http.Request, ses *account.Session, cases bool) error {
	if err := s.Account.MayClose(r.Context(), ses); err != nil {
		return err
	}
	if cases && s.Leaving != nil {
		by, err := s.Actor(r)
		if err != nil {
			return err
		}
		if err := s.Leaving(r.Context(), by); err != nil {
			return err
		}
	}
	return s.Account.CloseAccount(r.Context(), ses)
}

// passwordView is /me/password.
type passwordView struct {
	ui.Page
	Form *form.Form
	Old  bool // the old password must be given
}

func (s *Server) showPassword(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	return s.passwordForm(w, r, ses, nil)
}

func (s *Server) passwordForm(w http.ResponseWriter, r *http.Request, ses *account.Session, f *form.Form) error {
	if ses.NeedsFactor() {
		return edge.Redirect(w, r, factorPath(ses, "/me/password"))
	}
	old, err := s.Account.OldPasswordNeeded(r.Context(), ses)
	if err != nil {
		return err
	}
	v := passwordView{Page: edge.Page(w, r, edge.Printer(r).T("设置密码")), Form: f, Old: old}
	v.Failed = f.Refused()
	return edge.Render(w, r, f.Status(), passwordPage(v))
}

func (s *Server) setPassword(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	f, err := form.Read(r, form.Text, nil)
	var token string
	if err == nil {
		err = repeated(f)
	}
	if err == nil {
		token, err = s.Account.SetPassword(r.Context(), ses, f.Get("old"), f.Get("password"), client(r))
	}
	if fault.KindOf(err) != fault.Forbidden && edge.Keep(w, f, err) {
		return s.passwordForm(w, r, ses, f)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "密码已经设置好，其他设备上的登录都已退出。")
	return s.enter(w, r, token, "/me")
}
