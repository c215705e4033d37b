package congress_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

var system = access.Clock

func term(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }

func shijiazhuang() congress.Foundation {
	return congress.Foundation{Congress: congress.CongressForm{Slug: "shijiazhuang", Name: "石家庄市人民代表大会", Short: "石家庄市",
		Level: congress.City, Prefix: "SJZ", Division: "130100", Hotline: "0311-10000000", Lang: "zh-CN"}}
}

func zhengding() congress.Foundation {
	return congress.Foundation{
		Congress: congress.CongressForm{Slug: "zhengding", Name: "正定县人民代表大会", Short: "正定县", Level: congress.County,
			Parent: "shijiazhuang", Prefix: "ZD", Division: "130123", Hotline: "0311-10000001", Lang: "zh-CN"},
		Rows: []congress.Form{
			congress.PlaceForm{Code: "130123102", Name: "新城铺镇"},
			congress.PlaceForm{Code: "130123102001", Name: "新城铺村", Parent: "130123102"},
			congress.PlaceForm{Code: "130123102014", Name: "台上村", Parent: "130123102"},
			congress.StationForm{Slug: "xinchengpu", Name: "新城铺镇代表之家", Kind: congress.Home, Place: "130123102", Hours: "周三上午", Open: true},
			congress.GroupForm{Slug: "xinchengpu", Name: "新城铺代表小组"},
			congress.DeputyForm{Slug: "zeng-xiulan", Name: "曾秀兰", Level: congress.County, TermFrom: term(2022), Station: "xinchengpu", Group: "xinchengpu", Convener: true},
			congress.DeputyForm{Slug: "wang-zhiyuan", Name: "王致远", Level: congress.City, TermFrom: term(2022), TermTo: term(2025), Station: "xinchengpu"},
			congress.DepartmentForm{Slug: "shuiliju", Name: "水利局", Keywords: []string{"水", "机井", "渠"}},
			congress.DepartmentForm{Slug: "jiaotongju", Name: "交通运输局", Keywords: []string{"公交", "公路"}},
			congress.AreaForm{Slug: "water", Name: "地下水超采综合治理", Key: true, Sort: 2},
			congress.AreaForm{Slug: "health", Name: "公共卫生管理", Sort: 1},
		},
	}
}

func founded(t *testing.T, db *sqldb.DB) (*congress.Service, int64) {
	t.Helper()
	s := congress.New(db)
	if _, err := s.Found(t.Context(), system, shijiazhuang()); err != nil {
		t.Fatal(err)
	}
	id, err := s.Found(t.Context(), system, zhengding())
	if err != nil {
		t.Fatal(err)
	}
	return s, id
}

func directory(t *testing.T, s *congress.Service) *congress.Directory {
	t.Helper()
	d, err := s.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFoundedCongressStandsInTheDirectory(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s, id := founded(t, db)
		d := directory(t, s)
		city, county := d.CongressBySlug("shijiazhuang"), d.CongressBySlug("zhengding")
		if county.ID != id || d.Congress(id) != county || county.ParentID != city.ID {
			t.Errorf("county %+v, city %+v", county, city)
		}
		if all := d.Congresses(); len(all) != 2 || all[0] != city || !slices.Equal(d.Children(city.ID), []*congress.Congress{county}) {
			t.Errorf("congresses %v", all)
		}
		home := d.StationBySlug(id, "xinchengpu")
		if home == nil || d.Station(home.ID) != home || !home.Open || d.Place(home.PlaceID).Name != "新城铺镇" {
			t.Errorf("station %+v", home)
		}
		zeng := d.DeputyBySlug(id, "zeng-xiulan")
		if zeng.StationID != home.ID || !zeng.Convener || d.Group(zeng.GroupID).Slug != "xinchengpu" || zeng.Pinyin != "zeng xiu lan" {
			t.Errorf("deputy %+v", zeng)
		}
		if got := d.Deputies(id); !slices.Equal(got, []*congress.Deputy{zeng}) || len(d.AllDeputies(id)) != 2 {
			t.Errorf("in office: %v", got)
		}
		town := d.PlaceByCode(id, "130123102")
		if len(d.Townships(id)) != 1 || len(d.Villages(town.ID)) != 2 || d.Villages(town.ID)[1].Name != "台上村" {
			t.Errorf("places %v", d.Places(id))
		}
		if areas := d.Areas(id); len(areas) != 2 || areas[0].Slug != "health" || d.AreaBySlug(id, "water") != areas[1] || areas[0].Key || !areas[1].Key {
			t.Errorf("areas %v", areas)
		}
		if d.DepartmentBySlug(id, "none") != nil || d.Station(0) != nil || len(d.Deputies(city.ID)) != 0 {
			t.Error("found what does not exist")
		}
	})
}

func TestCommandsAnswerForEveryField(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s, id := founded(t, db)
		for _, c := range []struct {
			form  congress.Form
			field string
			key   string
		}{
			{congress.PlaceForm{Code: "13012310", Name: "镇"}, "code", "congress.code"},
			{congress.PlaceForm{Code: "130123102002", Name: "村", Parent: "130123102001"}, "parent", "congress.unknown"},
			{congress.PlaceForm{Code: "130123102", Name: "镇"}, "code", "congress.taken"},
			{congress.StationForm{Slug: "xinchengpu", Name: "家", Kind: congress.Home, Place: "130123102"}, "slug", "congress.taken"},
			{congress.StationForm{Slug: "a", Name: "家", Kind: "house", Place: "130123102"}, "kind", "congress.choose"},
			{congress.StationForm{Slug: "a", Name: "家", Kind: congress.Home, Place: "130123999"}, "place", "congress.unknown"},
			{congress.StationForm{Slug: "a", Name: "家", Kind: congress.Home, Place: "130123102", Phone: "打我"}, "phone", "congress.phone"},
			{congress.GroupForm{Slug: "A b", Name: "组"}, "slug", "congress.slug"},
			{congress.GroupForm{Slug: "a", Name: " "}, "name", "congress.name"},
			{congress.GroupForm{Slug: "a", Name: "a\x00"}, "name", "congress.text"},
			{congress.DeputyForm{Slug: "a", Name: "甲", Level: "world", TermFrom: term(2022)}, "level", "congress.choose"},
			{congress.DeputyForm{Slug: "a", Name: "甲", Level: congress.County}, "from", "congress.term.from"},
			{congress.DeputyForm{Slug: "a", Name: "甲", Level: congress.County, TermFrom: term(2022), TermTo: term(2021)}, "to", "congress.term.order"},
			{congress.DeputyForm{Slug: "a", Name: "甲", Level: congress.County, TermFrom: term(2022), Convener: true}, "group", "congress.convener"},
			{congress.DeputyForm{Slug: "a", Name: "甲", Level: congress.County, TermFrom: term(2022), Station: "none"}, "station", "congress.unknown"},
			{congress.AreaForm{Slug: "water", Name: "水"}, "slug", "congress.taken"},
		} {
			_, err := s.Create(t.Context(), system, id, c.form)
			f := fault.As(err)
			if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field || f.Fields[0].Key != c.key {
				t.Errorf("%+v: got %v, want %s %s", c.form, err, c.field, c.key)
			}
		}
		city := directory(t, s).CongressBySlug("shijiazhuang")
		if _, err := s.Create(t.Context(), system, city.ID, congress.AreaForm{Slug: "water", Name: "水"}); err != nil {
			t.Errorf("the same slug in another congress: %v", err)
		}
	})
}

func TestCongressForms(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s, _ := founded(t, db)
		good := congress.CongressForm{Slug: "xinle", Name: "新乐市人民代表大会", Short: "新乐市", Level: congress.County, Parent: "shijiazhuang", Prefix: "XL",
			Division: "130184", Hotline: "0311-10000009", Lang: "zh-CN"}
		for _, c := range []struct {
			field, key string
			spoil      func(*congress.CongressForm)
		}{
			{"slug", "congress.reserved", func(f *congress.CongressForm) { f.Slug = "desk" }},
			{"slug", "congress.taken", func(f *congress.CongressForm) { f.Slug = "shijiazhuang" }},
			{"prefix", "congress.taken", func(f *congress.CongressForm) { f.Prefix = "SJZ" }},
			{"prefix", "congress.prefix", func(f *congress.CongressForm) { f.Prefix = "zd" }},
			{"parent", "congress.unknown", func(f *congress.CongressForm) { f.Parent = "zhengding" }},
			{"level", "congress.choose", func(f *congress.CongressForm) { f.Level, f.Parent = congress.Township, "" }},
			{"division", "congress.code", func(f *congress.CongressForm) { f.Division = "1301" }},
		} {
			form := good
			c.spoil(&form)
			_, err := s.Found(t.Context(), system, congress.Foundation{Congress: form})
			f := fault.As(err)
			if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field || f.Fields[0].Key != c.key {
				t.Errorf("%+v: got %v, want %s %s", form, f, c.field, c.key)
			}
		}
		id, err := s.Found(t.Context(), system, congress.Foundation{Congress: good})
		if err != nil {
			t.Fatal(err)
		}
		if got := directory(t, s).Congress(id).Hotline; got != good.Hotline {
			t.Errorf("hotline %q", got)
		}
	})
}

func TestOnlyWhoManagesPeopleChangesThem(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s, id := founded(t, db)
		form := congress.GroupForm{Slug: "new", Name: "新小组"}
		for _, role := range access.Roles {
			by := access.Actor{PersonID: 7, Grants: []access.Grant{{Role: role, CongressID: id}}}
			got, err := s.Create(t.Context(), by, id, form)
			if may := role == access.SystemAdmin; may != (err == nil) || !may && fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s: %v", role, err)
			}
			if err == nil {
				form.Name = "小组"
				err = s.Change(t.Context(), by, id, got, directory(t, s).Congress(id).Changes, form)
			}
			if role == access.SystemAdmin && err != nil {
				t.Errorf("%s: %v", role, err)
			}
		}
		admin := access.Actor{PersonID: 7, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: id}}}
		if _, err := s.Found(t.Context(), admin, shijiazhuang()); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("founding: %v", err)
		}
		other := directory(t, s).CongressBySlug("shijiazhuang").ID
		if _, err := s.Create(t.Context(), admin, other, form); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("another congress: %v", err)
		}
		groups := directory(t, s).Groups(id)
		group := groups[slices.IndexFunc(groups, func(g *congress.Group) bool { return g.Slug == "new" })]
		if err := s.Change(t.Context(), system, other, group.ID, 99, form); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a row of another congress: %v", err)
		}
	})
}

func TestEveryChangeStandsInTheHistory(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s, id := founded(t, db)
		admin := access.Actor{PersonID: 7, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: id}}}
		zeng := directory(t, s).DeputyBySlug(id, "zeng-xiulan")
		form := congress.DeputyForm{Slug: "zeng-xiulan", Name: "曾秀兰", Level: congress.County, TermFrom: term(2022), District: "第 3 选区", Bio: "教师"}
		if err := s.Change(t.Context(), admin, id, zeng.ID, directory(t, s).Congress(id).Changes, form); err != nil {
			t.Fatal(err)
		}
		var history []ledger.Event
		err := db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
			history, err = ledger.Read(t.Context(), tx, fmt.Sprintf("congress/%d", id))
			return err
		})
		if err != nil || len(history) != 2 || history[0].Action != "found" || history[1].Action != "change" || history[1].Person != 7 {
			t.Fatalf("history %+v, %v", history, err)
		}
		if body := history[1].Body; !strings.Contains(body, "第 3 选区") || strings.Contains(body, "曾秀兰") || strings.Contains(body, "教师") {
			t.Errorf("body %s", body)
		}
		if r, err := ledger.Verify(t.Context(), db, nil); err != nil || len(r.Bad) > 0 {
			t.Errorf("%v %v", r.Bad, err)
		}
	})
}

func TestAFailedFoundationLeavesNothing(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := congress.New(db)
		plan := shijiazhuang()
		plan.Rows = []congress.Form{congress.AreaForm{Slug: "a", Name: "一"}, congress.AreaForm{Slug: "a", Name: "二"}}
		if _, err := s.Found(t.Context(), system, plan); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("got %v", err)
		}
		if got := directory(t, s).Congresses(); len(got) != 0 {
			t.Errorf("left behind: %v", got)
		}
	})
}

func TestDirectoryIsRenewed(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		s, id := founded(t, db)
		first := directory(t, s)
		if directory(t, s) != first {
			t.Error("an unchanged directory was read again")
		}
		other := congress.New(db) // another node
		clock.Advance(6 * time.Second)
		if directory(t, s) != first {
			t.Error("an unchanged stamp read everything again")
		}
		if _, err := other.Create(t.Context(), system, id, congress.AreaForm{Slug: "new", Name: "新"}); err != nil {
			t.Fatal(err)
		}
		if directory(t, other).AreaBySlug(id, "new") == nil {
			t.Error("a node does not see its own write at once")
		}
		if directory(t, s) != first {
			t.Error("another node's write was looked for too early")
		}
		clock.Advance(6 * time.Second)
		if directory(t, s).AreaBySlug(id, "new") == nil {
			t.Error("another node's write is not seen after six seconds")
		}
		clock.Set(term(2024))
		if got := directory(t, s).Deputies(id); len(got) != 2 {
			t.Errorf("in 2024 both deputies serve, got %v", got)
		}
	})
}

func TestDirectoryWhileOthersWrite(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s, id := founded(t, db)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 2)
		for range 2 {
			go func() {
				for ctx.Err() == nil {
					if _, err := s.Directory(t.Context()); err != nil {
						done <- err
						return
					}
				}
				done <- nil
			}()
		}
		for i := range 20 {
			slug := "a" + string(rune('a'+i))
			if _, err := s.Create(t.Context(), system, id, congress.AreaForm{Slug: slug, Name: "领域"}); err != nil {
				t.Fatal(err)
			}
			if directory(t, s).AreaBySlug(id, slug) == nil {
				t.Fatalf("%s is not seen after its commit", slug)
			}
		}
		stop()
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestFind(t *testing.T) {
	s, id := founded(t, sqldbtest.SQLite(t, sqldbtest.NewClock()))
	d := directory(t, s)
	for q, want := range map[string]int{"": 1, "曾": 1, "秀兰": 1, "zxl": 1, "ZXL": 1, "ｚｘｌ": 1, "zeng xiu": 1, "xiulan": 1, "xl": 1, "ceng": 0,
		"eng": 0, "王": 0, "%": 0} {
		if got := d.FindDeputies(id, q); len(got) != want {
			t.Errorf("deputies %q: %d, want %d", q, len(got), want)
		}
	}
	for q, want := range map[string]int{"": 1, "新城铺": 1, "台上": 1, "xcp": 1, "taishang": 1, "代表之家": 1, "长寿": 0} {
		if got := d.FindStations(id, q); len(got) != want {
			t.Errorf("stations %q: %d, want %d", q, len(got), want)
		}
	}
	village := d.PlaceByCode(id, "130123102014")
	if got := d.StationsOf(village.ID); len(got) != 1 || got[0].Slug != "xinchengpu" {
		t.Errorf("stations of a village: %v", got)
	}
	if got := d.SuggestDepartments(id, "村里机井坏了，公交也不来，渠道没水"); len(got) != 2 || got[0].Slug != "shuiliju" {
		t.Errorf("departments: %v", got)
	}
}

func TestSlugs(t *testing.T) {
	for text, want := range map[string]string{"新城铺镇": "xin-cheng-pu-zhen", "长寿街道 2": "chang-shou-jie-dao-2", "——": "", "A厂": "a-chang"} {
		if got := congress.SlugOf(text); got != want {
			t.Errorf("SlugOf(%s) = %s, want %s", text, got, want)
		}
	}
	for name, want := range map[string]string{"曾秀兰": "zeng-xiulan", "单强": "shan-qiang", "李": "li"} {
		if got := congress.SlugOfPerson(name); got != want {
			t.Errorf("SlugOfPerson(%s) = %s, want %s", name, got, want)
		}
	}
}

// TestAStaleFormTellsWhoWasFaster: two change a row that both have seen; a third, who changes another row meanwhile, disturbs
// nobody.
func TestAStaleFormTellsWhoWasFaster(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		s, id := founded(t, db)
		admin := func(person int64) access.Actor {
			return access.Actor{PersonID: person, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: id}}}
		}
		zeng, seen := directory(t, s).DeputyBySlug(id, "zeng-xiulan"), directory(t, s).Congress(id).Changes
		form := congress.DeputyForm{Slug: "zeng-xiulan", Name: "曾秀兰", Level: congress.County, TermFrom: term(2022), District: "第 3 选区"}
		if _, err := s.Create(t.Context(), admin(6), id, congress.GroupForm{Slug: "other", Name: "别的小组"}); err != nil {
			t.Fatal(err)
		}
		if err := s.Change(t.Context(), admin(7), id, zeng.ID, seen, form); err != nil {
			t.Fatalf("another row was changed meanwhile: %v", err)
		}
		at := clock.Now()
		clock.Advance(time.Minute)
		form.District = "第 4 选区"
		err := s.Change(t.Context(), admin(8), id, zeng.ID, seen, form)
		if last, _ := fault.As(err).Detail.(fault.Meanwhile); fault.KindOf(err) != fault.Conflict || last.PersonID != 7 || !last.At.Equal(at) {
			t.Fatalf("%v by %+v", err, fault.As(err).Detail)
		}
		if got := directory(t, s).Deputy(zeng.ID).District; got != "第 3 选区" {
			t.Errorf("a stale form was taken: %q", got)
		}
		if err := s.Change(t.Context(), admin(8), id, zeng.ID, directory(t, s).Congress(id).Changes, form); err != nil {
			t.Errorf("on what stands now: %v", err)
		}
	})
}
