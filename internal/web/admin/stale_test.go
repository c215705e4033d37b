package admin_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/sms"
)

// comeIn signs somebody in by a set-up link.
func (o *office) comeIn(phone string) {
	o.t.Helper()
	members, err := o.accounts.Members(o.t.Context(), access.Clock, o.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	i := slices.IndexFunc(members, func(m account.Member) bool { return m.Phone == phone })
	token, err := o.accounts.Invite(o.t.Context(), access.Clock, o.ID, members[i].ID)
	if err == nil {
		_, _, err = o.accounts.AcceptInvite(o.t.Context(), token, "梨树 旁边 三只 白鹅", account.Client{Address: "198.51.100.7", Agent: "Firefox/1 Windows"})
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestTheReportNamesWhoNeedsALook(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		station := o.Dir.StationBySlug(o.ID, "xinchengpu").ID
		o.hire("甲从未", "19900000021", access.Grant{Role: access.Leader, CongressID: o.ID})
		o.hire("乙久别", "19900000022", access.Grant{Role: access.Leader, CongressID: o.ID})
		o.comeIn("19900000022")
		o.Clock.Advance(90 * 24 * time.Hour)
		o.hire("丙常来", "19900000023", access.Grant{Role: access.StationAdmin, CongressID: o.ID, UnitID: station})
		o.comeIn("19900000023")
		o.hire("丁到期", "19900000024", access.Grant{Role: access.StationAdmin, CongressID: o.ID, UnitID: station, To: o.DB.Now().Add(20 * 24 * time.Hour)})
		o.comeIn("19900000024")
		o.hire("戊无站", "19900000025", access.Grant{Role: access.StationAdmin, CongressID: o.ID, UnitID: 999999})
		o.comeIn("19900000025")
		o.hire("己已走", "19900000026", access.Grant{Role: access.Leader, CongressID: o.ID, From: o.DB.Now().Add(-time.Hour), To: o.DB.Now().Add(-time.Minute)})
		b := o.as("system_admin")
		for why, want := range map[string][]string{"": {"甲从未", "乙久别", "丁到期", "戊无站"}, "never": {"甲从未"}, "idle": {"乙久别"}, "ending": {"丁到期"}, "orphan": {"戊无站"}, "invited": nil} {
			status, page := b.get("/admin/people/stale?why=" + why)
			o.want(status, http.StatusOK, page, want...)
			for _, name := range []string{"甲从未", "乙久别", "丙常来", "丁到期", "戊无站", "己已走"} {
				if strings.Contains(page, name) != slices.Contains(want, name) {
					t.Errorf("%q: %s stands there: %v", why, name, !slices.Contains(want, name))
				}
			}
		}
		rows := b.workbook("/admin/people/stale.xlsx")
		if len(rows) != 5 || strings.Contains(strings.Join(slices.Concat(rows...), ""), "199000000") {
			t.Errorf("the workbook has %d rows, or phones: %q", len(rows), rows)
		}
		_, page := b.get("/admin/people/stale?why=ending")
		renew := regexp.MustCompile(`href="(/admin/people/[0-9a-f]+\?[^"]*role=station_admin[^"#]*)#grant"`).FindStringSubmatch(page)
		if renew == nil {
			t.Fatal("no way to renew")
		}
		_, page = b.get(strings.ReplaceAll(renew[1], "&amp;", "&"))
		o.want(http.StatusOK, http.StatusOK, page, `value="station_admin" selected`, `value="station:xinchengpu" selected`)
	})
}

func TestThoseWhoNeverSignedInAreInvitedTogether(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.hire("甲从未", "19900000021", access.Grant{Role: access.Leader, CongressID: o.ID})
		o.hire("乙从未", "19900000022", access.Grant{Role: access.Deputy, CongressID: o.ID})
		o.hire("丙常来", "19900000023", access.Grant{Role: access.Leader, CongressID: o.ID})
		o.comeIn("19900000023")
		b := o.as("system_admin")
		status, page := b.get("/admin/people/invite")
		o.want(status, http.StatusOK, page, "甲从未", "乙从未", "共 2 人没有登录过")
		status, refused := b.send("/admin/people/invite", page)
		o.want(status, http.StatusUnprocessableEntity, refused, "请先勾选")
		refs := regexp.MustCompile(`name="who" value="([0-9a-f]+)"`).FindAllStringSubmatch(page, -1)
		if len(refs) != 2 || strings.Contains(page, "丙常来") {
			t.Fatalf("%d boxes", len(refs))
		}
		status, done := b.send("/admin/people/invite", page, "who", refs[0][1])
		o.want(status, http.StatusOK, done, "1 人的短信已提交发送，0 人没有发")
		status, done = b.send("/admin/people/invite", page, "who", refs[0][1])
		o.want(status, http.StatusOK, done, "0 人的短信已提交发送，1 人没有发", "刚给这个号码发过")
		if n := o.letters(); n != 1 {
			t.Errorf("%d letters", n)
		}
		who := b.first("/admin/people?q=乙从未")
		_, page = b.get(who)
		status, done = b.send(who+"/letter", page)
		o.want(status, http.StatusOK, done, "邀请短信已提交发送")
		status, done = b.send(who+"/letter", page)
		o.want(status, http.StatusTooManyRequests, done, "刚给这个号码发过")
		who = b.first("/admin/people?q=丙常来")
		status, done = b.send(who+"/letter", page)
		o.want(status, http.StatusOK, done, "已经")
		if n := o.letters(); n != 2 {
			t.Errorf("%d letters", n)
		}
	})
}

func (o *office) letters() int {
	o.t.Helper()
	return o.count("SELECT count(*) FROM outbox WHERE kind = '" + sms.Kind + "'")
}
