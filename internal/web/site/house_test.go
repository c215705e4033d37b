package site_test

import (
	"context"
	"encoding/hex"
	"html"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/blob"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/draft"
	"jiazhan/internal/figures"
	"jiazhan/internal/media"
	"jiazhan/internal/retention"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/site"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/uitest"
)

// house serves the site of a real house, photos and slow-downs included.
type house struct {
	*caseworktest.House
	media   *media.Service
	drafts  *draft.Service
	people  *account.Service
	site    *site.Server
	keeping *retention.Service
	who     map[string]access.Actor
	url     string
	edge    *edge.Edge
}

func open(t *testing.T, f func(h *house)) {
	t.Helper()
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) { f(newHouse(t, db, clock)) })
}

func newHouse(t testing.TB, db *sqldb.DB, clock *sqldbtest.Clock) *house {
	t.Helper()
	h := &house{House: caseworktest.New(t, db, clock)}
	h.who = h.Everybody()
	store, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	h.media = media.New(db, store, h.Keys)
	h.drafts = &draft.Service{DB: db, Keys: h.Keys, Hold: media.HoldIn, Free: media.FreeIn}
	h.Cases = casework.New(casework.Config{DB: db, Keys: h.Keys, Directory: h.Congress.Directory, Attach: attach, Detach: media.DetachIn})
	people := account.New(account.Config{DB: db, Keys: h.Keys, SMS: &sms.Outbox{Keys: h.Keys}, Limits: account.DefaultLimits()})
	e := edge.New(edge.Config{Log: slog.New(slog.DiscardHandler), Now: db.Now,
		Sign: func(text string) []byte { return h.Keys.Index("form token", text) }})
	h.keeping = &retention.Service{DB: db, Note: func(context.Context, *sqldb.Tx, int64, int64, string) error { return nil }}
	h.site = &site.Server{DB: db, Keys: h.Keys, Cases: h.Cases, Media: h.media, Drafts: h.drafts, Directory: h.Congress.Directory, Actor: h.actor,
		Account: people, Keeping: h.keeping.Days, Guess: people.Guess, Limits: limit.New(nil, db.Now), Figures: figures.New(db), BaseURL: "https://npc.example.cn"}
	h.site.Mount(e)
	h.edge, h.url, h.people = e, uitest.Serve(t, e), people
	return h
}

func attach(ctx context.Context, tx *sqldb.Tx, owner string, tokens []string) ([]string, error) {
	photos, err := media.AttachIn(ctx, tx, owner, tokens)
	hashes := make([]string, len(photos))
	for i, p := range photos {
		hashes[i] = hex.EncodeToString(p.SHA256)
	}
	return hashes, err
}

func (h *house) actor(r *http.Request) (access.Actor, error) {
	return h.who[uitest.Named(r)], nil
}

// browser is a phone without scripts; name is who is signed in on it, "" for nobody.
func (h *house) browser(name string) *browser {
	return &browser{uitest.As(h.T, h.url, name)}
}

type browser struct{ *uitest.Browser }

// screen is a page that a browser shows.
type screen struct {
	*browser
	uitest.Page
}

func (b *browser) get(path string) *screen {
	b.T.Helper()
	return &screen{b, b.Get(path)}
}

func (b *browser) do(r *http.Request) *screen {
	b.T.Helper()
	return &screen{b, b.Do(r)}
}

func (b *browser) post(path string, v url.Values) *screen {
	b.T.Helper()
	return &screen{b, b.Post(path, v)}
}

var (
	formTag  = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	inputTag = regexp.MustCompile(`(?s)<input[^>]*>`)
	areaTag  = regexp.MustCompile(`(?s)<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	listTag  = regexp.MustCompile(`(?s)<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
	chosen   = regexp.MustCompile(`<option value="([^"]*)" selected`)
	property = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
)

// form gives what the form with this action would send if its button were pressed now.
func (s *screen) form(action string) url.Values {
	s.T.Helper()
	for _, m := range formTag.FindAllStringSubmatch(s.Body, -1) {
		if html.UnescapeString(m[1]) == action {
			return fields(m[2])
		}
	}
	s.T.Fatalf("%s has no form %s: %d %s", s.At, action, s.Status, s.Body)
	return nil
}

func fields(body string) url.Values {
	v := url.Values{}
	for _, tag := range inputTag.FindAllString(body, -1) {
		p := map[string]string{}
		for _, m := range property.FindAllStringSubmatch(tag, -1) {
			p[m[1]] = html.UnescapeString(m[2])
		}
		box := p["type"] == "radio" || p["type"] == "checkbox"
		if p["name"] == "" || p["type"] == "file" || box && !strings.Contains(tag, " checked") {
			continue
		}
		v.Add(p["name"], p["value"])
	}
	for _, m := range areaTag.FindAllStringSubmatch(body, -1) {
		v.Add(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range listTag.FindAllStringSubmatch(body, -1) {
		if o := chosen.FindStringSubmatch(m[2]); o != nil {
			v.Add(m[1], html.UnescapeString(o[1]))
		}
	}
	return v
}

// fill sends the form with what is typed over it; a value of nil unticks.
func (s *screen) fill(action string, typed url.Values) *screen {
	s.T.Helper()
	v := s.form(action)
	maps.Copy(v, typed)
	return s.post(action, v)
}

func (s *screen) want(status int, texts ...string) *screen {
	s.T.Helper()
	if s.Status != status {
		s.T.Fatalf("%s: status %d, want %d: %s", s.At, s.Status, status, words(s.Body))
	}
	for _, text := range texts {
		if !strings.Contains(s.Body, text) {
			s.T.Errorf("%s does not say %q: %s", s.At, text, words(s.Body))
		}
	}
	return s
}

func (s *screen) without(texts ...string) *screen {
	s.T.Helper()
	for _, text := range texts {
		if strings.Contains(s.Body, text) {
			s.T.Errorf("%s says %q", s.At, text)
		}
	}
	return s
}

var tags = regexp.MustCompile(`(?s)<head.*?</head>|<[^>]*>`)

func words(page string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
}
