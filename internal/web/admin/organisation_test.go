package admin_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
)

func TestAStationIsMadeChangedAndClosed(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		b := o.as("system_admin")
		_, page := b.get("/admin/new/stations")
		typed := []string{"name", "北站", "slug", "Nicht Gut", "kind", "station", "place", "130123102", "hours", "周一上午", "open", "on"}
		status, page := b.send("/admin/new/stations", page, typed...)
		o.want(status, http.StatusUnprocessableEntity, page, `value="Nicht Gut"`, "周一上午", `value="130123102" selected`)
		typed[3] = "bei-zhan"
		status, page = b.send("/admin/new/stations", page, typed...)
		o.want(status, http.StatusOK, page, "北站")
		const path = "/admin/organisation/stations/bei-zhan"
		_, page = b.get(path)
		status, page = b.send("/admin/close/stations/bei-zhan", page)
		o.want(status, http.StatusOK, page, "已停用")
		dir, err := o.Congress.Directory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if s := dir.StationBySlug(o.ID, "bei-zhan"); s == nil || s.Open || s.Hours != "周一上午" {
			t.Errorf("closing keeps all else: %+v", s)
		}
		if status, _ := o.as("other system_admin").get(path); status != http.StatusNotFound {
			t.Errorf("another county's station: %d", status)
		}
	})
}

func TestEveryFormOfTheOrganisationSavesWhatItShows(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		b := o.as("system_admin")
		for path, fields := range map[string][]string{
			"deputies/zeng-xiulan": {"name", "曾秀兰", "slug", "zeng-xiulan", "level", "county", "from", "2022-01-01", "group", "xinchengpu", "convener", "on", "district", "第一选区"},
			"departments/shuiliju": {"name", "水利局", "slug", "shuiliju", "open", "on", "keywords", "水 井"},
			"places/130123102":     {"name", "新城铺街道", "code", "130123102", "open", "on"},
			"groups/xinchengpu":    {"name", "新城铺小组", "slug", "xinchengpu"},
			"areas/water":          {"name", "地下水", "slug", "water", "sort", "7"},
		} {
			path = "/admin/organisation/" + path
			_, page := b.get(path)
			status, page := b.send(path, page, fields...)
			o.want(status, http.StatusOK, page, fields[1])
			status, page = b.get(path)
			o.want(status, http.StatusOK, page, fields[1], fields[len(fields)-1])
		}
		for _, wrong := range []string{"/admin/organisation/nonsense", "/admin/organisation/areas/nonsense", "/admin/new/nonsense"} {
			if status, _ := b.get(wrong); status != http.StatusNotFound {
				t.Errorf("%s: %d", wrong, status)
			}
		}
	})
}

func TestAClosedDepartmentTakesNothingNewAndKeepsWhatItHas(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		assign := &casework.Assign{Lead: "shuiliju", Class: casework.Normal}
		c := o.Do(o.Station, o.Do(o.Station, o.File(nil), &casework.Accept{}), assign)
		next := o.Do(o.Station, o.File(nil), &casework.Accept{})
		b := o.as("system_admin")
		const path = "/admin/organisation/departments/shuiliju"
		status, page := b.get(path)
		o.want(status, http.StatusOK, page, "主办和协办", "1 件", "申请退回")
		status, page = b.send("/admin/close/departments/shuiliju", page)
		o.want(status, http.StatusOK, page, "已停用：水利局")
		_, err := o.Cases.Do(t.Context(), o.Station, casework.At{Number: next.Number, Seen: next.Version}, assign)
		if f := fault.As(err); f == nil || f.Fields[0].Key != "field.department_closed" {
			t.Errorf("assigned to a closed department: %v", err)
		}
		o.Do(o.Water, c, &casework.Acknowledge{})
		if status, _ := b.send("/admin/close/areas/water", page); status != http.StatusNotFound {
			t.Errorf("an area has nothing to close: %d", status)
		}
	})
}

func TestAPlaceIsAddedRenamedAndClosedButNeverMoved(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		b := o.as("system_admin")
		_, page := b.get("/admin/new/places")
		status, page := b.send("/admin/new/places", page, "name", "东里双村", "parent", "130123102", "code", "130123102", "open", "on")
		o.want(status, http.StatusUnprocessableEntity, page, "东里双村")
		status, page = b.send("/admin/new/places", page, "name", "东里双村", "parent", "130123102", "code", "130123102002", "open", "on")
		o.want(status, http.StatusOK, page, "东里双村")
		const path = "/admin/organisation/places/130123102002"
		_, page = b.get(path)
		b.send(path, page, "name", "东里双社区", "slug", "130123999", "parent", "", "open", "on")
		_, page = b.get(path)
		b.send("/admin/close/places/130123102002", page)
		dir, err := o.Congress.Directory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p := dir.PlaceByCode(o.ID, "130123102002")
		if p == nil || p.Name != "东里双社区" || p.ParentID == 0 || !p.Closed {
			t.Fatalf("%+v", p)
		}
		for _, open := range dir.OpenPlaces(o.ID) {
			if open.ID == p.ID {
				t.Error("a closed place is offered")
			}
		}
	})
}

func TestThreeHundredDeputiesAreFoundAndPaged(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		for i := range 300 {
			form := congress.DeputyForm{Slug: fmt.Sprintf("deputy-%d", i), Name: "王建国", Level: congress.County, TermFrom: time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)}
			if _, err := o.Congress.Create(t.Context(), o.who["system_admin"], o.ID, form); err != nil {
				t.Fatal(err)
			}
		}
		b := o.as("system_admin")
		status, page := b.get("/admin/organisation/deputies")
		o.want(status, http.StatusOK, page, "共 301 条", "skip=50")
		if n := strings.Count(page, "case-link"); n != 50 {
			t.Errorf("%d rows on a page", n)
		}
		status, page = b.get("/admin/organisation/deputies?skip=300")
		o.want(status, http.StatusOK, page, "skip=250")
		status, page = b.get("/admin/organisation/deputies?q=zxl")
		o.want(status, http.StatusOK, page, "共 1 条", "曾秀兰")
		for _, odd := range []string{"-1", "99999", "x"} {
			if status, _ := b.get("/admin/organisation/deputies?skip=" + odd); status != http.StatusOK {
				t.Errorf("skip=%s: %d", odd, status)
			}
		}
	})
}
