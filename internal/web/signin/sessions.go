package signin

import (
	"net/http"

	"jiazhan/internal/account"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// sessionsView is /me/sessions.
type sessionsView struct {
	ui.Page
	Sessions []account.Session
	Current  string // ref of the session that asks
}

func (s *Server) showSessions(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	all, err := s.Account.Sessions(r.Context(), ses)
	if err != nil {
		return err
	}
	v := sessionsView{Page: edge.Page(w, r, edge.Printer(r).T("登录的设备")), Sessions: all, Current: ses.Ref}
	return edge.Render(w, r, http.StatusOK, sessionsPage(v))
}

func (s *Server) endSession(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	_, err := form.Read(r, form.Text, nil)
	if err == nil {
		err = s.Account.KillSession(r.Context(), ses, r.PathValue("ref"))
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "那台设备已经退出登录。")
	return edge.Redirect(w, r, "/me/sessions")
}

// way says how a session was begun.
func way(p *i18n.Printer, w account.Way) string {
	switch w {
	case account.ByPassword:
		return p.T("密码登录")
	case account.ByInvite:
		return p.T("设置链接登录")
	}
	return p.T("验证码登录")
}

// greeting is the heading of /me.
func greeting(v meView) string {
	if v.Name == "" {
		return v.P.T("您好")
	}
	return v.P.T("%s，您好", v.Name)
}
