package signin

import (
	"net/http"
	"strings"

	"github.com/skip2/go-qrcode"

	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// factorView is /signin/factor and its set-up.
type factorView struct {
	ui.Page
	Form   *form.Form
	Back   string
	Skip   string // where one goes who does not want to work now
	Reset  bool   // the security administrator lets the person give her factor up
	Secret string // in groups of four; "" before the set-up began
}

func (s *Server) factorView(w http.ResponseWriter, r *http.Request, f *form.Form, title, back string) factorView {
	v := factorView{Page: edge.Page(w, r, title), Form: f, Back: back, Skip: "/me"}
	v.Failed = f.Refused()
	return v
}

func (s *Server) showFactor(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	back := safeBack(r.URL.Query().Get("back"))
	if ses.Factor != account.Wanted {
		by, _, err := s.Who(r)
		if err != nil {
			return err
		}
		return edge.Redirect(w, r, next(by, ses, back))
	}
	return s.factorForm(w, r, ses, nil, back)
}

func (s *Server) factorForm(w http.ResponseWriter, r *http.Request, ses *account.Session, f *form.Form, back string) error {
	waits, err := s.Account.ResetWaits(r.Context(), ses)
	if err != nil {
		return err
	}
	v := s.factorView(w, r, f, edge.Printer(r).T("二次验证"), back)
	v.Reset = waits
	return edge.Render(w, r, f.Status(), factorPage(v))
}

// resetFactor takes the code with which a person gives up a second factor that she lost, and leads on to a new one.
func (s *Server) resetFactor(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	f, err := form.Read(r, form.Text, nil)
	back := safeBack(f.Get("back"))
	if err == nil {
		err = s.Account.ResetFactor(r.Context(), edge.Session(r), f.Line("reset"))
	}
	if edge.Keep(w, f, at("reset", err)) {
		return s.factorForm(w, r, ses, f, back)
	}
	if err != nil {
		return err
	}
	return edge.Redirect(w, r, withBack("/signin/factor/setup", back))
}

func (s *Server) giveFactor(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	f, err := form.Read(r, form.Text, nil)
	back := safeBack(f.Get("back"))
	var token string
	if err == nil {
		token, err = s.Account.ConfirmFactor(r.Context(), edge.Session(r), f.Line("code"))
	}
	if edge.Keep(w, f, at("code", err)) {
		return s.factorForm(w, r, ses, f, back)
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, token, back)
}

func (s *Server) showSetup(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	return s.setupForm(w, r, ses, nil)
}

func (s *Server) setupForm(w http.ResponseWriter, r *http.Request, ses *account.Session, f *form.Form) error {
	back := safeBack(r.URL.Query().Get("back"))
	if f.Has("back") {
		back = safeBack(f.Get("back"))
	}
	if ses.Factor == account.Wanted {
		return edge.Redirect(w, r, factorPath(ses, back))
	}
	v := s.factorView(w, r, f, edge.Printer(r).T("设置二次验证"), back)
	setup, err := s.Account.Pending(r.Context(), ses)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	v.Secret = grouped(setup.Secret)
	return edge.Render(w, r, f.Status(), setupPage(v))
}

// grouped parts a secret by fours, as one types it.
func grouped(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (s *Server) startSetup(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	f, err := form.Read(r, form.Text, nil)
	if err == nil {
		_, err = s.Account.SetupTOTP(r.Context(), ses)
	}
	if err != nil {
		return err
	}
	return edge.Redirect(w, r, withBack("/signin/factor/setup", safeBack(f.Get("back"))))
}

// setupCode is the QR code of the secret that is being set up. It is a page of its own, because pages hold no pictures
// in their text, and it is stored nowhere.
func (s *Server) setupCode(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	setup, err := s.Account.Pending(r.Context(), ses)
	if err != nil {
		return err
	}
	png, err := qrcode.Encode(setup.URL, qrcode.Medium, 480)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(png) // the client went away: nobody to tell
	return nil
}

func (s *Server) confirmSetup(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	f, err := form.Read(r, form.Text, nil)
	back := safeBack(f.Get("back"))
	var token string
	var codes []string
	if err == nil {
		token, codes, err = s.Account.ConfirmTOTP(r.Context(), edge.Session(r), f.Line("code"))
	}
	if edge.Keep(w, f, at("code", err)) {
		return s.setupForm(w, r, ses, f)
	}
	if err != nil {
		return err
	}
	by, fresh, err := s.Account.Actor(r.Context(), token)
	if err != nil {
		return err
	}
	edge.SetSession(w, r, token, fresh.Until.Sub(fresh.Created))
	return s.showRecovery(w, r, codes, next(by, fresh, back))
}

// recoveryView shows recovery codes, this once.
type recoveryView struct {
	ui.Page
	Codes []string
	Next  string
}

func (s *Server) showRecovery(w http.ResponseWriter, r *http.Request, codes []string, next string) error {
	v := recoveryView{Page: edge.Page(w, r, edge.Printer(r).T("恢复码")), Codes: codes, Next: next}
	return edge.Render(w, r, http.StatusOK, recoveryPage(v))
}

func (s *Server) freshRecovery(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	_, err := form.Read(r, form.Text, nil)
	if err != nil {
		return err
	}
	codes, err := s.Account.RecoveryCodes(r.Context(), ses)
	if err != nil {
		return err
	}
	return s.showRecovery(w, r, codes, "/me")
}
