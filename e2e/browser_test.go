package e2e

import (
	"bytes"
	"cmp"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// browser is somebody's browser without scripts: it keeps cookies, reads pages and fills the forms that it finds there.
type browser struct {
	t      testing.TB
	base   string
	client *http.Client
	from   string // the address behind the proxy
}

// answer is a page that came.
type answer struct {
	b      *browser
	status int
	path   string // after redirects
	to     string // where a redirect that was not followed leads
	header http.Header
	body   string
}

var transport = &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}

func newBrowser(t testing.TB, base, from string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, base: base, from: from, client: &http.Client{Jar: jar, Transport: transport}}
}

func (o *town) browser(from string) *browser { return newBrowser(o.t, o.url, from) }

// get follows redirects; post does not, so that what it answers can be judged.
func (b *browser) get(path string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(r)
}

func (b *browser) do(r *http.Request) answer {
	b.t.Helper()
	a, err := b.try(r)
	if err != nil {
		b.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	return a
}

// try is do for a server that may be killed meanwhile.
func (b *browser) try(r *http.Request) (answer, error) {
	r.Header.Set("X-Forwarded-For", b.from)
	if r.Header.Get("Accept-Language") == "" {
		r.Header.Set("Accept-Language", "zh-CN")
	}
	client := *b.client
	if r.Method != http.MethodGet {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	resp, err := client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return answer{b: b, status: resp.StatusCode, path: resp.Request.URL.RequestURI(), to: resp.Header.Get("Location"), header: resp.Header, body: string(body)}, err
}

// post sends a body of a kind as a page of our own does.
func (b *browser) post(path, kind string, body io.Reader) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

func (b *browser) postForm(path string, v url.Values) answer {
	b.t.Helper()
	return b.post(path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// want gives the answer back when it has the status, and ends the test otherwise.
func (a answer) want(status int) answer {
	a.b.t.Helper()
	if a.status != status {
		a.b.t.Fatalf("%s: %d (to %q), want %d\n%s", a.path, a.status, a.to, status, a.said())
	}
	return a
}

// said is what a person reads on the page.
func (a answer) said() string {
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		return a.body
	}
	return textOf(doc)
}

func textOf(n *html.Node) string {
	var out strings.Builder
	each(n, func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			out.WriteString(n.Data)
		}
	})
	return out.String()
}

func each(n *html.Node, f func(*html.Node)) {
	f(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, f)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// filled is a form of a page with what stands in it.
type filled struct {
	b         *browser
	action    string
	multipart bool
	values    url.Values
	choices   map[string][]string // what may be ticked or chosen
	shown     map[string]bool     // fields that the person sees
	buttons   []string            // the names of those that have one
	files     []file
}

type file struct{ field, name, content string }

// form finds the page's form with the action; there must be one.
func (a answer) form(action string) *filled {
	a.b.t.Helper()
	return a.formWhere(action, func(path string) bool { return path == action })
}

func (a answer) formWhere(action string, fits func(string) bool) *filled {
	a.b.t.Helper()
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.b.t.Fatal(err)
	}
	var found *filled
	each(doc, func(n *html.Node) {
		if found == nil && isPost(n) {
			if f := readForm(a.b, n); fits(f.action) {
				found = f
			}
		}
	})
	if found == nil {
		a.b.t.Fatalf("%s (%d) has no form to %s:\n%s", a.path, a.status, action, a.said())
	}
	return found
}

func readForm(b *browser, form *html.Node) *filled {
	action, _, _ := strings.Cut(cmp.Or(attr(form, "formaction"), attr(form, "action")), "#") // what stands behind # is not sent
	f := &filled{b: b, action: action, multipart: attr(form, "enctype") == "multipart/form-data", values: url.Values{},
		choices: map[string][]string{}, shown: map[string]bool{}}
	controls(form, func(n *html.Node) {
		if attr(n, "name") != "" {
			f.read(n)
		}
	})
	if form.Data == "button" {
		f.values.Add(attr(form, "name"), attr(form, "value"))
	}
	return f
}

// controls are the controls of a form; of a button that sends its form elsewhere those that it sends, without other buttons.
func controls(form *html.Node, visit func(*html.Node)) {
	if form.Data != "button" {
		each(form, func(n *html.Node) {
			if n.Type == html.ElementNode {
				visit(n)
			}
		})
		return
	}
	owner, root := form, form
	for ; root.Parent != nil; root = root.Parent {
		if root.Data == "form" {
			owner = root
		}
	}
	each(root, func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data != "button" && (inside(n, owner) || attr(n, "form") == attr(owner, "id")) {
			visit(n)
		}
	})
}

func inside(n, outer *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

func (f *filled) read(n *html.Node) {
	name := attr(n, "name")
	switch n.Data {
	case "textarea":
		f.values.Add(name, textOf(n))
		f.shown[name] = true
	case "select":
		f.shown[name] = true
		each(n, func(o *html.Node) {
			if o.Data != "option" {
				return
			}
			f.choices[name] = append(f.choices[name], attr(o, "value"))
			if has(o, "selected") {
				f.values.Set(name, attr(o, "value"))
			}
		})
	case "input":
		f.readInput(n, name)
	case "button":
		f.buttons = append(f.buttons, name)
	}
}

func (f *filled) readInput(n *html.Node, name string) {
	kind := attr(n, "type")
	f.shown[name] = f.shown[name] || kind != "hidden"
	switch kind {
	case "radio", "checkbox":
		f.choices[name] = append(f.choices[name], attr(n, "value"))
		if has(n, "checked") {
			f.values.Add(name, attr(n, "value"))
		}
	case "file":
	default:
		f.values.Add(name, attr(n, "value"))
	}
}

// set fills a field that the person sees; a choice must be one that is offered.
func (f *filled) set(name string, values ...string) *filled {
	f.b.t.Helper()
	if !f.shown[name] {
		f.b.t.Fatalf("the form to %s asks for no %s", f.action, name)
	}
	for _, v := range values {
		if offered, ok := f.choices[name]; ok && !slices.Contains(offered, v) {
			f.b.t.Fatalf("the form to %s offers no %s %q, only %q", f.action, name, v, offered)
		}
	}
	f.values[name] = slices.Clone(values)
	return f
}

// attach chooses a file.
func (f *filled) attach(field, name, content string) *filled {
	f.files = append(f.files, file{field, name, content})
	return f
}

// send presses a button, "name=value" or "" for one without a name. Line breaks travel as CRLF, as browsers send them.
func (f *filled) send(button string) answer {
	f.b.t.Helper()
	values := url.Values{}
	for name, all := range f.values {
		for _, v := range all {
			values.Add(name, crlf(v))
		}
	}
	if name, value, ok := strings.Cut(button, "="); ok {
		values.Set(name, value)
	}
	if !f.multipart {
		return f.b.postForm(f.action, values)
	}
	kind, body := f.encode(values)
	return f.b.post(f.action, kind, body)
}

func crlf(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
}

// encode writes multipart/form-data with the token first, as it stands first in the form.
func (f *filled) encode(values url.Values) (string, io.Reader) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	put := func(name string) {
		for _, v := range values[name] {
			_ = w.WriteField(name, v) // a buffer takes everything
		}
	}
	put("_token")
	for name := range values {
		if name != "_token" {
			put(name)
		}
	}
	for _, one := range f.files {
		if part, err := w.CreateFormFile(one.field, one.name); err == nil {
			_, _ = io.WriteString(part, one.content)
		}
	}
	_ = w.Close()
	return w.FormDataContentType(), &body
}
