package admin

import (
	"context"
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

// safetyPage is what the security administrator sees of everybody: who is signed in, which tokens hold, whom a wait
// slows down, and the rules in force.
type safetyPage struct {
	ui.DeskPage
	visit
	part   string
	people []account.Guarded
	query  *form.Form
	ref    func(kind string, id int64) string
	policy account.Policy
}

// safetyParts are the parts of the page, by the last word of its address.
var safetyParts = []string{"", "tokens", "people", "rules"}

func (s *Server) safety(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManageSafety)
	if err != nil {
		return err
	}
	p := safetyPage{visit: v, part: r.PathValue("part"), query: form.Query(r), ref: s.ref, policy: s.Account.Policy()}
	if !slices.Contains(safetyParts, p.part) {
		return fault.Missing()
	}
	if p.people, err = s.Account.Guarded(r.Context(), v.by, v.home.ID); err != nil {
		return err
	}
	p.DeskPage = s.page(w, r, v, v.view.P.T("账号安全"))
	return edge.Render(w, r, http.StatusOK, safetyTemplate(p))
}

// found are the people whose name or role holds what was searched for.
func (p safetyPage) found() []account.Guarded {
	query := p.query.Line("q")
	return slices.DeleteFunc(slices.Clone(p.people), func(g account.Guarded) bool {
		return query != "" && !strings.Contains(g.Name, query) && !strings.Contains(p.rolesOf(g), query)
	})
}

// signedIn are the people who are signed in.
func (p safetyPage) signedIn() []account.Guarded {
	return slices.DeleteFunc(slices.Clone(p.people), func(g account.Guarded) bool { return len(g.Sessions) == 0 })
}

func (p safetyPage) slowed() []account.Guarded {
	return slices.DeleteFunc(slices.Clone(p.people), func(g account.Guarded) bool { return g.Slowed.IsZero() })
}

func (p safetyPage) count(part string) (n int) {
	for _, g := range p.people {
		switch part {
		case "":
			n += len(g.Sessions)
		case "tokens":
			n += len(g.Tokens)
		}
	}
	if part == "people" {
		n = len(p.people)
	}
	return n
}

func (v visit) rolesOf(g account.Guarded) string {
	words := make([]string, len(g.Grants))
	for i, grant := range g.Grants {
		words[i] = v.role(account.Held{Grant: grant})
	}
	return strings.Join(words, " / ")
}

// guardedPage is one person: what is open under her name, and what can be ended. At most one of its forms was refused.
type guardedPage struct {
	ui.DeskPage
	visit
	account.Guarded
	ref   string
	forms map[string]*form.Form // by act
}

// withGuarded is a page about somebody who serves now.
func (s *Server) withGuarded(f func(w http.ResponseWriter, r *http.Request, p guardedPage) error) edge.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := s.enter(r, access.ManageSafety)
		if err != nil {
			return err
		}
		people, err := s.Account.Guarded(r.Context(), v.by, v.home.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(people, func(g account.Guarded) bool { return s.ref("person", g.PersonID) == r.PathValue("person") })
		if i < 0 {
			return fault.Missing()
		}
		return f(w, r, guardedPage{visit: v, Guarded: people[i], ref: s.ref("person", people[i].PersonID), forms: map[string]*form.Form{}})
	}
}

func (p guardedPage) own(more string) string { return p.at("/admin/safety/people/" + p.ref + more) }

func (s *Server) showGuarded(w http.ResponseWriter, r *http.Request, p guardedPage) error {
	p.DeskPage = s.page(w, r, p.visit, p.Name)
	status := http.StatusOK
	for act, f := range p.forms {
		p.Failed, status = f.Refused(), f.Status()
		f.Scope(act)
	}
	return edge.Render(w, r, status, guardedTemplate(p))
}

// guardedActs are what can be done about a person, each with its reason, by the last word of the address.
var guardedActs = map[string]struct {
	done string
	do   func(a *account.Service, ctx context.Context, p guardedPage, which, reason string) error
}{
	"sessions": {"admin.safety.ended", func(a *account.Service, ctx context.Context, p guardedPage, which, reason string) error {
		if which == "all" {
			which = ""
		}
		return a.EndSessions(ctx, p.by, p.home.ID, p.PersonID, which, reason)
	}},
	"tokens": {"admin.safety.revoked", func(a *account.Service, ctx context.Context, p guardedPage, which, reason string) error {
		return a.EndToken(ctx, p.by, p.home.ID, p.PersonID, which, reason)
	}},
	"factor": {"admin.safety.reset", func(a *account.Service, ctx context.Context, p guardedPage, _, reason string) error {
		return a.OpenReset(ctx, p.by, p.home.ID, p.PersonID, reason)
	}},
}

// doGuarded takes one of the acts. What ended meanwhile is no error.
func (s *Server) doGuarded(w http.ResponseWriter, r *http.Request, p guardedPage) error {
	name := r.PathValue("act")
	act, known := guardedActs[name]
	if !known {
		return fault.Missing()
	}
	f, err := form.Read(r, form.Text, nil)
	if err == nil && name != "factor" && f.Get("which") == "" {
		f.Fail("which", "field.choice")
		err = f.Err()
	}
	if err == nil {
		err = act.do(s.Account, r.Context(), p, f.Get("which"), f.Line("reason"))
	}
	if p.forms[name] = f; edge.Keep(w, f, err) {
		return s.showGuarded(w, r, p)
	}
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	edge.Flash(w, r, ui.Good, act.done, p.Name)
	return edge.Redirect(w, r, p.own(""))
}

// sessionOptions are all sessions together, and each.
func (p guardedPage) sessionOptions() []ui.Option {
	out := []ui.Option{{Value: "all", Label: p.view.P.T("全部 %d 处登录", len(p.Sessions))}}
	for _, ses := range p.Sessions {
		out = append(out, ui.Option{Value: ses.Ref, Label: ui.Device(p.view.P, ses.Agent) + " · " + ses.Address, Hint: p.used(ses)})
	}
	return out
}

func (v visit) used(ses account.Session) string {
	p := v.view.P
	return p.T("%[1]s登录，%[2]s最近使用", p.ClockAt(ses.Created, v.view.Now), p.ClockAt(ses.Seen, v.view.Now))
}

func (p guardedPage) tokenOptions() []ui.Option {
	var out []ui.Option
	for _, t := range p.Tokens {
		out = append(out, ui.Option{Value: t.Ref, Label: t.Name, Hint: p.tokenWords(t)})
	}
	return out
}

func (v visit) tokenWords(t account.APIToken) string {
	p := v.view.P
	used := p.T("还没有用过")
	if !t.Used.IsZero() {
		used = p.T("%s用过", p.ClockAt(t.Used, v.view.Now))
	}
	return ui.Scopes(p, t.Scopes) + " · " + p.T("有效到%s", p.DateAt(t.Ends, v.view.Now)) + " · " + used
}

// rules are the numbers of the policy in words.
func (p safetyPage) rules() []ui.Row {
	t, l := p.view.P.T, p.policy.Limits
	factor := t("担任职务的人每次登录都要，没有设置的不能办公；动态码只能用一次")
	if l.FactorOptional {
		factor = t("没有强制（演练和演示环境）")
	}
	minutes := func(d time.Duration) int { return int(d / time.Minute) }
	hours := func(d time.Duration) int { return int(d / time.Hour) }
	return []ui.Row{
		{Term: t("密码"), Text: t("%[1]d 到 %[2]d 个字符；常见的、重复的、带本人手机号的不收；不要求定期更换", p.policy.Shortest, p.policy.Longest)},
		{Term: t("怎样保存"), Text: t("只存 argon2id 散列，谁也看不到；管理员不能代设密码")},
		{Term: t("二次验证"), Text: factor},
		{Term: t("登录失败"), Text: t("同一账号从同一地址连错 %[1]d 次以后要等，越等越长，最长 %[2]d 分钟；从不锁死账号", l.Pair.Free, minutes(l.Pair.Most))},
		{Term: t("办公登录"), Text: t("%[1]d 分钟不用就退出，最长 %[2]d 小时", minutes(l.Officer.Idle), hours(l.Officer.Most))},
		{Term: t("代表和信息员登录"), Text: t("%[1]d 天不用就退出，最长 %[2]d 天", hours(l.Field.Idle)/24, hours(l.Field.Most)/24)},
		{Term: t("短信验证码"), Text: t("%[1]d 分钟内有效，错 %[2]d 次作废；一个号码一天最多 %[3]d 条", minutes(l.CodeLife), l.CodeTries, l.PhoneDay)},
		{Term: t("设置链接"), Text: t("%[1]d 小时内有效，只能用一次", hours(l.InviteLife))},
		{Term: t("接口令牌"), Text: t("最长 %d 天，不带管理员的权限", hours(l.TokenLife)/24)},
	}
}
