package desk_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
	"jiazhan/internal/notice"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/desk"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/web/ui/uitest"
	"jiazhan/internal/worklist"
)

// browser is somebody at a desk.
type browser struct{ *uitest.Browser }

// office serves the desks of a house; browser names who sits there.
type office struct {
	*caseworktest.House
	t       *testing.T
	who     map[string]access.Actor
	url     string
	partial bool // searches miss some
}

func open(t *testing.T, f func(t *testing.T, o *office)) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		f(t, serve(t, caseworktest.New(t, db, clock)))
	})
}

// serve puts the desks of a house on the net.
func serve(t *testing.T, h *caseworktest.House) *office {
	t.Helper()
	o := &office{House: h, t: t, who: h.Everybody()}
	e := edge.New(edge.Config{Hosts: []string{"*"}, Log: slog.New(slog.DiscardHandler), Now: h.DB.Now,
		Sign: func(text string) []byte { return o.Keys.Index("form token", text) }})
	s := &desk.Server{Cases: o.Cases, Notices: &notice.Service{DB: h.DB}, Work: &worklist.Service{DB: h.DB, Keys: h.Keys}, Directory: o.Congress.Directory, Actor: o.actor,
		Photos: func(context.Context, string) (caseview.Photos, error) { return nil, nil },
		SavePhoto: func(access.Actor) form.Sink {
			return func(context.Context, string, io.Reader) (string, error) { return "p", nil }
		},
		Search: o.find, Lapsed: o.lapsed}
	s.Mount(e)
	o.url = uitest.Serve(t, e)
	return o
}

// find stands for the search index: every case of the congress is a hit, as far as the actor may see it.
func (o *office) find(ctx context.Context, by access.Actor, q casework.Query, _ string, _ int64) (desk.Hits, error) {
	page, err := o.Cases.List(ctx, by, q)
	return desk.Hits{Cases: page.Cases, Partial: o.partial}, err
}

func (o *office) actor(_ http.ResponseWriter, r *http.Request) (access.Actor, error) {
	by, ok := o.who[uitest.Named(r)]
	if !ok {
		return access.Actor{}, fault.New(fault.Unsigned, "unsigned")
	}
	return by, nil
}

// lapsed is whose session has ended by itself: the cookie of an office worker who is signed in no more.
func (o *office) lapsed(r *http.Request) (int64, error) {
	c, err := r.Cookie("lapsed")
	if err != nil {
		return 0, nil
	}
	name, _ := url.QueryUnescape(c.Value)
	return o.who[name].PersonID, nil
}

func (o *office) as(name string) *browser {
	return &browser{uitest.As(o.t, o.url, name)}
}

func (b *browser) get(path string) (int, string) {
	b.T.Helper()
	p := b.Get(path)
	return p.Status, p.Body
}

func (b *browser) post(path string, v url.Values) (int, string) {
	b.T.Helper()
	p := b.Post(path, v)
	return p.Status, p.Body
}

// fill opens the form of an action and sends it.
func (b *browser) fill(c *casework.Case, action string, fields url.Values) (int, string) {
	b.T.Helper()
	path := "/desk/cases/" + c.Number + "/" + action
	status, page := b.get(path)
	if status != http.StatusOK {
		b.T.Fatalf("GET %s: %d", path, status)
	}
	v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
	for name, values := range fields {
		v[name] = values
	}
	return b.post(path, v)
}

func TestDesksCarryACaseToItsAnswer(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(func(f *casework.Filing) { f.Text = "机井坏了<script>alert(1)</script>𠮷" })
		steps := []struct {
			who, action string
			fields      url.Values
			state       casework.State
		}{
			{"station", "accept", url.Values{"areas": {"water"}}, casework.Accepted},
			{"station", "assign", url.Values{"lead": {"shuiliju"}, "class": {"normal"}}, casework.Assigned},
			{"lead department", "acknowledge", nil, casework.Handling},
			{"lead department", "report", url.Values{"result": {"机井已修好，出水正常。"}}, casework.Reported},
			{"station", "answer", url.Values{"text": {"机井已修好。"}}, casework.Answered},
		}
		for _, s := range steps {
			if status, page := o.as(s.who).fill(c, s.action, s.fields); status != http.StatusOK {
				t.Fatalf("%s: %d\n%s", s.action, status, page)
			}
			if got := o.Reload(c).State; got != s.state {
				t.Fatalf("after %s the case is %s", s.action, got)
			}
		}
		_, page := o.as("station").get("/desk/cases/" + c.Number)
		if strings.Contains(page, "<script>alert") || !strings.Contains(page, "&lt;script&gt;") || !strings.Contains(page, "𠮷") {
			t.Error("the citizen's words must be shown literally")
		}
		if strings.Contains(page, "13800000001") || strings.Contains(page, "李秀英") {
			t.Error("the contact must be masked")
		}
	})
}

func TestAStaleFormTellsWhoActedAndKeepsTheText(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		b := o.as("station")
		_, page := b.get("/desk/cases/" + c.Number + "/decline")
		v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
		o.Do(o.Station, c, &casework.Accept{})
		v.Set("reason", "other")
		v.Set("text", "这一段话写了很久")
		v.Set("channel", "县信访局")
		status, page := b.post("/desk/cases/"+c.Number+"/decline", v)
		if status != http.StatusConflict || !strings.Contains(page, "这一段话写了很久") || !strings.Contains(page, "受理了这件诉求") {
			t.Fatalf("%d: the text or the news is missing", status)
		}
	})
}

func TestSentTwiceIsDoneOnce(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		b := o.as("station")
		_, page := b.get("/desk/cases/" + c.Number + "/accept")
		v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
		for range 2 {
			if status, _ := b.post("/desk/cases/"+c.Number+"/accept", v); status != http.StatusOK {
				t.Fatalf("status %d", status)
			}
		}
		if got := o.Reload(c).Version; got != 2 {
			t.Fatalf("version %d, want 2", got)
		}
	})
}

func TestWhoMayNotSeeFindsNothing(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		for name, want := range map[string]int{"other county": 404, "other department": 404, "citizen": 403, "station": 200, "county officer": 200} {
			for _, path := range []string{"/desk/cases/" + c.Number, "/desk/cases/" + c.Number + "/accept"} {
				if status, _ := o.as(name).get(path); status != want {
					t.Errorf("%q GET %s: %d, want %d", name, path, status, want)
				}
			}
		}
		if p := o.as("").Get("/desk/cases/" + c.Number); !strings.HasPrefix(p.At, "/signin?") {
			t.Errorf("nobody signed in is led to %s", p.At)
		}
		if status, _ := o.as("station").get("/desk/?queue=nonsense"); status != 404 {
			t.Errorf("unknown queue: %d", status)
		}
	})
}
