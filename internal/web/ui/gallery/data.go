package gallery

import (
	"time"

	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/form"
)

var tiny = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'%3E%3Cpath fill='%239aa58c' d='M0 0h4v3H0z'/%3E%3Cpath fill='%23d8c9a8' d='M0 2h4v1H0z'/%3E%3C/svg%3E"

// none is the form of a page that was just opened.
var none *form.Form

func thumb(string) string { return tiny }

func at(day, hour int) time.Time {
	return time.Date(2026, 11, day, hour, 12, 0, 0, time.FixedZone("Asia/Shanghai", 8*60*60))
}

var photos = []ui.Photo{{Thumb: tiny, Full: "/p/1", Alt: "坏了的路灯", Width: 96, Height: 96}, {Thumb: tiny, Full: "/p/2", Width: 96, Height: 96}}

var story = []ui.Entry{
	{Title: "您来评价", When: "答复后 5 个工作日内", Future: true},
	{Title: "答复您", When: "12月8日（周二）前", Future: true},
	{Title: "县供电公司报告了进展", Who: "县供电公司", At: at(30, 16), Tone: ui.Info, Photos: photos,
		Text: "两盏路灯的电缆被挖断，已备料。\n计划 12月3日 更换，届时短时停电约 40 分钟。"},
	{Title: "县供电公司已签收，开始办理", Who: "县供电公司", At: at(27, 9), Tone: ui.Info},
	{Title: "已转交县供电公司办理", Who: "柳林镇人大代表联络站", At: at(26, 15), Tone: ui.Info, Text: "要求 12月8日 前办结。"},
	{Title: "已受理", Who: "柳林镇人大代表联络站", At: at(25, 11), Tone: ui.Good},
	{Title: "您提交了反映", Who: "您", At: at(25, 8), Tone: ui.Plain, Text: "三岔口东边的路灯坏了半个月了，孩子放学天黑看不见路。"},
}

var columns = []ui.Column{{Label: "反映的事"}, {Label: "时限"}, {Label: "状态"}, {Label: "承办单位"}, {Label: "家站"}, {Label: "收到"}, {Label: "认可", Num: true}}

type line struct {
	number, title, state, unit, station, came, rate string
	due                                             ui.Due
}

var lines = []line{
	{"QH2026-000118", "三岔口东边路灯坏了半个月", "handling", "县供电公司", "柳林镇站", "11月25日", "—", ui.Due{Tone: ui.Late, At: Now.AddDate(0, 0, -2)}},
	{"QH2026-000121", "村口桥栏杆松动，孩子上学经过危险，希望尽早加固并设警示牌", "assigned", "县交通运输局", "石桥镇站", "11月26日", "—", ui.Due{Tone: ui.Late, Near: true, At: Now.AddDate(0, 0, 1)}},
	{"QH2026-000097", "自来水发黄", "reported", "县水利局", "柳林镇站", "11月17日", "—", ui.Due{Tone: ui.Info, At: Now.AddDate(0, 0, 9)}},
	{"QH2026-000090", "低保材料怎么交", "answered", "县民政局", "城关镇站", "11月16日", "—", ui.Due{Paused: true}},
	{"QH2026-000081", "集市占道", "closed", "柳林镇政府", "柳林镇站", "11月12日", "认可", ui.Due{}},
	{"QH2026-000079", "邻里借款纠纷", "declined", "", "城关镇站", "11月11日", "—", ui.Due{}},
}

var queues = []ui.TabItem{
	{Label: "已超期", URL: "?q=late", Count: 1, Late: true, Counted: true}, {Label: "待受理", URL: "?q=filed", Count: 12, Current: true},
	{Label: "待交办", URL: "?q=accepted", Count: 5, Counted: true}, {Label: "即将到期", URL: "?q=soon", Count: 3, Counted: true}, {Label: "待审核", URL: "?q=reported", Counted: true},
}
