package casework_test

import (
	"slices"
	"testing"

	"jiazhan/internal/casework"
)

func TestVagueWordsAreFoundInTheirOrder(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil,
		"县供电公司已于11月20日换好两盏路灯，11月21日夜间现场查看均正常。": nil,
		"我局高度重视，将尽快安排相关部门处理，尽快答复。":             {"高度重视", "尽快", "相关部门"},
		"近期即将开工，力争年底完成":                        {"近期", "即将", "力争"},
		"远近期待": {"近期"}, // a warning may be wrong: the writer decides
	} {
		if got := casework.Vague(text); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	for _, word := range casework.VagueWords() {
		if got := casework.Vague("我们" + word + "。"); !slices.Contains(got, word) {
			t.Errorf("%s is not found", word)
		}
	}
}
