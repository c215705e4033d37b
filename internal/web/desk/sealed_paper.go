package desk

import (
	"net/http"

	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// paperPage shows the key on paper, this once.
type paperPage struct {
	ui.DeskPage
	home, paper, made, next string
}

// makePaper makes the key that the commission prints and locks away. It is shown in the answer and stored nowhere.
func (s *Server) makePaper(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.sentSealed(w, r)
	if err != nil {
		return err
	}
	paper, err := s.Cases.MakeRecovery(r.Context(), v.by, v.home.ID)
	if locked(err) {
		return edge.Redirect(w, r, v.sealedURL("/open", v.sealedURL("", "")))
	}
	if err != nil {
		return err
	}
	p := paperPage{home: v.home.Name, paper: paper, made: paperDay(v.view.Now), next: v.sealedURL("", "")}
	if p.DeskPage, err = s.page(w, r, v, v.view.P.T("密件恢复密钥")); err != nil {
		return err
	}
	return edge.Render(w, r, http.StatusOK, paperTemplate(p))
}

// showRecover asks for the key on paper.
func (s *Server) showRecover(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	return s.recoverPage(w, r, v, nil)
}

func (s *Server) recoverPage(w http.ResponseWriter, r *http.Request, v visit, f *form.Form) error {
	p, err := s.sealedPage(w, r, v, f, v.view.P.T("用恢复密钥"))
	if err != nil {
		return err
	}
	if !p.commission {
		return fault.Missing()
	}
	f.Name("paper", v.view.P.T("恢复密钥"))
	return edge.Render(w, r, f.Status(), recoverTemplate(p))
}

func (s *Server) recover(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sentSealed(w, r)
	if f == nil {
		return err
	}
	if err == nil {
		err = s.Cases.Recover(r.Context(), v.by, v.home.ID, edge.ClientIP(r).String(), f.Get("paper"))
	}
	if edge.Keep(w, f, err) {
		return s.recoverPage(w, r, v, f)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "desk.sealed_recovered")
	return edge.Redirect(w, r, v.sealedURL("", ""))
}
