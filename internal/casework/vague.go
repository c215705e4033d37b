package casework

import (
	"slices"
	"strings"
)

// vague are the words of a reply that bind nobody: no day, no unit, no deed. The congress sends such replies back, so who
// writes one is told first.
var vague = []string{"近期", "近日", "不日", "尽快", "尽早", "尽可能", "即将", "适时", "择机", "逐步", "陆续", "抓紧", "加快推进", "积极推进",
	"积极协调", "积极争取", "高度重视", "正在研究", "进一步研究", "认真研究", "有关部门", "相关部门", "有关单位", "相关单位", "条件成熟", "条件允许",
	"视情况", "酌情", "原则上", "力争", "待定"}

// VagueWords lists the words by which a warning may be given while one writes.
func VagueWords() []string { return slices.Clone(vague) }

// Vague lists the words of a text that bind nobody, each once, in the order in which they stand in it.
func Vague(text string) []string {
	var found []string
	for _, word := range vague {
		if strings.Contains(text, word) {
			found = append(found, word)
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return strings.Index(text, a) - strings.Index(text, b) })
	return found
}
