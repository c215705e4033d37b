package edge_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui/edge"
)

// A congress's pages stand beside our own words, which win.
func TestCongressesStandBesideOurWords(t *testing.T) {
	e := edge.New(edge.Config{Sign: func(string) []byte { return make([]byte, 32) }, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	said := func(word string) edge.Handler {
		return func(w http.ResponseWriter, _ *http.Request) error {
			_, err := io.WriteString(w, word)
			return err
		}
	}
	e.Handle("GET /desk/report", said("desk"))
	e.Handle("GET /{congress}/report", said("congress"))
	e.Handle("GET /{congress}/{$}", said("home"))
	for path, want := range map[string]string{"/desk/report": "desk", "/zhengding/report": "congress", "/zhengding/": "home"} {
		w := get(e, http.MethodGet, path)
		if w.Code != http.StatusOK || w.Body.String() != want {
			t.Errorf("%s: %d %q", path, w.Code, w.Body)
		}
	}
	if w := get(e, http.MethodGet, "/zhengding"); w.Header().Get("Location") != "/zhengding/" {
		t.Errorf("without the slash: %d %q", w.Code, w.Header().Get("Location"))
	}
	if w := get(e, http.MethodDelete, "/zhengding/report"); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("wrong method: %d %q", w.Code, w.Header().Get("Allow"))
	}
	if w := get(e, http.MethodGet, "/zhengding/nothing"); w.Code != http.StatusNotFound {
		t.Errorf("unknown page: %d", w.Code)
	}
}

func get(e *edge.Edge, method, path string) *httptest.ResponseRecorder {
	w, r := httptest.NewRecorder(), httptest.NewRequest(method, path, nil)
	r.Host = "localhost"
	e.ServeHTTP(w, r)
	return w
}

func TestNobodyIsLedBackToTheDeskThatRefusesHer(t *testing.T) {
	e := edge.New(edge.Config{Sign: func(string) []byte { return make([]byte, 32) }, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	for _, path := range []string{"/desk/{$}", "/desk/inbox", "/admin/{$}", "/admin/people"} {
		e.Handle("GET "+path, func(http.ResponseWriter, *http.Request) error { return fault.New(fault.Forbidden, "forbidden") })
	}
	for path, to := range map[string]string{"/desk/": "/", "/desk/inbox": "/desk/", "/admin/": "/", "/admin/people": "/admin/"} {
		page := get(e, http.MethodGet, path).Body.String()
		if !strings.Contains(page, `btn-primary" href="`+to+`"`) {
			t.Errorf("%s does not lead to %s: %s", path, to, page)
		}
	}
}
