package screens

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// coverage remembers which addresses were looked at.
type coverage struct{ paths []string }

func (c *coverage) note(path string) { c.paths = append(c.paths, path) }

// unseen are the patterns that show no page: files, pictures, and what only leads elsewhere.
var unseen = regexp.MustCompile(`^GET (/desk$|/desk/account$|.*\.(xlsx|csv)$|/admin$|/admin/organisation$|/desk/news$|/desk/cases/\{number\}/(pane|here)$|/assets/|/api/|/media/)|qr\.png$|\.atom$|/ledger/\{file\}$|/proof$|^(POST|PATCH|HEAD|DELETE) |^/`)

// check finds the pages at which nobody looked.
func (c *coverage) check(t *testing.T, patterns []string) {
	t.Helper()
	words, homes := http.NewServeMux(), http.NewServeMux()
	left := map[string]bool{}
	for _, p := range patterns {
		if unseen.MatchString(p) {
			continue
		}
		left[p] = true
		if strings.HasPrefix(p, "GET /{congress}") {
			homes.Handle(p, http.NotFoundHandler())
		} else {
			words.Handle(p, http.NotFoundHandler())
		}
	}
	for _, path := range c.paths {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		for _, mux := range []*http.ServeMux{words, homes} {
			if _, pattern := mux.Handler(r); pattern != "" {
				delete(left, pattern)
				break
			}
		}
	}
	for pattern := range left {
		t.Errorf("nobody looks at %s", pattern)
	}
}
