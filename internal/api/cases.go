package api

import (
	"net/http"
	"net/url"

	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/limit"
)

var caseOperations = []operation{
	{
		id: "fileCase", method: http.MethodPost, path: "/congresses/{congress}/cases", tag: tagCases, action: "file", scopes: filing, class: limit.File,
		says:  i18n.Key("提交一件诉求"),
		more:  i18n.Key("不用登录。只有内容是必填的。马上给编号和回执；回执只给这一次，以后凭它不用登录就能看进度、补充和评价。"),
		heads: []param{keyHead}, body: &casework.Filing{}, answer: Filed{}, status: http.StatusCreated,
		serve: (*call).file,
	},
	{
		id: "listCases", method: http.MethodGet, path: "/congresses/{congress}/cases", tag: tagCases, scopes: reading, class: limit.Read,
		says:  i18n.Key("列出诉求"),
		more:  i18n.Key("只列您可以看的：没有令牌的只有已公开的。不给总数；下一页用 next，也在 Link 头里。"),
		query: append(filters, cursorParam, limitParam), answer: Cases{}, serve: (*call).list,
	},
	{
		id: "searchCases", method: http.MethodGet, path: "/search", tag: tagCases, scopes: reading, class: limit.Search,
		says:   i18n.Key("按字词查找诉求"),
		more:   i18n.Key("标题和内容里要有每一个词，一个字也可以。密件按字词找不到。"),
		query:  append([]param{inCongress, {name: "q", kind: "string", must: true, example: wordSample, says: i18n.Key("要找的字词，用空格隔开")}}, append(filters, cursorParam, limitParam)...),
		answer: Cases{}, serve: (*call).search,
	},
	{
		id: "countQueues", method: http.MethodGet, path: "/congresses/{congress}/queues", tag: tagCases, scopes: reading, class: limit.Search,
		says:   i18n.Key("每个队列有几件"),
		more:   i18n.Key("队列用来列出诉求：GET /congresses/{congress}/cases?queue=名称。数字就是那张清单的长度。"),
		answer: Queues{}, serve: (*call).queues,
	},
}

var inCongress = param{name: "congress", kind: "string", must: true, says: i18n.Key("人大的短名，见人大名录")}

var filters = []param{
	{name: "queue", kind: "string", enum: words(casework.Queues), says: i18n.Key("一个队列，只有您任职范围内的")},
	{name: "state", kind: "string", enum: words(casework.States), says: i18n.Key("诉求的状态")},
	{name: "kind", kind: "string", enum: words(casework.Kinds), says: i18n.Key("诉求的类型")},
	{name: "station", kind: "string", says: i18n.Key("家站的短名，见家站名录")},
	{name: "deputy", kind: "string", says: i18n.Key("代表的短名，见代表名录")},
	{name: "department", kind: "string", says: i18n.Key("主办或协办部门的短名")},
	{name: "area", kind: "string", says: i18n.Key("领域的短名")},
	{name: "class", kind: "string", enum: words(casework.Classes), says: i18n.Key("办理类别")},
	{name: "place", kind: "string", says: i18n.Key("乡镇或村的代码，见乡镇和村名录")},
	fromParam, toParam,
	{name: "public", kind: "boolean", says: i18n.Key("true：只要已公开的")},
	{name: "order", kind: "string", enum: []string{"newest", "due"}, says: i18n.Key("newest 新的在前；due 期限近的在前")},
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// Filed is what the citizen gets at once.
type Filed struct {
	Number  string `json:"number" doc:"诉求的编号" example:"ZD2026-000001"`
	Receipt string `json:"receipt" doc:"回执：以后放在 X-Receipt 头里，凭它看和办这一件，请保管好"`
	State   string `json:"state" doc:"诉求的状态"`
	Version int64  `json:"version" doc:"诉求的版本"`
	FiledAt string `json:"filed_at" format:"date-time" doc:"提交的时间"`
	DueAt   string `json:"due_at,omitempty" format:"date-time" doc:"在这之前有人看"`
	Desk    *Desk  `json:"desk,omitempty" doc:"送到了谁那里"`
	Next    string `json:"next" doc:"接下来是什么，到什么时候"`
}

func (c *call) file() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	key, err := c.key()
	if err != nil {
		return err
	}
	filing := casework.Filing{Channel: "api"}
	if err := c.read(&filing, nil); err != nil {
		return err
	}
	if filing.Against {
		c.untraced()
	}
	if err := c.Limit.Take(limit.File, limit.Who{Congress: home.ID}); err != nil {
		return err
	}
	r, err := c.Cases.File(c.r.Context(), c.by, home.ID, filing, key)
	if err != nil {
		return err
	}
	v := c.view()
	h := c.w.Header()
	h.Set("Location", Base+"/cases/"+r.Number)
	h.Set("ETag", etag(r.Case.Version))
	return c.answer(http.StatusCreated, Filed{
		Number: r.Number, Receipt: r.Token, State: string(r.Case.State), Version: int64(r.Case.Version),
		FiledAt: stamp(r.Case.FiledAt), DueAt: stamp(r.Case.DueAt), Desk: v.desk(r.Case.Desk), Next: v.Stands(r.Case),
	})
}

// Cases is a page of a list.
type Cases struct {
	Items []Case `json:"items" doc:"这一页的诉求"`
	Next  string `json:"next,omitempty" doc:"下一页的 cursor；没有就是最后一页"`

	Partial bool `json:"partial,omitempty" doc:"查找用的索引正在重建，可能还有没列出的"`
}

func (c *call) list() error {
	q, err := c.selection()
	if err != nil {
		return err
	}
	page, err := c.Cases.List(c.r.Context(), c.by, q)
	if err != nil {
		return err
	}
	return c.page(page)
}

func (c *call) search() error {
	q, err := c.selection()
	if err != nil {
		return err
	}
	text := c.query("q")
	if hanzi.Blank(text) {
		return wrong("q", "field.required")
	}
	page, err := c.Search(c.r.Context(), c.by, q, text)
	if err != nil {
		return err
	}
	return c.page(page)
}

func (c *call) page(page casework.Page) error {
	if page.Next != "" {
		c.linkNext(page.Next)
	}
	return c.answer(http.StatusOK, Cases{c.view().rows(page.Cases), page.Next, page.Partial})
}

// linkNext names the next page in a header (RFC 8288).
func (c *call) linkNext(cursor string) {
	c.w.Header().Set("Link", "<"+c.with("cursor", cursor)+`>; rel="next"`)
}

// with is the address of this request with a parameter set anew.
func (c *call) with(name, value string) string {
	q := url.Values{}
	for k, v := range c.values {
		q[k] = v
	}
	q.Set(name, value)
	return c.r.URL.EscapedPath() + "?" + q.Encode()
}

// selection reads the filters of the query.
func (c *call) selection() (q casework.Query, err error) {
	home, err := c.home()
	if err != nil {
		return q, err
	}
	q.CongressID, q.After = home.ID, c.query("cursor")
	if q.Queue, err = choice(c, "queue", casework.Queues); err != nil {
		return q, err
	}
	q.Office = q.Queue != ""
	if q.State, err = choice(c, "state", casework.States); err != nil {
		return q, err
	}
	if q.Kind, err = choice(c, "kind", casework.Kinds); err != nil {
		return q, err
	}
	if q.Class, err = choice(c, "class", casework.Classes); err != nil {
		return q, err
	}
	if q.From, q.To, err = c.span(); err != nil {
		return q, err
	}
	order, err := choice(c, "order", []string{"newest", "due"})
	if err != nil {
		return q, err
	}
	public, err := choice(c, "public", []string{"true", "false"})
	if err != nil {
		return q, err
	}
	q.ByDue, q.Public = order == "due", public == "true"
	if q.Limit, err = c.count("limit", 20, 100); err != nil {
		return q, err
	}
	return q, c.units(home, &q)
}

// units turns the slugs of the filters into ids.
func (c *call) units(home *congress.Congress, q *casework.Query) error {
	if slug := c.query("station"); slug != "" {
		station := c.dir.StationBySlug(home.ID, slug)
		if station == nil {
			return wrong("station", "field.station")
		}
		q.Station = station.ID
	}
	if slug := c.query("deputy"); slug != "" {
		deputy := c.dir.DeputyBySlug(home.ID, slug)
		if deputy == nil {
			return wrong("deputy", "field.deputy")
		}
		q.Deputy = deputy.ID
	}
	if slug := c.query("department"); slug != "" {
		department := c.dir.DepartmentBySlug(home.ID, slug)
		if department == nil {
			return wrong("department", "field.department")
		}
		q.Department = department.ID
	}
	if code := c.query("place"); code != "" {
		place := c.dir.PlaceByCode(home.ID, code)
		if place == nil {
			return wrong("place", "field.place")
		}
		q.Place = place.ID
	}
	if slug := c.query("area"); slug != "" {
		area := c.dir.AreaBySlug(home.ID, slug)
		if area == nil {
			return wrong("area", "field.area")
		}
		q.Area = area.ID
	}
	return nil
}

// Queues are the lengths of the lists that a desk works from.
type Queues struct {
	Queues []Queue `json:"queues" doc:"按工作台显示的顺序"`
}

// Queue is one of them.
type Queue struct {
	Name  string `json:"name" doc:"代号，程序按它判断"`
	Label string `json:"label" doc:"给人看的名称"`
	Cases int    `json:"cases" doc:"有几件"`
}

func (c *call) queues() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	counts, err := c.Cases.Counts(c.r.Context(), c.by, home.ID, casework.Queues)
	if err != nil {
		return err
	}
	v, out := c.view(), Queues{}
	for _, q := range casework.Queues {
		out.Queues = append(out.Queues, Queue{string(q), v.View.Queue(q), counts[q]})
	}
	return c.answer(http.StatusOK, out)
}
