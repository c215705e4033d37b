package admin

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

const (
	peopleSize = 50
	staleAfter = 30 * 24 * time.Hour // a grant that ends sooner stands in the report
)

type peoplePage struct {
	ui.DeskPage
	visit
	query   *form.Form
	stale   int // how many need a look
	members []account.Member
	found   int
	pager   ui.Pager
	ref     func(kind string, id int64) string
}

// ref names a row in addresses without showing its id.
func (s *Server) ref(kind string, id int64) string {
	return hex.EncodeToString(s.Keys.Index("admin "+kind, strconv.FormatInt(id, 10)))[:20]
}

func (s *Server) people(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return err
	}
	all, err := s.Account.Members(r.Context(), v.by, v.home.ID)
	if err != nil {
		return err
	}
	p := peoplePage{visit: v, query: form.Query(r), ref: s.ref}
	for _, m := range all {
		if v.wanted(m, p.query.Line("q")) {
			p.members = append(p.members, m)
		}
		if len(v.findings(m)) > 0 {
			p.stale++
		}
	}
	p.found = len(p.members)
	p.cut(r.URL.Query().Get("from"))
	p.DeskPage = s.page(w, r, v, v.view.P.T("人员与角色"))
	return edge.Render(w, r, http.StatusOK, peopleTemplate(p))
}

// wanted reports whether a member stands in the list: by name, or by what a role is called.
func (v visit) wanted(m account.Member, query string) bool {
	if query == "" || hanzi.Contains(m.Name, query) {
		return true
	}
	return slices.ContainsFunc(m.Grants, func(h account.Held) bool { return strings.Contains(v.role(h), query) })
}

// endsSoon reports whether a grant that has not ended will end within 30 days.
func (v visit) endsSoon(h account.Held) bool {
	return h.To.After(v.view.Now) && h.To.Before(v.view.Now.Add(staleAfter))
}

func (v visit) ended(h account.Held) bool { return !h.To.IsZero() && !v.view.Now.Before(h.To) }

// cut keeps the page that begins with the member whose reference is from.
func (p *peoplePage) cut(from string) {
	start := max(0, slices.IndexFunc(p.members, func(m account.Member) bool { return p.ref("person", m.ID) == from }))
	address := func(i int) string {
		return p.at("/admin/people", "q", p.query.Line("q"), "from", p.ref("person", p.members[i].ID))
	}
	if start > 0 {
		p.pager.Prev = address(max(0, start-peopleSize))
	}
	if start+peopleSize < len(p.members) {
		p.pager.Next = address(start + peopleSize)
	}
	p.members = p.members[start:min(len(p.members), start+peopleSize)]
}

// role names a role with its unit, deputies by name and villages by theirs.
func (v visit) role(h account.Held) string {
	word := v.view.Role(h.Role, h.UnitID)
	switch place := v.dir.Place(h.UnitID); {
	case h.Role == access.VillageOfficer && place != nil:
		return place.Name + " · " + word
	case h.Role == access.StationAdmin || h.Role == access.Liaison:
		return v.view.P.T("case.role."+string(h.Role)) + " · " + word
	}
	return word
}

// dates says from when to when a grant holds; the last day is the one before it ends.
func (v visit) dates(h account.Held) string {
	p := v.view.P
	if h.To.IsZero() {
		return p.T("%s起", p.DateAt(h.From, v.view.Now))
	}
	return p.T("%s至%s", p.DateAt(h.From, v.view.Now), p.DateAt(h.To.Add(-time.Millisecond), v.view.Now))
}
