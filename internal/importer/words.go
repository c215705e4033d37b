package importer

import "jiazhan/internal/casework"

// states are the words for a state that are met in files, ours included.
var states = words(map[casework.State][]string{
	casework.Filed:     {"已提交", "待受理", "未受理", "新建", "submitted", "new"},
	casework.Accepted:  {"已受理", "受理", "待交办"},
	casework.Assigned:  {"已交办", "交办", "待签收"},
	casework.Handling:  {"办理中", "处理中", "已转办", "转办", "已签收", "重办", "transferred"},
	casework.Reported:  {"待审核", "已反馈", "退回", "returned"},
	casework.Answered:  {"已答复", "已回复", "待评价", "replied"},
	casework.Closed:    {"已办结", "办结", "已关闭", "已完成", "已评价"},
	casework.Declined:  {"不予受理", "rejected"},
	casework.Withdrawn: {"已撤回", "撤回", "已撤销"},
})

var kinds = words(map[casework.Kind][]string{
	casework.Problem: {"问题", "诉求", "投诉", "求助", "咨询"},
	casework.Clue:    {"线索", "举报"},
	casework.Opinion: {"意见", "建议"},
})

var classes = words(map[casework.Class][]string{
	casework.Inquiry: {"咨询"}, casework.Normal: {"一般"}, casework.Complex: {"复杂"},
})

// ratings takes five-step scales too: only the two upper steps are content. 0 and "not rated" are no rating.
var ratings = words(map[string][]string{
	casework.Satisfied:    {"满意", "非常满意", "5"},
	casework.Basically:    {"基本满意", "比较满意", "4"},
	casework.Dissatisfied: {"不满意", "非常不满意", "3", "2", "1"},
	"":                    {"0", "未评价", "未表态"},
})

var yesNo = words(map[string][]string{
	casework.Yes: {"是", "已解决", "公开", "true", "1", "y"},
	casework.No:  {"否", "未解决", "不公开", "false", "0", "n"},
})

func words[T ~string](table map[T][]string) map[string]T {
	m := map[string]T{}
	for v, list := range table {
		if v != "" {
			m[string(v)] = v
		}
		for _, w := range list {
			m[w] = v
		}
	}
	return m
}
