package admin_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/web/admin"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/uitest"
)

// office serves the pages of administration of a house to whoever the cookie names.
type office struct {
	*caseworktest.House
	t        *testing.T
	accounts *account.Service
	who      map[string]access.Actor
	url      string
}

func open(t *testing.T, f func(t *testing.T, o *office)) {
	t.Helper()
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		o := &office{House: caseworktest.New(t, db, clock), t: t}
		o.who = o.Everybody()
		for i, role := range access.Exclusive {
			o.who[string(role)] = access.Actor{PersonID: int64(900 + i), Grants: []access.Grant{{Role: role, CongressID: o.ID}}}
			o.who["other "+string(role)] = access.Actor{PersonID: int64(910 + i), Grants: []access.Grant{{Role: role, CongressID: o.OtherID}}}
		}
		o.accounts = account.New(account.Config{DB: db, Keys: o.Keys, SMS: &sms.Outbox{Keys: o.Keys}, Limits: account.DefaultLimits(), Log: slog.New(slog.DiscardHandler)})
		e := edge.New(edge.Config{Hosts: []string{"*"}, Log: slog.New(slog.DiscardHandler), Now: db.Now,
			Sign: func(text string) []byte { return o.Keys.Index("form token", text) }})
		s := &admin.Server{Account: o.accounts, Cases: o.Cases, Congress: o.Congress, Calendar: o.Calendar, Keeping: o.keeping(), Keys: o.Keys, Base: "https://jiazhan.example", Actor: o.actor}
		s.Mount(e)
		o.url = uitest.Serve(t, e)
		f(t, o)
	})
}

func (o *office) actor(r *http.Request) (access.Actor, error) {
	by, ok := o.who[uitest.Named(r)]
	if !ok {
		return access.Actor{}, fault.New(fault.Unsigned, "unsigned")
	}
	return by, nil
}

// browser is somebody at a page.
type browser struct{ *uitest.Browser }

func (o *office) as(name string) *browser {
	return &browser{uitest.As(o.t, o.url, name)}
}

func (b *browser) get(path string) (int, string) {
	b.T.Helper()
	p := b.Get(path)
	return p.Status, p.Body
}

// lastForm gives the hidden fields of the last form of a page that is sent with a token.
func lastForm(page string) url.Values {
	return uitest.Hidden(page[strings.LastIndex(page, `<input type="hidden" name="_token"`):])
}

// send posts fields with the hidden ones of the last form on a page.
func (b *browser) send(path, page string, fields ...string) (int, string) {
	b.T.Helper()
	v := lastForm(page)
	for i := 0; i+1 < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	p := b.Post(path, v)
	return p.Status, p.Body
}

func (o *office) want(status, wanted int, page string, words ...string) {
	o.t.Helper()
	if status != wanted {
		o.t.Errorf("status %d, want %d", status, wanted)
	}
	for _, w := range words {
		if !strings.Contains(page, w) {
			o.t.Errorf("the page does not say %q", w)
		}
	}
}

// routes are the pages and who may open them; everybody else is told whose they are.
var routes = map[string][]string{
	"/admin/retention":             {"security_admin"},
	"/admin/retention/contact":     {"security_admin"},
	"/admin/":                      {"system_admin", "security_admin", "audit_admin", "county officer", "second officer"},
	"/admin/limits":                {"system_admin", "county officer", "second officer"},
	"/admin/limits/decide":         {"system_admin", "county officer", "second officer"},
	"/admin/appearance":            {"system_admin", "county officer", "second officer"},
	"/admin/calendar":              {"system_admin", "county officer", "second officer"},
	"/admin/calendar/2026":         {"system_admin", "county officer", "second officer"},
	"/admin/people":                {"system_admin"},
	"/admin/organisation/stations": {"system_admin"},
	"/admin/new/areas":             {"system_admin"},
	"/admin/audit":                 {"audit_admin"},
	"/admin/audit/lookups":         {"audit_admin"},
	"/admin/audit/limits":          {"audit_admin"},
	"/admin/safety":                {"security_admin"},
	"/admin/safety/rules":          {"security_admin"},
	"/admin/people/import":         {"system_admin"},
	"/admin/people/invite":         {"system_admin"},
	"/admin/people/stale":          {"system_admin"},
	"/admin/people/new":            {"system_admin"},
}

func TestEachRoleOpensItsOwnPagesAlone(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		for path, may := range routes {
			for name, by := range o.who {
				if by.System || strings.HasPrefix(name, "other ") && by.Holds(access.CaseOfficer, o.OtherID) {
					continue
				}
				name = strings.TrimSpace(name)
				want := http.StatusForbidden
				for _, m := range may {
					if name == m || name == "other "+m {
						want = http.StatusOK
					}
				}
				status, page := o.as(name).get(path)
				if status != want {
					t.Errorf("%s at %s: %d, want %d", name, path, status, want)
				}
				if want == http.StatusForbidden && !strings.Contains(page, "管理员") {
					t.Errorf("%s at %s is not told whose page it is", name, path)
				}
				if there, _ := o.as(name).get(path + "?c=xinle"); !by.Visitor() && !strings.HasPrefix(name, "other ") && there != http.StatusNotFound {
					t.Errorf("%s at %s of another county: %d", name, path, there)
				}
			}
		}
	})
}

func TestALimitIsPreviewedBeforeItIsSaved(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.File(nil)
		o.File(nil)
		b := o.as("system_admin")
		const path = "/admin/limits/decide"
		_, page := b.get(path)
		status, page := b.send(path, page, "days", "99")
		o.want(status, http.StatusUnprocessableEntity, page, `value="99"`, "1 到 15")
		status, page = b.send(path, page, "days", "4")
		o.want(status, http.StatusOK, page, "从 2 改为 4", "2 件没有办完", "从下一步起按新的时限算")
		if n := o.days(casework.Decide, ""); n != 2 {
			t.Fatalf("the preview has saved %d", n)
		}
		status, page = b.send(path, page)
		o.want(status, http.StatusOK, page, "告知是否受理改为 4")
		if n := o.days(casework.Decide, ""); n != 4 {
			t.Errorf("saved %d, want 4", n)
		}
	})
}

func TestALimitByClassChangesThatClassAlone(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		b := o.as("county officer")
		const path = "/admin/limits/finish?class=complex"
		_, page := b.get(path)
		_, page = b.send(path, page, "days", "20")
		b.send(path, page)
		if n := o.days(casework.Finish, casework.Complex); n != 20 {
			t.Errorf("complex: %d", n)
		}
		if n := o.days(casework.Finish, casework.Normal); n != 5 {
			t.Errorf("normal: %d", n)
		}
		for _, wrong := range []string{"/admin/limits/finish", "/admin/limits/decide?class=normal", "/admin/limits/nonsense"} {
			if status, _ := b.get(wrong); status != http.StatusNotFound {
				t.Errorf("%s: %d", wrong, status)
			}
		}
	})
}

func (o *office) days(name casework.Limit, class casework.Class) int {
	o.t.Helper()
	rules, err := o.Cases.Rules(o.t.Context(), o.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	return rules.Days(name, class)
}

// below founds a county under a city, and gives the county's id.
func (o *office) below() int64 {
	o.t.Helper()
	ids := map[string]int64{}
	for _, f := range []congress.CongressForm{
		{Slug: "city", Name: "石家庄市人民代表大会", Short: "石家庄市", Level: congress.City, Prefix: "SJ", Division: "130100", Lang: "zh-CN"},
		{Slug: "county", Name: "无极县人民代表大会", Short: "无极县", Level: congress.County, Parent: "city", Prefix: "WJ", Division: "130130", Lang: "zh-CN"},
	} {
		id, err := o.Congress.Found(o.t.Context(), access.Clock, congress.Foundation{Congress: f})
		if err != nil {
			o.t.Fatal(err)
		}
		ids[f.Slug] = id
	}
	return ids["county"]
}
