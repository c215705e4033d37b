package desk

import (
	"net/http"
	"net/url"
	"slices"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

const pageSize = 30

// listPage is what the queue and the search show.
type listPage struct {
	ui.DeskPage
	view    caseview.View
	title   string
	lead    string
	cases   []*casework.Case
	filters *form.Form
	choices filterChoices
	query   url.Values
	pager   ui.Pager
	columns []ui.Column
	empty   ui.Nothing
}

type filterChoices struct {
	states, kinds, stations, departments, areas []ui.Option
}

// queue is the work list: one selection by due time, filters in the address.
func (s *Server) queue(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	values := r.URL.Query()
	if values.Get("queue") == "" {
		values.Set("queue", string(v.queues()[0]))
		return edge.Redirect(w, r, "/desk/?"+values.Encode())
	}
	q, err := s.query(v, values)
	if err != nil {
		return err
	}
	list, err := s.Cases.List(r.Context(), v.by, q)
	if err != nil {
		return err
	}
	p := listPage{view: v.view, title: v.view.Queue(q.Queue), cases: list.Cases, query: values, filters: form.New(values), choices: s.choices(v)}
	if p.DeskPage, err = s.page(w, r, v, p.title); err != nil {
		return err
	}
	if list.Next != "" {
		p.pager.Next = with(values, "after", list.Next)
	}
	if q.After != "" {
		p.pager.Prev = with(values, "after", "")
	}
	p.columns = columns(v)
	p.empty = ui.Nothing{Icon: "inbox", Title: v.view.P.T("这里现在没有案件"), Text: v.view.P.T("新到的会出现在这里，也会在消息里提醒您。")}
	return edge.Render(w, r, http.StatusOK, queuePage(p))
}

func with(values url.Values, name, value string) string {
	next := url.Values{}
	for k, v := range values {
		next[k] = v
	}
	next.Set(name, value)
	if value == "" {
		next.Del(name)
	}
	return "/desk/?" + next.Encode()
}

// query reads the selection out of the address; an unknown value is not found, not ignored.
func (s *Server) query(v visit, values url.Values) (casework.Query, error) {
	q := casework.Query{CongressID: v.home.ID, Queue: casework.Queue(values.Get("queue")), State: casework.State(values.Get("state")),
		Kind: casework.Kind(values.Get("kind")), ByDue: values.Get("sort") != "newest", After: values.Get("after"), Limit: pageSize}
	known := slices.Contains(casework.Queues, q.Queue) && (q.State == "" || slices.Contains(casework.States, q.State)) &&
		(q.Kind == "" || slices.Contains(casework.Kinds, q.Kind))
	if !known {
		return q, fault.Missing()
	}
	id := func(name string, find func(slug string) (int64, bool)) int64 {
		slug := values.Get(name)
		if slug == "" {
			return 0
		}
		n, ok := find(slug)
		known = known && ok
		return n
	}
	q.Station = id("station", func(slug string) (int64, bool) {
		if x := v.dir.StationBySlug(v.home.ID, slug); x != nil {
			return x.ID, true
		}
		return 0, false
	})
	q.Department = id("department", func(slug string) (int64, bool) {
		if x := v.dir.DepartmentBySlug(v.home.ID, slug); x != nil {
			return x.ID, true
		}
		return 0, false
	})
	q.Area = id("area", func(slug string) (int64, bool) {
		if x := v.dir.AreaBySlug(v.home.ID, slug); x != nil {
			return x.ID, true
		}
		return 0, false
	})
	if !known {
		return q, fault.Missing()
	}
	return q, nil
}

func (s *Server) choices(v visit) filterChoices {
	all := ui.Option{Value: "", Label: v.view.P.T("全部")}
	c := filterChoices{states: []ui.Option{all}, kinds: []ui.Option{all}, stations: []ui.Option{all}, departments: []ui.Option{all}, areas: []ui.Option{all}}
	for _, x := range casework.States {
		c.states = append(c.states, ui.Option{Value: string(x), Label: v.view.State(x)})
	}
	for _, x := range casework.Kinds {
		c.kinds = append(c.kinds, ui.Option{Value: string(x), Label: v.view.Kind(x)})
	}
	for _, x := range v.dir.Stations(v.home.ID) {
		c.stations = append(c.stations, ui.Option{Value: x.Slug, Label: x.Name})
	}
	for _, x := range v.dir.Departments(v.home.ID) {
		c.departments = append(c.departments, ui.Option{Value: x.Slug, Label: x.Name})
	}
	for _, x := range v.dir.Areas(v.home.ID) {
		c.areas = append(c.areas, ui.Option{Value: x.Slug, Label: x.Name})
	}
	return c
}

func columns(v visit) []ui.Column {
	p := v.view.P
	return []ui.Column{{Label: p.T("编号与标题")}, {Label: p.T("状态")}, {Label: p.T("期限")}, {Label: p.T("现在在")}, {Label: p.T("家站")}, {Label: p.T("提交时间")}}
}

// search finds cases by number or words among those the person may see.
func (s *Server) search(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	text := r.URL.Query().Get("q")
	if number := casework.NumberIn(text); number != "" {
		if _, err := s.Cases.Read(r.Context(), v.by, number); err == nil {
			return edge.Redirect(w, r, "/desk/cases/"+number)
		}
	}
	before, err := beforeOf(r)
	if err != nil {
		return err
	}
	hits, err := s.Search(r.Context(), v.by, casework.Query{CongressID: v.home.ID, Limit: pageSize}, text, before)
	if err != nil {
		return err
	}
	p := listPage{view: v.view, title: v.view.P.T("查找"), cases: hits.Cases, columns: columns(v)}
	if text != "" {
		p.title = v.view.P.T("查找“%s”", text)
	}
	if p.DeskPage, err = s.page(w, r, v, p.title); err != nil {
		return err
	}
	if hits.Next != 0 {
		p.pager.Next = "/desk/search?" + url.Values{"q": {text}, "before": {cursor(hits.Next)}, "c": {v.home.Slug}}.Encode()
	}
	p.empty = ui.Nothing{Icon: "search", Title: v.view.P.T("没有找到"), Text: v.view.P.T("换一个词，或者输入完整编号再找。密件不能按内容查找。")}
	return edge.Render(w, r, http.StatusOK, searchPage(p))
}
