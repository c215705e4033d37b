package site

import (
	"net/http"
	"slices"
	"time"

	"jiazhan/internal/draft"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/retention"
	"jiazhan/internal/workday"
)

// edition is one version of the privacy notice. A change of its words is a new edition; old ones stay, because people have
// agreed to them.
type edition struct {
	version, date string // the date from which it is in force
	text          func(*i18n.Printer, retention.Days) []chapter
	changes       []string // keys: what is different from the one before
}

var editions = []edition{
	{version: "1.0", date: "2026-11-01", text: noticeOne},
	{version: "2.0", date: "2026-11-26", text: noticeTwo, changes: []string{
		i18n.Key("复制、更正、删除个人信息，收回公开的同意，都可以自己在网上办，不用打电话。"),
		i18n.Key("写明了每一样信息保管多久，到期自动删除。"),
		i18n.Key("照片也加密保存。"),
	}},
	{version: "3.0", date: "2026-11-27", text: noticeThree, changes: []string{
		i18n.Key("没写完的内容加密保存 7 天，同一个手机上可以接着写，随时可以扔掉；走保密通道的不保存。"),
	}},
}

// current is the edition that people agree to now.
func current() edition { return editions[len(editions)-1] }

// tellChanges is how long what changed is told to everybody who files.
const tellChanges = 90 * 24 * time.Hour

// news are what the current edition changed, for as long as that is news.
func (e edition) news(now time.Time) []string {
	from, err := workday.ParseDate(e.date)
	if err != nil || now.After(from.Add(tellChanges)) {
		return nil
	}
	return e.changes
}

// editionOf is the edition that the address asks for, the current one without a wish.
func editionOf(r *http.Request) (edition, error) {
	wanted := r.URL.Query().Get("version")
	if wanted == "" {
		return current(), nil
	}
	if e, ok := editionNamed(wanted); ok {
		return e, nil
	}
	return edition{}, fault.Missing()
}

func editionNamed(version string) (edition, bool) {
	for _, e := range editions {
		if e.version == version {
			return e, true
		}
	}
	return edition{}, false
}

// noticePage is an edition as it is shown.
type noticePage struct {
	edition
	who  string // who answers for the data
	days retention.Days
	path string
}

// noticeOne is the first edition, as people agreed to it: its words never change.
func noticeOne(p *i18n.Printer, _ retention.Days) []chapter {
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

// noticeTwo follows the Personal Information Protection Law: art. 17 (who, why, how long, which rights), 29 and 44–50. How
// long is the congress's own data.
func noticeTwo(p *i18n.Printer, days retention.Days) []chapter {
	one := noticeOne(p, days)
	what := one[0]
	what.lines = append(what.lines[:3:3], p.T("登录的人：手机号、登录用的浏览器和网络地址，用来让您认出自己的设备、防止别人冒用。"),
		p.T("不收集您的位置和通讯录；照片里的时间和位置会自动去掉。"))
	return []chapter{
		what,
		one[1],
		{p.T("怎么保管，保管多久"), []string{
			p.T("姓名、电话、住址和照片加密保存，保密通道的内容全部加密。"),
			p.T("没有提交的内容不保存；没有提交的照片24小时内删除；短信验证码几分钟就作废。"),
			p.T("办结 %d 天后，系统自动删除姓名、电话、住址，并遮住文字里的号码；保密通道的是 %d 天。", days[retention.Contact], days[retention.SealedContact]),
			p.T("登录和谁看过个人信息的安全记录留 %d 天。", days[retention.Security]),
			p.T("事情本身和办理记录按国家档案规定保管；每一步都记在改不掉的账上，账上没有您的个人信息。"),
		}},
		{p.T("您的权利，都可以自己办"), []string{
			p.T("看和带走：在那件事的页面最下面点“我的个人信息”，或者登录后点“我的”，可以下载全部内容和照片。"),
			p.T("更正：姓名、电话、住址随时可以改，新电话要收一次验证码。"),
			p.T("收回同意：不想公开了，不想让部门知道您是谁了，在同一页改，公开的页面马上撤下。"),
			p.T("删除：联系方式随时可以删；照片和文字里的号码，办结后也可以删。注销账号时可以一次删完。"),
			p.T("不会用手机的，打电话或者去家站，工作人员帮您办。"),
		}},
		one[4],
	}
}

// noticeThree adds drafts: what is kept of a report that is not sent yet, and how long.
func noticeThree(p *i18n.Printer, days retention.Days) []chapter {
	out := noticeTwo(p, days)
	keeping, phone := slices.Clone(out[2].lines), slices.Clone(out[4].lines)
	keeping[1] = p.T("没写完的内容和照片加密保存 %d 天，只有您写的那个手机打得开，到期或您扔掉就删除；走保密通道的，提交以前什么都不保存。短信验证码几分钟就作废。", int(draft.Keep/(24*time.Hour)))
	phone[0] = p.T("只放必要的小文件：让您接着写没写完的、看到自己反映的事、记住字体和语言。没有广告，不跟踪。")
	out[2].lines, out[4].lines = keeping, phone
	return out
}
