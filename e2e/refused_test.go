package e2e

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
)

const urlencoded = "application/x-www-form-urlencoded"

// sentence is what people read for a message key.
func sentence(key string, args ...any) string { return i18n.For(string(i18n.ZH)).T(key, args...) }

// says reports whether the page shows the sentence.
func (a answer) says(key string, args ...any) bool {
	return strings.Contains(a.said(), sentence(key, args...))
}

// TestTooLargeABody sends ten megabytes wherever something can be sent, with and without their length.
func TestTooLargeABody(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	f := o.browser("10.6.0.1").file("zhengding", report{"text": "路灯不亮"})
	large := "text=" + strings.Repeat("%E6%B0%B4", 10<<20/9)
	for path, b := range map[string]*browser{reportPath: o.browser("10.6.0.2"), "/desk/cases/" + f.number + "/accept": w.at("officer"), "/signin": o.browser("10.6.0.3"),
		"/zhengding/cases/find": o.browser("10.6.0.4"), "/prefer": o.browser("10.6.0.5")} {
		for name, body := range map[string]io.Reader{"declared": strings.NewReader(large), "streamed": io.MultiReader(strings.NewReader(large))} {
			page := b.post(path, urlencoded, body)
			if page.status != http.StatusRequestEntityTooLarge || !page.says("form.large", 1) {
				t.Errorf("%s to %s: %d\n%s", name, path, page.status, page.said())
			}
		}
	}
	for _, path := range []string{"/congresses/zhengding/cases", "/cases/" + f.number + "/withdraw"} {
		var problem struct{ Code, Detail string }
		o.program("").call(http.MethodPost, path, `{"text":"`+strings.Repeat("水", 10<<20/3)+`"}`).read(http.StatusRequestEntityTooLarge, &problem)
		if problem.Code != "form.large" || problem.Detail == "" {
			t.Errorf("%s: %+v", path, problem)
		}
	}
}

// unfit are texts that no field takes; the rest of the form must stay.
var unfit = []struct{ name, text, form, api string }{
	{"100,000 lines", strings.Repeat("a\n", 100_000), "text.long", "text.long"},
	{"500 lines", strings.Repeat("a\n", 500) + "b", "text.lines", "text.lines"},
	{"one character too many", strings.Repeat("𠮷", 5001), "text.long", "text.long"},
	{"NUL", "路灯\x00不亮", "form.nul", "text.nul"},
	{"nothing to see", "\u200b\u3164\u00a0\u202e", "field.required", "field.required"},
}

// TestUnfitTextsAreRefusedAndKept files and acts with texts that cannot be kept.
func TestUnfitTextsAreRefusedAndKept(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	number := o.browser("10.6.0.1").file("zhengding", report{"text": "路灯不亮"}).number
	for _, c := range unfit {
		b := o.browser("10.6.1.1")
		wizard := b.get(reportPath+"?new=1").wizard().set("title", "这一行要留着").set("text", c.text)
		note := w.at("officer").get("/desk/cases/"+number+"/note").form("/desk/cases/"+number+"/note").set("text", c.text)
		for _, f := range []*filled{wizard, note} {
			page := f.send("").led().want(http.StatusUnprocessableEntity)
			if !page.says(c.form) {
				t.Errorf("%s: %s does not say why:\n%s", c.name, f.action, page.said())
			}
			again := page.form(f.action)
			if got, want := again.values.Get("text"), strings.ReplaceAll(c.text, "\x00", ""); strings.TrimSpace(got) != strings.TrimSpace(want) {
				t.Errorf("%s: %s kept %d bytes of %d", c.name, f.action, len(got), len(want))
			}
			if f == wizard && again.values.Get("title") != "这一行要留着" {
				t.Errorf("%s: the other field is gone", c.name)
			}
		}
		token := w.program(w.tokens["officer"])
		for path, body := range map[string]map[string]any{"/congresses/zhengding/cases": {"text": c.text}, "/cases/" + number + "/note": {"text": c.text, "version": 1}} {
			wrongField(token.call(http.MethodPost, path, body), "text", c.api)
		}
	}
	o.booksAreRight(1)
}

// wrongField shows that the API names the wrong field and why.
func wrongField(r reply, field, code string) {
	r.p.t.Helper()
	var problem struct {
		Errors []struct{ Field, Code, Message string }
	}
	r.read(http.StatusUnprocessableEntity, &problem)
	if len(problem.Errors) != 1 || problem.Errors[0].Field != field || problem.Errors[0].Code != code || problem.Errors[0].Message == "" {
		r.p.t.Errorf("%s: %+v, want %s: %s", r.path, problem, field, code)
	}
}

// TestBytesThatAreNoText sends bytes that are no UTF-8, and what is no form or no JSON at all.
func TestBytesThatAreNoText(t *testing.T) {
	o := openTown(t, nil)
	b := o.browser("10.6.0.1")
	f := b.get(reportPath).wizard()
	f.values.Set("text", "水渠\xff堵了")
	page := f.send("").led().want(http.StatusUnprocessableEntity)
	if !page.says("form.utf8") || page.wizard().values.Get("text") != "水渠堵了" {
		t.Errorf("bytes that are no text:\n%s", page.said())
	}
	for _, c := range []struct{ kind, body string }{
		{urlencoded, "a=%zz&%"}, {"multipart/form-data", "x"}, {"multipart/form-data; boundary=x", "--x\r\nnothing"}, {"text/plain", "text=a"}, {"", ""},
		{urlencoded, strings.Repeat("a=1&", 60_000)}, {urlencoded, "_token=" + strings.Repeat("x", 5000)}, {"application/json", `{"text":"a"}`},
	} {
		if page := b.post(reportPath, c.kind, strings.NewReader(c.body)); page.status < 400 || page.status > 499 {
			t.Errorf("%q as %s: %d", c.body[:min(len(c.body), 30)], c.kind, page.status)
		}
	}
	for _, c := range []struct {
		body   string
		status int
	}{
		{"{\"text\":\"a\xff\"}", 400}, {`{"text":"\ud800"}`, 400}, {`{"text":"a"`, 400}, {`[]`, 400}, {`{"text":"a","text":"b"}`, 422}, {`{"text":1}`, 422},
		{`{"text":"a","state":"closed"}`, 422}, {`{"text":"a","congress_id":2}`, 422}, {strings.Repeat(`{"a":`, 10_000), 400}, {`{"text":null}`, 422},
	} {
		if r := o.program("").call(http.MethodPost, "/congresses/zhengding/cases", c.body); r.status != c.status {
			t.Errorf("%.40s: %d, want %d: %s", c.body, r.status, c.status, r.body)
		}
	}
	o.booksAreRight(0)
}

// TestForeignPagesAreRefused sends forms as another site's page would, and with tokens that are not this browser's.
func TestForeignPagesAreRefused(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	number := o.browser("10.6.0.1").file("zhengding", report{"text": "路灯不亮"}).number
	stranger := o.browser("10.6.0.2")
	foreign := stranger.get(reportPath).wizard().values.Get("_token")
	for path, b := range map[string]*browser{reportPath: o.browser("10.6.0.3"), "/desk/cases/" + number + "/accept": w.at("officer")} {
		page := b.get(path).want(http.StatusOK)
		f := page.formWhere(path, func(action string) bool {
			return action == path || path == reportPath && wizardPage.MatchString(action)
		})
		path = f.action
		for name, headers := range map[string][]string{
			"another site": {"Sec-Fetch-Site", "cross-site"}, "a neighbouring host": {"Sec-Fetch-Site", "same-site"}, "an old browser": {"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
		} {
			page := b.postAs(path, f.values, headers...)
			if page.status != http.StatusForbidden || !page.says("form.foreign") {
				t.Errorf("%s to %s: %d\n%s", name, path, page.status, page.said())
			}
		}
		for name, token := range map[string]string{"none": "", "another browser's": foreign, "made up": strings.Repeat("A", 43)} {
			values := url.Values{"text": {"写了很久的话"}, "_token": {token}, "_version": f.values["_version"], "_key": f.values["_key"]}
			if page := b.postForm(path, values); page.status != http.StatusForbidden || !page.says("form.old") || !strings.Contains(page.body, "写了很久的话") {
				t.Errorf("a token that is %s to %s: %d\n%s", name, path, page.status, page.said())
			}
		}
	}
	o.booksAreRight(1)
	if c := w.read(&life{filed: filed{number: number}}); c.Version != 1 || c.State != casework.Filed {
		t.Errorf("a foreign page led to version %d, %s", c.Version, c.State)
	}
}

// postAs is postForm with headers of another page, an empty one taken away.
func (b *browser) postAs(path string, v url.Values, headers ...string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+path, strings.NewReader(v.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", urlencoded)
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	return b.do(r)
}
