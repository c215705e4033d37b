package admin_test

import (
	"net/http"
	"testing"
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
		status, page = b.send("/admin/close/bei-zhan", page)
		o.want(status, http.StatusOK, page, "已关闭")
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
			"departments/shuiliju": {"name", "水利局", "slug", "shuiliju", "keywords", "水 井"},
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
