package journeys

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"jiazhan/e2e/chrome"
	"jiazhan/e2e/stage"
)

// A citizen signs in with the code that her phone gets, and finds what she reported under that number.
func TestCitizenSignsInByCode(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	number := j.files(her, "auto")
	other := j.citizen() // her new phone
	other.goes("/zhengding/cases")
	other.hasNoLink(number)
	other.Press(`main a[href="/signin"]`)
	other.Type("phone", "163 0000 0077")
	other.Submit()
	other.is("/signin/code")
	other.Type("code", j.Code("16300000077"))
	other.Submit()
	other.goes("/zhengding/cases/" + number)
	other.reads("村东头的路一下雨就积水")
	other.does("urge", number)
	other.goes("/me")
	other.Press(`form[action="/signout"] button`)
	other.Go("/zhengding/cases/" + number)
	if other.Status != 404 {
		t.Errorf("after signing out: %d", other.Status)
	}
}

// An officer sets up password and second factor by her link, and from then on needs both.
func TestOfficerSignsInWithSecondFactor(t *testing.T) {
	j := &journey{stage.County(t, true), t, map[string]*person{}}
	p := &person{chrome.Open(t, j.URL, chrome.Computer), j, ""}
	const password = "石板路 旧雨伞 七月"
	link := j.Invite("officer")
	p.goes(link)
	p.reads("冯敏")
	p.step(write("password", password), write("repeat", password))
	secret := p.setsUpFactor()
	p.goes("/desk/")
	p.reads("冯敏")
	p.Go(link)
	if p.Status == 200 {
		t.Error("the set-up link works twice")
	}

	p.goes("/me")
	p.Press(`form[action="/signout"] button`)
	j.Pass(16 * time.Hour)
	p.goes("/desk/")
	p.Press(`main a[href*="way=password"]`)
	p.step(write("phone", stage.Phone("officer")), write("password", password))
	if !strings.HasPrefix(p.Path(), "/signin/factor") {
		t.Fatalf("no second factor is asked for at %s", p.Path())
	}
	p.Type("code", "000000")
	p.Submit()
	if p.Status != 422 {
		t.Errorf("a wrong code: %d", p.Status)
	}
	p.Clear("code")
	p.step(write("code", codeOf(t, secret, j.Clock.Now())))
	if !strings.HasPrefix(p.Path(), "/desk/") {
		t.Errorf("she wanted to go to her desk, and is at %s", p.Path())
	}
}

// setsUpFactor binds an authenticator and keeps the recovery codes; it gives the secret.
func (p *person) setsUpFactor() string {
	p.j.t.Helper()
	p.goes("/signin/factor/setup?back=/desk/")
	p.step()
	secret := strings.ReplaceAll(p.text(".defs dd"), " ", "")
	p.step(write("code", codeOf(p.j.t, secret, p.j.Clock.Now())))
	if n := chrome.Eval[int](p.Window, `document.querySelectorAll("main code").length`); n != 10 {
		p.j.t.Errorf("%d recovery codes", n)
	}
	return secret
}

func codeOf(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatalf("the secret %q: %v", secret, err)
	}
	return code
}
