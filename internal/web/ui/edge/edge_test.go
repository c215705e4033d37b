package edge_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

func sign(text string) []byte {
	mac := hmac.New(sha256.New, []byte("a key of the test"))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// house is an edge with one page of each kind, and its log.
func house(log io.Writer) *edge.Edge {
	e := edge.New(edge.Config{
		Hosts: []string{"home.example"}, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, Sign: sign,
		Log: slog.New(slog.NewTextHandler(log, nil)), Now: func() time.Time { return time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC) },
		Bypass: []string{"POST /callback"},
	})
	e.Handle("GET /form", func(w http.ResponseWriter, r *http.Request) error { return show(w, r, nil) })
	e.Handle("POST /form", func(w http.ResponseWriter, r *http.Request) error {
		f, err := form.Read(r, form.Text, nil)
		if f.Keep(err) {
			return show(w, r, f)
		}
		if err != nil {
			return err
		}
		edge.Flash(w, r, ui.Good, "最多 %s 字", f.Get("text"))
		return edge.Redirect(w, r, "/form")
	})
	for _, pattern := range []string{"GET /home/cases", "GET /desk/cases"} {
		e.Handle(pattern, func(w http.ResponseWriter, r *http.Request) error {
			_, err := fmt.Fprint(w, edge.Printer(r).T("已受理"))
			return err
		})
	}
	e.Handle("POST /callback", func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(http.StatusNoContent); return nil })
	e.Handle("GET /public", func(w http.ResponseWriter, r *http.Request) error {
		edge.Public(w)
		return edge.Render(w, r, http.StatusOK, templ.Raw(strings.Repeat("家", 4000)))
	})
	e.Handle("GET /ip", func(w http.ResponseWriter, r *http.Request) error {
		_, err := fmt.Fprint(w, edge.ClientIP(r))
		return err
	})
	for path, err := range refusals {
		e.Handle("GET /fault/"+path, func(http.ResponseWriter, *http.Request) error { return err })
	}
	e.Handle("GET /fault/panic", func(http.ResponseWriter, *http.Request) error { panic("a secret of the stack") })
	e.Handle("GET /receipt/{token}", func(http.ResponseWriter, *http.Request) error { return fault.Missing() })
	return e
}

var refusals = map[string]error{
	"422": fault.New(fault.Invalid, "form.unreadable"), "403": fault.New(fault.Forbidden, "forbidden"), "404": fault.Missing(),
	"409": fmt.Errorf("wrapped: %w", fault.New(fault.Conflict, "conflict")), "507": fault.New(fault.Full, "full"),
	"429": &fault.Error{Kind: fault.TooMany, Key: "too.many", Retry: 90*time.Second + time.Millisecond},
	"500": errors.New("a secret of the database"), "303": fault.New(fault.Unsigned, "unsigned"),
	"413": &http.MaxBytesError{Limit: 15 << 20},
}

func show(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	page := edge.Page(w, r, "填表")
	page.Failed = f.Refused()
	body := templ.Join(ui.ErrorSummary(page.P, f), ui.Form(page, ui.FormProps{Action: "/form"}, f), ui.Field(page.P, f, ui.Input{Name: "text", Label: "字"}))
	return edge.Render(w, r, f.Status(), templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return ui.Blank(page).Render(templ.WithChildren(ctx, body), w)
	}))
}

func visit(t *testing.T, e http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Host = "home.example"
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func TestErrorsBecomePages(t *testing.T) {
	var log bytes.Buffer
	e := house(&log)
	for path := range refusals {
		w := visit(t, e, "/fault/"+path)
		if got := fmt.Sprint(w.Code); got != path {
			t.Errorf("%s: status %s", path, got)
		}
		if path != "303" && !strings.Contains(w.Body.String(), "<h1>") {
			t.Errorf("%s: no page: %s", path, w.Body)
		}
	}
	if w := visit(t, e, "/fault/429"); w.Header().Get("Retry-After") != "91" {
		t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
	}
	if w := visit(t, e, "/fault/303?a=b"); w.Header().Get("Location") != "/signin?back=%2Ffault%2F303%3Fa%3Db" {
		t.Errorf("unsigned leads to %q", w.Header().Get("Location"))
	}
	if w := visit(t, e, "/fault/413"); !strings.Contains(w.Body.String(), "15 MB") {
		t.Errorf("413 must say the limit: %s", w.Body)
	}
	for _, path := range []string{"/fault/500", "/fault/panic"} {
		w := visit(t, e, path)
		id := w.Header().Get("X-Request-Id")
		if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), id) {
			t.Errorf("%s: %d must show its id and nothing else: %s", path, w.Code, w.Body)
		}
		if !strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), id) {
			t.Errorf("%s must stand in the log with its id", path)
		}
	}
	if w := visit(t, e, "/nowhere"); w.Code != 404 || !strings.Contains(w.Body.String(), "<h1>") {
		t.Errorf("unknown path: %d %s", w.Code, w.Body)
	}
	if w := visit(t, e, "/fault/409", "HX-Request", "true"); w.Header().Get("HX-Retarget") != "#notice" || strings.Contains(w.Body.String(), "<html") {
		t.Errorf("a part must get a notice, got %s", w.Body)
	}
}

func TestWrongMethodIsAPageToo(t *testing.T) {
	r := httptest.NewRequest("DELETE", "/public", nil)
	r.Host = "home.example"
	w := httptest.NewRecorder()
	house(io.Discard).ServeHTTP(w, r)
	if w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" || !strings.Contains(w.Body.String(), "<h1>") {
		t.Errorf("got %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

func TestHeadersOnEveryAnswer(t *testing.T) {
	e := house(io.Discard)
	for _, path := range []string{"/form", "/nowhere", "/fault/500", "/fault/panic", ui.AssetURL("site.css")} {
		h := visit(t, e, path).Header()
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy %q lacks %s", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || h.Get("Permissions-Policy") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
	if got := visit(t, e, "/form").Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("a page with a form must not be stored, got %q", got)
	}
}

func TestHosts(t *testing.T) {
	e := house(io.Discard)
	for host, want := range map[string]int{
		"home.example": 200, "HOME.example:443": 200, "home.example.": 200, "localhost:8080": 200, "127.0.0.1:8080": 200, "[::1]:80": 200,
		"evil.example": 421, "home.example.evil.example": 421, "10.0.0.1": 421, "": 421,
	} {
		r := httptest.NewRequest("GET", "/public", nil)
		r.Host = host
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("host %q: %d, want %d", host, w.Code, want)
		}
	}
}

func TestClientIP(t *testing.T) {
	e := house(io.Discard)
	for _, c := range []struct{ remote, forwarded, want string }{
		{"203.0.113.7:1", "1.1.1.1", "203.0.113.7"},
		{"10.0.0.2:1", "1.1.1.1, 198.51.100.4", "198.51.100.4"},
		{"10.0.0.2:1", "198.51.100.4, 10.9.9.9", "198.51.100.4"},
		{"10.0.0.2:1", "nonsense", "10.0.0.2"},
		{"10.0.0.2:1", "", "10.0.0.2"},
		{"[::ffff:10.0.0.2]:1", "2001:db8::1", "2001:db8::1"},
	} {
		r := httptest.NewRequest("GET", "/ip", nil)
		r.Host, r.RemoteAddr = "localhost", c.remote
		r.Header.Set("X-Forwarded-For", c.forwarded)
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if w.Body.String() != c.want {
			t.Errorf("%s behind %s: %s, want %s", c.forwarded, c.remote, w.Body, c.want)
		}
	}
}

var tokenField = regexp.MustCompile(`name="_token" value="([^"]+)"`)

// browser is a client with cookies on a real server.
type browser struct {
	*http.Client
	url string
}

func open(t *testing.T, e *edge.Edge) browser {
	t.Helper()
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return browser{&http.Client{Jar: jar}, server.URL}
}

func (b browser) send(t *testing.T, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := b.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

func (b browser) token(t *testing.T) string {
	t.Helper()
	_, page := b.send(t, "GET", "/form", "")
	m := tokenField.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no token on %s", page)
	}
	return m[1]
}

func TestFormTokens(t *testing.T) {
	e := house(io.Discard)
	one, other := open(t, e), open(t, e)
	token := one.token(t)
	if again := one.token(t); again == token {
		t.Error("a token must look different on every page")
	}
	res, page := one.send(t, "POST", "/form", url.Values{"_token": {token}, "text": {"七"}}.Encode())
	if res.StatusCode != 200 || !strings.Contains(page, "最多 七 字") {
		t.Errorf("posting leads to the page with the flash, got %d %s", res.StatusCode, page)
	}
	if _, page := one.send(t, "GET", "/form", ""); strings.Contains(page, "最多 七 字") {
		t.Error("a flash is shown once")
	}
	other.token(t)
	for name, b := range map[string]struct {
		browser
		token string
	}{"of another browser": {other, token}, "none": {one, ""}, "torn": {one, token[1:]}, "not ours": {one, strings.Repeat("A", len(token))}} {
		res, page := b.send(t, "POST", "/form", url.Values{"_token": {b.token}, "text": {"typed"}}.Encode())
		if res.StatusCode != 403 || !strings.Contains(page, `value="typed"`) {
			t.Errorf("token %s: %d, and what was typed must stay", name, res.StatusCode)
		}
	}
}

func TestAPartOfAPageTakesNoFlash(t *testing.T) {
	b := open(t, house(io.Discard))
	b.send(t, "POST", "/form", url.Values{"_token": {b.token(t)}, "text": {"七"}}.Encode(), "HX-Request", "true")
	for _, c := range []struct {
		headers []string
		shown   bool
	}{{[]string{"HX-Request", "true"}, false}, {nil, true}, {nil, false}} {
		if _, page := b.send(t, "GET", "/form", "", c.headers...); strings.Contains(page, "最多 七 字") != c.shown {
			t.Errorf("with %v: shown %v, want %v", c.headers, !c.shown, c.shown)
		}
	}
}

func TestForeignOrigins(t *testing.T) {
	b := open(t, house(io.Discard))
	body := url.Values{"_token": {b.token(t)}, "text": {"x"}}.Encode()
	for _, headers := range [][]string{{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}} {
		if res, _ := b.send(t, "POST", "/form", body, headers...); res.StatusCode != 403 {
			t.Errorf("%v: %d, want 403 even with a good token", headers, res.StatusCode)
		}
	}
	if res, _ := b.send(t, "POST", "/form", body, "Sec-Fetch-Site", "same-origin"); res.StatusCode != 200 {
		t.Errorf("same origin: %d", res.StatusCode)
	}
	if res, _ := b.send(t, "POST", "/callback", "", "Origin", "https://evil.example"); res.StatusCode != 204 {
		t.Errorf("a callback may come from elsewhere: %d", res.StatusCode)
	}
}

func TestTooLargeIsSaidClearly(t *testing.T) {
	b := open(t, house(io.Discard))
	body := "text=" + strings.Repeat("x", 10<<20)
	for name, r := range map[string]io.Reader{"declared": strings.NewReader(body), "streamed": struct{ io.Reader }{strings.NewReader(body)}} {
		req, err := http.NewRequestWithContext(t.Context(), "POST", b.url+"/form", r)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := b.Do(req)
		if err != nil {
			t.Errorf("%s: the answer must arrive: %v", name, err)
			continue
		}
		page, _ := io.ReadAll(res.Body)
		if res.StatusCode != 413 || !strings.Contains(string(page), "1 MB") {
			t.Errorf("%s: %d %s", name, res.StatusCode, page)
		}
	}
}

func TestPreferences(t *testing.T) {
	b := open(t, house(io.Discard))
	if _, page := b.send(t, "POST", "/prefer", "lang=en&back=/form"); !strings.Contains(page, `lang="en"`) || !strings.Contains(page, "Large view") {
		t.Errorf("English must stay: %s", page)
	}
	if _, page := b.send(t, "POST", "/prefer", "elder=1&back=/form"); !strings.Contains(page, "data-elder") || !strings.Contains(page, `lang="en"`) {
		t.Errorf("elder mode must stay beside the language: %s", page)
	}
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for back, want := range map[string]string{"//evil.example": "/", "https://evil.example/": "/", `/\evil.example`: "/", "/a?b=c": "/a?b=c", "": "/", "/%0d": "/%0d", "/a\nb": "/"} {
		res, _ := b.send(t, "POST", "/prefer", url.Values{"back": {back}}.Encode())
		if got := res.Header.Get("Location"); res.StatusCode != 303 || got != want {
			t.Errorf("back %q leads to %q, want %q", back, got, want)
		}
	}
}

func TestEldersReadPlainWordsButNotAtDesks(t *testing.T) {
	e := house(io.Discard)
	for _, c := range []struct{ path, cookie, want string }{
		{"/home/cases", "", "已受理"}, {"/home/cases", "elder=1", "接下了"}, {"/home/cases", "elder=0", "已受理"},
		{"/home/cases", "elder=1; lang=en", "Accepted"}, {"/desk/cases", "elder=1", "已受理"},
	} {
		if got := visit(t, e, c.path, "Cookie", c.cookie).Body.String(); got != c.want {
			t.Errorf("%s with %q says %q, want %q", c.path, c.cookie, got, c.want)
		}
	}
}

func TestPagesTravelSmall(t *testing.T) {
	e := house(io.Discard)
	for accept, want := range map[string]string{"gzip, deflate, br": "br", "gzip": "gzip", "": "", "br;q=0, gzip": "gzip"} {
		w := visit(t, e, "/public", "Accept-Encoding", accept)
		if got := w.Header().Get("Content-Encoding"); got != want || want != "" && w.Body.Len() > 2000 {
			t.Errorf("Accept-Encoding %q: %q, %d bytes", accept, got, w.Body.Len())
		}
	}
	tag := visit(t, e, "/public").Header().Get("ETag")
	if w := visit(t, e, "/public", "If-None-Match", tag); tag == "" || w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("an unchanged public page: %d with tag %q", w.Code, tag)
	}
	r := httptest.NewRequest("HEAD", "http://home.example/public", nil)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") != "12000" {
		t.Errorf("HEAD: %d, %d bytes, length %s", w.Code, w.Body.Len(), w.Header().Get("Content-Length"))
	}
}

func TestLogTellsNoSecrets(t *testing.T) {
	var log bytes.Buffer
	e := house(&log)
	visit(t, e, "/receipt/opens-by-itself?phone=13800138000", "Cookie", "session=very-secret")
	line := log.String()
	for _, secret := range []string{"opens-by-itself", "13800138000", "very-secret", "192.0.2.1 "} {
		if strings.Contains(line, secret) {
			t.Errorf("%q stands in the log: %s", secret, line)
		}
	}
	if !strings.Contains(line, "status=404") || !strings.Contains(line, "fault=not.found") || !strings.Contains(line, "net=192.0.2.0/24") {
		t.Errorf("the log must tell what happened: %s", line)
	}
}

// Whoever goes away or is cut while a page is made is no fault of ours: no alarm, and no 5xx that would raise one.
func TestWhoIsCutIsNoFaultOfOurs(t *testing.T) {
	var log bytes.Buffer
	e := house(&log)
	ctx, cut := context.WithCancel(t.Context())
	e.Handle("GET /cut", func(w http.ResponseWriter, r *http.Request) error {
		cut()
		return show(w, r, nil)
	})
	r := httptest.NewRequest(http.MethodGet, "/cut", nil).WithContext(ctx)
	r.Host = "home.example"
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	if w.Code != http.StatusRequestTimeout || strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("%d: %s", w.Code, &log)
	}
}
