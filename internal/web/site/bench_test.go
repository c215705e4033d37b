package site_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb/sqldbtest"
)

// BenchmarkCase is the public page of a case as a stranger without a session gets it, from request to bytes.
func BenchmarkCase(b *testing.B) {
	clock := sqldbtest.NewClock()
	h := newHouse(b, sqldbtest.SQLite(b, clock), clock)
	_, c := h.answered(nil)
	h.Do(h.Officer, c, &casework.Release{})
	r := httptest.NewRequest(http.MethodGet, caseURL(c), nil)
	r.Host = "localhost"
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		h.edge.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
