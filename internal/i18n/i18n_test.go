package i18n

import (
	"testing"
	"testing/fstest"
	"time"
)

func TestT(t *testing.T) {
	zh, en := For("zh-CN"), For("en")
	if For("tlh") != zh || For("") != zh {
		t.Error("an unknown language must be Chinese")
	}
	if got := zh.T("没有这一句"); got != "没有这一句" {
		t.Errorf("an unknown key must be its own sentence, got %q", got)
	}
	if got := zh.T("没有这一句 %d 件", 3); got != "没有这一句 3 件" {
		t.Errorf("got %q", got)
	}
	if zh.T("not.found") == "not.found" || en.T("not.found") == zh.T("not.found") {
		t.Error("a dotted key must have a sentence in both languages")
	}
	if zh.Lang() != ZH || en.Lang() != EN {
		t.Error("printers must know their language")
	}
}

func TestEnglish(t *testing.T) {
	type days int32
	p := newEnglish(map[string]string{"only.zh": "只有中文", "both": "中"}, map[string]string{
		"both":      "en",
		"还有 %d 天":   "%d day left|%d days left",
		"%s有 %d 件":  "%[2]d case of %[1]s|%[2]d cases of %[1]s",
		"选一个 | 不要拆": "Choose one | do not split",
		"办结率 100%":  "100% of cases",
	})
	for _, c := range []struct{ got, want string }{
		{p.T("only.zh"), "只有中文"},
		{p.T("both"), "en"},
		{p.T("还有 %d 天", 1), "1 day left"},
		{p.T("还有 %d 天", 0), "0 days left"},
		{p.T("还有 %d 天", days(1)), "1 day left"},
		{p.T("还有 %d 天", uint8(2)), "2 days left"},
		{p.T("%s有 %d 件", "水利局", int64(1)), "1 case of 水利局"},
		{p.T("%s有 %d 件", "水利局", int64(11)), "11 cases of 水利局"},
		{p.T("选一个 | 不要拆"), "Choose one | do not split"},
		{p.T("办结率 100%"), "100% of cases"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestLoadNamesFaults(t *testing.T) {
	fsys := fstest.MapFS{
		"d/a.json": {Data: []byte(`{"k":"first","same":"s"}`)},
		"d/b.json": {Data: []byte(`{"k":"second","same":"s","more":"m"}`)},
		"d/c.json": {Data: []byte(`{"k":`)},
	}
	words, faults := load(fsys, "d")
	if len(faults) != 2 {
		t.Errorf("want the duplicate and the broken file, got %v", faults)
	}
	if words["k"] != "first" || words["more"] != "m" {
		t.Errorf("got %v", words)
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		accept, cookie string
		want           Lang
	}{
		{"", "", ZH},
		{"en", "", EN},
		{"en-GB,en;q=0.9", "", EN},
		{"zh-CN,zh;q=0.9,en;q=0.8", "", ZH},
		{"en;q=0.5, zh-TW;q=0.6", "", ZH},
		{"fr, en;q=0.1", "", EN},
		{"fr,de", "", ZH},
		{"en;q=0", "", ZH},
		{"en;q=x, *;q=;", "", ZH},
		{"en;q=99", "", ZH},
		{"en", "zh-CN", ZH},
		{"zh-CN", "en", EN},
		{"en", "../../etc", EN},
	} {
		if got := Match(c.accept, c.cookie); got != c.want {
			t.Errorf("Match(%q, %q) = %s, want %s", c.accept, c.cookie, got, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	zh, en := For("zh-CN"), For("en")
	at := time.Date(2026, 12, 15, 6, 5, 0, 0, time.UTC) // 14:05 in Shanghai
	eve := time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{zh.Date(at), "12月15日（周二）"}, {en.Date(at), "Tue 15 Dec"},
		{zh.Clock(at), "12月15日 14:05"}, {en.Clock(at), "15 Dec 14:05"},
		{zh.DateAt(at, at), "12月15日（周二）"}, {en.DateAt(at, at), "Tue 15 Dec"},
		{zh.DateAt(eve, at), "2027年1月1日（周五）"}, {en.DateAt(eve, at), "Fri 1 Jan 2027"},
		{zh.ClockAt(eve, at), "2027年1月1日 01:00"}, {en.ClockAt(eve, at), "1 Jan 2027 01:00"},
		{zh.ClockAt(at, at), "12月15日 14:05"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestPlainLookupAllocatesNothing(t *testing.T) {
	p := For("en")
	if n := testing.AllocsPerRun(100, func() { _ = p.T("not.found") }); n != 0 {
		t.Errorf("a lookup allocates %v times", n)
	}
}

func BenchmarkPlain(b *testing.B) {
	p := For("en")
	for b.Loop() {
		_ = p.T("not.found")
	}
}
