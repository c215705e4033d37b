package stage

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app/config"
	"jiazhan/internal/congress"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// Quiet is a county where nothing has happened yet, with one person at each desk.
type Quiet struct {
	*Stage
	Home  *congress.Congress
	staff map[string]int64
	known map[string]bool // who has a password
}

// Post is somebody who serves in the quiet county.
type Post struct {
	Who, Name string
	Role      access.Role
	Unit      string // slug or code
}

// Posts are all who serve there.
var Posts = []Post{
	{"deputy", "曾秀兰", access.Deputy, "zeng-xiulan"},
	{"station", "郝建设", access.StationAdmin, "xinchengpu"},
	{"village", "安小燕", access.VillageOfficer, "130123102001"},
	{"officer", "冯敏", access.CaseOfficer, ""},
	{"colleague", "裴立秋", access.CaseOfficer, ""},
	{"leader", "尚卫东", access.Leader, ""},
	{"water", "牛淑芬", access.Liaison, "shuiliju"},
	{"roads", "苗海涛", access.Liaison, "jiaotongju"},
	{"discipline", "严守一", access.Discipline, ""},
}

// Password is what everybody in the county chose.
const Password = "三个不相干的词 青石板"

// Phone is the number of somebody who serves; 163 is given to no operator.
func Phone(who string) string {
	for i, p := range Posts {
		if p.Who == who {
			return fmt.Sprintf("163%08d", i+1)
		}
	}
	return ""
}

// County opens the quiet county on a working Tuesday at 9 in the morning. With factor people in office need their second
// factor, as in a real installation.
func County(t testing.TB, factor bool) *Quiet {
	t.Helper()
	q := &Quiet{Stage: open(t, time.Date(2026, 3, 10, 9, 0, 0, 0, workday.Shanghai()), func(c *config.Config) { c.FactorOptional = !factor }),
		staff: map[string]int64{}, known: map[string]bool{}}
	q.found()
	err := q.DB.Write(t.Context(), q.hire)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func (q *Quiet) found() {
	q.t.Helper()
	term, town, village := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC), "130123102", "130123102001"
	_, err := q.Congress.Found(q.t.Context(), access.Clock, congress.Foundation{
		Congress: congress.CongressForm{Slug: Slug, Name: "正定县人民代表大会", Short: "正定县", Level: congress.County, Prefix: "ZD", Division: "130123", Hotline: "0311-10010000", Lang: "zh-CN"},
		Rows: []congress.Form{
			congress.PlaceForm{Code: town, Name: "新城铺镇"}, congress.PlaceForm{Code: village, Name: "新城铺村", Parent: town},
			congress.StationForm{Slug: "xinchengpu", Name: "新城铺镇代表之家", Kind: congress.Home, Place: town, Hours: "周三上午", Open: true},
			congress.GroupForm{Slug: "xinchengpu", Name: "新城铺代表小组"},
			congress.DeputyForm{Slug: "zeng-xiulan", Name: "曾秀兰", Level: congress.County, TermFrom: term, Station: "xinchengpu", Group: "xinchengpu"},
			congress.DepartmentForm{Slug: "shuiliju", Name: "正定县水利局", Keywords: []string{"水"}},
			congress.DepartmentForm{Slug: "jiaotongju", Name: "正定县交通运输局", Keywords: []string{"路"}},
			congress.AreaForm{Slug: "roads", Name: "农村道路", Sort: 1},
		},
	})
	if err == nil {
		var dir *congress.Directory
		if dir, err = q.Congress.Directory(q.t.Context()); err == nil {
			q.Home = dir.CongressBySlug(Slug)
		}
	}
	if err != nil {
		q.t.Fatal(err)
	}
}

func (q *Quiet) hire(tx *sqldb.Tx) error {
	ctx := q.t.Context()
	for _, p := range Posts {
		id, err := q.Account.CreatePersonIn(ctx, tx, access.Clock, q.Home.ID, account.NewPerson{Name: p.Name, Phone: Phone(p.Who)})
		if err != nil {
			return fmt.Errorf("%s: %w", p.Who, err)
		}
		q.staff[p.Who] = id
		grant := access.Grant{Role: p.Role, CongressID: q.Home.ID, UnitID: q.unit(p)}
		if _, err := q.Account.GrantIn(ctx, tx, access.Clock, id, grant); err != nil {
			return fmt.Errorf("%s: %w", p.Who, err)
		}
	}
	return nil
}

func (q *Quiet) unit(p Post) int64 {
	dir, err := q.Congress.Directory(q.t.Context())
	if err != nil {
		q.t.Fatal(err)
	}
	switch p.Role {
	case access.Deputy:
		return dir.DeputyBySlug(q.Home.ID, p.Unit).ID
	case access.StationAdmin:
		return dir.StationBySlug(q.Home.ID, p.Unit).ID
	case access.Liaison:
		return dir.DepartmentBySlug(q.Home.ID, p.Unit).ID
	case access.VillageOfficer:
		return dir.PlaceByCode(q.Home.ID, p.Unit).ID
	}
	return 0
}

const invitePath = "/signin/invite/"

// Invite gives the path of the set-up link of somebody who serves.
func (q *Quiet) Invite(who string) string {
	q.t.Helper()
	token, err := q.Account.Invite(q.t.Context(), access.Clock, q.Home.ID, q.staff[who])
	if err != nil {
		q.t.Fatal(err)
	}
	return invitePath + token
}

// Session signs somebody in who serves, the first time by her set-up link, and gives the session's token.
func (q *Quiet) Session(who string) string {
	q.t.Helper()
	from := account.Client{Address: "127.0.0.1", Agent: "Chromium"}
	if !q.known[who] {
		token, _, err := q.Account.AcceptInvite(q.t.Context(), strings.TrimPrefix(q.Invite(who), invitePath), Password, from)
		if err != nil {
			q.t.Fatalf("%s: %v", who, err)
		}
		q.known[who] = true
		return token
	}
	token, _, err := q.Account.SignInWithPassword(q.t.Context(), Phone(who), Password, from)
	if err != nil {
		q.t.Fatalf("%s: %v", who, err)
	}
	return token
}
