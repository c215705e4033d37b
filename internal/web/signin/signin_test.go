package signin_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/congress"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/signin"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/uitest"
)

const (
	county = 7
	phone  = "19900000001"
)

// house serves the pages on a real listener, over a real database.
type house struct {
	*testing.T
	rooms *account.Service
	db    *sqldb.DB
	clock *sqldbtest.Clock
	keys  *vault.Keyring
	url   string
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, clock: sqldbtest.NewClock()}
	h.db = sqldbtest.SQLite(t, h.clock)
	var err error
	h.keys, err = vault.Generate()
	h.must(err)
	quiet := slog.New(slog.DiscardHandler)
	h.rooms = account.New(account.Config{DB: h.db, Keys: h.keys, SMS: &sms.Outbox{Keys: h.keys}, Limits: account.DefaultLimits(), Log: quiet})
	e := edge.New(edge.Config{Sign: func(text string) []byte { return h.keys.Index("form", text) }, Log: quiet, Now: h.clock.Now})
	s := &signin.Server{Account: h.rooms, Keys: h.keys, Directory: congress.New(h.db).Directory}
	s.Mount(e)
	e.Handle("GET /desk/", func(w http.ResponseWriter, r *http.Request) error {
		by, err := s.Serving(r)
		if err == nil {
			_, err = io.WriteString(w, "desk of "+by.Name)
		}
		return err
	})
	h.url = uitest.Serve(t, e)
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// browser keeps cookies and the page it is on.
type browser struct {
	*house
	*uitest.Browser
	uitest.Page
}

func (h *house) browser() *browser {
	return &browser{house: h, Browser: uitest.As(h.T, h.url, "")}
}

func (b *browser) get(path string) uitest.Page {
	b.Helper()
	b.Page = b.Get(path)
	return b.Page
}

var tokenField = regexp.MustCompile(`name="_token" value="([^"]+)"`)

// post sends a form of the page that the browser is on.
func (b *browser) post(path string, fields ...string) uitest.Page {
	b.Helper()
	values := url.Values{}
	if m := tokenField.FindStringSubmatch(b.Body); m != nil {
		values.Set("_token", m[1])
	}
	for i := 0; i < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	b.Page = b.Post(path, values)
	return b.Page
}

func (b *browser) stands(at string, status int, texts ...string) {
	b.Helper()
	if b.At != at || b.Status != status {
		b.Fatalf("at %s with %d, want %s with %d", b.At, b.Status, at, status)
	}
	for _, text := range texts {
		if !strings.Contains(b.Body, text) {
			b.Errorf("%s does not say %q", at, text)
		}
	}
}

var digits = regexp.MustCompile(`[0-9]{6}`)

func (h *house) code() string {
	h.Helper()
	var body string
	h.must(h.db.Read(h.Context(), func(tx *sqldb.Tx) (err error) {
		body, err = sqldb.One(h.Context(), tx, sqldb.Value[string], "SELECT body FROM outbox ORDER BY id DESC LIMIT 1")
		return err
	}))
	var job sms.Job
	h.must(json.Unmarshal([]byte(body), &job))
	text, err := h.keys.Open(job.Text)
	h.must(err)
	return digits.FindString(text)
}

func (b *browser) signIn(back string) {
	b.Helper()
	b.get("/signin" + back)
	to, err := url.QueryUnescape(strings.TrimPrefix(back, "?back="))
	b.must(err)
	b.post("/signin/code", "phone", phone, "back", to)
	b.stands("/signin/code", 200, "199****0001")
	b.post("/signin/code/check", "code", b.code())
}

func (h *house) officer(role access.Role) {
	h.Helper()
	id, err := h.rooms.CreatePerson(h.Context(), access.Clock, county, account.NewPerson{Name: "欧阳青", Phone: phone})
	h.must(err)
	_, err = h.rooms.Grant(h.Context(), access.Clock, id, access.Grant{Role: role, CongressID: county})
	h.must(err)
}

func TestACitizenComesInByCodeAndLeaves(t *testing.T) {
	b := open(t).browser()
	b.get("/me")
	b.stands("/signin?back=%2Fme", 200, "登录")
	b.post("/signin/code", "phone", "123")
	b.stands("/signin/code", 422, "11 位手机号", `value="123"`)
	b.signIn("")
	b.stands("/me", 200, "您好", "我反映的问题")
	b.post("/me/name", "name", "司马相")
	b.stands("/me", 200, "司马相，您好", "称呼已经改好")
	b.get("/me/password")
	b.post("/me/password", "password", "梨树 旁边 三只 白鹅", "repeat", "梨树 旁边 三只 白鹅")
	b.stands("/me/password", 403)
	b.get("/me")
	res := b.post("/signout")
	b.stands("/signin", 200, "已退出登录")
	_ = res
	b.get("/me")
	b.stands("/signin?back=%2Fme", 200)
	b.clock.Advance(time.Hour)
	b.signIn("")
	b.get("/desk/")
	b.stands("/desk/", 403)
	b.get("/me")
	b.post("/me/leave")
	if b.Status != http.StatusNotFound { // this edge has no home
		t.Errorf("after leaving: %d at %s", b.Status, b.At)
	}
	b.get("/me")
	b.stands("/signin?back=%2Fme", 200)
}

func TestAWrongCodeStaysOnThePageAndAWaitIsTold(t *testing.T) {
	b := open(t).browser()
	b.get("/signin/code")
	b.stands("/signin", 200)
	b.post("/signin/code", "phone", phone)
	b.post("/signin/code/check", "code", "12345")
	b.stands("/signin/code/check", 422, "验证码不对", `href="#f-code"`, "199****0001")
	res := b.post("/signin/code")
	b.stands("/signin/code", 429, "请过")
	if res.Header.Get("Retry-After") == "" {
		t.Error("the wait is not told to the browser")
	}
	b.clock.Advance(time.Minute)
	b.get("/signin/code")
	b.post("/signin/code")
	b.stands("/signin/code", 200)
	b.post("/signin/code/check", "code", b.code())
	b.stands("/me", 200)
}

func TestACodeOpensOnlyTheBrowserThatAskedForIt(t *testing.T) {
	h := open(t)
	mine, thief := h.browser(), h.browser()
	mine.get("/signin")
	mine.post("/signin/code", "phone", phone)
	thief.get("/signin")
	thief.post("/signin/code/check", "code", h.code(), "phone", phone)
	thief.stands("/signin", 200)
	thief.get("/me")
	thief.stands("/signin?back=%2Fme", 200)
}

func TestAnOfficerSetsUpHerFactorAndComesBack(t *testing.T) {
	h := open(t)
	h.officer(access.CaseOfficer)
	b := h.browser()
	b.get("/desk/")
	b.stands("/signin?back=%2Fdesk%2F", 200)
	b.signIn("?back=/desk/")
	b.stands("/signin/factor/setup?back=%2Fdesk%2F", 200, "验证器")
	b.post("/signin/factor/setup", "back", "/desk/")
	b.stands("/signin/factor/setup?back=%2Fdesk%2F", 200, "qr.png")
	secret := strings.ReplaceAll(regexp.MustCompile(`[A-Z2-7]{4}( [A-Z2-7]{4}){7}`).FindString(b.Body), " ", "")
	form := b.Body
	if res := b.get("/signin/factor/setup/qr.png"); res.Header.Get("Content-Type") != "image/png" || res.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(b.Body, "\x89PNG") {
		t.Errorf("the QR code is %s, %s", res.Header.Get("Content-Type"), res.Header.Get("Cache-Control"))
	}
	b.Body = form
	b.post("/signin/factor/setup/confirm", "code", "12", "back", "/desk/")
	b.stands("/signin/factor/setup/confirm", 422, "动态码不对", "qr.png", "/desk/")
	code, err := totp.GenerateCode(secret, h.clock.Now())
	h.must(err)
	b.post("/signin/factor/setup/confirm", "code", code, "back", "/desk/")
	b.stands("/signin/factor/setup/confirm", 200, "恢复码", `href="/desk/"`)
	recovery := regexp.MustCompile(`[a-z2-7]{5}-[a-z2-7]{5}`).FindAllString(regexp.MustCompile(`(?s)<code>.*</code>`).FindString(b.Body), -1)
	if len(recovery) != 10 {
		t.Fatalf("%d recovery codes", len(recovery))
	}
	b.get("/desk/")
	b.stands("/desk/", 200, "desk of 欧阳青")

	h.clock.Advance(time.Hour)
	b.get("/desk/")
	b.stands("/signin?back=%2Fdesk%2F", 200, "已经超时")
	b.signIn("?back=/desk/")
	b.stands("/signin/factor?back=%2Fdesk%2F", 200)
	b.get("/desk/")
	b.stands("/signin/factor?back=%2Fdesk%2F", 200)
	b.post("/signin/factor", "code", code, "back", "/desk/")
	b.stands("/signin/factor", 422, "动态码不对")
	b.post("/signin/factor", "code", recovery[3], "back", "/desk/")
	b.stands("/desk/", 200, "desk of 欧阳青")
}

func TestADeputySetsAPasswordAndKillsAnotherDevice(t *testing.T) {
	h := open(t)
	h.officer(access.Deputy)
	other := h.browser()
	other.signIn("")
	other.stands("/desk/", 200, "desk of 欧阳青")
	h.clock.Advance(2 * time.Minute)
	b := h.browser()
	b.signIn("?back=/me/sessions")
	b.stands("/me/sessions", 200, "就是这台设备", "退出这台设备")
	end := regexp.MustCompile(`/me/sessions/[0-9a-f]+/end`).FindString(b.Body)
	b.post(end)
	b.stands("/me/sessions", 200, "已经退出登录")
	other.get("/desk/")
	other.stands("/signin?back=%2Fdesk%2F", 200)

	b.get("/me/password")
	b.post("/me/password", "password", "zhengding2026", "repeat", "zhengding2026")
	b.stands("/me/password", 422, "太常见")
	if strings.Contains(b.Body, "zhengding2026") {
		t.Error("a password was sent back")
	}
	b.post("/me/password", "password", "梨树 旁边 三只 白鹅", "repeat", "梨树")
	b.stands("/me/password", 422, "不一样")
	b.post("/me/password", "password", "梨树 旁边 三只 白鹅", "repeat", "梨树 旁边 三只 白鹅")
	b.stands("/me", 200, "密码已经设置好")
	b.post("/signout")
	b.get("/signin?way=password&back=/me/tokens")
	b.post("/signin", "phone", phone, "password", "not the password", "back", "/me/tokens")
	b.stands("/signin", 422, "手机号或密码不对", phone)
	b.post("/signin", "phone", phone, "password", "梨树 旁边 三只 白鹅", "back", "/me/tokens")
	b.stands("/me/tokens", 200)
	b.post("/me/tokens", "name", "统计")
	b.stands("/me/tokens", 422, "至少选择一项")
	b.post("/me/tokens", "name", "统计", "scopes", "cases:read", "life", "30")
	b.stands("/me/tokens", 200)
	text := regexp.MustCompile(`jz_[0-9a-z]+`).FindString(b.Body)
	if _, err := h.rooms.TokenActor(h.Context(), text); err != nil {
		t.Errorf("the token shown does not work: %v", err)
	}
	b.post(regexp.MustCompile(`/me/tokens/[0-9a-f]+/end`).FindString(b.Body))
	b.stands("/me/tokens", 200, "已经作废")
	if _, err := h.rooms.TokenActor(h.Context(), text); err == nil {
		t.Error("a revoked token works")
	}
}

func TestTheFirstAdministratorComesInByHerLink(t *testing.T) {
	h := open(t)
	link, err := h.rooms.FirstAdmin(h.Context(), county, account.NewPerson{Name: "上官云", Phone: phone})
	h.must(err)
	b := h.browser()
	b.get("/signin/invite/" + link)
	b.stands("/signin/invite/"+link, 200, "上官云")
	b.post("/signin/invite/"+link, "password", "梨树 旁边 三只 白鹅", "repeat", "梨树 旁边 三只 白鹅")
	b.stands("/signin/factor/setup", 200)
	b.get("/signin/invite/" + link)
	b.stands("/signin/invite/"+link, 404)
}

func TestWeLeadOnlyToPathsOfOurs(t *testing.T) {
	h := open(t)
	h.officer(access.Deputy)
	for _, bad := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/signin", "/signout", "javascript:alert(1)", "\t//evil.example", "/%0d%0a"} {
		b := h.browser()
		h.clock.Advance(24 * time.Hour)
		b.signIn("?back=" + url.QueryEscape(bad))
		if b.At != "/desk/" && b.At != "/%0d%0a" {
			t.Errorf("back=%q led to %s", bad, b.At)
		}
	}
}

func TestTheSessionCookieIsClosed(t *testing.T) {
	h := open(t)
	b := h.browser()
	b.get("/signin")
	b.post("/signin/code", "phone", phone)
	b.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res := b.post("/signin/code/check", "code", h.code())
	seen := false
	cookies := (&http.Response{Header: res.Header}).Cookies()
	for _, c := range cookies {
		if c.Name == "session" {
			seen = true
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge <= 0 {
				t.Errorf("cookie %+v", c)
			}
		}
	}
	if !seen || res.Status != http.StatusSeeOther {
		t.Errorf("status %d, cookies %v", res.Status, cookies)
	}
}
