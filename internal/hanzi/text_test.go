package hanzi

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		text string
		max  int
		want string
	}{
		{"", 0, ""},
		{"𠮷野家", 3, ""},
		{"𠮷野家", 2, "text.long"},
		{"a\x00", 9, "text.nul"},
		{"a\xff", 9, "text.utf8"},
		{strings.Repeat("\n", MaxLines), 9999, "text.lines"},
		{strings.Repeat("\n", MaxLines-1), 9999, ""},
	} {
		if got := Check(c.text, c.max); got != c.want {
			t.Errorf("Check(%.20q, %d) = %q, want %q", c.text, c.max, got, c.want)
		}
	}
	if got := CheckLine("一\n二", 9); got != "text.line" {
		t.Errorf("CheckLine of two lines = %q", got)
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{" 一\r\n二\r三\t四 ", "一\n二\n三\t四"},
		{"a\x00b\x07c\u0085", "abc"},
		{"税\u202e金\u2066", "税金"},
		{"旗\U000e0067\U000e007f", "旗"},
		{"葛\U000e0100 👨\u200d👩", "葛\U000e0100 👨\u200d👩"},
	} {
		if got := Clean(c.text); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.text, got, c.want)
		}
	}
	for text, want := range map[string]bool{"": true, " \u200b\u3164\u2800": true, "一": false, "👍": false, "。": false} {
		if Blank(text) != want {
			t.Errorf("Blank(%q) = %v", text, !want)
		}
	}
}

func TestMasks(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{MaskName("张三"), "张*"},
		{MaskName("王小明"), "王**"},
		{MaskName("欧阳文英"), "欧阳**"},
		{MaskName("欧阳"), "欧*"},
		{MaskName("张"), "*"},
		{MaskName(""), ""},
		{MaskName("买买提·吐尔逊"), "买**·吐**"},
		{MaskName("𠮷田"), "𠮷*"},
		{MaskPhone("13812341234"), "138****1234"},
		{MaskPhone("+86 138-1234-1234"), "138****1234"},
		{MaskPhone("１３８１２３４１２３４"), "138****1234"},
		{MaskPhone("0311-87654321"), "031*****4321"},
		{MaskPhone("12345"), "*****"},
		{MaskPhone("8765432"), "*****32"},
		{Redact("我住3号楼2单元501室，车牌冀A·12345"), "我住*号楼*单元***室，车牌冀*·*****"},
		{Redact("证号" + idNumber + "，无"), "证号110105************，无"},
		{Redact("卡号6222 0212 3456 7894"), "卡号**** **** **** ****"},
		{Redact("无"), "无"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// idNumber is the example of GB 11643-1999 itself.
const idNumber = "11010519491231002X"

func TestFindPersonal(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"电话13812341234。", []string{"phone 13812341234"}},
		{"电话 138 1234-1234", []string{"phone 138 1234-1234"}},
		{"电话１３８１２３４１２３４", []string{"phone １３８１２３４１２３４"}},
		{"86 13812341234和13912341234", []string{"phone 86 13812341234", "phone 13912341234"}},
		{"13812341234 13912341234", []string{"phone 13812341234", "phone 13912341234"}},
		{"座机0311-87654321", []string{"phone 0311-87654321"}},
		{"138\u200b12341234", []string{"phone 138\u200b12341234"}},
		{"单号2026138123412341234", nil},
		{"15 20 30 40 50 1", nil},
		{"证" + idNumber, []string{"identity " + idNumber}},
		{"证110105 19491231 002x号", []string{"identity 110105 19491231 002x"}},
		{"证110105194912310021", nil},
		{"证110105194913310025", nil},
		{"卡6222021234567894", []string{"bank 6222021234567894"}},
		{"卡6222021234567895", nil},
		{"车冀A12345，京AD12345", []string{"plate 冀A12345", "plate 京AD12345"}},
		{"车冀ａ·１２３４５", []string{"plate 冀ａ·１２３４５"}},
		{"编号冀A1234567", nil},
		{"3号楼2单元501室", []string{"house 3号楼2单元501室"}},
		{"三单元四零一", []string{"house 三单元四零一"}},
		{"新华路88号对面", []string{"house 88号"}},
		{"三座桥，3月15号，5栋楼，301路公交", nil},
		{"2026-03-11 15:04", nil},
	} {
		var got []string
		for _, s := range FindPersonal(c.text) {
			got = append(got, string(s.Kind)+" "+c.text[s.Start:s.End])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("in %q found %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzPersonal(f *testing.F) {
	f.Add("电话 138 1234-1234，证110105 19491231 002x号，冀Ａ·12345，３号楼2单元501室\u200b\xff")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, s := range FindPersonal(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("in %q: span %v after %d", text, s, end)
			}
			end = s.End
		}
		if utf8.ValidString(text) && !utf8.ValidString(Redact(text)) {
			t.Fatalf("Redact(%q) is not UTF-8", text)
		}
		if clean := Clean(text); Clean(clean) != clean {
			t.Fatalf("Clean(%q) is not clean", text)
		}
	})
}

func TestPinyin(t *testing.T) {
	for _, c := range []struct{ name, pinyin, initials string }{
		{"张三", "zhang san", "ZS"},
		{"单雄信", "shan xiong xin", "SXX"},
		{"曾国", "zeng guo", "ZG"},
		{"单", "dan", "D"},
		{"尉迟恭", "yu chi gong", "YCG"},
		{"女娲", "nv wa", "NW"},
		{"John王", "john wang", "JW"},
		{"买买提·江", "mai mai ti jiang", "MMTJ"},
		{"", "", ""},
	} {
		p := NamePinyin(c.name)
		if i := Initials(p); p != c.pinyin || i != c.initials {
			t.Errorf("%s: %q %q, want %q %q", c.name, p, i, c.pinyin, c.initials)
		}
	}
	if Pinyin("𠮷") == "" {
		t.Error("a rare character must stand for itself or its reading")
	}
	if got := Pinyin("长安镇（东）A区"); got != "chang an zhen dong a qu" {
		t.Errorf("a place: %q", got)
	}
}
