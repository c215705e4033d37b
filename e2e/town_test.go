package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/congress"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

// town is an installation with two counties, served with every edge. Its clock stands still until it is moved, and
// nothing works in the background: settle does that by hand.
type town struct {
	t                       testing.TB
	app                     *app.App
	url                     string
	home                    *congress.Congress // 正定, the county where all happens
	other                   *congress.Congress // 新乐, its neighbour
	people                  map[string]int64
	secrets                 map[string]string // passwords of those who have signed in before
	known                   []route           // everything that is mounted
	draft                   string            // that the reporter has begun
	member                  string            // reference of somebody who serves, and of her grant, at the administrator's
	grant                   string
	foreigner, foreignGrant string // the same of the neighbour county
	roster                  string // a list of people that was read
	log                     *journal
	close                   func() // ends it before the test ends

	mu     sync.Mutex
	asked  int
	broken []string
}

// onBoth runs a proof on SQLite and on PostgreSQL.
func onBoth(t *testing.T, f func(t *testing.T, o *town)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, openTown(t, nil)) })
	t.Run("postgres", func(t *testing.T) {
		url := sqldbtest.PostgresURL(t)
		f(t, openTown(t, func(c *config.Config) { c.DatabaseURL = url }))
	})
}

func settings(t testing.TB) config.Config {
	t.Helper()
	c, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	c.Data, c.TrustedProxies, c.FactorOptional = t.TempDir(), []string{"127.0.0.1"}, true
	c.Idle.Officer = 8 * time.Hour // the clock is moved in long steps
	return c
}

func openTown(t testing.TB, change func(*config.Config)) *town {
	t.Helper()
	o := openNode(t, change)
	o.home, o.other = o.found("zhengding", "正定县", "ZD", "130123"), o.found("xinle", "新乐市", "XL", "130184")
	o.hire()
	o.known = o.routes()
	return o
}

// openNode opens and serves an installation as its database is.
func openNode(t testing.TB, change func(*config.Config)) *town {
	t.Helper()
	c := settings(t)
	if change != nil {
		change(&c)
	}
	log := &journal{}
	a, err := app.Open(t.Context(), c, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	a.Clock.StopAt(sqldbtest.Start)
	if err := a.Search.CatchUp(t.Context()); err != nil { // as the program does at its start
		t.Fatal(err)
	}
	o := &town{t: t, app: a, people: map[string]int64{}, secrets: map[string]string{}, log: log}
	server := httptest.NewServer(o.watched(a.Handler))
	o.url = server.URL
	o.close = sync.OnceFunc(func() {
		server.Close()
		if err := a.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		o.noneBroken()
	})
	t.Cleanup(o.close)
	return o
}

// journal keeps what the program logs.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// watched notes every answer that says that something of ours is broken.
func (o *town) watched(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(&status{w, func(code int) {
			if code >= 500 {
				o.mu.Lock()
				defer o.mu.Unlock()
				o.broken = append(o.broken, fmt.Sprintf("%s %s: %d", r.Method, r.URL.Path, code))
			}
		}}, r)
		o.mu.Lock()
		defer o.mu.Unlock()
		o.asked++
	})
}

// status tells the status of an answer before anybody has it.
type status struct {
	http.ResponseWriter
	tell func(code int)
}

func (s *status) WriteHeader(code int) {
	s.tell(code)
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (o *town) noneBroken() {
	if len(o.broken) > 0 {
		o.t.Errorf("%d of %d answers say that something broke:\n%s", len(o.broken), o.asked, strings.Join(o.broken[:min(len(o.broken), 20)], "\n"))
		for line := range strings.Lines(o.log.String()) {
			if strings.Contains(line, "level=ERROR") {
				o.t.Log(line)
			}
		}
	}
}

func (o *town) found(slug, short, prefix, division string) *congress.Congress {
	o.t.Helper()
	term := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	town, village := division+"102", division+"102001"
	_, err := o.app.Congress.Found(o.t.Context(), access.Clock, congress.Foundation{
		Congress: congress.CongressForm{Slug: slug, Name: short + "人民代表大会", Short: short, Level: congress.County, Prefix: prefix,
			Division: division, Hotline: "0311-88000000", Lang: "zh-CN"},
		Rows: []congress.Form{
			congress.PlaceForm{Code: town, Name: "新城铺镇"}, congress.PlaceForm{Code: village, Name: "新城铺村", Parent: town},
			congress.StationForm{Slug: "xinchengpu", Name: "新城铺镇代表之家", Kind: congress.Home, Place: town, Hours: "周三上午", Open: true},
			congress.StationForm{Slug: "second", Name: "第二联络站", Kind: congress.Home, Place: town, Open: true},
			congress.GroupForm{Slug: "xinchengpu", Name: "新城铺代表小组"},
			congress.DeputyForm{Slug: "zeng-xiulan", Name: "曾秀兰", Level: congress.County, TermFrom: term, Station: "xinchengpu", Group: "xinchengpu"},
			congress.DepartmentForm{Slug: "shuiliju", Name: "水利局", Keywords: []string{"水"}},
			congress.DepartmentForm{Slug: "jiaotongju", Name: "交通运输局", Keywords: []string{"路"}},
			congress.DepartmentForm{Slug: "weishengju", Name: "卫生健康局", Keywords: []string{"卫生"}},
			congress.AreaForm{Slug: "water", Name: "地下水超采综合治理", Key: true, Sort: 2}, congress.AreaForm{Slug: "health", Name: "公共卫生管理", Sort: 1},
		},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return o.dir().CongressBySlug(slug)
}

func (o *town) dir() *congress.Directory {
	o.t.Helper()
	d, err := o.app.Congress.Directory(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

// posts are who serves in the town, by the word that tests call them; "other" ones serve in the neighbour county.
var posts = []struct {
	who  string
	role access.Role
	unit string
}{
	{"deputy", access.Deputy, "zeng-xiulan"}, {"station", access.StationAdmin, "xinchengpu"}, {"second station", access.StationAdmin, "second"},
	{"village", access.VillageOfficer, "130123102001"}, {"officer", access.CaseOfficer, ""}, {"second officer", access.CaseOfficer, ""},
	{"leader", access.Leader, ""}, {"water", access.Liaison, "shuiliju"}, {"roads", access.Liaison, "jiaotongju"}, {"health", access.Liaison, "weishengju"},
	{"discipline", access.Discipline, ""}, {"system", access.SystemAdmin, ""}, {"security", access.SecurityAdmin, ""}, {"audit", access.AuditAdmin, ""},
	{"other officer", access.CaseOfficer, ""}, {"other station", access.StationAdmin, "xinchengpu"}, {"other system", access.SystemAdmin, ""},
}

// phone is the number of the i-th person of the town; 163 is given to no operator.
func phone(i int) string { return fmt.Sprintf("163%08d", i) }

func phoneOf(who string) string {
	for i, p := range posts {
		if p.who == who {
			return phone(i + 1)
		}
	}
	return ""
}

func (o *town) hire() {
	o.t.Helper()
	ctx, dir := o.t.Context(), o.dir()
	err := o.app.DB.Write(ctx, func(tx *sqldb.Tx) error {
		for i, p := range posts {
			home := o.home
			if strings.HasPrefix(p.who, "other ") {
				home = o.other
			}
			id, err := o.app.Account.CreatePersonIn(ctx, tx, access.Clock, home.ID, account.NewPerson{Name: fmt.Sprintf("任职%d", i+1), Phone: phone(i + 1)})
			if err != nil {
				return err
			}
			o.people[p.who] = id
			grant := access.Grant{Role: p.role, CongressID: home.ID, UnitID: unitID(dir, home.ID, p.role, p.unit)}
			if _, err := o.app.Account.GrantIn(ctx, tx, access.Clock, id, grant); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func unitID(dir *congress.Directory, home int64, role access.Role, unit string) int64 {
	switch role {
	case access.Deputy:
		return dir.DeputyBySlug(home, unit).ID
	case access.StationAdmin:
		return dir.StationBySlug(home, unit).ID
	case access.Liaison:
		return dir.DepartmentBySlug(home, unit).ID
	case access.VillageOfficer:
		return dir.PlaceByCode(home, unit).ID
	}
	return 0
}

// pass moves the clock on.
func (o *town) pass(d time.Duration) { o.app.Clock.StopAt(o.app.Clock.Now().Add(d)) }

// settle does what the background would do until now.
func (o *town) settle() {
	o.t.Helper()
	if err := o.app.Settle(context.WithoutCancel(o.t.Context())); err != nil {
		o.t.Fatalf("settle: %v", err)
	}
}
