package edge_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// What was typed into a form that could not be taken is offered to be sent once more, unless it holds a secret or the
// person herself must change something.
func TestAFormThatCouldNotBeTakenIsKept(t *testing.T) {
	e := house(&bytes.Buffer{})
	var answer error
	e.Handle("POST /unread", func(http.ResponseWriter, *http.Request) error { return answer })
	e.Handle("POST /read", func(_ http.ResponseWriter, r *http.Request) error {
		if _, err := form.Read(r, form.Text, nil); err != nil && fault.KindOf(err) != fault.Forbidden {
			return err
		}
		return answer
	})
	const text = "路灯不亮\r\n𠮷<b>\"写了很久\""
	for _, c := range []struct {
		name  string
		err   error
		field string
		kept  bool
	}{
		{"the database is away", fault.New(fault.Away, "away"), "text", true},
		{"the disk is full", fault.New(fault.Full, "full"), "text", true},
		{"a fault of ours", http.ErrHandlerTimeout, "text", true},
		{"a secret", fault.New(fault.Away, "away"), "password", false},
		{"nothing to be done", fault.New(fault.Forbidden, "forbidden"), "text", false},
	} {
		for _, path := range []string{"/unread", "/read"} {
			answer = c.err
			page := post(e, path+"?then=check", url.Values{c.field: {text}, "key": {"k1"}})
			kept := strings.Contains(page, `action="`+path+`?then=check"`) && strings.Contains(page, `name="key" value="k1"`) &&
				strings.Contains(page, "路灯不亮\r\n𠮷&lt;b&gt;&#34;写了很久&#34;")
			if kept != c.kept || !c.kept && strings.Contains(page, "写了很久") {
				t.Errorf("%s, %s: kept %v\n%s", c.name, path, kept, page)
			}
		}
	}
}

func post(e *edge.Edge, path string, fields url.Values) string {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Host = "home.example"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://home.example")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w.Body.String()
}
