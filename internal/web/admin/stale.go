package admin

import (
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/i18n"
	"jiazhan/internal/sheet"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/workday"
)

// idleDays after the last sign-in an account is superfluous until somebody looked (GB/T 22239-2019 8.1.4.2).
const idleDays = 90

// reason is why somebody stands in the report.
type reason string

// The reasons in the order in which they are shown, with their words.
const (
	never   reason = "never"
	invited reason = "invited"
	idle    reason = "idle"
	ending  reason = "ending"
	orphan  reason = "orphan"
)

var reasons = []struct {
	reason
	label string
}{{never, i18n.Key("从没登录")}, {invited, i18n.Key("邀请没用")}, {idle, i18n.Key("90 天没登录")}, {ending, i18n.Key("30 天内到期")}, {orphan, i18n.Key("单位已撤")}}

// finding is one thing about a member that needs a look, and what can be done.
type finding struct {
	reason
	word string
}

// findings are what needs a look about a member who holds a role, or will: the first of the three about signing in, and
// each of her roles that ends soon or whose unit is gone.
func (v visit) findings(m account.Member) []finding {
	var out []finding
	serves := false
	for _, h := range m.Grants {
		if v.ended(h) {
			continue
		}
		serves = true
		if v.endsSoon(h) {
			out = append(out, finding{reason: ending, word: v.view.P.T("%[1]s：%[2]s是最后一天", v.role(h), v.lastDay(h))})
		}
		if v.unitGone(h) {
			out = append(out, finding{reason: orphan, word: v.view.P.T("%s：单位已经撤销、关闭或者任期已满", v.role(h))})
		}
	}
	if why, word := v.absence(m); serves && why != "" {
		out = append([]finding{{reason: why, word: word}}, out...)
	}
	return out
}

// absence says why a member who does not sign in needs a look, "" if she does.
func (v visit) absence(m account.Member) (reason, string) {
	p := v.view.P
	switch {
	case m.Signed.IsZero() && !m.Invited.IsZero():
		return invited, p.T("%s发过邀请，还没有用", p.DateAt(m.Invited, v.view.Now))
	case m.Signed.IsZero():
		return never, p.T("从来没有登录过")
	case v.view.Now.Sub(m.Signed) >= idleDays*24*time.Hour:
		return idle, p.T("%d 天没有登录", int(v.view.Now.Sub(m.Signed).Hours()/24))
	}
	return "", ""
}

func (v visit) lastDay(h account.Held) string {
	return v.view.P.DateAt(h.To.Add(-time.Millisecond), v.view.Now)
}

// unitGone reports whether the unit of a grant does not exist any more, takes nothing in, or is out of office.
func (v visit) unitGone(h account.Held) bool {
	if h.UnitID == 0 {
		return false
	}
	switch unitKinds[h.Role] {
	case "deputy":
		x := v.dir.Deputy(h.UnitID)
		return x == nil || !x.TermTo.IsZero() && !v.view.Now.Before(x.TermTo)
	case "station":
		x := v.dir.Station(h.UnitID)
		return x == nil || !x.Open
	case "department":
		return v.dir.Department(h.UnitID) == nil
	case "place":
		return v.dir.Place(h.UnitID) == nil
	}
	return false
}

// staleRow is a member in the report, with where each finding leads.
type staleRow struct {
	account.Member
	findings []finding
}

type stalePage struct {
	ui.DeskPage
	visit
	why   reason // "" shows all
	rows  []staleRow
	count map[reason]int
	all   int
	pager ui.Pager
	ref   func(kind string, id int64) string
}

// findStale makes the report.
func (s *Server) findStale(r *http.Request) (stalePage, error) {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return stalePage{}, err
	}
	members, err := s.Account.Members(r.Context(), v.by, v.home.ID)
	if err != nil {
		return stalePage{}, err
	}
	p := stalePage{visit: v, why: reason(r.URL.Query().Get("why")), count: map[reason]int{}, ref: s.ref}
	for _, m := range members {
		if row := (staleRow{m, v.findings(m)}); len(row.findings) > 0 {
			p.all++
			p.add(row)
		}
	}
	return p, nil
}

// add counts a row under each of its reasons and keeps it if it is to be shown.
func (p *stalePage) add(row staleRow) {
	seen := map[reason]bool{}
	for _, f := range row.findings {
		if !seen[f.reason] {
			seen[f.reason] = true
			p.count[f.reason]++
		}
	}
	if p.why == "" || seen[p.why] {
		p.rows = append(p.rows, row)
	}
}

func (s *Server) stale(w http.ResponseWriter, r *http.Request) error {
	p, err := s.findStale(r)
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("from")) // another text is the first page
	p.rows, p.pager = slice(p.rows, from, peopleSize, func(i int) string {
		return p.at("/admin/people/stale", "why", string(p.why), "from", strconv.Itoa(i))
	})
	p.DeskPage = s.page(w, r, p.visit, p.view.P.T("要留意的人员"))
	return edge.Render(w, r, http.StatusOK, staleTemplate(p))
}

// staleFile gives the report as a sheet: names, roles, findings, the day of the last sign-in, and no phone.
func (s *Server) staleFile(w http.ResponseWriter, r *http.Request) error {
	p, err := s.findStale(r)
	if err != nil {
		return err
	}
	t := p.view.P.T
	columns := []sheet.Column{{Name: t("姓名"), Width: 16}, {Name: t("角色和期限"), Width: 50}, {Name: t("情况"), Width: 50}, {Name: t("最近登录"), Width: 16}}
	return edge.Sheet(w, r, t("要留意的人员")+" "+workday.Date(p.view.Now), columns, p.lines())
}

func (p stalePage) lines() iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, row := range p.rows {
			var roles, words []string
			for _, h := range row.Grants {
				roles = append(roles, p.role(h)+" "+p.dates(h))
			}
			for _, f := range row.findings {
				words = append(words, f.word)
			}
			if !yield([]string{nameOf(row.Member), strings.Join(roles, "\n"), strings.Join(words, "\n"), day(row.Signed)}, nil) {
				return
			}
		}
	}
}

// next is what can be done about a member: invite her, or look at her roles.
func (p stalePage) next(row staleRow) ui.Link {
	own := "/admin/people/" + p.ref("person", row.ID)
	switch first := row.findings[0]; first.reason {
	case never, invited:
		return ui.Link{Label: p.P.T("邀请"), URL: p.at(own) + "#invite"}
	case ending:
		return ui.Link{Label: p.P.T("续任"), URL: p.at(own, p.renewal(row.Member)...) + "#grant"}
	}
	return ui.Link{Label: p.P.T("结束角色"), URL: p.at(own) + "#roles"}
}

// renewal fills the form of a new role with one that ends soon, from the day after.
func (v visit) renewal(m account.Member) []string {
	for _, h := range m.Grants {
		if v.endsSoon(h) {
			return []string{"role", string(h.Role), "unit", v.unitValue(h.Grant), "from", day(h.To)}
		}
	}
	return nil
}

// unitValue is the option of a grant's unit.
func (v visit) unitValue(g access.Grant) string {
	for _, o := range v.units() {
		kind, slug, _ := strings.Cut(o.Value, ":")
		if id, ok := v.unitID(kind, slug); ok && id == g.UnitID && kind == unitKinds[g.Role] {
			return o.Value
		}
	}
	return ""
}

// renewed is the form of a new role as an address fills it; nil for an address that does not.
func renewed(q url.Values) url.Values {
	if q.Get("role") == "" {
		return nil
	}
	return url.Values{"role": q["role"], "unit": q["unit"], "from": q["from"]}
}
