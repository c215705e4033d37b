package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/api"
	"jiazhan/internal/blob"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
	"jiazhan/internal/figures"
	"jiazhan/internal/media"
	"jiazhan/internal/search"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/web/limit"
)

// site is the API on the real services of the test county.
type site struct {
	*caseworktest.House
	t      testing.TB
	api    *api.API
	index  *search.Index
	people *account.Service
	tokens map[string]access.Actor
	rules  limit.Rules
	logged *bytes.Buffer
}

func run(t *testing.T, f func(s *site)) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) { f(newSite(t, db, clock, nil)) })
}

func newSite(t testing.TB, db *sqldb.DB, clock *sqldbtest.Clock, rules limit.Rules) *site {
	t.Helper()
	h := caseworktest.New(t, db, clock)
	s := &site{House: h, t: t, rules: rules, logged: &bytes.Buffer{}}
	store, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s.openIndex(db)
	h.Cases = casework.New(casework.Config{DB: db, Keys: h.Keys, Directory: h.Congress.Directory, Attach: attach, Note: s.index.Note, Added: s.index.Added})
	s.tokens = map[string]access.Actor{"citizen": h.Citizen, "stranger": h.Stranger, "village": h.Village, "deputy": h.Deputy,
		"station": h.Station, "officer": h.Officer, "officer2": h.Officer2, "leader": h.Leader, "water": h.Water, "roads": h.Roads,
		"discipline": h.Discipline, "other": h.OtherOfficer, "reader": h.Officer, "filer": h.Citizen}
	s.scope("reader", access.ScopeRead)
	s.scope("filer", access.ScopeFile)
	s.people = account.New(account.Config{DB: db, Keys: h.Keys, SMS: &sms.Outbox{Keys: h.Keys}, Limits: account.DefaultLimits(), Log: slog.New(slog.DiscardHandler)})
	s.api = api.New(api.Config{
		DB: db, Keys: h.Keys, Cases: h.Cases, Media: media.New(db, store, h.Keys), Account: s.people, Figures: figures.New(db), Directory: h.Congress.Directory,
		Actor: s.actor, Search: s.search, Limit: limit.New(rules, clock.Now),
		Address: func(r *http.Request) netip.Addr { return netip.MustParseAddrPort(r.RemoteAddr).Addr() },
		Log:     slog.New(slog.NewTextHandler(s.logged, nil)),
	})
	return s
}

func (s *site) scope(name string, only access.Scope) {
	a := s.tokens[name]
	a.Scopes = []access.Scope{only}
	s.tokens[name] = a
}

func attach(ctx context.Context, tx *sqldb.Tx, owner string, tokens []string) ([]string, error) {
	list, err := media.AttachIn(ctx, tx, owner, tokens)
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = string(p.SHA256)
	}
	return out, err
}

func (s *site) openIndex(db *sqldb.DB) {
	docs := func(list []casework.Words, err error) ([]search.Doc, error) {
		out := make([]search.Doc, len(list))
		for i, w := range list {
			out[i] = search.Doc{ID: w.ID, Scope: w.CongressID, Text: w.Text}
		}
		return out, err
	}
	ix, err := search.Open(s.t.Context(), search.Config{Name: "case", DB: db,
		All: func(ctx context.Context, after int64, n int) ([]search.Doc, error) {
			return docs(s.Cases.WordsAfter(ctx, after, n))
		},
		Read: func(ctx context.Context, ids []int64) ([]search.Doc, error) { return docs(s.Cases.WordsOf(ctx, ids)) },
		Last: func(ctx context.Context) (int64, error) { return s.Cases.LastID(ctx) },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.index = ix
	s.t.Cleanup(func() { ix.Close() })
}

func (s *site) search(ctx context.Context, by access.Actor, q casework.Query, text string) (casework.Page, error) {
	found, err := search.Find(ctx, s.index, search.Query{Text: text, Scopes: []int64{q.CongressID}, Limit: q.Limit},
		func(ctx context.Context, ids []int64) ([]casework.Found, error) { return s.Cases.Pick(ctx, by, q, ids) })
	page := casework.Page{Partial: !s.index.Ready()}
	for _, hit := range found.Hits {
		page.Cases = append(page.Cases, hit.Case)
	}
	return page, err
}

func (s *site) actor(_ context.Context, bearer string) (access.Actor, error) {
	if a, ok := s.tokens[bearer]; ok {
		return a, nil
	}
	return access.Actor{}, fault.New(fault.Unsigned, "unsigned")
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

// request sends as a name among the tokens ("" is a visitor); body is a string or is encoded.
func (s *site) request(as, method, path string, body any, headers ...string) answer {
	s.t.Helper()
	var r *http.Request
	switch b := body.(type) {
	case nil:
		r = httptest.NewRequest(method, "/api/v1"+path, nil)
	case io.Reader:
		r = httptest.NewRequest(method, "/api/v1"+path, b)
	case string:
		r = httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(b))
	default:
		text, err := json.Marshal(body)
		if err != nil {
			s.t.Fatal(err)
		}
		r = httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader(text))
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if as != "" {
		r.Header.Set("Authorization", "Bearer "+as)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.api.ServeHTTP(w, r)
	a := answer{status: w.Code, header: w.Header(), text: w.Body.String()}
	if strings.Contains(w.Header().Get("Content-Type"), "json") && w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &a.json); err != nil {
			s.t.Fatalf("%s %s: no JSON: %v\n%s", method, path, err, a.text)
		}
	}
	return a
}

func (s *site) get(as, path string, headers ...string) answer {
	s.t.Helper()
	return s.request(as, http.MethodGet, path, nil, headers...)
}

// want fails the test unless the answer has the status.
func (a answer) want(t testing.TB, status int) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.text)
	}
	return a
}

// at walks into the JSON: "desk.kind", "timeline.0.message".
func (a answer) at(path string) any {
	var v any = a.json
	for part := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[part]
		case []any:
			i := int(part[0] - '0')
			if i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// act takes an action by the API.
func (s *site) act(as string, c *casework.Case, action string, body map[string]any) answer {
	s.t.Helper()
	if body == nil {
		body = map[string]any{}
	}
	body["version"] = c.Version
	return s.request(as, http.MethodPost, "/cases/"+c.Number+"/"+action, body)
}
