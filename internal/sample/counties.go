package sample

import (
	"fmt"

	"jiazhan/internal/congress"
)

// countySpec is what is peculiar to a county.
type countySpec struct {
	slug     string
	short    string
	name     string
	prefix   string
	division string
	numbers  string  // first digits of its offices' numbers
	seats    []count // deputies of each level
	stations []string
}

type count struct {
	level congress.Level
	n     int
}

// counties are the two of the founding article. Xinle has 12 homes and 4 stations, and deputies of four levels.
var counties = []countySpec{
	{
		slug: "zhengding", short: "正定县", name: "正定县人民代表大会", prefix: "ZD", division: "130123", numbers: "0311-1001",
		seats:    []count{{congress.National, 1}, {congress.Province, 4}, {congress.City, 17}, {congress.County, 88}, {congress.Township, 40}},
		stations: []string{"恒州社区", "常山社区", "塔元庄村", "诸福屯社区", "七吉村", "曲阳桥村"},
	},
	{
		slug: "xinle", short: "新乐市", name: "新乐市人民代表大会", prefix: "XL", division: "130184", numbers: "0311-1002",
		seats:    []count{{congress.Province, 2}, {congress.City, 10}, {congress.County, 60}, {congress.Township, 28}},
		stations: []string{"鲜虞社区", "龙城社区", "承安铺村", "东王村"},
	},
}

var citySpec = congress.CongressForm{Slug: "shijiazhuang", Name: "石家庄市人民代表大会", Short: "石家庄市", Level: congress.City,
	Prefix: "SJZ", Division: "130100", Hotline: "0311-10000000", Lang: "zh-CN"}

// county is one under construction.
type county struct {
	countySpec
	*cast
	towns    []township
	rows     []congress.Form
	homes    []home
	deputies []congress.DeputyForm
	people   []Person
}

// home is a township with the slug of its home, which is also that of its deputy group.
type home struct {
	township
	slug     string
	stations []string // slugs, the home first
}

func newCounty(spec countySpec, c *cast) *county {
	k := &county{countySpec: spec, cast: c, towns: townships(spec.division)}
	k.addPlaces()
	k.addStations()
	k.rows = append(k.rows, departments(spec)...)
	k.rows = append(k.rows, areas...)
	k.addDeputies()
	k.addStaff()
	return k
}

func (k *county) plan() (congress.Foundation, []Person) {
	form := congress.CongressForm{Slug: k.slug, Name: k.name, Short: k.short, Level: congress.County, Parent: citySpec.Slug,
		Prefix: k.prefix, Division: k.division, Hotline: k.numbers + "0000", Lang: "zh-CN"}
	return congress.Foundation{Congress: form, Rows: k.rows}, k.people
}

func cityPlan(c *cast) (congress.Foundation, []Person) {
	k := &county{countySpec: countySpec{slug: citySpec.Slug, prefix: citySpec.Prefix}, cast: c}
	k.addCityStaff()
	return congress.Foundation{Congress: citySpec, Rows: areas}, k.people
}

func (k *county) addPlaces() {
	for _, t := range k.towns {
		k.rows = append(k.rows, congress.PlaceForm{Code: t.code, Name: t.name})
		for _, v := range t.villages {
			k.rows = append(k.rows, congress.PlaceForm{Code: v.code, Name: v.name, Parent: t.code})
		}
	}
}

var dutyHours = []string{
	"工作日 8:30—17:30；每月 15 日代表接待群众",
	"工作日 9:00—17:00；每周三上午代表接待群众",
	"工作日 8:30—17:30；每月第一个周一代表接待群众",
}

// addStations opens a home and a deputy group in every township, and stations in some villages.
func (k *county) addStations() {
	for i, t := range k.towns {
		h := home{township: t, slug: congress.SlugOf(t.short())}
		h.stations = []string{h.slug}
		k.rows = append(k.rows, congress.StationForm{Slug: h.slug, Name: t.name + "人大代表之家", Kind: congress.Home, Place: t.code,
			Address: k.short + t.name + "便民服务中心一楼", Phone: fmt.Sprintf("%s1%03d", k.numbers, i+1),
			Hours: dutyHours[i%len(dutyHours)], Open: true})
		k.rows = append(k.rows, congress.GroupForm{Slug: h.slug, Name: t.name + "代表小组"})
		for _, v := range t.villages {
			if slug, ok := k.stationIn(v); ok {
				h.stations = append(h.stations, slug)
				k.rows = append(k.rows, congress.StationForm{Slug: slug, Name: v.name + "人大代表联络站", Kind: congress.Liaison, Place: v.code,
					Address: k.short + t.name + v.name + "党群服务中心", Phone: fmt.Sprintf("%s2%03d", k.numbers, 10*i+len(h.stations)),
					Hours: "每周二、周四 9:00—11:30", Open: true})
			}
		}
		k.homes = append(k.homes, h)
	}
}

// stationIn gives the slug of a village's own station, if it has one.
func (k *county) stationIn(v village) (slug string, ok bool) {
	for _, name := range k.stations {
		if name == v.name {
			return congress.SlugOf(name), true
		}
	}
	return "", false
}
