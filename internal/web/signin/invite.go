package signin

import (
	"net/http"

	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// inviteView is the page of a set-up link: the person chooses her own password.
type inviteView struct {
	ui.Page
	Form   *form.Form
	Name   string
	Action string
}

func (s *Server) showInvite(w http.ResponseWriter, r *http.Request) error {
	return s.inviteForm(w, r, nil)
}

func (s *Server) inviteForm(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	token := r.PathValue("token")
	name, err := s.Account.Invited(r.Context(), token)
	if err != nil {
		return err
	}
	v := inviteView{Page: edge.Page(w, r, edge.Printer(r).T("设置密码")), Form: f, Name: name, Action: "/signin/invite/" + token}
	v.Failed = f.Refused()
	return edge.Render(w, r, f.Status(), invitePage(v))
}

func (s *Server) acceptInvite(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r, form.Text, nil)
	var token string
	if err == nil {
		err = repeated(f)
	}
	if err == nil {
		token, _, err = s.Account.AcceptInvite(r.Context(), r.PathValue("token"), f.Get("password"), client(r))
	}
	if edge.Keep(w, f, err) {
		return s.inviteForm(w, r, f)
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, token, "")
}

// repeated refuses a new password that was not typed twice alike.
func repeated(f *form.Form) error {
	if f.Get("password") != f.Get("repeat") {
		f.Fail("repeat", "account.password.repeat")
	}
	return f.Err()
}
