package signin

import (
	"net/http"

	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// startView is /signin: by code, or by password.
type startView struct {
	ui.Page
	Form     *form.Form
	Password bool
	Back     string
	Ended    bool // the browser still shows a session that has ended
}

func (v startView) tabs() []ui.TabItem {
	password := "/signin?way=password"
	if v.Back != "" {
		password = withBack("/signin", v.Back) + "&way=password"
	}
	return []ui.TabItem{
		{Label: v.P.T("短信验证码"), URL: withBack("/signin", v.Back), Current: !v.Password},
		{Label: v.P.T("密码"), URL: password, Current: v.Password},
	}
}

func (s *Server) showStart(w http.ResponseWriter, r *http.Request) error {
	by, ses, err := s.Who(r)
	if err != nil {
		return err
	}
	back := safeBack(r.URL.Query().Get("back"))
	if ses != nil {
		return edge.Redirect(w, r, next(by, ses, back))
	}
	return start(w, r, nil, startView{Password: r.URL.Query().Get("way") == "password", Back: back, Ended: edge.Session(r) != ""})
}

func start(w http.ResponseWriter, r *http.Request, f *form.Form, v startView) error {
	v.Page, v.Form = edge.Page(w, r, edge.Printer(r).T("登录")), f
	v.Failed = f.Refused()
	return edge.Render(w, r, f.Status(), startPage(v))
}

func (s *Server) byPassword(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r, form.Text, nil)
	back := safeBack(f.Get("back"))
	var token string
	if err == nil {
		token, _, err = s.Account.SignInWithPassword(r.Context(), f.Line("phone"), f.Get("password"), client(r))
	}
	if edge.Keep(w, f, err) {
		return start(w, r, f, startView{Password: true, Back: back})
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, token, back)
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if _, err := form.Read(r, form.Text, nil); err != nil {
		return err
	}
	if err := s.Account.SignOut(r.Context(), edge.Session(r)); err != nil {
		return err
	}
	edge.EndSession(w, r)
	edge.Flash(w, r, ui.Good, "您已退出登录。")
	return edge.Redirect(w, r, "/signin")
}
