package e2e

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/api"
	"jiazhan/internal/app/config"
	"jiazhan/internal/web/ui"
)

// TestEveryAnswerIsGuarded asks everything that is mounted, and what is not, well and badly, and shows that every answer
// forbids what pages of ours never do: foreign and inline scripts, frames, guessing of kinds. Files, errors, the papers of
// the API and what machines ask are no exception.
func TestEveryAnswerIsGuarded(t *testing.T) {
	o := openTown(t, func(c *config.Config) { c.MetricsToken = "0123456789abcdef" })
	s := o.fileWithPhoto(o.browser("10.24.0.1"), "zhengding", report{"text": "路灯不亮"})
	o.readMember(o.desk("system"))
	seen := map[int]int{}
	for _, b := range []*browser{o.browser("10.24.0.2"), o.desk("officer"), o.desk("system"), o.desk("audit")} {
		for _, r := range o.known {
			path := o.at(r.path, s) + strings.NewReplacer("{photo}", s.photo, "{number}", s.number).Replace(queries[r.path])
			if r.api {
				path = api.Base + path
			}
			a := b.raw(r.method, path, r.method != http.MethodGet)
			seen[a.status]++
			a.isGuarded(r.String())
		}
		o.pass(time.Minute)
	}
	visitor := o.browser("10.24.0.3")
	for _, path := range []string{"/nowhere/at/all", "//evil.example/", "/zhengding/../xinle/", "/healthz", "/readyz", "/metrics", "/assets/nothing.js", ui.AssetURL("site.css"), "/media/" + s.photo + "/thumb",
		api.Base + "/docs", api.Base + "/openapi.json", api.Base + "/nothing", "/zhengding/receipt/" + s.receipt + "/qr.png", "/zhengding/answers.atom"} {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete, http.MethodOptions} {
			a := visitor.raw(method, path, false)
			seen[a.status]++
			a.isGuarded(method + " " + path)
		}
	}
	visitor.raw(http.MethodGet, "/metrics", false, "Authorization", "Bearer 0123456789abcdef").want(http.StatusOK).isGuarded("metrics")
	visitor.raw(http.MethodPost, "/zhengding/report", true, "Sec-Fetch-Site", "cross-site").want(http.StatusForbidden).isGuarded("a foreign page")
	visitor.raw(http.MethodPost, "/zhengding/report", true, "Content-Length", "999999999").isGuarded("too much")
	for _, status := range []int{200, 303, 401, 403, 404, 405, 422} {
		if seen[status] == 0 {
			t.Errorf("no answer had status %d: %v", status, seen)
		}
	}
}

// raw asks with any method, as a page of ours does, and follows nothing.
func (b *browser) raw(method, path string, form bool, header ...string) answer {
	b.t.Helper()
	var body string
	if form {
		body = url.Values{"_token": {"x"}, "text": {"\xff"}}.Encode()
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", urlencoded)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := *b.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	own := *b
	own.client = &client
	return own.do(r)
}

// isGuarded looks at the headers and cookies of an answer, and at where it leads.
func (a answer) isGuarded(what string) {
	a.b.t.Helper()
	policy, h := a.header.Get("Content-Security-Policy"), a.header
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") ||
		h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" || h.Get("Referrer-Policy") != "same-origin" || h.Get("Cross-Origin-Opener-Policy") != "same-origin" {
		a.b.t.Errorf("%s: %d without a guard: %v", what, a.status, h)
	}
	if kind := h.Get("Content-Type"); a.body != "" && kind == "" || strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "charset=utf-8") {
		a.b.t.Errorf("%s: %d is of kind %q", what, a.status, kind)
	}
	if a.to != "" && (!strings.HasPrefix(a.to, "/") || strings.HasPrefix(a.to, "//")) {
		a.b.t.Errorf("%s leads to %q", what, a.to)
	}
	for _, line := range h.Values("Set-Cookie") {
		c, err := http.ParseSetCookie(line)
		if err != nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure != strings.HasPrefix(c.Name, "__Host-") {
			a.b.t.Errorf("%s sets %s", what, line)
		}
	}
}

// TestBehindTLSEveryCookieIsBoundToTheHost reaches a house whose address is https.
func TestBehindTLSEveryCookieIsBoundToTheHost(t *testing.T) {
	o := openTown(t, func(c *config.Config) { c.BaseURL = "https://npc.example.cn" })
	b := o.browser("10.25.0.1")
	cookies := 0
	ask := func(method, path, body string, host string) answer {
		r, err := http.NewRequestWithContext(t.Context(), method, o.url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = cmp.Or(host, "npc.example.cn")
		r.Header.Set("Content-Type", urlencoded)
		return b.do(r)
	}
	for _, one := range [][3]string{{http.MethodGet, "/zhengding/report?new=1"}, {http.MethodPost, "/prefer", "lang=en&elder=1&rail=small&back=//evil.example"}, {http.MethodGet, "/signin"}} {
		a := ask(one[0], one[1], one[2], "")
		a.isGuarded(one[1])
		if a.header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s: no promise of TLS", one[1])
		}
		for _, line := range a.header.Values("Set-Cookie") {
			cookies++
			if !strings.HasPrefix(line, "__Host-") || !strings.Contains(line, "Secure") {
				t.Errorf("%s sets %s", one[1], line)
			}
		}
	}
	if cookies < 4 {
		t.Errorf("only %d cookies were seen", cookies)
	}
	for _, host := range []string{"evil.example", "npc.example.cn.evil.example", "npc.example.cn@evil.example", "xn--npc.example.cn", "10.0.0.7"} {
		if a := ask(http.MethodGet, "/zhengding/", "", host); a.status != http.StatusMisdirectedRequest && a.status != http.StatusBadRequest || strings.Contains(a.body, host) {
			t.Errorf("host %q: %d", host, a.status)
		}
	}
	a := ask(http.MethodGet, "/zhengding/answers.atom", "", "localhost")
	if strings.Contains(a.body, "localhost") || a.status == http.StatusOK && !strings.Contains(a.body, "https://npc.example.cn/") {
		t.Errorf("addresses in the feed follow the request:\n%s", a.body)
	}
}
