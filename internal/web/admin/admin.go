// Package admin is the pages of administration: time limits, people and their roles, the organisation, the security
// record. The three administrators exclude each other, so each sees his own part alone. It owns no table and decides
// nothing: the right to a page is a permission of access, and every command asks again. It must never show a phone in full
// without a recorded reason, nor anything of a case but how many there are to who may not see it.
package admin

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/calendar"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/retention"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// Server serves the pages of administration. All fields must be set.
type Server struct {
	Account  *account.Service
	Cases    *casework.Service
	Congress *congress.Service
	Calendar *calendar.Service
	Keeping  *retention.Service
	Fixed    map[string]time.Duration // periods of the installation: codes, session, drafts, photos
	Keys     *vault.Keyring
	Base     string // public address of the house, with which set-up links begin; never one that a request names
	// Actor is who is signed in; Unsigned when nobody is, or when the second factor is still missing.
	Actor func(r *http.Request) (access.Actor, error)
}

// Mount hangs the pages on the edge.
func (s *Server) Mount(e *edge.Edge) {
	e.Handle("GET /admin", func(w http.ResponseWriter, r *http.Request) error { return edge.Redirect(w, r, "/admin/") })
	e.Handle("GET /admin/{$}", s.home)
	e.Handle("GET /admin/limits", s.limits)
	e.Handle("GET /admin/limits/{name}", s.showLimit)
	e.Once("POST /admin/limits/{name}", s.setLimit)
	e.Handle("GET /admin/appearance", s.showAppearance)
	e.Once("POST /admin/appearance", s.saveAppearance)
	e.Handle("GET /admin/calendar", s.calendar)
	e.Handle("GET /admin/calendar/{year}", s.showYear)
	e.Once("POST /admin/calendar/{year}", s.saveYear)
	e.Handle("GET /admin/audit", s.audit)
	e.HandleSheet("/admin/audit/export", s.auditFile)
	e.Handle("GET /admin/audit/lookups", s.lookups)
	e.HandleSheet("/admin/audit/lookups", s.lookupsFile)
	e.Handle("GET /admin/audit/limits", s.limitsSet)
	e.HandleSheet("/admin/audit/limits", s.limitsSetFile)
	e.Handle("GET /admin/safety", s.safety)
	e.Handle("GET /admin/safety/{part}", s.safety)
	e.Handle("GET /admin/safety/people/{person}", s.withGuarded(s.showGuarded))
	e.Once("POST /admin/safety/people/{person}/{act}", s.withGuarded(s.doGuarded))
	e.Handle("GET /admin/retention", s.retention)
	e.Handle("GET /admin/retention/{name}", s.showKeep)
	e.Once("POST /admin/retention/{name}", s.setKeep)
	e.Handle("GET /admin/organisation", s.organisation)
	e.Handle("GET /admin/organisation/{kind}", s.listKind)
	e.Handle("GET /admin/organisation/{kind}/{slug}", s.showEntry)
	e.Once("POST /admin/organisation/{kind}/{slug}", s.saveEntry)
	e.Handle("GET /admin/new/{kind}", s.showEntry)
	e.Once("POST /admin/new/{kind}", s.saveEntry)
	e.Once("POST /admin/close/{kind}/{slug}", s.closeEntry)
	e.Handle("GET /admin/people", s.people)
	e.Handle("GET /admin/people/new", s.newPerson)
	e.Once("POST /admin/people/new", s.addPerson)
	e.Handle("GET /admin/people/import", s.importPeople)
	e.Handle("POST /admin/people/import", s.readRoster)
	e.HandleSheet("/admin/people/import/template", s.rosterTemplateFile)
	e.Handle("GET /admin/people/import/{roster}", s.withRoster(s.showRoster))
	e.HandleSheet("/admin/people/import/{roster}/errors", s.withRoster(s.wrongLines))
	e.Once("POST /admin/people/import/{roster}/take", s.withRoster(s.takeRoster))
	e.Handle("GET /admin/people/stale", s.stale)
	e.HandleSheet("/admin/people/stale", s.staleFile)
	e.Handle("GET /admin/people/invite", s.invitePeople)
	e.Once("POST /admin/people/invite", s.sendInvitations)
	e.Handle("GET /admin/people/{person}", s.withMember(s.showPerson))
	e.Once("POST /admin/people/{person}/phone", s.withMember(s.seePhone))
	e.Once("POST /admin/people/{person}/invite", s.withMember(s.invite))
	e.Once("POST /admin/people/{person}/letter", s.withMember(s.inviteBySMS))
	e.Once("POST /admin/people/{person}/grants", s.withMember(s.giveGrant))
	e.Handle("GET /admin/people/{person}/grants/{grant}/end", s.withMember(s.endGrant))
	e.Once("POST /admin/people/{person}/grants/{grant}/end", s.withMember(s.endGrant))
}

// part is one part of administration with the permission that opens it.
type part struct {
	need  access.Permission
	path  string
	icon  string
	label string
	hint  string
}

var parts = []part{
	{access.ManagePeople, "/admin/people", "users", i18n.Key("人员与角色"), i18n.Key("谁在哪里担任什么，从哪天到哪天")},
	{access.ManagePeople, "/admin/organisation", "building-community", i18n.Key("组织机构"), i18n.Key("家站、代表、部门、乡镇和村、小组、领域")},
	{access.ManageLimits, "/admin/limits", "clock", i18n.Key("办理时限"), i18n.Key("每一步几天办完，怎样算超期")},
	{access.ManageLimits, "/admin/calendar", "calendar", i18n.Key("放假安排"), i18n.Key("每年的放假和调休上班日期，期限按它算")},
	{access.ManageLimits, "/admin/appearance", "speakerphone", i18n.Key("页面与公告"), i18n.Key("公告、首页文字、名称、地址和办公时间")},
	{access.ManageSafety, "/admin/safety", "lock", i18n.Key("账号安全"), i18n.Key("谁在登录、接口令牌、二次验证，密码和登录的规则")},
	{access.ManageSafety, "/admin/retention", "archive", i18n.Key("保管期限"), i18n.Key("个人信息和记录留多久，到期自动删除")},
	{access.ReadAudit, "/admin/audit", "shield-check", i18n.Key("安全记录"), i18n.Key("登录、角色变动、谁看过个人信息、谁改过时限")},
}

// needs are the permissions that make somebody an administrator.
var needs = []access.Permission{access.ManagePeople, access.ManageLimits, access.ManageSafety, access.ReadAudit}

// Link leads to the administration of a congress, for the menus of other rooms; nil who has no part in it.
func Link(p *i18n.Printer, by access.Actor, c *congress.Congress) *ui.Link {
	for _, need := range needs {
		if by.Can(need, c.ID) {
			return &ui.Link{Label: p.T("管理"), URL: "/admin/?c=" + c.Slug, Icon: "settings"}
		}
	}
	return nil
}

// visit is one request: who, in which congress, in which words.
type visit struct {
	by   access.Actor
	dir  *congress.Directory
	home *congress.Congress
	view caseview.View
}

// at adds the congress to an address of administration.
func (v visit) at(path string, more ...string) string {
	q := url.Values{"c": {v.home.Slug}}
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] != "" {
			q.Set(more[i], more[i+1])
		}
	}
	return path + "?" + q.Encode()
}

func (v visit) may(need access.Permission) bool { return v.by.Can(need, v.home.ID) }

// enter lets in who holds one of the permissions in the congress that the address names, or in her first one. A congress
// in which she serves in no role does not exist for her.
func (s *Server) enter(r *http.Request, need ...access.Permission) (visit, error) {
	by, err := s.Actor(r)
	if err != nil {
		return visit{}, err
	}
	dir, err := s.Congress.Directory(r.Context())
	if err != nil {
		return visit{}, err
	}
	v := visit{by: by, dir: dir, view: caseview.View{P: edge.Printer(r), Dir: dir, Now: s.Cases.DB.Now()}}
	slug := r.URL.Query().Get("c")
	serves := slug == ""
	for _, id := range by.Congresses() {
		c := dir.Congress(id)
		if c == nil || slug != "" && c.Slug != slug {
			continue
		}
		serves = true
		may := slices.ContainsFunc(need, func(p access.Permission) bool { return by.Can(p, id) })
		if may && v.home == nil {
			v.home = c
		}
	}
	switch {
	case !serves:
		return visit{}, fault.Missing()
	case v.home == nil && len(need) == 1:
		return visit{}, fault.New(fault.Forbidden, "admin.not."+string(need[0]))
	case v.home == nil:
		return visit{}, fault.New(fault.Forbidden, "admin.not")
	}
	return v, nil
}

// page is the frame of a page: rail of the parts that the grants open, person, way back to the desk.
func (s *Server) page(w http.ResponseWriter, r *http.Request, v visit, title string) ui.DeskPage {
	p := v.view.P
	d := ui.DeskPage{Page: edge.Page(w, r, title), Congress: ui.Congress{Name: v.home.Short, Base: "/" + v.home.Slug, Phone: v.home.Hotline},
		Person: v.by.Name, Duty: v.duty()}
	for _, id := range v.by.Congresses() {
		if c := v.dir.Congress(id); c != nil && c.ID != v.home.ID && Link(p, v.by, c) != nil {
			d.Congresses = append(d.Congresses, ui.Link{Label: c.Short, URL: "/admin/?c=" + c.Slug})
		}
	}
	d.Rail = []ui.RailItem{{Icon: "home", Label: p.T("管理首页"), URL: v.at("/admin/"), Current: r.URL.Path == "/admin/"}}
	for _, x := range v.parts() {
		d.Rail = append(d.Rail, ui.RailItem{Icon: x.icon, Label: p.T(x.label), URL: v.at(x.path), Current: under(r.URL.Path, x.path)})
	}
	if v.works() {
		d.Rail = append(d.Rail, ui.RailItem{Icon: "arrow-left", Label: p.T("回到工作台"), URL: "/desk/?c=" + v.home.Slug})
	}
	return d
}

func under(path, root string) bool {
	return path == root || len(path) > len(root) && path[:len(root)+1] == root+"/"
}

func (v visit) parts() []part {
	var out []part
	for _, x := range parts {
		if v.may(x.need) {
			out = append(out, x)
		}
	}
	return out
}

// works reports whether the person has a role beside administration here, so that there is a desk for her.
func (v visit) works() bool {
	return slices.ContainsFunc(v.by.Grants, func(g access.Grant) bool {
		return g.CongressID == v.home.ID && !slices.Contains(access.Exclusive, g.Role)
	})
}

// duty names the role in which the person administers.
func (v visit) duty() string {
	for _, g := range v.by.Grants {
		if g.CongressID == v.home.ID {
			return v.view.Role(g.Role, g.UnitID)
		}
	}
	return ""
}
