package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/app/config"
)

// unlimited are the routes that anybody may ask for as often as she likes: the same bytes for everybody.
var unlimited = []string{"GET /assets/"}

// TestEveryRouteHasALimit spends what a visitor, an officer and an administrator may ask for, and shows that every route which is
// mounted then tells her how long to wait, in a sentence, and keeps what she typed. Every operation of the API comes to its own end.
func TestEveryRouteHasALimit(t *testing.T) {
	o := openTown(t, func(c *config.Config) {
		few := "40/1h"
		c.Allow = config.Allow{ReadPerson: few, ReadAddress: few, SearchPerson: few, SearchAddress: few, FilePerson: few, FileAddress: few, ActPerson: few, ActAddress: few,
			UploadPerson: few, UploadAddress: few, CopyPerson: few, CopyAddress: few, DeniedAddress: few}
	})
	s := o.fileWithPhoto(o.browser("10.26.0.1"), "zhengding", report{"text": "路灯不亮"})
	system := o.desk("system")
	o.readMember(system)
	program := o.program(o.token("officer"))
	for who, b := range map[string]*browser{"visitor": o.browser("10.26.0.2"), "officer": o.desk("officer"), "system": system} {
		for n := 0; b.raw(http.MethodGet, "/privacy", false).status != http.StatusTooManyRequests; n++ {
			if n > 40 {
				t.Fatalf("%s may read for ever", who)
			}
		}
		for _, r := range o.known {
			if r.api || who != "system" && strings.HasPrefix(r.path, "/admin") {
				continue
			}
			a := b.raw(r.method, o.at(r.path, s), r.method != http.MethodGet)
			if limited := a.status == http.StatusTooManyRequests && a.header.Get("Retry-After") != "" && (r.method == http.MethodHead || strings.Contains(a.said(), "秒")); !limited && !slices.Contains(unlimited, r.String()) {
				t.Errorf("%s has no limit for a %s: %d %s", r, who, a.status, a.alert())
			}
		}
		if a := b.raw(http.MethodGet, "/nowhere", false); a.status != http.StatusTooManyRequests {
			t.Errorf("addresses may be guessed: %d", a.status)
		}
	}
	for _, r := range o.known {
		if !r.api {
			continue
		}
		o.pass(2 * time.Hour) // each operation from the beginning
		for n := 0; ; n++ {
			if a := program.call(r.method, o.at(r.path, s), "{}"); a.status == http.StatusTooManyRequests {
				break
			} else if n > 45 {
				t.Errorf("%s has no limit: %d", r, a.status)
				break
			}
		}
	}
}

// TestWhoIsSlowedDownKeepsWhatSheTyped sends a form at a desk more often than anybody can.
func TestWhoIsSlowedDownKeepsWhatSheTyped(t *testing.T) {
	o := openTown(t, func(c *config.Config) { c.Allow.ActPerson = "3/1h" })
	number := o.browser("10.27.0.1").file("zhengding", report{"text": "路灯不亮"}).number
	officer := o.desk("officer")
	o.pass(2 * time.Hour)
	f := officer.get("/desk/cases/" + number + "/note").form("/desk/cases/" + number + "/note")
	var a answer
	for range 5 {
		a = f.set("text", "查过三遍了𠮷").send("")
	}
	if a.status != http.StatusTooManyRequests || !strings.Contains(a.body, "查过三遍了𠮷") || a.header.Get("Retry-After") == "" {
		t.Errorf("%d\n%s", a.status, a.said())
	}
}

// When four fifths of the day's sign-in codes are used, those who answer for it read it on their first page.
func TestTheBudgetOfCodesRaisesAnAlarm(t *testing.T) {
	o := openTown(t, func(c *config.Config) { c.Limits.CodesDay = 25 })
	security, officer := o.desk("security"), o.desk("leader")
	const alarm = "上限是 25 条"
	if page := security.get("/admin/").want(http.StatusOK); strings.Contains(page.said(), alarm) {
		t.Fatalf("alarm without need: %s", page.said())
	}
	for i := range 20 {
		o.browser(fmt.Sprintf("10.44.%d.1", i)).askCode(fmt.Sprintf("163000440%02d", i))
	}
	for _, who := range []*browser{security, o.desk("system")} {
		if page := who.get("/admin/").want(http.StatusOK); !strings.Contains(page.said(), alarm) {
			t.Errorf("no alarm: %s", page.said())
		}
	}
	officer.get("/admin/").want(http.StatusForbidden)
}
