package site

import (
	"net/http"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// myPage is /me/data: what the house keeps of a person, and what she can do about it.
type myPage struct {
	ui.Page
	kept  *copiedAccount
	rows  []ui.Row
	cases []mine
}

// mine is a call outside any congress, of who is signed in and as herself.
func (s *Server) mine(w http.ResponseWriter, r *http.Request) (*call, error) {
	c := &call{s: s, w: w, r: r, p: edge.Printer(r)}
	var err error
	if c.dir, err = s.Directory(r.Context()); err != nil {
		return nil, err
	}
	by, err := s.Actor(r)
	if err != nil {
		return nil, err
	}
	if by.PersonID == 0 {
		return nil, fault.New(fault.Unsigned, "unsigned")
	}
	c.by = access.Actor{PersonID: by.PersonID, Name: by.Name, Phone: by.Phone}
	return c, nil
}

func (s *Server) myData(w http.ResponseWriter, r *http.Request) error {
	c, err := s.mine(w, r)
	if err != nil {
		return err
	}
	page := myPage{Page: edge.Page(w, r, c.p.T("我的个人信息"))}
	if page.kept, err = c.copiedAccount(); err != nil {
		return err
	}
	list, err := s.Cases.Own(r.Context(), c.by)
	if err != nil {
		return err
	}
	for _, one := range list {
		m := c.mine(one)
		m.url += "/data"
		page.cases = append(page.cases, m)
	}
	page.rows = []ui.Row{{Term: c.p.T("称呼"), Text: page.kept.Name}, {Term: c.p.T("手机号"), Text: page.kept.Phone},
		{Term: c.p.T("第一次登录"), Text: c.p.DateAt(page.kept.Since, c.s.DB.Now())}, {Term: c.p.T("登录的设备"), Text: c.p.T("%d 台", len(page.kept.Devices))}}
	return edge.Render(w, r, http.StatusOK, myDataView(page))
}

// copiedAccount is what is kept of her account.
func (c *call) copiedAccount() (*copiedAccount, error) {
	k, err := c.s.Account.Kept(c.r.Context(), c.by.PersonID)
	if err != nil {
		return nil, err
	}
	out := &copiedAccount{Name: k.Name, Phone: k.Phone, Language: k.Language, Since: k.Created}
	for _, d := range k.Devices {
		out.Devices = append(out.Devices, copiedDevice{d.Agent, d.Address, d.Since, d.Seen})
	}
	for _, e := range k.Events {
		out.Events = append(out.Events, copiedEvent{e.At, c.eventWord(e), e.Address})
	}
	return out, nil
}

func (c *call) eventWord(e account.Event) string { return c.p.T("admin.event." + string(e.Kind)) }
