package api

import (
	"net/http"
	"time"

	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/workday"
)

// nameSeconds is how long anybody may keep a page of the directory.
const nameSeconds = 60

var findParam = param{name: "q", kind: "string", example: nameSample, says: i18n.Key("名字的一部分，或它的拼音")}

var nameOperations = []operation{
	name("listCongresses", "/congresses", i18n.Key("人大名录"),
		i18n.Key("这一套系统里的人大；县的上级是市。"), List[Congress]{}, (*call).congresses),
	name("readCongress", "/congresses/{congress}", i18n.Key("一个人大"),
		i18n.Key("名称、级别、编号的开头和热线。"), Congress{}, (*call).congress),
	name("listStations", "/congresses/{congress}/stations", i18n.Key("家站名录"),
		i18n.Key("代表之家、联络站和联络点，按名称；短名写在提交的 station 里。"), List[Station]{}, (*call).stations, findParam),
	name("readStation", "/congresses/{congress}/stations/{station}", i18n.Key("一个家站和那里的代表"),
		i18n.Key("地址、电话、什么时候有人，以及在这里的代表。"), Station{}, (*call).station),
	name("listDeputies", "/congresses/{congress}/deputies", i18n.Key("在任代表名录"),
		i18n.Key("现在在任的各级代表；短名写在提交的 deputy 里。"), List[Deputy]{}, (*call).deputies, findParam),
	name("readDeputy", "/congresses/{congress}/deputies/{deputy}", i18n.Key("一位代表"),
		i18n.Key("公开的简介：级别、任期、家站、小组和选区。"), Deputy{}, (*call).deputy),
	name("listDepartments", "/congresses/{congress}/departments", i18n.Key("部门名录"),
		i18n.Key("承办诉求的部门；短名写在交办的 lead 和 co 里。"), List[Department]{}, (*call).departments),
	name("listAreas", "/congresses/{congress}/areas", i18n.Key("领域名录"),
		i18n.Key("诉求按领域归类，一件可以有几个；短名写在 areas 里。"), List[Area]{}, (*call).areas),
	name("listPlaces", "/congresses/{congress}/places", i18n.Key("乡镇和村名录"),
		i18n.Key("全部乡镇和村；代码写在提交的 place_code 里。"), List[Place]{}, (*call).places),
}

func name(id, path, says, more string, answer any, serve func(*call) error, query ...param) operation {
	return operation{id: id, method: http.MethodGet, path: path, tag: tagNames, says: says, more: more, answer: answer, query: query,
		class: limit.Read, serve: func(c *call) error {
			c.public(nameSeconds)
			return serve(c)
		}}
}

// List is a whole list of the directory.
type List[T any] struct {
	Items []T `json:"items" doc:"全部，不分页"`
}

func listOf[R, T any](rows []R, show func(R) T) List[T] {
	out := List[T]{Items: make([]T, len(rows))}
	for i, r := range rows {
		out.Items[i] = show(r)
	}
	return out
}

// Congress is one people's congress.
type Congress struct {
	Slug     string `json:"slug" doc:"短名，写在地址里"`
	Name     string `json:"name" doc:"人大的全称"`
	Short    string `json:"short" doc:"人大的简称"`
	Level    string `json:"level" doc:"人大的级别"`
	Parent   string `json:"parent,omitempty" doc:"上级人大的短名"`
	Prefix   string `json:"prefix" doc:"编号的开头"`
	Division string `json:"division" doc:"行政区划代码，GB/T 2260"`
	Hotline  string `json:"hotline,omitempty" doc:"电话号码"`
}

func (c *call) congressView(k *congress.Congress) Congress {
	out := Congress{k.Slug, k.Name, k.Short, string(k.Level), "", k.Prefix, k.Division, k.Hotline}
	if above := c.dir.Congress(k.ParentID); above != nil {
		out.Parent = above.Slug
	}
	return out
}

func (c *call) congresses() error {
	return c.answer(http.StatusOK, listOf(c.dir.Congresses(), c.congressView))
}

func (c *call) congress() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, c.congressView(home))
}

// Station is a home or station of deputies.
type Station struct {
	Named
	Kind     string  `json:"kind" doc:"home 代表之家，station 联络站，point 联络点"`
	Place    string  `json:"place,omitempty" doc:"乡镇或村的代码"`
	Address  string  `json:"address,omitempty" doc:"详细地址"`
	Phone    string  `json:"phone,omitempty" doc:"电话号码"`
	Hours    string  `json:"hours,omitempty" doc:"什么时候有人"`
	Open     bool    `json:"open" doc:"收新的诉求"`
	Deputies []Named `json:"deputies,omitempty" doc:"在这里的代表，看一个家站时给"`
}

func (c *call) stationView(s *congress.Station) Station {
	out := Station{Named: Named{s.Slug, s.Name}, Kind: string(s.Kind), Address: s.Address, Phone: s.Phone, Hours: s.Hours, Open: s.Open}
	if p := c.dir.Place(s.PlaceID); p != nil {
		out.Place = p.Code
	}
	return out
}

func (c *call) stations() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, listOf(c.dir.FindStations(home.ID, c.query("q")), c.stationView))
}

func (c *call) station() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	s := c.dir.StationBySlug(home.ID, c.r.PathValue("station"))
	if s == nil {
		return fault.Missing()
	}
	out := c.stationView(s)
	for _, d := range c.dir.DeputiesAt(s.ID) {
		out.Deputies = append(out.Deputies, Named{d.Slug, d.Name})
	}
	return c.answer(http.StatusOK, out)
}

// Deputy is a deputy's public profile.
type Deputy struct {
	Named
	Level    string `json:"level" doc:"哪一级的代表"`
	Label    string `json:"label" doc:"代表的称呼"`
	TermFrom string `json:"term_from" format:"date" doc:"任期从哪天起"`
	TermTo   string `json:"term_to,omitempty" format:"date" doc:"任期到哪天止"`
	Station  *Named `json:"station,omitempty" doc:"在哪个家站"`
	Group    *Named `json:"group,omitempty" doc:"在哪个代表小组"`
	Convener bool   `json:"convener,omitempty" doc:"小组召集人"`
	District string `json:"district,omitempty" doc:"选区或选举单位"`
	Bio      string `json:"bio,omitempty" doc:"代表的简介"`
}

func (c *call) deputyView(d *congress.Deputy) Deputy {
	out := Deputy{Named: Named{d.Slug, d.Name}, Level: string(d.Level), Label: c.p.T(d.Level.Label()), TermFrom: day(d.TermFrom),
		TermTo: day(d.TermTo), Convener: d.Convener, District: d.District, Bio: d.Bio}
	if s := c.dir.Station(d.StationID); s != nil {
		out.Station = &Named{s.Slug, s.Name}
	}
	if g := c.dir.Group(d.GroupID); g != nil {
		out.Group = &Named{g.Slug, g.Name}
	}
	return out
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return workday.Date(t)
}

func (c *call) deputies() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, listOf(c.dir.FindDeputies(home.ID, c.query("q")), c.deputyView))
}

func (c *call) deputy() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	d := c.dir.DeputyBySlug(home.ID, c.r.PathValue("deputy"))
	if d == nil {
		return fault.Missing()
	}
	return c.answer(http.StatusOK, c.deputyView(d))
}

// Department is a unit that handles cases.
type Department struct {
	Named
	Duties string `json:"duties,omitempty" doc:"部门的职责"`
	Phone  string `json:"phone,omitempty" doc:"电话号码"`
}

func (c *call) departments() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, listOf(c.dir.Departments(home.ID), func(d *congress.Department) Department {
		return Department{Named{d.Slug, d.Name}, d.Duties, d.Phone}
	}))
}

// Area is a field of supervision.
type Area struct {
	Named
	Key bool `json:"key" doc:"是不是联动监督的重点领域"`
}

func (c *call) areas() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, listOf(c.dir.Areas(home.ID), func(a *congress.Area) Area { return Area{Named{a.Slug, a.Name}, a.Key} }))
}

// Place is a township or village.
type Place struct {
	Code   string `json:"code" doc:"统计用区划代码，提交时写在 place_code 里"`
	Name   string `json:"name" doc:"给人看的名称"`
	Kind   string `json:"kind" doc:"township 乡镇，village 村"`
	Parent string `json:"parent,omitempty" doc:"村所在乡镇的代码"`
}

func (c *call) places() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, listOf(c.dir.Places(home.ID), func(p *congress.Place) Place {
		out := Place{Code: p.Code, Name: p.Name, Kind: string(p.Kind)}
		if above := c.dir.Place(p.ParentID); above != nil {
			out.Parent = above.Code
		}
		return out
	}))
}
