package api_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/casework"
)

func numbers(a answer) []string {
	var out []string
	for _, v := range a.at("items").([]any) {
		out = append(out, v.(map[string]any)["number"].(string))
	}
	return out
}

func TestACursorWalksOverEveryCaseOnce(t *testing.T) {
	run(t, func(s *site) {
		var want []string
		for range 7 {
			want = append(want, s.File(nil).Number)
		}
		for _, order := range []string{"newest", "due"} {
			var got []string
			path := "/congresses/zhengding/cases?limit=3&queue=waiting&order=" + order
			for pages := 0; path != ""; pages++ {
				a := s.get("station", path).want(s.t, 200)
				got = append(got, numbers(a)...)
				link := a.header.Get("Link")
				path = strings.TrimSuffix(strings.TrimPrefix(link, "</api/v1"), `>; rel="next"`)
				if next, _ := a.at("next").(string); (next == "") != (link == "") || pages > 3 {
					s.t.Fatalf("%s: next %q, Link %q", order, next, link)
				}
				if pages == 0 {
					s.File(nil) // what comes in meanwhile moves nothing
				}
			}
			if order == "newest" {
				slices.Reverse(got)
			}
			if !slices.Equal(got[:7], want) {
				s.t.Errorf("%s: %v, want %v", order, got, want)
			}
		}
	})
}

func TestFilters(t *testing.T) {
	run(t, func(s *site) {
		plain := s.File(nil).Number
		clue := s.File(func(f *casework.Filing) { f.Kind = casework.Clue; f.Areas = []string{"health"} }).Number
		deputy := s.File(func(f *casework.Filing) { f.Station, f.Deputy = "", "zeng-xiulan" }).Number
		second := s.File(func(f *casework.Filing) { f.Station = "second" }).Number
		c := s.Do(s.Station, s.File(nil), &casework.Accept{})
		handled := s.Do(s.Station, c, &casework.Assign{Lead: "shuiliju", Class: casework.Normal}).Number
		open := released(s).Number
		for query, want := range map[string][]string{
			"":                    {open, handled, second, deputy, clue, plain},
			"state=assigned":      {handled},
			"kind=clue":           {clue},
			"area=health":         {clue},
			"deputy=zeng-xiulan":  {deputy},
			"station=second":      {second},
			"department=shuiliju": {handled},
			"public=true":         {open},
			"public=false&state=filed&station=xinchengpu": {deputy, clue, plain},
			"queue=unrated": {open},
		} {
			if got := numbers(s.get("officer", "/congresses/zhengding/cases?"+query).want(s.t, 200)); !slices.Equal(got, want) {
				s.t.Errorf("%s: %v, want %v", query, got, want)
			}
		}
		for as, want := range map[string][]string{"": {open}, "stranger": {open}, "water": {open, handled}, "other": {open}} {
			if got := numbers(s.get(as, "/congresses/zhengding/cases").want(s.t, 200)); !slices.Equal(got, want) {
				s.t.Errorf("%q lists %v, want %v", as, got, want)
			}
		}
		if got := numbers(s.get("officer", "/congresses/xinle/cases").want(s.t, 200)); len(got) != 0 {
			s.t.Errorf("the officer lists %v of the other county", got)
		}
		for _, query := range []string{"state=lost", "kind=x", "queue=x", "order=x", "station=x", "deputy=x", "department=x", "area=x", "public=maybe", "limit=0", "limit=x"} {
			name, _, _ := strings.Cut(query, "=")
			if a := s.get("officer", "/congresses/zhengding/cases?"+query); a.status != 422 || a.at("errors.0.field") != name {
				s.t.Errorf("%s: %d %s", query, a.status, a.text)
			}
		}
	})
}

func TestSearchFindsTwoCharactersThatOneMaySee(t *testing.T) {
	run(t, func(s *site) {
		s.File(func(f *casework.Filing) { f.Text = "水渠堵了" })
		want := s.File(nil).Number
		if err := s.index.CatchUp(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
		for as, found := range map[string][]string{"officer": {want}, "station": {want}, "citizen": {want}, "stranger": nil, "other": nil, "": nil} {
			if got := numbers(s.get(as, "/search?congress=zhengding&q=路灯").want(s.t, 200)); !slices.Equal(got, found) {
				s.t.Errorf("%q finds %v", as, got)
			}
		}
		if got := numbers(s.get("officer", "/search?congress=zhengding&q=路灯&kind=clue").want(s.t, 200)); len(got) != 0 {
			s.t.Errorf("with a filter: %v", got)
		}
	})
}

func TestSearchSaysThatItsIndexIsBeingBuilt(t *testing.T) {
	run(t, func(s *site) {
		want := s.File(nil).Number
		ask := func() answer { return s.get("officer", "/search?congress=zhengding&q=路灯").want(s.t, 200) }
		for _, step := range []func(context.Context) error{s.index.Rebuild, s.index.CatchUp} {
			if err := step(s.t.Context()); err != nil {
				s.t.Fatal(err)
			}
			a := ask()
			whole := slices.Equal(numbers(a), []string{want})
			if partial := a.at("partial") == true; partial == whole {
				s.t.Errorf("whole %v, partial %v: %s", whole, partial, a.text)
			}
		}
		if a := ask(); a.at("partial") != nil {
			s.t.Errorf("after the build: %s", a.text)
		}
	})
}

func TestQueuesAreAsLongAsTheirLists(t *testing.T) {
	run(t, func(s *site) {
		s.File(nil)
		s.Do(s.Station, s.File(nil), &casework.Accept{})
		a := s.get("station", "/congresses/zhengding/queues").want(s.t, 200)
		for i, v := range a.at("queues").([]any) {
			q := v.(map[string]any)
			list := numbers(s.get("station", "/congresses/zhengding/cases?limit=100&queue="+q["name"].(string)).want(s.t, 200))
			if q["name"] != string(casework.Queues[i]) || q["cases"] != float64(len(list)) || q["label"] == "" {
				s.t.Errorf("%v, its list has %d", q, len(list))
			}
		}
		if a.at("queues.0.cases") != 2.0 || a.at("queues.1.cases") != 1.0 {
			s.t.Errorf("queues: %s", a.text)
		}
	})
}

func TestDashboardShowsNumeratorAndBase(t *testing.T) {
	run(t, func(s *site) {
		s.File(nil)
		s.Do(s.Station, s.File(nil), &casework.Accept{})
		s.Do(s.Station, s.File(nil), &casework.Accept{})
		a := s.get("", "/dashboard?congress=zhengding").want(s.t, 200)
		if a.at("all") != 3.0 || a.at("cells.0.station") != "xinchengpu" || a.at("cells.0.state") != "filed" || a.at("cells.0.cases") != 1.0 || a.at("cells.1.cases") != 2.0 {
			s.t.Errorf("cells: %s", a.text)
		}
		if a.at("rates.0.n") != 2.0 || a.at("rates.0.of") != 3.0 || a.at("rates.0.percent") != 66.6 || a.at("rates.3.percent") != nil || a.at("rates.3.of") != 0.0 {
			s.t.Errorf("rates: %s", a.text)
		}
		if a.at("rates.0.label") != "受理率" || a.at("rates.0.formula") == nil || len(a.at("states").([]any)) != len(casework.States) {
			s.t.Errorf("words: %s", a.text)
		}
		s.get("", "/dashboard?congress=zhengding&imported=true").want(s.t, 200)
		s.get("", "/dashboard?congress=nowhere").want(s.t, 404)
		s.get("filer", "/dashboard?congress=zhengding").want(s.t, 403)
	})
}

func TestDirectory(t *testing.T) {
	run(t, func(s *site) {
		base := "/congresses/zhengding"
		for path, want := range map[string]map[string]any{
			"/congresses":                   {"items.0.slug": "zhengding", "items.0.prefix": "ZD"},
			base:                            {"name": "正定县人民代表大会", "level": "county"},
			base + "/stations":              {"items.0.slug": "second"},
			base + "/stations?q=xinchengpu": {"items.0.slug": "second"},
			base + "/stations/xinchengpu":   {"name": "新城铺镇代表之家", "place": "130123102", "open": true, "deputies.0.slug": "zeng-xiulan"},
			base + "/deputies?q=zxl":        {"items.0.name": "曾秀兰"},
			base + "/deputies/zeng-xiulan":  {"level": "county", "station.slug": "xinchengpu", "group.name": "新城铺代表小组", "term_from": "2022-01-01"},
			base + "/departments":           {"items.0.slug": "shuiliju", "items.1.name": "交通运输局"},
			base + "/areas":                 {"items.0.slug": "health", "items.1.key": true},
			base + "/places":                {"items.1.code": "130123102001", "items.1.parent": "130123102"},
			base + "/deputies?q=" + "没有这个人": {"items.0": nil},
		} {
			a := s.get("", path).want(s.t, 200)
			for at, v := range want {
				if a.at(at) != v {
					s.t.Errorf("%s: %s is %v, want %v", path, at, a.at(at), v)
				}
			}
			if a.header.Get("Cache-Control") != "public, max-age=60" {
				s.t.Errorf("%s: %s", path, a.header.Get("Cache-Control"))
			}
		}
		for _, path := range []string{"/congresses/x", "/congresses/x/areas", base + "/stations/x", base + "/deputies/x"} {
			if a := s.get("", path).want(s.t, 404); a.header.Get("Cache-Control") != "no-store" {
				s.t.Errorf("%s is kept: %s", path, a.header.Get("Cache-Control"))
			}
		}
	})
}

func TestMe(t *testing.T) {
	s := sqliteSite(t, nil)
	a := s.get("reader", "/me").want(t, 200)
	if a.at("scopes.0") != "cases:read" || a.at("roles.0.role") != "case_officer" || a.at("roles.0.congress") != "zhengding" || a.at("roles.0.label") != "县人大专人" {
		t.Errorf("me: %s", a.text)
	}
	var filed []string
	for range 3 {
		filed = append([]string{s.File(nil).Number}, filed...)
	}
	if got := numbers(s.get("citizen", "/me/cases?limit=2").want(t, 200)); fmt.Sprint(got) != fmt.Sprint(filed[:2]) {
		t.Errorf("mine: %v of %v", got, filed)
	}
	if got := numbers(s.get("", "/me/cases").want(t, 200)); len(got) != 0 {
		t.Errorf("a visitor's: %v", got)
	}
}
