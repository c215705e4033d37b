package admin_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/hanzi"
)

var guardedLink = regexp.MustCompile(`href="(/admin/safety/people/[0-9a-f]{20})\?`)

func TestTheSecurityAdministratorEndsSessionsWithAReason(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.hire("宋玉梅", phone, access.Grant{Role: access.Leader, CongressID: o.ID})
		o.comeIn(phone)
		b := o.as("security_admin")
		status, page := b.get("/admin/safety")
		o.want(status, http.StatusOK, page, "宋玉梅", "常委会领导", "Windows · Firefox", "198.51.100.7")
		if strings.Contains(page, phone[3:]) || strings.Contains(page, hanzi.MaskPhone(phone)) {
			t.Error("the page holds a phone")
		}
		who := guardedLink.FindStringSubmatch(page)[1]
		_, page = b.get(who)
		status, refused := b.send(who+"/sessions", page, "which", "all", "reason", "")
		o.want(status, http.StatusUnprocessableEntity, refused, "请填写这一项")
		status, refused = b.send(who+"/sessions", page, "reason", "不是本人")
		o.want(status, http.StatusUnprocessableEntity, refused, `value="不是本人"`)
		status, done := b.send(who+"/sessions", page, "which", "all", "reason", "本人来电 19900000002 说不是她")
		o.want(status, http.StatusOK, done, "已结束宋玉梅的登录", "现在没有登录")
		o.recorded(account.SessionKilled, "本人来电")
		status, again := b.send(who+"/factor", page, "reason", "丢了")
		o.want(status, http.StatusConflict, again, "没有设置二次验证")
		for _, path := range []string{"/admin/safety/tokens", "/admin/safety/people?q=宋", "/admin/safety/rules"} {
			if status, _ := b.get(path); status != http.StatusOK {
				t.Errorf("%s: %d", path, status)
			}
		}
		_, rules := b.get("/admin/safety/rules")
		o.want(http.StatusOK, http.StatusOK, rules, "10 到 128 个字符", "30 分钟不用就退出", "argon2id")
		if status, _ := b.get("/admin/safety/nothing"); status != http.StatusNotFound {
			t.Errorf("an unknown part: %d", status)
		}
		if status, _ := o.as("other security_admin").get(who); status != http.StatusNotFound {
			t.Errorf("another county's: %d", status)
		}
		for _, path := range []string{who + "/sessions", who + "/factor"} {
			if status, _ := o.as("system_admin").send(path, page, "which", "all", "reason", "x"); status != http.StatusForbidden {
				t.Errorf("the system administrator at %s: %d", path, status)
			}
		}
		if status, _ := b.get("/admin/people"); status != http.StatusForbidden {
			t.Errorf("the security administrator manages people: %d", status)
		}
	})
}
