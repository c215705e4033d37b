// Package caseworktest gives tests a small county with somebody in every role, on a real database. It must never be
// imported by the program.
package caseworktest

import (
	"context"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/calendar"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/sealing"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
)

// House is a county, Zhengding, its neighbour Xinle, and the people who act in them.
type House struct {
	T        testing.TB
	DB       *sqldb.DB
	Clock    *sqldbtest.Clock
	Keys     *vault.Keyring
	Cases    *casework.Service
	Congress *congress.Service
	Calendar *calendar.Service
	Dir      *congress.Directory
	ID       int64 // Zhengding
	OtherID  int64 // Xinle
	Photos   []string
	Detached []string // owners whose photos were taken away
	Sealing  *sealing.Service
	Serving  map[access.Role][]int64 // who holds a role in Zhengding now, as far as sealed reports ask
	Boxed    []string                // owners whose photos were sealed to keys

	Citizen, Stranger, Village                access.Actor
	Deputy, Station, Officer, Officer2        access.Actor
	Leader, Water, Roads, Discipline, Visitor access.Actor
	Discipline2                               access.Actor
	OtherOfficer                              access.Actor
}

func rows(slug string) []congress.Form {
	term := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	return []congress.Form{
		congress.PlaceForm{Code: "130123102", Name: "新城铺镇"},
		congress.PlaceForm{Code: "130123102001", Name: "新城铺村", Parent: "130123102"},
		congress.StationForm{Slug: "xinchengpu", Name: "新城铺镇代表之家", Kind: congress.Home, Place: "130123102", Hours: "周三上午", Open: true},
		congress.StationForm{Slug: "second", Name: "第二联络站", Kind: congress.Home, Place: "130123102", Open: true},
		congress.GroupForm{Slug: "xinchengpu", Name: "新城铺代表小组"},
		congress.DeputyForm{Slug: "zeng-xiulan", Name: "曾秀兰", Level: congress.County, TermFrom: term, Station: "xinchengpu", Group: "xinchengpu"},
		congress.DepartmentForm{Slug: "shuiliju", Name: "水利局", Keywords: []string{"水"}},
		congress.DepartmentForm{Slug: "jiaotongju", Name: "交通运输局", Keywords: []string{"路"}},
		congress.AreaForm{Slug: "water", Name: "地下水超采综合治理", Key: true, Sort: 2},
		congress.AreaForm{Slug: "health", Name: "公共卫生管理", Sort: 1},
	}
}

// New founds the house.
func New(t testing.TB, db *sqldb.DB, clock *sqldbtest.Clock) *House {
	t.Helper()
	keys, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	Found(t, db)
	return Enter(t, db, clock, keys, nil)
}

// Found founds Zhengding and Xinle in an empty database.
func Found(t testing.TB, db *sqldb.DB) {
	t.Helper()
	for _, form := range []congress.CongressForm{
		{Slug: "zhengding", Name: "正定县人民代表大会", Short: "正定县", Level: congress.County, Prefix: "ZD", Division: "130123", Lang: "zh-CN"},
		{Slug: "xinle", Name: "新乐市人民代表大会", Short: "新乐市", Level: congress.County, Prefix: "XL", Division: "130184", Lang: "zh-CN"},
	} {
		if _, err := congress.New(db).Found(context.Background(), access.Clock, congress.Foundation{Congress: form, Rows: rows(form.Slug)}); err != nil {
			t.Fatal(err)
		}
	}
}

// Enter opens the house that was founded in a database, as each node and each start does; change, which may be nil, adds to
// what its cases stand on.
func Enter(t testing.TB, db *sqldb.DB, clock *sqldbtest.Clock, keys *vault.Keyring, change func(*casework.Config)) *House {
	t.Helper()
	h := &House{T: t, DB: db, Clock: clock, Keys: keys, Congress: congress.New(db)}
	var err error
	if h.Dir, err = h.Congress.Directory(context.Background()); err != nil {
		t.Fatal(err)
	}
	h.ID, h.OtherID = h.Dir.CongressBySlug("zhengding").ID, h.Dir.CongressBySlug("xinle").ID
	h.Calendar = calendar.New(db, h.Congress.Top)
	h.Serving = map[access.Role][]int64{access.Discipline: {18, 20}, access.CaseOfficer: {13, 14}}
	h.Sealing = sealing.New(sealing.Config{DB: db, Idle: 30 * time.Minute, Judge: h.judge, Guess: h.guess, Alive: h.alive})
	c := casework.Config{DB: db, Keys: keys, Sealing: h.Sealing, Holders: h.holders, SealPhotos: h.box, Directory: h.Congress.Directory, Book: h.Calendar.Book, Attach: h.attach, Detach: h.detach}
	if change != nil {
		change(&c)
	}
	h.Cases = casework.New(c)
	h.people()
	return h
}

func (h *House) attach(_ context.Context, _ *sqldb.Tx, owner string, tokens []string) ([]string, error) {
	h.Photos = append(h.Photos, owner)
	return tokens, nil
}

func (h *House) holders(_ context.Context, _ *sqldb.Tx, congressID int64, role access.Role) ([]int64, error) {
	if congressID != h.ID {
		return nil, nil
	}
	return h.Serving[role], nil
}

func (h *House) box(_ context.Context, owner string, _ func(string, []byte) ([]byte, error)) error {
	h.Boxed = append(h.Boxed, owner)
	return nil
}

func (h *House) judge(context.Context, int64, string) error { return nil }

func (h *House) guess(ctx context.Context, _, _ string, try func(context.Context) error) error {
	return try(ctx)
}

func (h *House) alive(_ context.Context, session string) (bool, error) {
	return session != "ended", nil
}

// At is the actor in a session of that name.
func (h *House) At(by access.Actor, session string) access.Actor {
	by.Session = session
	return by
}

// MakeKey lets somebody make her key for sealed reports under a passphrase; it is open in her session.
func (h *House) MakeKey(by access.Actor, passphrase string) {
	h.T.Helper()
	if err := h.Cases.MakeSealKey(context.Background(), by, h.ID, passphrase, passphrase, false); err != nil {
		h.T.Fatal(err)
	}
}

func (h *House) detach(_ context.Context, _ *sqldb.Tx, owner string) (int, error) {
	h.Detached = append(h.Detached, owner)
	return 1, nil
}

func (h *House) people() {
	station, deputy := h.Dir.StationBySlug(h.ID, "xinchengpu"), h.Dir.DeputyBySlug(h.ID, "zeng-xiulan")
	water, roads := h.Dir.DepartmentBySlug(h.ID, "shuiliju"), h.Dir.DepartmentBySlug(h.ID, "jiaotongju")
	person := func(id int64, role access.Role, unit int64) access.Actor {
		return access.Actor{PersonID: id, Grants: []access.Grant{{Role: role, CongressID: h.ID, UnitID: unit}}}
	}
	h.Citizen = access.Actor{PersonID: 1, Phone: h.Keys.Index("phone", "13800000001")}
	h.Stranger = access.Actor{PersonID: 2, Phone: h.Keys.Index("phone", "13800000002")}
	h.Deputy = person(10, access.Deputy, deputy.ID)
	h.Station = person(11, access.StationAdmin, station.ID)
	h.Village = person(12, access.VillageOfficer, h.Dir.PlaceByCode(h.ID, "130123102001").ID)
	h.Officer = person(13, access.CaseOfficer, 0)
	h.Officer2 = person(14, access.CaseOfficer, 0)
	h.Leader = person(15, access.Leader, 0)
	h.Water = person(16, access.Liaison, water.ID)
	h.Roads = person(17, access.Liaison, roads.ID)
	h.Discipline = person(18, access.Discipline, 0)
	h.Discipline2 = person(20, access.Discipline, 0)
	h.OtherOfficer = access.Actor{PersonID: 19, Grants: []access.Grant{{Role: access.CaseOfficer, CongressID: h.OtherID}}}
}

// Everybody lists one actor of each sort by name.
func (h *House) Everybody() map[string]access.Actor {
	return map[string]access.Actor{"citizen": h.Citizen, "stranger": h.Stranger, "visitor": h.Visitor, "village officer": h.Village,
		"deputy": h.Deputy, "station": h.Station, "county officer": h.Officer, "second officer": h.Officer2, "leader": h.Leader,
		"lead department": h.Water, "other department": h.Roads, "discipline": h.Discipline, "other county": h.OtherOfficer, "clock": access.Clock}
}

// File files a case of the citizen with the deputy's station; change may alter what she sends.
func (h *House) File(change func(*casework.Filing)) *casework.Case {
	h.T.Helper()
	f := casework.Filing{Text: "村东头的路灯三个月没有亮了。\n晚上老人出门看不见路。", Station: "xinchengpu", Name: "李秀英", Phone: "13800000001", Public: true}
	if change != nil {
		change(&f)
	}
	r, err := h.Cases.File(context.Background(), h.Citizen, h.ID, f, "")
	if err != nil {
		h.T.Fatalf("file: %v", err)
	}
	return r.Case
}

// Do takes an action that must succeed.
func (h *House) Do(by access.Actor, c *casework.Case, act casework.Act) *casework.Case {
	h.T.Helper()
	after, err := h.Cases.Do(context.Background(), by, casework.At{Number: c.Number, Seen: c.Version}, act)
	if err != nil {
		h.T.Fatalf("%s in %s: %v", act.Action(), c.State, err)
	}
	return after
}

// Sweep lets the clock act.
func (h *House) Sweep() int {
	h.T.Helper()
	n, err := h.Cases.Sweep(context.Background())
	if err != nil {
		h.T.Fatalf("sweep: %v", err)
	}
	return n
}

// Reload reads a case as the clock sees it.
func (h *House) Reload(c *casework.Case) *casework.Case {
	h.T.Helper()
	d, err := h.Cases.Read(context.Background(), access.Clock, c.Number)
	if err != nil {
		h.T.Fatal(err)
	}
	return d.Case
}
