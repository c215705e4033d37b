package admin_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
)

const phone = "19900000001"

// hire appoints somebody behind the pages' back.
func (o *office) hire(name, phone string, g access.Grant) {
	o.t.Helper()
	if _, err := o.accounts.Appoint(o.t.Context(), access.Clock, account.NewPerson{Name: name, Phone: phone}, g); err != nil {
		o.t.Fatal(err)
	}
}

var personLink = regexp.MustCompile(`href="(/admin/people/[0-9a-f]{20})\?`)

// first is the address of the first person of the list.
func (b *browser) first(path string) string {
	b.T.Helper()
	_, page := b.get(path)
	m := personLink.FindStringSubmatch(page)
	if m == nil {
		b.T.Fatalf("nobody at %s", path)
	}
	return m[1]
}

func TestAPersonIsAddedSeenAndInvited(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		b := o.as("system_admin")
		_, page := b.get("/admin/people/new")
		status, page := b.send("/admin/people/new", page, "name", "宋玉梅", "phone", "12", "role", "station_admin", "unit", "station:xinchengpu", "to", "2099-01-31")
		o.want(status, http.StatusUnprocessableEntity, page, "宋玉梅", `value="12"`, `value="2099-01-31"`, `value="station:xinchengpu" selected`)
		status, page = b.send("/admin/people/new", page, "name", "宋玉梅", "phone", phone, "role", "station_admin", "unit", "department:shuiliju")
		o.want(status, http.StatusUnprocessableEntity, page, phone)
		status, page = b.send("/admin/people/new", page, "phone", phone, "name", "宋玉梅", "role", "station_admin", "unit", "station:xinchengpu", "to", "2099-01-31")
		o.want(status, http.StatusOK, page, "宋玉梅", "新城铺镇代表之家", "199****0001")
		if strings.Contains(page, phone) {
			t.Fatal("the phone must be masked")
		}
		who := b.first("/admin/people")
		status, page = b.send(who+"/phone", page, "reason", "")
		o.want(status, http.StatusUnprocessableEntity, page)
		status, page = b.send(who+"/phone", page, "reason", "核对本人 19900000002")
		o.want(status, http.StatusOK, page, phone)
		o.recorded(account.PersonSeen, "核对本人")
		status, page = b.send(who+"/invite", page)
		o.want(status, http.StatusOK, page, "https://jiazhan.example/signin/invite/")
		if _, again := b.get(who); strings.Contains(again, "/signin/invite/") {
			t.Error("the link must be shown once")
		}
	})
}

// recorded wants an event of a kind with a detail, without a phone in it.
func (o *office) recorded(kind account.Kind, detail string) {
	o.t.Helper()
	events, err := o.accounts.Events(o.t.Context(), o.who["audit_admin"], o.ID, account.EventQuery{})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, e := range events {
		if e.Kind == kind && strings.Contains(e.Detail, detail) && !strings.Contains(e.Detail, "19900000002") {
			return
		}
	}
	o.t.Errorf("no event %s with %q", kind, detail)
}

func TestExclusiveRolesAreRefusedInWordsAndKeepWhatWasTyped(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.hire("宋玉梅", phone, access.Grant{Role: access.CaseOfficer, CongressID: o.ID})
		b := o.as("system_admin")
		who := b.first("/admin/people")
		_, page := b.get(who)
		for _, role := range access.Exclusive {
			status, refused := b.send(who+"/grants", page, "role", string(role), "to", "2099-01-31")
			o.want(status, http.StatusConflict, refused, "不能兼任", `value="`+string(role)+`" selected`, `value="2099-01-31"`)
		}
		status, page := b.send(who+"/grants", page, "role", "leader")
		o.want(status, http.StatusOK, page, "已经增加")
	})
}

func TestAGrantEndsAndSoonEndingOnesAreReported(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.hire("宋玉梅", phone, access.Grant{Role: access.Leader, CongressID: o.ID, To: o.DB.Now().Add(20 * 24 * time.Hour)})
		o.hire("何建国", "19900000003", access.Grant{Role: access.Leader, CongressID: o.ID, To: o.DB.Now().Add(40 * 24 * time.Hour)})
		b := o.as("system_admin")
		_, page := b.get("/admin/people/stale?why=ending")
		if !strings.Contains(page, "宋玉梅") || strings.Contains(page, "何建国") {
			t.Error("the report shows who ends within 30 days, and nobody else")
		}
		who := b.first("/admin/people?q=宋玉梅")
		_, page = b.get(who)
		end := regexp.MustCompile(`href="(/admin/people/[0-9a-f]+/grants/[0-9a-f]+/end)\?`).FindStringSubmatch(page)[1]
		_, page = b.get(end)
		status, page := b.send(end, page, "to", "31.12.")
		o.want(status, http.StatusUnprocessableEntity, page, `value="31.12."`)
		status, page = b.send(end, page, "to", "")
		o.want(status, http.StatusOK, page, "已结束")
		status, page = b.get(end)
		o.want(status, http.StatusOK, page, "结束，没有再改")
	})
}

func TestAnotherCountysPeopleAreNotFound(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.hire("宋玉梅", phone, access.Grant{Role: access.Leader, CongressID: o.ID})
		who := o.as("system_admin").first("/admin/people")
		stranger := o.as("other system_admin")
		if status, _ := stranger.get(who); status != http.StatusNotFound {
			t.Errorf("GET: %d", status)
		}
		_, page := stranger.get("/admin/people/new")
		for _, path := range []string{"/phone", "/invite", "/grants"} {
			if status, _ := stranger.send(who+path, page, "reason", "x", "role", "leader"); status != http.StatusNotFound {
				t.Errorf("POST %s: %d", path, status)
			}
		}
	})
}
