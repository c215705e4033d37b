package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// search finds cases by number or words among those that the person serves.
func (s *Server) search(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	text := r.URL.Query().Get("q")
	if number := casework.NumberIn(text); number != "" {
		if d, err := s.Cases.Read(r.Context(), v.by, number); err == nil && d.Side == casework.OfficeSide {
			return edge.Redirect(w, r, caseURL(number))
		}
	}
	p := listPage{selection: selection{visit: v}, title: v.view.P.T("查找")}
	p.cols = p.columns()
	p.empty = ui.Nothing{Icon: "search", Title: v.view.P.T("输入编号或几个字来查找"), Text: v.view.P.T("例如 路灯、水压，或者完整的编号。")}
	if text != "" {
		if err := s.find(r, &p, text); err != nil {
			return err
		}
	}
	if p.DeskPage, err = s.page(w, r, v, p.title); err != nil {
		return err
	}
	return edge.Render(w, r, http.StatusOK, searchPage(p))
}

func (s *Server) find(r *http.Request, p *listPage, text string) error {
	before, err := edge.Before(r)
	if err != nil {
		return err
	}
	hits, err := s.Search(r.Context(), p.by, casework.Query{CongressID: p.home.ID, Office: true, Limit: pageSize}, text, before)
	if err != nil {
		return err
	}
	p.title, p.cases = p.view.P.T("查找“%s”", text), hits.Cases
	if err := s.markUnread(r, p); err != nil {
		return err
	}
	p.export = p.url("/desk/export.xlsx", url.Values{"q": {text}})
	p.empty = ui.Nothing{Icon: "search", Title: p.view.P.T("没有找到"), Text: p.view.P.T("换一个词，或者输入完整编号再找。密件不能按内容查找。")}
	if hits.Partial {
		p.lead = p.view.P.T("search.partial")
	}
	if hits.Next != 0 {
		p.pager.Next = p.url("/desk/search", url.Values{"q": {text}, "before": {strconv.FormatInt(hits.Next, 36)}})
	}
	if before != 0 {
		p.pager.First = p.url("/desk/search", url.Values{"q": {text}})
	}
	return nil
}
