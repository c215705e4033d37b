package admin

import (
	"fmt"
	"net/http"
	"strconv"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// auditSize is how many events account gives at once.
const auditSize = 100

type auditPage struct {
	ui.DeskPage
	visit
	events []account.Event
	names  map[int64]string
	pager  ui.Pager
}

// audit shows the security record, newest first.
func (s *Server) audit(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ReadAudit)
	if err != nil {
		return err
	}
	before, err := beforeOf(r)
	if err != nil {
		return err
	}
	p := auditPage{visit: v}
	if p.events, err = s.Account.Events(r.Context(), v.by, v.home.ID, before); err != nil {
		return err
	}
	if p.names, err = s.Account.Names(r.Context(), v.by, v.home.ID); err != nil {
		return err
	}
	if before != 0 {
		p.pager.Prev = v.at("/admin/audit")
	}
	if n := len(p.events); n == auditSize {
		p.pager.Next = v.at("/admin/audit", "before", strconv.FormatInt(p.events[n-1].ID, 36))
	}
	p.DeskPage = s.page(w, r, v, v.view.P.T("安全记录"))
	return edge.Render(w, r, http.StatusOK, auditTemplate(p))
}

func beforeOf(r *http.Request) (int64, error) {
	text := r.URL.Query().Get("before")
	if text == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(text, 36, 64)
	if err != nil || id <= 0 {
		return 0, fault.New(fault.Invalid, "list.cursor")
	}
	return id, nil
}

// name is who an event is about or by; citizens and the system have none here.
func (p auditPage) name(id int64) string {
	switch name := p.names[id]; {
	case id == 0:
		return "—"
	case name == "":
		return p.P.T("本级人员以外")
	default:
		return name
	}
}

// detail puts what a grant was into words; the rest is told as it was recorded.
func (p auditPage) detail(e account.Event) string {
	var role string
	var unit int64
	if n, _ := fmt.Sscanf(e.Detail, "%s unit %d", &role, &unit); e.Kind == account.GrantGiven && n == 2 {
		return p.role(account.Held{Grant: access.Grant{Role: access.Role(role), CongressID: p.home.ID, UnitID: unit}})
	}
	if e.Detail == "" {
		return "—"
	}
	return e.Detail
}

func (p auditPage) what(e account.Event) string { return p.P.T("admin.event." + string(e.Kind)) }
