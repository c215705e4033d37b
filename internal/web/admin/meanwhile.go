package admin

import (
	"net/http"

	"jiazhan/internal/fault"
)

// meanwhile says who set something while somebody else was deciding it, and when; "" when that is not why it was refused.
func (s *Server) meanwhile(r *http.Request, v visit, refusal error) (string, error) {
	f := fault.As(refusal)
	if f == nil {
		return "", nil
	}
	last, ok := f.Detail.(fault.Meanwhile)
	if !ok {
		return "", nil
	}
	names, err := s.Account.Names(r.Context(), v.by, v.home.ID)
	if err != nil {
		return "", err
	}
	who := calendarVisit{visit: v, names: names}.who(last.PersonID)
	return v.view.P.T("admin.meanwhile", v.view.P.ClockAt(last.At, v.view.Now), who), nil
}
