package site

import (
	"net/http"

	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui/edge"
)

// noticeVersion and noticeDate name the privacy notice that stands below; a change of its words is a new version.
const (
	noticeVersion = "1.0"
	noticeDate    = "2026-11-01"
)

// chapter is a part of a page of words.
type chapter struct {
	title string
	lines []string
}

// noticeText follows the Personal Information Protection Law: art. 17 (who, why, how long, which rights), 29 and 44–47.
func noticeText(p *i18n.Printer) []chapter {
	return []chapter{
		{p.T("我们收什么，用来做什么"), []string{
			p.T("您写的内容、照片和地点：用来办理您反映的事。"),
			p.T("姓名、电话、住址（可以不填）：只用来核实情况和告诉您进展。"),
			p.T("代别人填写时：代填人的名字和本人怎么同意的，一并记下。"),
			p.T("不收集您的位置、通讯录、设备信息；照片里的时间和位置会自动去掉。"),
		}},
		{p.T("谁能看到"), []string{
			p.T("办理这件事的代表、家站和县人大专人能看到内容；姓名和电话默认只显示一部分，看全要写明理由，并留下记录。"),
			p.T("承办部门看不到您是谁，除非您同意。"),
			p.T("您同意公开的，由专人检查后公开，不含姓名、电话和门牌；您不同意，就不公开。"),
			p.T("举报个人的走保密通道，只有指定的一名专人和纪委监委能看到。"),
		}},
		{p.T("怎么保管，保管多久"), []string{
			p.T("姓名、电话、住址加密保存。"),
			p.T("没有提交的内容不保存；没有提交的照片24小时内删除。"),
			p.T("办理记录按国家档案规定保管；每一步都记在改不掉的账上，账上没有您的个人信息。"),
		}},
		{p.T("您的权利"), []string{
			p.T("随时可以查看、补充、撤回自己反映的事。"),
			p.T("要复制、更正或删除个人信息，请打电话给工作人员，办好后会告诉您。"),
			p.T("同意公开后又不想公开了，打电话说一声，公开的内容会收回。"),
		}},
		{p.T("这个网站在您的手机上放什么"), []string{
			p.T("只放必要的小文件：让您看到自己反映的事、记住字体和语言。没有广告，不跟踪。"),
			p.T("用的不是自己的手机，可以在“查进度”里点“这不是我的手机”。"),
		}},
	}
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
			p.T("代表或家站%d个工作日内先看；%d个工作日还没有看，就自动交到上一级。", r.Days(casework.FirstLook, ""), r.Days(casework.LookHard, "")),
			p.T("能当场说清楚的，当场答复；需要部门办的，交给部门，一般%d个工作日，复杂的%d个工作日。", r.Days(casework.Finish, casework.Normal), r.Days(casework.Finish, casework.Complex)),
			p.T("部门说办完了，人大先检查，再答复您。"),
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
	page := c.sitePage(c.p.T("隐私说明"), "")
	page.Back = c.base() + "/"
	edge.Public(c.w)
	return c.show(http.StatusOK, siteWords(page, privacyWords(page.Page, page.Congress.Name)))
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
	edge.Public(w)
	page := edge.Page(w, r, edge.Printer(r).T("隐私说明"))
	return edge.Render(w, r, http.StatusOK, houseWords(page, privacyWords(page, page.P.T("网上代表之家"))))
}

func (s *Server) houseHelp(w http.ResponseWriter, r *http.Request) error {
	edge.Public(w)
	page := edge.Page(w, r, edge.Printer(r).T("使用帮助"))
	return edge.Render(w, r, http.StatusOK, houseWords(page, helpWords(page, casework.Rules{})))
}
