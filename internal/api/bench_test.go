package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb/sqldbtest"
)

// sink is a response writer that keeps nothing.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(n int)           { s.status = n }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }

func benchSite(b *testing.B) *site {
	clock := sqldbtest.NewClock()
	return newSite(b, sqldbtest.SQLite(b, clock), clock, nil)
}

// hit sends one request as often as the benchmark asks and wants the same status each time.
func hit(b *testing.B, h http.Handler, as, method, path string, body []byte, status int) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequestWithContext(context.Background(), method, "/api/v1"+path, bytes.NewReader(body))
		if as != "" {
			r.Header.Set("Authorization", "Bearer "+as)
		}
		r.Header.Set("Content-Type", "application/json")
		w := &sink{header: http.Header{}}
		h.ServeHTTP(w, r)
		if w.status != status {
			b.Fatalf("status %d, want %d", w.status, status)
		}
	}
}

// long is a filing of the size that is measured: 600 characters.
func long() []byte {
	text, _ := json.Marshal(map[string]any{"title": "村东头路灯不亮", "text": strings.Repeat("村东头的路灯三个月没有亮了，晚上老人出门看不见路。", 24), "station": "xinchengpu"})
	return text
}

// BenchmarkFile is the whole filing; of it BenchmarkRefuse is what the API itself costs beside the domain.
func BenchmarkFile(b *testing.B) {
	s := benchSite(b)
	hit(b, s.api, "", "POST", "/congresses/zhengding/cases", long(), 201)
}

func BenchmarkRefuse(b *testing.B) {
	s := benchSite(b)
	body := bytes.Replace(long(), []byte("xinchengpu"), []byte("nowhere"), 1)
	hit(b, s.api, "", "POST", "/congresses/zhengding/cases", body, 422)
}

// BenchmarkHuma reads and validates the same filing with huma.Register and answers nothing: what we do without.
func BenchmarkHuma(b *testing.B) {
	mux := http.NewServeMux()
	config := huma.DefaultConfig("x", "1")
	config.CreateHooks = nil
	api := humago.New(mux, config)
	type in struct {
		Congress string `path:"congress"`
		Key      string `header:"Idempotency-Key"`
		Body     casework.Filing
	}
	type out struct {
		Body struct {
			Number string `json:"number"`
		}
	}
	huma.Post(api, "/api/v1/congresses/{congress}/cases", func(context.Context, *in) (*out, error) { return &out{}, nil })
	hit(b, mux, "", "POST", "/congresses/zhengding/cases", long(), 200)
}

func BenchmarkRead(b *testing.B) {
	s := benchSite(b)
	c := released(s)
	hit(b, s.api, "", "GET", "/cases/"+c.Number, nil, 200)
}

func BenchmarkList(b *testing.B) {
	s := benchSite(b)
	for range 40 {
		released(s)
	}
	b.Run("visitor", func(b *testing.B) {
		hit(b, s.api, "", "GET", "/congresses/zhengding/cases?station=xinchengpu&state=answered", nil, 200)
	})
	b.Run("officer", func(b *testing.B) {
		hit(b, s.api, "officer", "GET", "/congresses/zhengding/cases?station=xinchengpu&state=answered", nil, 200)
	})
	b.Run("domain", func(b *testing.B) {
		q := casework.Query{CongressID: s.ID, State: casework.Answered, Station: s.Dir.StationBySlug(s.ID, "xinchengpu").ID}
		for b.Loop() {
			if p, err := s.Cases.List(context.Background(), s.Officer, q); err != nil || len(p.Cases) != 20 {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAct(b *testing.B) {
	s := benchSite(b)
	c := s.File(nil)
	b.ReportAllocs()
	for b.Loop() {
		a := s.act("station", c, "note", body{"text": "已电话联系，周三上午去看。"})
		if a.status != 200 {
			b.Fatal(a.text)
		}
		c.Version++
	}
}

func BenchmarkDashboard(b *testing.B) {
	s := benchSite(b)
	released(s)
	hit(b, s.api, "", "GET", "/dashboard?congress=zhengding", nil, 200)
}
