package site

import (
	"net/http"

	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
	"jiazhan/internal/retention"
	"jiazhan/internal/web/ui/edge"
)

// chapter is a part of a page of words.
type chapter struct {
	title string
	lines []string
}

// helpText says how the house works, with the limits that are in force.
func helpText(p *i18n.Printer, r casework.Rules) []chapter {
	return []chapter{
		{p.T("怎么反映"), []string{
			p.T("点“我要反映”，写几句话就行，可以拍照，不用登录，不留姓名也可以。"),
			p.T("提交后马上给您一个编号和一个专属链接，凭它们随时查进度。"),
			p.T("不方便用手机的，可以去家站当面说，或者请村里的信息员代填。"),
		}},
		{p.T("反映以后会怎样"), []string{
			p.T("代表或家站%d个工作日内先看；%d个工作日内告诉您是否受理；%d个工作日还没有决定，就自动交到上一级。",
				r.Days(casework.FirstLook, ""), r.Days(casework.Decide, ""), r.Days(casework.LookHard, "")),
			p.T("能当场说清楚的，当场答复；需要部门办的，交给部门，一般%d个工作日，复杂的%d个工作日。", r.Days(casework.Finish, casework.Normal), r.Days(casework.Finish, casework.Complex)),
			p.T("部门接手后，%d个工作日内先联系您，可能打电话，也可能在这里问您。", r.Days(casework.ReachWithin, "")),
			p.T("部门说办完了，人大%d个工作日内检查，再答复您。", r.Days(casework.CheckWithin, "")),
			p.T("您说解决了，才算办结。您说没解决，就提到上一级重新办理。"),
			p.T("答复后%d天您一直没有评价的，记作“未评价”，不算满意。", r.Days(casework.RatingEnd, "")),
		}},
		{p.T("哪些事不归这里管"), []string{
			p.T("有危险、有人受伤，请马上打 110、119、120。"),
			p.T("已经在法院、仲裁、行政复议里的事，要按那里的程序办；我们会告诉您该找谁。"),
			p.T("举报党员、干部违纪违法，可以走保密通道，也可以打 12388。"),
		}},
	}
}

func (s *Server) privacy(c *call) error {
	days, err := s.Keeping(c.r.Context(), c.home.ID)
	if err != nil {
		return err
	}
	e, err := editionOf(c.r)
	if err != nil {
		return err
	}
	page := c.sitePage(c.p.T("隐私说明"), "")
	page.Back = c.base() + "/"
	edge.Public(c.w)
	return c.show(http.StatusOK, siteWords(page, privacyWords(page.Page, noticePage{edition: e, who: page.Congress.Name, days: days, path: c.base() + "/privacy"})))
}

func (s *Server) help(c *call) error {
	page := c.sitePage(c.p.T("使用帮助"), "")
	page.Back = c.base() + "/"
	rules, err := s.Cases.Rules(c.r.Context(), c.home.ID)
	if err != nil {
		return err
	}
	edge.Public(c.w)
	return c.show(http.StatusOK, siteWords(page, helpWords(page.Page, rules)))
}

func (s *Server) housePrivacy(w http.ResponseWriter, r *http.Request) error {
	e, err := editionOf(r)
	if err != nil {
		return err
	}
	edge.Public(w)
	page := edge.Page(w, r, edge.Printer(r).T("隐私说明"))
	return edge.Render(w, r, http.StatusOK, houseWords(page, privacyWords(page,
		noticePage{edition: e, who: page.P.T("网上代表之家"), days: retention.Defaults(), path: "/privacy"})))
}

func (s *Server) houseHelp(w http.ResponseWriter, r *http.Request) error {
	edge.Public(w)
	page := edge.Page(w, r, edge.Printer(r).T("使用帮助"))
	return edge.Render(w, r, http.StatusOK, houseWords(page, helpWords(page, casework.Rules{})))
}
