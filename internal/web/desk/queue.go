package desk

import (
	"net/http"
	"net/url"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// listPage is what a queue shows.
type listPage struct {
	ui.DeskPage
	selection
	title string
	lead  string
	cases []*casework.Case
	pager ui.Pager
	empty ui.Nothing

	export string            // address of the list as a workbook
	bulk   []casework.Action // what can be done with many rows at once
	unread map[int64]bool    // rows that the person has not read, by the case's id
	sealed *sealedNote       // over the list of sealed reports
	seen   string            // address that marks ticked rows as read, "" where none is to be ticked for that
}

// ticks reports whether rows can be ticked.
func (p listPage) ticks() bool { return len(p.cases) > 0 && (len(p.bulk) > 0 || p.seen != "") }

// saveLink leads to where the list gets a name.
func (p listPage) saveLink() string {
	return p.url("/desk/views", url.Values{"in": {p.values.Encode()}})
}

// queue is the work list: one selection by due time, filters in the address.
func (s *Server) queue(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("queue") == "" {
		return s.atHome(w, r, v)
	}
	sel, err := choose(v, r.URL.Query())
	if err != nil {
		return err
	}
	list, err := s.Cases.List(r.Context(), v.by, sel.query)
	if err != nil {
		return err
	}
	p := listPage{selection: sel, title: v.view.Queue(sel.query.Queue), cases: list.Cases, export: v.url("/desk/export.xlsx", sel.values)}
	if sel.query.Queue != "ended" {
		p.bulk = v.bulkFor()
	}
	if err := s.markUnread(r, &p); err != nil {
		return err
	}
	if p.DeskPage, err = s.page(w, r, v, p.title); err != nil {
		return err
	}
	if p.lead, err = s.lead(r, sel); err != nil {
		return err
	}
	if p.sealed, err = s.sealedNote(r, v, sel.query.Queue); err != nil {
		return err
	}
	if list.Next != "" {
		p.pager.Next = sel.with("after", list.Next)
	}
	if sel.query.After != "" {
		p.pager.First = sel.here()
	}
	p.empty = sel.nothing()
	return edge.Render(w, r, http.StatusOK, queuePage(p))
}

// atHome leads to the first queue of the person's work; who administers has hers elsewhere, and who
// has none is told so.
func (s *Server) atHome(w http.ResponseWriter, r *http.Request, v visit) error {
	views, err := s.Work.Views(r.Context(), v.by, v.home.ID)
	if err != nil {
		return err
	}
	for _, one := range views {
		if sel, ok := v.selected(one.Query); ok && one.Home {
			return edge.Redirect(w, r, sel.here())
		}
	}
	if v.by.Holds(access.Leader, v.home.ID) && !v.by.Holds(access.CaseOfficer, v.home.ID) {
		return edge.Redirect(w, r, v.url("/desk/where", nil))
	}
	if mine := v.queues(); len(mine) > 0 {
		return edge.Redirect(w, r, v.railItem(mine[0], 0).URL)
	}
	if link := s.admin(v); link != nil {
		return edge.Redirect(w, r, link.URL)
	}
	page, err := s.page(w, r, v, v.view.P.T("工作台"))
	if err != nil {
		return err
	}
	return edge.Render(w, r, http.StatusOK, idlePage(page))
}

// lead says how many cases the list has and in which order they stand.
func (s *Server) lead(r *http.Request, sel selection) (string, error) {
	t := sel.view.P.T
	n, err := s.Cases.Count(r.Context(), sel.by, sel.query)
	if err != nil {
		return "", err
	}
	about := t(lanes[sel.query.Queue].about)
	if n == 0 {
		return about, nil
	}
	return t("%[1]s，共 %[2]d 件", about, n), nil
}

// nothing is said where the list is empty: that the filters leave nothing, or what will come here.
func (s selection) nothing() ui.Nothing {
	t := s.view.P.T
	if len(s.chips()) > 0 {
		all := clone(nil)
		all.Set("queue", string(s.query.Queue))
		return ui.Nothing{Icon: "filter", Title: t("没有符合这些条件的案件"), Text: t("去掉一些筛选条件再看。"),
			Next: &ui.Link{Label: t("清除筛选"), URL: s.url("/desk/", all)}}
	}
	n := ui.Nothing{Icon: "inbox", Title: t("这里现在没有案件"), Text: t("新到的会出现在这里，也会在消息里提醒您。")}
	if s.query.Queue != "open" && s.shelves("open") {
		n.Next = &ui.Link{Label: t("看全部在办案件"), URL: s.railItem("open", 0).URL}
	}
	return n
}

// shelves reports whether a queue is among those of the person's work here.
func (v visit) shelves(q casework.Queue) bool { return slices.Contains(v.queues(), q) }
