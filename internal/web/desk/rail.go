package desk

import (
	"net/http"
	"net/url"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui"
)

// section is a part of the rail: queues that belong together.
type section struct {
	icon, label string
	counts      bool // shows the length of its first queue where the rail is narrow
	queues      []casework.Queue
}

var sections = []section{
	{"clipboard-list", i18n.Key("待办"), true, []casework.Queue{"waiting", "unread", "to_accept", "to_sign", "to_reach", "to_assign", "to_check", "to_decide"}},
	{"alarm", i18n.Key("盯办"), true, []casework.Queue{"overdue", "due_soon", "paused", "extended", "returned", "rework", "unsolved", "supervised", "listed", "unrated"}},
	{"folder", i18n.Key("案件"), false, []casework.Queue{"open", "ended", "referred", "sealed"}},
}

// lane is how a queue looks in the rail: its icon, the letter that leads there after "g", and what it holds.
type lane struct{ icon, key, about string }

var lanes = map[casework.Queue]lane{
	"waiting":    {"inbox", "w", i18n.Key("现在在您这里、等您办的")},
	"unread":     {"mail", "m", i18n.Key("在您这里、您还没看过最新情况的")},
	"to_accept":  {"file-text", "a", i18n.Key("新到的，等您决定是否受理")},
	"to_sign":    {"check", "q", i18n.Key("已交办给您，等您签收")},
	"to_reach":   {"phone", "y", i18n.Key("已交办给您，还没有联系群众")},
	"to_assign":  {"send", "s", i18n.Key("已受理，等您交给部门")},
	"to_check":   {"progress-check", "c", i18n.Key("部门已反馈，等您审核后答复群众")},
	"to_decide":  {"gavel", "d", i18n.Key("部门申请退回或延期，等您决定")},
	"overdue":    {"alert-triangle", "o", i18n.Key("过了期限还没有办的")},
	"due_soon":   {"clock", "n", i18n.Key("快到期限的")},
	"paused":     {"player-pause", "p", i18n.Key("等群众补充情况，计时已暂停")},
	"extended":   {"hourglass", "", i18n.Key("延过期或申请过延期的")},
	"returned":   {"arrow-back-up", "", i18n.Key("有部门申请过退回的")},
	"rework":     {"refresh", "r", i18n.Key("群众说没有解决，提级重办的")},
	"unsolved":   {"mood-sad", "", i18n.Key("重办到头群众仍说没有解决，等核实的")},
	"supervised": {"eye", "u", i18n.Key("列为督办的")},
	"listed":     {"flag", "l", i18n.Key("挂牌督办的")},
	"unrated":    {"star", "", i18n.Key("已答复，等群众评价")},
	"open":       {"list-check", "e", i18n.Key("还没有办结的全部案件")},
	"ended":      {"archive", "f", i18n.Key("已办结、不予受理和撤回的")},
	"referred":   {"share", "", i18n.Key("移送纪委监委的")},
	"sealed":     {"lock", "", i18n.Key("密件，只有指定人员能看到")},
}

var allCases = []casework.Queue{"open", "ended"}

// queuesOf are the queues that a role's work is made of.
var queuesOf = map[access.Role][]casework.Queue{
	access.Deputy:       append([]casework.Queue{"waiting", "unread", "overdue", "paused", "unrated"}, allCases...),
	access.StationAdmin: append([]casework.Queue{"waiting", "unread", "to_accept", "to_assign", "to_check", "to_decide", "overdue", "due_soon", "paused", "extended", "returned", "rework", "supervised", "listed", "unrated"}, allCases...),
	access.CaseOfficer: append([]casework.Queue{"waiting", "unread", "to_accept", "to_assign", "to_check", "to_decide", "overdue", "due_soon", "paused", "extended",
		"returned", "rework", "unsolved", "supervised", "listed", "unrated", "referred", "sealed"}, allCases...),
	access.Leader:     append([]casework.Queue{"waiting", "unread", "to_assign", "to_check", "to_decide", "overdue", "due_soon", "paused", "extended", "returned", "rework", "unsolved", "supervised", "listed"}, allCases...),
	access.Liaison:    append([]casework.Queue{"waiting", "unread", "to_sign", "to_reach", "overdue", "due_soon", "paused", "extended", "rework"}, allCases...),
	access.Discipline: {"referred", "sealed"},
}

// queues lists the queues of the person's roles here, in the rail's order.
func (v visit) queues() []casework.Queue {
	var out []casework.Queue
	for _, part := range sections {
		for _, q := range part.queues {
			mine := func(g access.Grant) bool { return g.CongressID == v.home.ID && slices.Contains(queuesOf[g.Role], q) }
			if slices.ContainsFunc(v.by.Grants, mine) {
				out = append(out, q)
			}
		}
	}
	return out
}

// counted leaves out the queue whose length says nothing and is long to count.
func counted(queues []casework.Queue) []casework.Queue {
	return slices.DeleteFunc(slices.Clone(queues), func(q casework.Queue) bool { return q == "ended" })
}

// rail is the sections with the queues of this person, their lengths, and where one is.
func (s *Server) rail(r *http.Request, v visit, c counts) ([]ui.RailItem, error) {
	now := r.URL.Query().Get("queue")
	out := v.parts(c)
	for i := range out {
		for j := range out[i].Items {
			out[i].Items[j].Current = r.URL.Path == "/desk/" && out[i].Items[j].ID == now
		}
	}
	if v.leads() {
		here := ui.RailItem{Icon: "target-arrow", Label: v.view.P.T("卡在哪里"), URL: v.url("/desk/where", nil), Key: "k", Current: r.URL.Path == "/desk/where"}
		gavel := ui.RailItem{Icon: "gavel", Label: v.view.P.T("决定记录"), URL: v.url("/desk/decisions", nil), Key: "j", Current: r.URL.Path == "/desk/decisions"}
		out = append([]ui.RailItem{here, gavel}, out...)
	}
	views, err := s.viewsInRail(r, v)
	return append(out, views...), err
}

// viewsInRail are the lists that the person has saved.
func (s *Server) viewsInRail(r *http.Request, v visit) ([]ui.RailItem, error) {
	mine, err := s.Work.Views(r.Context(), v.by, v.home.ID)
	if err != nil {
		return nil, err
	}
	part := ui.RailItem{Icon: "star", Label: v.view.P.T("我的视图"), URL: v.url("/desk/views", nil), Current: r.URL.Path == "/desk/views"}
	for _, one := range mine {
		if sel, ok := v.selected(one.Query); ok {
			part.Items = append(part.Items, ui.RailItem{Icon: "star", Label: one.Name, URL: sel.here(), Current: r.URL.Path == "/desk/" && v.shows(r, sel)})
		}
	}
	if len(part.Items) == 0 {
		return nil, nil
	}
	part.Items = append(part.Items, ui.RailItem{Icon: "settings", Label: v.view.P.T("管理视图"), URL: part.URL, Current: part.Current})
	part.Current = false
	return []ui.RailItem{part}, nil
}

// shows reports whether the page that is asked for is this selection, and not just its queue.
func (v visit) shows(r *http.Request, sel selection) bool {
	now, err := choose(v, r.URL.Query())
	return err == nil && now.values.Encode() == sel.values.Encode()
}

func (v visit) railItem(q casework.Queue, n int) ui.RailItem {
	return ui.RailItem{ID: string(q), Icon: lanes[q].icon, Label: v.view.Queue(q), URL: v.url("/desk/", url.Values{"queue": {string(q)}}),
		Key: lanes[q].key, Count: n, Late: q == "overdue"}
}
