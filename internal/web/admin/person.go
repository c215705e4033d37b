package admin

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// personPage is one member: her roles and what can be done. At most one of its forms was refused.
type personPage struct {
	ui.DeskPage
	visit
	member account.Member
	ref    string
	grants []grantRow
	grant  *form.Form
	see    *form.Form
	phone  string // in full, after a reason was given
	link   string // the set-up link, this once
	units  []ui.Option
}

type grantRow struct {
	account.Held
	ref string
}

// member finds who is named by the address among those who hold or held a role here.
func (s *Server) member(r *http.Request, v visit) (account.Member, error) {
	all, err := s.Account.Members(r.Context(), v.by, v.home.ID)
	if err != nil {
		return account.Member{}, err
	}
	i := slices.IndexFunc(all, func(m account.Member) bool { return s.ref("person", m.ID) == r.PathValue("person") })
	if i < 0 {
		return account.Member{}, fault.Missing()
	}
	return all[i], nil
}

// withMember is a page about one member.
func (s *Server) withMember(f func(w http.ResponseWriter, r *http.Request, p personPage) error) edge.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := s.enter(r, access.ManagePeople)
		if err != nil {
			return err
		}
		m, err := s.member(r, v)
		if err != nil {
			return err
		}
		p := personPage{visit: v, member: m, ref: s.ref("person", m.ID), units: v.units()}
		for _, h := range m.Grants {
			p.grants = append(p.grants, grantRow{h, s.ref("grant", h.ID)})
		}
		return f(w, r, p)
	}
}

func (p personPage) own(more string) string { return p.at("/admin/people/" + p.ref + more) }

func (s *Server) showPerson(w http.ResponseWriter, r *http.Request, p personPage) error {
	if fill := renewed(r.URL.Query()); fill != nil {
		p.grant = form.New(fill)
	}
	return s.renderPerson(w, r, p)
}

func (s *Server) renderPerson(w http.ResponseWriter, r *http.Request, p personPage) error {
	refused := p.grant
	if p.see.Refused() {
		refused = p.see
	}
	p.DeskPage = s.page(w, r, p.visit, nameOf(p.member))
	p.Failed = refused.Refused()
	return edge.Render(w, r, refused.Status(), personTemplate(p))
}

// seePhone shows the phone in full, once, to who has said why.
func (s *Server) seePhone(w http.ResponseWriter, r *http.Request, p personPage) error {
	f, err := form.Read(r, form.Text, nil)
	var seen account.Person
	if err == nil {
		seen, err = s.Account.See(r.Context(), p.by, p.home.ID, p.member.ID, f.Line("reason"))
	}
	if p.see = f; !edge.Keep(w, f, err) && err != nil {
		return err
	}
	if err == nil {
		p.phone = seen.Phone
	}
	return s.renderPerson(w, r, p)
}

// invite shows a fresh set-up link, once. Who has a password already needs none.
func (s *Server) invite(w http.ResponseWriter, r *http.Request, p personPage) error {
	if _, err := form.Read(r, form.Text, nil); err != nil {
		return err
	}
	token, err := s.Account.Invite(r.Context(), p.by, p.home.ID, p.member.ID)
	if fault.KindOf(err) == fault.NotFound {
		edge.Flash(w, r, ui.Soon, "admin.invite.has")
		return edge.Redirect(w, r, p.own(""))
	}
	if err != nil {
		return err
	}
	p.link = s.Base + "/signin/invite/" + token
	return s.renderPerson(w, r, p)
}

func (s *Server) giveGrant(w http.ResponseWriter, r *http.Request, p personPage) error {
	f, err := form.Read(r, form.Text, nil)
	if err == nil {
		var g access.Grant
		if g, err = p.readGrant(f); err == nil {
			_, err = s.Account.Grant(r.Context(), p.by, p.member.ID, g)
		}
	}
	if edge.Keep(w, f, err) {
		p.grant = f
		return s.renderPerson(w, r, p)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "admin.grant.given")
	return edge.Redirect(w, r, p.own(""))
}

// endPage asks for the last day of one grant.
type endPage struct {
	personPage
	row  grantRow
	form *form.Form
}

func (s *Server) endGrant(w http.ResponseWriter, r *http.Request, p personPage) error {
	i := slices.IndexFunc(p.grants, func(g grantRow) bool { return g.ref == r.PathValue("grant") })
	if i < 0 {
		return fault.Missing()
	}
	if p.ended(p.grants[i].Held) { // somebody else was faster
		edge.Flash(w, r, ui.Info, "admin.grant.over", p.role(p.grants[i].Held), p.view.P.DateAt(p.grants[i].To, p.view.Now))
		return edge.Redirect(w, r, p.own(""))
	}
	page := endPage{personPage: p, row: p.grants[i]}
	if r.Method == http.MethodGet {
		return s.renderEnd(w, r, page)
	}
	f, err := form.Read(r, form.Text, nil)
	if err == nil {
		last := f.Date("to")
		if !last.IsZero() {
			last = last.AddDate(0, 0, 1)
			if last.Before(p.view.Now) || !p.grants[i].To.IsZero() && last.After(p.grants[i].To) {
				f.Fail("to", "admin.grant.end")
			}
		}
		if err = f.Err(); err == nil {
			err = s.Account.EndGrant(r.Context(), p.by, p.home.ID, p.grants[i].ID, last)
		}
	}
	if page.form = f; edge.Keep(w, f, err) {
		return s.renderEnd(w, r, page)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "admin.grant.ended")
	return edge.Redirect(w, r, p.own(""))
}

func (s *Server) renderEnd(w http.ResponseWriter, r *http.Request, p endPage) error {
	p.DeskPage = s.page(w, r, p.visit, p.view.P.T("结束角色：%s", p.role(p.row.Held)))
	p.Failed = p.form.Refused()
	return edge.Render(w, r, p.form.Status(), endTemplate(p))
}

// newPage adds a person with her first role.
type newPage struct {
	ui.DeskPage
	visit
	form  *form.Form
	units []ui.Option
}

func (s *Server) newPerson(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return err
	}
	return s.renderNew(w, r, v, nil)
}

func (s *Server) renderNew(w http.ResponseWriter, r *http.Request, v visit, f *form.Form) error {
	p := newPage{DeskPage: s.page(w, r, v, v.view.P.T("添加人员")), visit: v, form: f, units: v.units()}
	p.Failed = f.Refused()
	return edge.Render(w, r, f.Status(), newTemplate(p))
}

func (s *Server) addPerson(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return err
	}
	f, err := form.Read(r, form.Text, nil)
	var id int64
	if err == nil {
		var g access.Grant
		if g, err = v.readGrant(f); err == nil {
			id, err = s.Account.Appoint(r.Context(), v.by, account.NewPerson{Name: f.Line("name"), Phone: f.Line("phone")}, g)
		}
	}
	if edge.Keep(w, f, err) {
		return s.renderNew(w, r, v, f)
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "admin.person.added", f.Line("name"))
	return edge.Redirect(w, r, v.at("/admin/people/"+s.ref("person", id)))
}

// readGrant reads a role with its unit and its days; the last day is one on which it still holds.
func (v visit) readGrant(f *form.Form) (access.Grant, error) {
	g := access.Grant{CongressID: v.home.ID, From: f.Date("from")}
	if to := f.Date("to"); !to.IsZero() {
		g.To = to.AddDate(0, 0, 1)
	}
	if g.Role = access.Role(f.Get("role")); !slices.Contains(access.Roles, g.Role) {
		f.Fail("role", "field.choice")
	}
	if !orderly(g, v.view.Now) {
		f.Fail("to", "admin.grant.order")
	}
	kind, slug, _ := strings.Cut(f.Get("unit"), ":")
	if unit, ok := v.unitID(kind, slug); ok && kind == unitKinds[g.Role] {
		g.UnitID = unit
	} else {
		f.Fail("unit", "admin.grant.unit")
	}
	return g, f.Err()
}

// orderly reports whether a grant ends after it begins: on the day given, or now.
func orderly(g access.Grant, now time.Time) bool {
	begin := g.From
	if begin.IsZero() {
		begin = now
	}
	return g.To.IsZero() || g.To.After(begin)
}
