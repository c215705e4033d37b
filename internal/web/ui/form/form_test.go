package form_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui/form"
)

func guarded(r *http.Request) *http.Request {
	return r.WithContext(form.Guarded(r.Context(), func(token string) bool { return token == "good" }))
}

func post(body string) *http.Request {
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return guarded(r)
}

func TestReadTyped(t *testing.T) {
	f, err := form.Read(post("_token=good&_key=abcdefghijklmnop&_version=7&text=+%E4%B8%80%0D%0A%E4%BA%8C+&line=a++b%0Ac&n=12&yes=on&day=2026-12-15&c=x&m=1&m=2&m=1"), form.Text, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Text("text"); got != "一\n二" {
		t.Errorf("Text = %q", got)
	}
	if got := f.Line("line"); got != "a b c" {
		t.Errorf("Line = %q", got)
	}
	if f.Int("n") != 12 || !f.Bool("yes") || f.Bool("no") || f.Version() != 7 || f.Key() != "abcdefghijklmnop" {
		t.Errorf("n %d yes %v version %d key %q", f.Int("n"), f.Bool("yes"), f.Version(), f.Key())
	}
	if want := time.Date(2026, 12, 14, 16, 0, 0, 0, time.UTC); !f.Date("day").Equal(want) {
		t.Errorf("Date = %v, want %v", f.Date("day"), want)
	}
	if f.Choice("c", "x", "y") != "x" || !slices.Equal(f.All("m"), []string{"1", "2"}) {
		t.Errorf("Choice %q All %v", f.Choice("c", "x", "y"), f.All("m"))
	}
	if err := f.Err(); err != nil {
		t.Errorf("Err = %v", err)
	}
}

func TestWrongTypesFailTheirFields(t *testing.T) {
	f, err := form.Read(post("_token=good&n=zw%C3%B6lf&day=31.12.&c=z&_key=short"), form.Text, nil)
	if err != nil {
		t.Fatal(err)
	}
	f.Int("n")
	f.Date("day")
	f.Choice("c", "x")
	var keys []string
	for _, e := range f.Errors() {
		keys = append(keys, e.Name+" "+e.Key)
	}
	if want := []string{"n form.number", "day form.date", "c form.choice"}; !slices.Equal(keys, want) {
		t.Errorf("got %v, want %v", keys, want)
	}
	if f.Key() != "" || f.Get("n") != "zwölf" {
		t.Errorf("a malformed key must be none, what was typed must stay: %q %q", f.Key(), f.Get("n"))
	}
}

func TestBytesThatAreNoText(t *testing.T) {
	f, err := form.Read(post("_token=good&a=x%FFy&b=x%00y&c=fine"), form.Text, nil)
	if !f.Keep(err) || f.Status() != http.StatusUnprocessableEntity {
		t.Fatalf("must be shown again, got %v %d", err, f.Status())
	}
	if f.Wrong("a").Key != "form.utf8" || f.Wrong("b").Key != "form.nul" || f.Wrong("c") != nil {
		t.Errorf("got %v", f.Errors())
	}
	if f.Get("a") != "xy" || f.Get("b") != "xy" || f.Get("c") != "fine" {
		t.Errorf("what can be shown must stay: %q %q %q", f.Get("a"), f.Get("b"), f.Get("c"))
	}
}

func TestLimitsAndTokens(t *testing.T) {
	small := form.Limits{Body: 64, Text: 64, Fields: 3}
	var large *http.MaxBytesError
	if _, err := form.Read(post("_token=good&a="+strings.Repeat("x", 64)), small, nil); !errors.As(err, &large) {
		t.Errorf("declared too large: %v", err)
	}
	r := post("_token=good&a=" + strings.Repeat("x", 64))
	r.ContentLength = -1
	if _, err := form.Read(r, small, nil); !errors.As(err, &large) {
		t.Errorf("too large without a length: %v", err)
	}
	if _, err := form.Read(post("_token=good&a=1&b=2&c=3"), small, nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("too many fields: %v", err)
	}
	for _, body := range []string{"_token=bad&a=typed", "a=typed"} {
		f, err := form.Read(post(body), form.Text, nil)
		if fault.KindOf(err) != fault.Forbidden || !f.Keep(err) || f.Status() != http.StatusForbidden || f.Get("a") != "typed" {
			t.Errorf("%s: %v, kept %q", body, err, f.Get("a"))
		}
	}
	bare := httptest.NewRequest("POST", "/", strings.NewReader("a=1")).WithContext(context.Background())
	if _, err := form.Read(bare, form.Text, nil); err == nil || fault.As(err) != nil {
		t.Errorf("a request that did not pass the edge must be an internal error, got %v", err)
	}
}

type part struct{ name, file, text string }

func upload(t *testing.T, parts ...part) *http.Request {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, p := range parts {
		dst, err := w.CreateFormField(p.name)
		if p.file != "" {
			dst, err = w.CreateFormFile(p.name, p.file)
		}
		if err == nil {
			_, err = io.WriteString(dst, p.text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return guarded(r)
}

// sink takes files that do not begin with "bad" and names their token after name and content.
func sink(_ context.Context, name string, r io.Reader) (string, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(string(text), "bad") {
		return "", fault.New(fault.Invalid, "form.choice")
	}
	return name + "=" + string(text), nil
}

func TestFilesStreamToTheirSink(t *testing.T) {
	limits := form.Limits{Body: 1 << 20, Text: 100, Fields: 20, Files: 3, File: 10}
	f, err := form.Read(upload(t, part{"_token", "", "good"}, part{"photos", "", "old"}, part{"photos_drop", "", "gone"},
		part{"photos", "", "gone"}, part{"text", "", "typed"}, part{"photos", `C:\dir\a.jpg`, "one"}, part{"other", "b.jpg", "two"}),
		limits, map[string]form.Sink{"photos": sink})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"old", "a.jpg=one"}; !slices.Equal(f.All("photos"), want) || f.Get("text") != "typed" {
		t.Errorf("photos %v, want %v; text %q", f.All("photos"), want, f.Get("text"))
	}
}

func TestRefusedFilesKeepTheRest(t *testing.T) {
	limits := form.Limits{Body: 1 << 20, Text: 100, Fields: 20, Files: 1, File: 10}
	for _, c := range []struct {
		name  string
		parts []part
		key   string
		kept  []string
	}{
		{"refused by the sink", []part{{"photos", "a.jpg", "bad"}}, "form.choice", nil},
		{"over the limit", []part{{"photos", "a.jpg", strings.Repeat("x", 11)}}, "form.file.large", nil},
		{"just at the limit", []part{{"photos", "a", strings.Repeat("x", 10)}}, "", []string{"a=xxxxxxxxxx"}},
		{"too many", []part{{"photos", "a", "1"}, {"photos", "b", "2"}}, "form.files", []string{"a=1"}},
	} {
		f, err := form.Read(upload(t, append([]part{{"_token", "", "good"}, {"text", "", "typed"}}, c.parts...)...), limits, map[string]form.Sink{"photos": sink})
		if c.key == "" && err != nil || c.key != "" && !f.Keep(err) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if c.key != "" && (f.Wrong("photos") == nil || f.Wrong("photos").Key != c.key) {
			t.Errorf("%s: got %v, want %s", c.name, f.Errors(), c.key)
		}
		if !slices.Equal(f.All("photos"), c.kept) || f.Get("text") != "typed" {
			t.Errorf("%s: kept %v and %q", c.name, f.All("photos"), f.Get("text"))
		}
	}
}

func TestNoFileIsStoredForAStranger(t *testing.T) {
	called := false
	spy := func(context.Context, string, io.Reader) (string, error) { called = true; return "t", nil }
	for _, parts := range [][]part{
		{{"_token", "", "bad"}, {"photos", "a", "1"}, {"text", "", "typed"}},
		{{"photos", "a", "1"}, {"_token", "", "good"}, {"text", "", "typed"}},
	} {
		f, err := form.Read(upload(t, parts...), form.Photos, map[string]form.Sink{"photos": spy})
		if fault.KindOf(err) != fault.Forbidden || called || f.Get("text") != "typed" {
			t.Errorf("%v: %v, sink called %v, kept %q", parts, err, called, f.Get("text"))
		}
	}
}

func TestKeepTakesOnlyWhatThePersonCanMend(t *testing.T) {
	var wrong fault.Fields
	wrong.Add("title", "form.choice")
	for _, c := range []struct {
		err    error
		keep   bool
		status int
	}{
		{nil, false, 200}, {errors.New("disk"), false, 200}, {fault.Missing(), false, 200},
		{fault.New(fault.Forbidden, "forbidden"), false, 200},
		{wrong.Err(), true, 422}, {fault.New(fault.Conflict, "conflict"), true, 409}, {fault.New(fault.TooMany, "too.many"), true, 429}, {fault.New(fault.Full, "full"), true, 507},
	} {
		f := form.New(url.Values{"title": {"typed"}})
		if got := f.Keep(c.err); got != c.keep || f.Status() != c.status || f.Refused() != c.keep {
			t.Errorf("Keep(%v) = %v, status %d", c.err, got, f.Status())
		}
	}
	var none *form.Form
	if none.Get("x") != "" || none.Status() != 200 || none.Refused() || none.Wrong("x") != nil || none.Key() != "" || none.Keep(wrong.Err()) {
		t.Error("a nil form must be an empty one")
	}
}

func TestQueryRefusesNothing(t *testing.T) {
	r := httptest.NewRequest("GET", "/?q=a%FF%00b&n=3", nil)
	f := form.Query(r)
	if f.Get("q") != "ab" || f.Int("n") != 3 || f.Refused() {
		t.Errorf("got %q %d %v", f.Get("q"), f.Int("n"), f.Errors())
	}
}

func TestKeysDiffer(t *testing.T) {
	a, b := form.NewKey(), form.NewKey()
	if a == b || form.New(url.Values{form.KeyField: {a}}).Key() != a {
		t.Errorf("keys %q %q", a, b)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", "_token=good&a=%ff")
	f.Add("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nc\r\n--x--")
	f.Fuzz(func(t *testing.T, kind, body string) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		got, err := form.Read(guarded(r), form.Limits{Body: 1 << 16, Text: 1 << 16, Fields: 50, Files: 2, File: 1 << 10}, map[string]form.Sink{"a": sink})
		if err == nil && strings.ContainsRune(got.Text("a"), 0) {
			t.Errorf("NUL came through: %q", got.Text("a"))
		}
	})
}
