package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// steady is an answer without what differs from page to page: tokens and keys.
func (a answer) steady() string {
	return fmt.Sprint(a.status, a.to, changing.ReplaceAllString(a.body, "$1"))
}

var changing = regexp.MustCompile(`(name="_(?:token|key)") value="[^"]*"`)

// TestWhoIsKnownIsNotTold asks for codes and tries passwords with a phone that is known and one that is not.
func TestWhoIsKnownIsNotTold(t *testing.T) {
	o := openTown(t, nil)
	o.desk("officer")
	known, unknown := phoneOf("officer"), phone(777)
	ask := func(i int, phone string) string {
		return o.browser(fmt.Sprintf("10.9.1.%d", i)).askCode(phone).steady()
	}
	if a, b := ask(1, known), ask(2, unknown); a != b {
		t.Errorf("asking for a code tells who is known:\n%s\n%s", a, b)
	}
	try := func(i int, phone string) string {
		f := o.browser(fmt.Sprintf("10.9.1.%d", i)).get("/signin?way=password").form("/signin")
		return strings.ReplaceAll(f.set("phone", phone).set("password", "不是这个密码吧").send("").want(422).steady(), phone, "")
	}
	if a, b := try(3, known), try(4, unknown); a != b {
		t.Errorf("a wrong password tells who is known:\n%s\n%s", a, b)
	}
}

// TestCodesAreUsedOnceAndGuessesWait tries codes: a wrong one, the right one, the right one again, and too many.
func TestCodesAreUsedOnceAndGuessesWait(t *testing.T) {
	o := openTown(t, nil)
	const phone = "16300000900"
	b := o.browser("10.9.2.1")
	b.askCode(phone).want(http.StatusSeeOther)
	if page := b.askCode(phone); page.status != http.StatusTooManyRequests || page.header.Get("Retry-After") == "" {
		t.Errorf("a second code at once: %d, Retry-After %q", page.status, page.header.Get("Retry-After"))
	}
	code := o.lastCode(phone)
	enter := b.get("/signin/code").form("/signin/code/check")
	if page := enter.set("code", other(code)).send(""); page.status != 422 || !page.says("account.code.wrong") {
		t.Errorf("a wrong code: %d\n%s", page.status, page.said())
	}
	if page := enter.set("code", code).send(""); page.status != http.StatusSeeOther || page.to != "/me" {
		t.Errorf("the right code: %d to %q", page.status, page.to)
	}
	thief := o.browser("10.9.2.2")
	o.pass(time.Minute)
	thief.askCode(phone).want(http.StatusSeeOther)
	fresh := o.lastCode(phone)
	steal := thief.get("/signin/code").form("/signin/code/check")
	for _, guess := range []string{code, other(code), "000000", "111111", "222222"} {
		if page := steal.set("code", guess).send(""); page.status != 422 || !page.says("account.code.wrong") {
			t.Errorf("guess %s: %d\n%s", guess, page.status, page.said())
		}
	}
	if page := steal.set("code", fresh).send(""); page.status == http.StatusSeeOther {
		t.Error("a code opens after five wrong ones")
	}
}

// other is a code that is wrong.
func other(code string) string {
	if code[0] == '9' {
		return "1" + code[1:]
	}
	return "9" + code[1:]
}

// TestNumbersCannotBeGuessed looks for cases by made-up numbers and phones. Every wrong try reads the same, and soon must wait.
func TestNumbersCannotBeGuessed(t *testing.T) {
	o := openTown(t, nil)
	f := o.browser("10.9.3.1").file("zhengding", report{"text": "路灯不亮", "phone": "16300004321"})
	find := func(from, number, tail string) answer {
		form := o.browser(from).get("/zhengding/cases").form("/zhengding/cases/find")
		return form.set("number", number).set("tail", tail).send("")
	}
	wrong := map[string]string{}
	for i, c := range [][2]string{{f.number, "1111"}, {"ZD2026-000999", "4321"}, {"XL2026-000001", "4321"}, {"' OR 1=1 --", "4321"}, {f.number, "%"}} {
		page := find(fmt.Sprintf("10.9.4.%d", i), c[0], c[1])
		if page.status != 422 || !page.says("site.no_match") {
			t.Errorf("%v: %d\n%s", c, page.status, page.said())
		}
		wrong[strings.NewReplacer(f.number, "", c[0], "", "&#39; OR 1=1 --", "", `value="`+c[1], `value="`).Replace(page.steady())] = c[0]
	}
	if len(wrong) != 1 {
		t.Errorf("wrong tries read in %d different ways", len(wrong))
	}
	slowed := 0
	for i := range 60 {
		if page := find("10.9.5.1", fmt.Sprintf("ZD2026-%06d", i), "4321"); page.status == http.StatusTooManyRequests {
			slowed++
		}
	}
	if slowed < 20 {
		t.Errorf("of 60 tries from one address %d had to wait", slowed)
	}
	for range 10 { // many addresses, one case
		find("10.9.6.1", f.number, "0000")
	}
	if page := find("10.9.6.2", f.number, "4321"); page.status != http.StatusTooManyRequests {
		t.Errorf("after ten wrong tries the right one at once: %d", page.status)
	}
	o.pass(20 * time.Minute)
	if page := find("10.9.6.3", f.number, "4321"); page.status != http.StatusSeeOther || page.to != "/zhengding/cases/"+f.number {
		t.Errorf("the right phone after the wait: %d to %q", page.status, page.to)
	}
}

// TestReceiptsCannotBeGuessed opens private links and API tokens that were made up.
func TestReceiptsCannotBeGuessed(t *testing.T) {
	o := openTown(t, nil)
	f := o.browser("10.9.7.1").file("zhengding", report{"text": "路灯不亮"})
	stranger := o.browser("10.9.7.2")
	for _, token := range []string{"x", strings.Repeat("a", 32), strings.ToUpper(f.receipt), f.receipt + "a", f.receipt[1:], "%00", "..%2f"} {
		if page := stranger.get("/zhengding/receipt/" + token); page.status != http.StatusNotFound {
			t.Errorf("receipt %q: %d", token, page.status)
		}
	}
	last := 0
	for i := range 40 {
		last = o.program(fmt.Sprintf("jz_%032d", i)).get("/me").status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the fortieth made-up token was answered with %d", last)
	}
}
