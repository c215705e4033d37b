package api

import (
	"net/http"

	"jiazhan/internal/casework"
	"jiazhan/internal/figures"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/limit"
)

var figureOperations = []operation{
	{
		id: "readDashboard", method: http.MethodGet, path: "/dashboard", tag: tagFigures, scopes: reading, class: limit.Read,
		says: i18n.Key("一个人大的数量和四个比率"),
		more: i18n.Key("按家站和状态的件数，受理率、答复率、办结率、满意率，每个都有分子和分母。密件不计；撤回的不在比率的分母里。最多晚一秒。"),
		query: []param{inCongress, {name: "imported", kind: "boolean",
			says: i18n.Key("true：比率也算从原系统导入的")}},
		answer: Dashboard{}, serve: (*call).dashboard,
	},
	{
		id: "listDays", method: http.MethodGet, path: "/ledger/days", tag: tagFigures, class: limit.Read,
		says:  i18n.Key("每天的总校验值"),
		more:  i18n.Key("一天结束时，所有校验链上这一天的事件合成一个根。记下它，以后就能证明没有人改过。"),
		query: []param{cursorParam, {name: "limit", kind: "integer", example: 31, says: i18n.Key("一页几天，1 到 366，不填为 31")}}, answer: Days{}, serve: (*call).days,
	},
}

// Dashboard is a congress in figures.
type Dashboard struct {
	Congress string `json:"congress" doc:"人大的短名"`
	At       string `json:"at" format:"date-time" doc:"截至什么时候"`
	All      int    `json:"all" doc:"全部件数，密件不计"`
	Imported int    `json:"imported" doc:"其中从原系统导入的"`
	States   []Tile `json:"states" doc:"每个状态几件"`
	Cells    []Cell `json:"cells" doc:"每个家站每个状态几件；没有的不列"`
	Rates    []Rate `json:"rates" doc:"四个比率"`
	Ratings  []Rate `json:"ratings" doc:"评价的分布"`
}

// Tile is the number of cases in a state.
type Tile struct {
	State string `json:"state" doc:"诉求的状态"`
	Label string `json:"label" doc:"给人看的名称"`
	Cases int    `json:"cases" doc:"有几件"`
}

// Cell is the number of cases of a station in a state.
type Cell struct {
	Station string `json:"station" doc:"家站的短名；空的是没有家站的"`
	State   string `json:"state" doc:"诉求的状态"`
	Cases   int    `json:"cases" doc:"有几件"`
}

// Rate is a share with what it is made of.
type Rate struct {
	Name    string   `json:"name" doc:"代号，程序按它判断"`
	Label   string   `json:"label" doc:"给人看的名称"`
	N       int      `json:"n" doc:"比率的分子"`
	Of      int      `json:"of" doc:"比率的分母"`
	Percent *float64 `json:"percent" doc:"百分比，向下取到 0.1；只有分子等于分母才是 100；分母是 0 就没有"`
	Formula string   `json:"formula,omitempty" doc:"怎样算的"`
}

func (c *call) dashboard() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	imported, err := choice(c, "imported", []string{"true", "false"})
	if err != nil {
		return err
	}
	b, err := c.Figures.Dashboard(c.r.Context(), home.ID)
	if err != nil {
		return err
	}
	rates := b.Rates
	if imported == "true" {
		rates = b.AllRates
	}
	out := Dashboard{Congress: home.Slug, At: stamp(casework.Moment(b.At)), All: b.All, Imported: b.Historic,
		Cells: make([]Cell, 0, len(b.Cells)), Rates: c.rates("rate", rates), Ratings: c.rates("rating", b.Ratings)}
	for _, t := range b.States {
		out.States = append(out.States, Tile{string(t.State), c.p.T("case.state." + string(t.State)), t.Cases})
	}
	for _, cell := range b.Cells {
		station := ""
		if s := c.dir.Station(cell.Station); s != nil {
			station = s.Slug
		}
		out.Cells = append(out.Cells, Cell{station, string(cell.State), cell.Cases})
	}
	return c.answer(http.StatusOK, out)
}

func (c *call) rates(group string, list []figures.Rate) []Rate {
	out := make([]Rate, len(list))
	for i, r := range list {
		key := "api." + group + "." + r.Name
		out[i] = Rate{Name: r.Name, Label: c.p.T(key), N: r.N, Of: r.Of}
		if tenths, ok := r.Tenths(); ok {
			percent := float64(tenths) / 10
			out[i].Percent = &percent
		}
		if formula := c.p.T(key + ".formula"); formula != key+".formula" {
			out[i].Formula = formula
		}
	}
	return out
}
