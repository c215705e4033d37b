package uitest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"jiazhan/internal/web/ui/uitest"
)

// heard is a test that fails without failing ours.
type heard struct {
	testing.TB
	errors []string
}

func (h *heard) Errorf(format string, args ...any) {
	h.errors = append(h.errors, fmt.Sprintf(format, args...))
}

func TestABrowserTellsWhatIsWrongWithAPage(t *testing.T) {
	base := uitest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/in?by="+uitest.Named(r), http.StatusSeeOther)
			return
		}
		_, _ = fmt.Fprint(w, strings.Replace(good, "%", `<form method="post" action="/in"><input type="hidden" name="n" value="&lt;1"><input type="hidden" name="n" value="2">`+
			`</form><input type="hidden" name="n" value="3"><img src="/bad">`, 1))
	}))
	h := &heard{TB: t}
	p := uitest.As(h, base, "li").Get("/")
	if p.Status != http.StatusOK || p.At != "/in?by=li" {
		t.Errorf("%d at %s", p.Status, p.At)
	}
	if len(h.errors) != 1 || !strings.Contains(h.errors[0], "without alt") {
		t.Errorf("heard %q", h.errors)
	}
	if n := uitest.Hidden(p.Body)["n"]; strings.Join(n, " ") != "<1 2" {
		t.Errorf("hidden %q", n)
	}
}
