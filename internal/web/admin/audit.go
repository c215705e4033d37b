package admin

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/i18n"
	"jiazhan/internal/sheet"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/workday"
)

// auditSize is how many events account gives at once.
const auditSize = 100

// record is what both pages of the audit administrator have: the filter, and the names of who serves or served.
type record struct {
	ui.DeskPage
	visit
	filter *form.Form
	names  map[int64]string
	ref    func(kind string, id int64) string
	person int64
	from   time.Time
	to     time.Time // the day after the last one that was asked for
	pager  ui.Pager
}

type auditPage struct {
	record
	kind   account.Kind
	events []account.Event
}

// readRecord reads the filter of an address. A name or day that is none fails its field.
func (s *Server) readRecord(r *http.Request) (record, error) {
	v, err := s.enter(r, access.ReadAudit)
	if err != nil {
		return record{}, err
	}
	p := record{visit: v, filter: form.Query(r), ref: s.ref}
	if p.names, err = s.Account.Names(r.Context(), v.by, v.home.ID); err != nil {
		return record{}, err
	}
	for id := range p.names {
		if s.ref("person", id) == p.filter.Get("person") {
			p.person = id
		}
	}
	if p.filter.Get("person") != "" && p.person == 0 {
		p.filter.Fail("person", "form.choice")
	}
	if p.from, p.to = p.filter.Date("from"), p.filter.Date("to"); !p.to.IsZero() {
		p.to = p.to.AddDate(0, 0, 1)
	}
	return p, nil
}

// filtered is an address of the record with the filter.
func (p record) filtered(path string, more ...string) string {
	for _, name := range []string{"person", "kind", "from", "to"} {
		more = append(more, name, p.filter.Get(name))
	}
	return p.at(path, more...)
}

// says is the filter in a line, for the record of its export.
func (p record) says(what string) string {
	return strings.Join(strings.Fields(strings.Join([]string{what, p.filter.Get("kind"), p.names[p.person], p.filter.Line("from"), p.filter.Line("to")}, " ")), " · ")
}

func (s *Server) readAudit(r *http.Request) (auditPage, error) {
	rec, err := s.readRecord(r)
	p := auditPage{record: rec, kind: account.Kind(rec.filter.Get("kind"))}
	if err == nil && p.kind != "" && !slices.Contains(account.Kinds, p.kind) {
		p.filter.Fail("kind", "form.choice")
	}
	return p, err
}

func (p auditPage) query(before int64) account.EventQuery {
	return account.EventQuery{Before: before, Person: p.person, Kind: p.kind, From: p.from, To: p.to}
}

// audit shows the security record, newest first.
func (s *Server) audit(w http.ResponseWriter, r *http.Request) error {
	p, err := s.readAudit(r)
	if err != nil {
		return err
	}
	before, err := edge.Before(r)
	if err != nil {
		return err
	}
	if !p.filter.Keep(p.filter.Err()) {
		if p.events, err = s.Account.Events(r.Context(), p.by, p.home.ID, p.query(before)); err != nil {
			return err
		}
	}
	if before != 0 {
		p.pager.First = p.filtered("/admin/audit")
	}
	if n := len(p.events); n == auditSize {
		p.pager.Next = p.filtered("/admin/audit", "before", strconv.FormatInt(p.events[n-1].ID, 36))
	}
	p.DeskPage = s.page(w, r, p.visit, p.view.P.T("安全记录"))
	p.Failed = p.filter.Refused()
	return edge.Render(w, r, p.filter.Status(), auditTemplate(p))
}

// auditFile gives the record under the filter as a sheet.
func (s *Server) auditFile(w http.ResponseWriter, r *http.Request) error {
	p, err := s.readAudit(r)
	if err != nil {
		return err
	}
	return sendRecord(w, r, s, p.record, recordSheet[account.Event]{"audit", p.view.P.T("安全记录"), p.auditColumns(), s.allEvents(r.Context(), p), p.line})
}

// recordSheet is a list of the record as a sheet, of the kind that the address ends with.
type recordSheet[T any] struct {
	name, title string
	columns     []ui.Column
	rows        iter.Seq2[T, error]
	line        func(T) []string
}

// sendRecord sends what lies under the filter. That it was taken is recorded first.
func sendRecord[T any](w http.ResponseWriter, r *http.Request, s *Server, p record, b recordSheet[T]) error {
	if err := p.filter.Err(); err != nil {
		return err
	}
	if err := s.Account.NoteExport(r.Context(), p.by, p.home.ID, p.says(b.name+path.Ext(r.URL.Path))); err != nil {
		return err
	}
	var head []sheet.Column
	for _, c := range b.columns {
		head = append(head, sheet.Column{Name: c.Label, Width: 24})
	}
	return edge.Sheet(w, r, p.dated(b.title), head, sheet.Lines(b.rows, b.line))
}

func (p record) dated(name string) string {
	return name + " " + workday.Date(p.view.Now)
}

// second is a time in a sheet, to the second in Beijing.
func second(t time.Time) string { return t.In(workday.Shanghai()).Format(time.DateTime) }

// allEvents walks the record page by page.
func (s *Server) allEvents(ctx context.Context, p auditPage) iter.Seq2[account.Event, error] {
	before := int64(0)
	return sheet.Pages(func() ([]account.Event, bool, error) {
		events, err := s.Account.Events(ctx, p.by, p.home.ID, p.query(before))
		if n := len(events); n > 0 {
			before = events[n-1].ID
		}
		return events, len(events) == auditSize, err
	})
}

// line is an event as a row of the sheet.
func (p auditPage) line(e account.Event) []string {
	return []string{second(e.At), p.what(e), p.name(e.PersonID), p.name(e.ByID), e.Address, p.detail(e)}
}

// name is who an event is about or by; citizens and the system have none here.
func (p record) name(id int64) string {
	switch name := p.names[id]; {
	case id == 0:
		return "—"
	case name == "":
		return p.view.P.T("本级人员以外")
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
	if word, ok := howSigned[e.Detail]; ok && (e.Kind == account.SignedIn || e.Kind == account.Invited) {
		return p.view.P.T(word)
	}
	return orDash(e.Detail)
}

// howSigned are the words for how somebody signed in or was invited.
var howSigned = map[string]string{string(account.ByCode): i18n.Key("验证码登录"), string(account.ByPassword): i18n.Key("密码登录"),
	string(account.ByInvite): i18n.Key("设置链接登录"), "sms": i18n.Key("短信邀请")}

func (p auditPage) what(e account.Event) string { return p.kindWord(e.Kind) }

func (v visit) kindWord(k account.Kind) string { return v.view.P.T("admin.event." + string(k)) }

// people are the options of the filter: who serves or served, by name.
func (p record) people() []ui.Option {
	var out []ui.Option
	for id, name := range p.names {
		out = append(out, ui.Option{Value: p.ref("person", id), Label: name})
	}
	slices.SortFunc(out, func(a, b ui.Option) int { return strings.Compare(a.Label+a.Value, b.Label+b.Value) })
	return out
}

func (v visit) kindOptions() []ui.Option {
	out := make([]ui.Option, len(account.Kinds))
	for i, k := range account.Kinds {
		out[i] = ui.Option{Value: string(k), Label: v.kindWord(k)}
	}
	return out
}
