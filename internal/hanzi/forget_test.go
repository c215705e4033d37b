package hanzi

import "testing"

func TestForgetHidesOnePersonAndNobodyElse(t *testing.T) {
	for text, want := range map[string]string{
		"我是李秀英，电话13800000001。":               "我是李**，电话138****0001。",
		"打 138 0000 0001 或 １３８００００００01 找李秀英": "打 138****0001 或 138****0001 找李**",
		"王五的电话是13900000002":                  "王五的电话是13900000002",
		"住在槐树巷12号院的李秀英":                      "住在***的李**",
		"李家的路灯":                              "李家的路灯",
		"𠮷，李秀英😀":                             "𠮷，李**😀",
		"+86-138-0000-0001":                  "+138****0001",
	} {
		if got := Forget(text, "李秀英", "13800000001", "槐树巷12号院"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := Forget("水渠堵了", "水", "", ""); got != "水渠堵了" {
		t.Errorf("a name of one character hid the text: %q", got)
	}
}
