package uitest

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// Browser is somebody at the pages of a house, without scripts: it keeps cookies and follows redirects.
type Browser struct {
	T      testing.TB
	Base   string
	Client *http.Client
}

// Page is what a browser shows.
type Page struct {
	Status int
	At     string
	Body   string
	Header http.Header
}

// Serve puts pages on the net until the test ends, and gives their address.
func Serve(t testing.TB, h http.Handler) string {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// As gives the browser of whom the name stands for; "" is nobody.
func As(t testing.TB, base, name string) *Browser {
	jar, _ := cookiejar.New(nil)
	b := &Browser{T: t, Base: base, Client: &http.Client{Jar: jar}}
	if name != "" {
		b.Keep(&http.Cookie{Name: "who", Value: url.QueryEscape(name)})
	}
	return b
}

// Named is the name that As gave to the browser a request comes from, "" if none.
func Named(r *http.Request) string {
	c, err := r.Cookie("who")
	if err != nil {
		return ""
	}
	name, _ := url.QueryUnescape(c.Value)
	return name
}

// Keep puts cookies into the browser.
func (b *Browser) Keep(cookies ...*http.Cookie) {
	u, _ := url.Parse(b.Base)
	b.Client.Jar.SetCookies(u, cookies)
}

// Get opens a page.
func (b *Browser) Get(path string) Page {
	b.T.Helper()
	return b.Do(b.request(http.MethodGet, path, nil))
}

// Post sends a form as the page of the same house would.
func (b *Browser) Post(path string, v url.Values) Page {
	b.T.Helper()
	return b.Send(path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// Send sends a body of any kind as the page of the same house would.
func (b *Browser) Send(path, kind string, body io.Reader) Page {
	b.T.Helper()
	r := b.request(http.MethodPost, path, body)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Origin", b.Base)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Do(r)
}

func (b *Browser) request(method, path string, body io.Reader) *http.Request {
	b.T.Helper()
	r, err := http.NewRequestWithContext(b.T.Context(), method, b.Base+path, body)
	if err != nil {
		b.T.Fatal(err)
	}
	return r
}

// Do sends a request, follows where it leads and shows the page, which must have no fault.
func (b *Browser) Do(r *http.Request) Page {
	b.T.Helper()
	resp, err := b.Client.Do(r)
	if err != nil {
		b.T.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.T.Fatal(err)
	}
	p := Page{resp.StatusCode, resp.Request.URL.RequestURI(), string(body), resp.Header}
	if strings.HasPrefix(strings.ToLower(p.Body), "<!doctype html") {
		for _, f := range Faults(p.Body) {
			b.T.Errorf("%s: %s", p.At, f)
		}
	}
	return p
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// Hidden gives the hidden fields of the form that a piece of a page begins in, or of the first one in it.
func Hidden(piece string) url.Values {
	one, _, _ := strings.Cut(piece, "</form>")
	v := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(one, -1) {
		v.Add(m[1], html.UnescapeString(m[2]))
	}
	return v
}
