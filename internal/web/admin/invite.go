package admin

import (
	"net/http"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// inviteSize is how many people are invited at once.
const inviteSize = 100

// inviteRow is somebody who never signed in, and afterwards what came of the invitation.
type inviteRow struct {
	account.Member
	ref    string
	result string // why not, "" when the message is on its way
}

type invitePage struct {
	ui.DeskPage
	visit
	form  *form.Form
	rows  []inviteRow
	all   int // who never signed in, more than one page may hold
	stale int
	done  bool
	sent  int
}

// mayComeIn lists who holds a role here, or will, and never signed in; who was not invited yet comes first.
func (s *Server) mayComeIn(r *http.Request, v visit) (invitePage, error) {
	members, err := s.Account.Members(r.Context(), v.by, v.home.ID)
	p := invitePage{visit: v}
	for _, m := range members {
		if len(v.findings(m)) > 0 {
			p.stale++
		}
		if m.Signed.IsZero() && !allEnded(v, m) {
			p.rows = append(p.rows, inviteRow{Member: m, ref: s.ref("person", m.ID)})
		}
	}
	slices.SortStableFunc(p.rows, func(a, b inviteRow) int { return a.Invited.Compare(b.Invited) })
	p.all = len(p.rows)
	p.rows = p.rows[:min(inviteSize, p.all)]
	return p, err
}

func allEnded(v visit, m account.Member) bool {
	return !slices.ContainsFunc(m.Grants, func(h account.Held) bool { return !v.ended(h) })
}

func (s *Server) invitePeople(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return err
	}
	p, err := s.mayComeIn(r, v)
	if err != nil {
		return err
	}
	return s.renderInvite(w, r, p)
}

func (s *Server) renderInvite(w http.ResponseWriter, r *http.Request, p invitePage) error {
	p.DeskPage = s.page(w, r, p.visit, p.view.P.T("短信邀请"))
	p.Failed = p.form.Refused()
	return edge.Render(w, r, p.form.Status(), inviteTemplate(p))
}

// sendInvitations sends each chosen person a link of her own and says what came of each.
func (s *Server) sendInvitations(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return err
	}
	f, err := form.Read(r, form.Text, nil)
	chosen := f.All("who")
	if err == nil && len(chosen) == 0 {
		f.Fail("who", "admin.invite.nobody")
		err = f.Err()
	}
	kept := edge.Keep(w, f, err)
	if err != nil && !kept {
		return err
	}
	p, err := s.mayComeIn(r, v)
	if err != nil {
		return err
	}
	if p.form = f; kept {
		return s.renderInvite(w, r, p)
	}
	p.done = true
	p.rows = slices.DeleteFunc(p.rows, func(row inviteRow) bool { return !slices.Contains(chosen, row.ref) })
	for i := range p.rows {
		if err := p.rows[i].came(v, s.send(r, v, p.rows[i].ID)); err != nil {
			return err
		}
		if p.rows[i].result == "" {
			p.sent++
		}
	}
	return s.renderInvite(w, r, p)
}

func (s *Server) send(r *http.Request, v visit, person int64) error {
	return s.Account.InviteByMessage(r.Context(), v.by, v.home.ID, person, account.Invitation{
		Congress: v.home.Short, Link: func(token string) string { return s.Base + "/signin/invite/" + token }})
}

// came notes what came of an invitation. What is no refusal is the caller's error.
func (row *inviteRow) came(v visit, err error) error {
	refusal := fault.As(err)
	switch {
	case err == nil:
	case refusal == nil:
		return err
	case refusal.Kind == fault.NotFound:
		row.result = v.view.P.T("已经设置过密码，不用邀请")
	default:
		row.result = v.view.P.T(refusal.Key, refusal.Args...)
	}
	return nil
}

// inviteBySMS sends one person her link.
func (s *Server) inviteBySMS(w http.ResponseWriter, r *http.Request, p personPage) error {
	f, err := form.Read(r, form.Text, nil)
	if err == nil {
		err = s.send(r, p.visit, p.member.ID)
	}
	switch {
	case fault.KindOf(err) == fault.NotFound:
		edge.Flash(w, r, ui.Soon, "admin.invite.has")
	case edge.Keep(w, f, err):
		p.see = f
		return s.renderPerson(w, r, p)
	case err != nil:
		return err
	default:
		edge.Flash(w, r, ui.Good, "admin.invite.sent", nameOf(p.member))
	}
	return edge.Redirect(w, r, p.own(""))
}

// inviteChoice are the people of the page as boxes, ticked where no link is on its way.
func (p invitePage) inviteChoice() ui.Choice {
	c := ui.Choice{Name: "who", Label: p.P.T("给谁发（共 %d 人没有登录过）", p.all), Columns: true}
	for _, row := range p.rows {
		hint := p.P.T("还没有邀请过")
		if row.Invited.IsZero() {
			c.Values = append(c.Values, row.ref)
		} else {
			hint = p.P.T("%s发过邀请，还没有用", p.P.ClockAt(row.Invited, p.view.Now))
		}
		c.Options = append(c.Options, ui.Option{Value: row.ref, Label: nameOf(row.Member), Hint: hanzi.MaskPhone(row.Phone) + " · " + hint})
	}
	return c
}

// invitation says whether a link is on its way.
func (p personPage) invitation() string {
	if p.member.Invited.IsZero() {
		return "—"
	}
	return p.view.P.T("%s发过邀请，还没有用", p.view.P.ClockAt(p.member.Invited, p.view.Now))
}

// signed is the day of a member's last sign-in.
func (v visit) signed(m account.Member) string {
	if m.Signed.IsZero() {
		return v.view.P.T("从未")
	}
	return v.view.P.DateAt(m.Signed, v.view.Now)
}
