package admin

import (
	"net/http"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

type homePage struct {
	ui.DeskPage
	visit
	unloaded int // the year whose notice is missing; 0: none is
	codes    account.Budget
}

func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, needs...)
	if err != nil {
		return err
	}
	book, err := s.Calendar.Book(r.Context(), 0)
	if err != nil {
		return err
	}
	p := homePage{DeskPage: s.page(w, r, v, v.view.P.T("管理首页")), visit: v}
	if v.may(access.ManageLimits) {
		p.unloaded = unloaded(book.Now(), v.view.Now)
	}
	if v.may(access.ManageLimits) || v.may(access.ManageSafety) {
		if p.codes, err = s.Account.Budget(r.Context()); err != nil {
			return err
		}
	}
	return edge.Render(w, r, http.StatusOK, homeTemplate(p))
}

// exclusive reports whether one of the three administrators is here, who are told why they see no more.
func (v visit) exclusive() bool {
	for _, role := range access.Exclusive {
		if v.by.Holds(role, v.home.ID) {
			return true
		}
	}
	return false
}
