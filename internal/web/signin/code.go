package signin

import (
	"net/http"

	"jiazhan/internal/account"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// codeView is /signin/code: the code that was sent is entered.
type codeView struct {
	ui.Page
	Form  *form.Form
	Phone string // masked
	Back  string
}

// sendCode sends a code to the phone that was typed, or once more to the one that the browser carries.
func (s *Server) sendCode(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r, form.Text, nil)
	t := ticket{Phone: f.Line("phone"), Back: safeBack(f.Get("back"))}
	if carried, ok := s.ticket(r); ok && !f.Has("phone") {
		t = carried
	}
	if err == nil {
		err = s.Account.SignInCode(r.Context(), t.Phone, client(r))
	}
	if edge.Keep(w, f, err) {
		return start(w, r, f, startView{Back: t.Back})
	}
	if err != nil {
		return err
	}
	t.Phone, _ = account.Phone(t.Phone)
	if err := s.setTicket(w, r, t); err != nil {
		return err
	}
	return edge.Redirect(w, r, "/signin/code")
}

func (s *Server) showCode(w http.ResponseWriter, r *http.Request) error {
	t, ok := s.ticket(r)
	if !ok {
		return edge.Redirect(w, r, "/signin")
	}
	return enterCode(w, r, nil, t)
}

func enterCode(w http.ResponseWriter, r *http.Request, f *form.Form, t ticket) error {
	v := codeView{Page: edge.Page(w, r, edge.Printer(r).T("输入验证码")), Form: f, Phone: hanzi.MaskPhone(t.Phone), Back: t.Back}
	v.Failed = f.Refused()
	return edge.Render(w, r, f.Status(), codePage(v))
}

func (s *Server) byCode(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r, form.Text, nil)
	t, ok := s.ticket(r)
	if !ok {
		return edge.Redirect(w, r, "/signin")
	}
	var token string
	if err == nil {
		token, _, err = s.Account.SignInWithCode(r.Context(), t.Phone, f.Line("code"), client(r))
	}
	if edge.Keep(w, f, at("code", err)) {
		return enterCode(w, r, f, t)
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, token, t.Back)
}
