package admin

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/congress"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/workday"
)

// entry is one row of the organisation as the list and its form show it.
type entry struct {
	id     int64
	slug   string
	name   string
	detail string
	values url.Values
	sound  string // the name in pinyin
	closed bool
}

// kind is one table of the organisation: its rows, its fields and the form that a sent one makes.
type kind struct {
	path   string
	label  string // of one
	many   string // of all
	rows   func(v visit) []entry
	fields []field
	read   func(f *form.Form) congress.Form
}

// field is one field of a kind's form.
type field struct {
	name, label, hint, sort string // sort: "" a line, text, date, number, check, or choice
	optional                bool
	fixed                   bool // said once: rows that are there keep it
	options                 func(v visit) []ui.Option
}

var (
	slugField = field{name: "slug", label: i18n.Key("网址名"), hint: i18n.Key("小写字母、数字和短横线，例如 xin-cheng-pu。")}
	nameField = field{name: "name", label: i18n.Key("名称")}
)

var kinds = []kind{
	{"stations", i18n.Key("家站"), i18n.Key("admin.many.stations"), stationRows, []field{nameField, slugField,
		{name: "kind", label: i18n.Key("类型"), sort: "choice", options: stationKinds}, {name: "place", label: i18n.Key("乡镇和村"), sort: "choice", options: places},
		{name: "address", label: i18n.Key("地址"), optional: true}, {name: "phone", label: i18n.Key("电话"), optional: true},
		{name: "hours", label: i18n.Key("值班时间"), optional: true}, {name: "open", label: i18n.Key("接收新的诉求"), sort: "check"}}, readStation},
	{"deputies", i18n.Key("desk.deputy"), i18n.Key("admin.many.deputies"), deputyRows, []field{{name: "name", label: i18n.Key("姓名")}, slugField,
		{name: "level", label: i18n.Key("层级"), sort: "choice", options: levels}, {name: "from", label: i18n.Key("任期开始"), sort: "date"},
		{name: "to", label: i18n.Key("任期结束"), sort: "date", optional: true}, {name: "station", label: i18n.Key("家站"), sort: "choice", optional: true, options: stations},
		{name: "group", label: i18n.Key("代表小组"), sort: "choice", optional: true, options: groups}, {name: "convener", label: i18n.Key("小组召集人"), sort: "check"},
		{name: "district", label: i18n.Key("选区或选举单位"), optional: true}, {name: "bio", label: i18n.Key("简介"), sort: "text", optional: true}}, readDeputy},
	{"departments", i18n.Key("承办部门"), i18n.Key("admin.many.departments"), departmentRows, []field{nameField, slugField, {name: "duties", label: i18n.Key("职责"), sort: "text", optional: true},
		{name: "keywords", label: i18n.Key("关键词"), hint: i18n.Key("用空格分开，用来提示交给哪个部门。"), optional: true}, {name: "phone", label: i18n.Key("电话"), optional: true},
		{name: "open", label: i18n.Key("接收新的交办"), sort: "check"}}, readDepartment},
	{"places", i18n.Key("乡镇和村"), i18n.Key("admin.many.places"), placeRows, []field{nameField, {name: "parent", label: i18n.Key("所属乡镇"), hint: i18n.Key("不选就是乡镇或街道。"), sort: "choice", optional: true, fixed: true, options: townships},
		{name: "code", label: i18n.Key("统计区划代码"), hint: i18n.Key("乡镇 9 位，村 12 位数字。"), fixed: true}, {name: "open", label: i18n.Key("使用中"), sort: "check"}}, readPlace},
	{"groups", i18n.Key("代表小组"), i18n.Key("admin.many.groups"), groupRows, []field{nameField, slugField},
		func(f *form.Form) congress.Form {
			return congress.GroupForm{Slug: f.Line("slug"), Name: f.Line("name")}
		}},
	{"areas", i18n.Key("领域"), i18n.Key("admin.many.areas"), areaRows, []field{nameField, slugField, {name: "key", label: i18n.Key("重点领域"), sort: "check"}, {name: "sort", label: i18n.Key("排序"), sort: "number", optional: true}},
		func(f *form.Form) congress.Form {
			return congress.AreaForm{Slug: f.Line("slug"), Name: f.Line("name"), Key: f.Bool("key"), Sort: f.Int("sort")}
		}},
}

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func box(on bool) string {
	if on {
		return "on"
	}
	return ""
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return workday.Date(t)
}

func stationRows(v visit) (out []entry) {
	for _, x := range v.dir.Stations(v.home.ID) {
		place := ""
		if p := v.dir.Place(x.PlaceID); p != nil {
			place = p.Code
		}
		e := entry{id: x.ID, slug: x.Slug, name: x.Name, detail: x.Address, values: values("slug", x.Slug, "name", x.Name, "kind", string(x.Kind), "place", place,
			"address", x.Address, "phone", x.Phone, "hours", x.Hours, "open", box(x.Open))}
		e.sound, e.closed = x.Pinyin, !x.Open
		out = append(out, e)
	}
	return out
}

func readStation(f *form.Form) congress.Form {
	return congress.StationForm{Slug: f.Line("slug"), Name: f.Line("name"), Kind: congress.StationKind(f.Get("kind")), Place: f.Get("place"),
		Address: f.Line("address"), Phone: f.Line("phone"), Hours: f.Line("hours"), Open: f.Bool("open")}
}

func deputyRows(v visit) (out []entry) {
	for _, x := range v.dir.AllDeputies(v.home.ID) {
		station, group := "", ""
		if s := v.dir.Station(x.StationID); s != nil {
			station = s.Slug
		}
		if g := v.dir.Group(x.GroupID); g != nil {
			group = g.Slug
		}
		out = append(out, entry{id: x.ID, slug: x.Slug, name: x.Name, detail: v.deputyDetail(x), sound: x.Pinyin, values: values("slug", x.Slug, "name", x.Name, "level", string(x.Level),
			"from", day(x.TermFrom), "to", day(x.TermTo), "station", station, "group", group, "convener", box(x.Convener), "district", x.District, "bio", x.Bio)})
	}
	return out
}

func readDeputy(f *form.Form) congress.Form {
	return congress.DeputyForm{Slug: f.Line("slug"), Name: f.Line("name"), Level: congress.Level(f.Get("level")), TermFrom: f.Date("from"), TermTo: f.Date("to"),
		Station: f.Get("station"), Group: f.Get("group"), Convener: f.Bool("convener"), District: f.Line("district"), Bio: f.Text("bio")}
}

func departmentRows(v visit) (out []entry) {
	for _, x := range v.dir.Departments(v.home.ID) {
		words := strings.Join(x.Keywords, " ")
		out = append(out, entry{id: x.ID, slug: x.Slug, name: x.Name, detail: words, closed: x.Closed,
			values: values("slug", x.Slug, "name", x.Name, "duties", x.Duties, "keywords", words, "phone", x.Phone, "open", box(!x.Closed))})
	}
	return out
}

func readDepartment(f *form.Form) congress.Form {
	return congress.DepartmentForm{Slug: f.Line("slug"), Name: f.Line("name"), Duties: f.Text("duties"), Keywords: strings.Fields(f.Line("keywords")), Phone: f.Line("phone"), Closed: !f.Bool("open")}
}

func groupRows(v visit) (out []entry) {
	for _, x := range v.dir.Groups(v.home.ID) {
		out = append(out, entry{id: x.ID, slug: x.Slug, name: x.Name, detail: v.groupDetail(x.ID), values: values("slug", x.Slug, "name", x.Name)})
	}
	return out
}

func areaRows(v visit) (out []entry) {
	for _, x := range v.dir.Areas(v.home.ID) {
		e := entry{id: x.ID, slug: x.Slug, name: x.Name, values: values("slug", x.Slug, "name", x.Name, "key", box(x.Key), "sort", strconv.FormatInt(x.Sort, 10))}
		if x.Key {
			e.detail = v.view.P.T("重点领域")
		}
		out = append(out, e)
	}
	return out
}

func stationKinds(v visit) []ui.Option {
	t := v.view.P.T
	return []ui.Option{{Value: string(congress.Home), Label: t("代表之家")}, {Value: string(congress.Liaison), Label: t("代表联络站")}, {Value: string(congress.Point), Label: t("代表联络点")}}
}

func levels(v visit) (out []ui.Option) {
	for _, x := range congress.Levels {
		out = append(out, ui.Option{Value: string(x), Label: v.view.P.T(x.Label())})
	}
	return out
}

func places(v visit) (out []ui.Option) {
	for _, x := range v.dir.OpenPlaces(v.home.ID) {
		out = append(out, ui.Option{Value: x.Code, Label: x.Name})
	}
	return out
}

func stations(v visit) (out []ui.Option) {
	for _, x := range v.dir.Stations(v.home.ID) {
		out = append(out, ui.Option{Value: x.Slug, Label: x.Name})
	}
	return out
}

func groups(v visit) (out []ui.Option) {
	for _, x := range v.dir.Groups(v.home.ID) {
		out = append(out, ui.Option{Value: x.Slug, Label: x.Name})
	}
	return out
}
