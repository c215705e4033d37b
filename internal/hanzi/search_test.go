package hanzi

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNormal(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"　路灯　坏了！", "路灯 坏了"},
		{"ＡＢｃ１２３", "abc123"},
		{"路\u200b灯\u202e坏", "路灯坏"},
		{"2026-03-11", "2026 03 11"},
		{"⼀⽔", "一水"},
		{"車\uf902", "車車"},
		{"𠮷野家\U000e0100", "𠮷野家"},
		{"👍🏽好", "👍好"},
		{"a\x00b\xffc", "a b c"},
		{"…，。", ""},
		{"İK", "ik"},
	} {
		if got := Normal(c.text); got != c.want {
			t.Errorf("Normal(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestTokens(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"路灯坏了，路灯", []string{"路灯", "灯坏", "坏了", "了", "灯"}},
		{"３号楼LED", []string{"3号", "号楼", "楼l", "le", "ed", "d"}},
		{"𠮷", []string{"𠮷"}},
		{"𠮷野𠮷", []string{"𠮷野", "野𠮷", "𠮷"}},
		{"，。", []string{}},
	} {
		if got := Tokens(c.text); !slices.Equal(got, c.want) {
			t.Errorf("Tokens(%q) = %q, want %q", c.text, got, c.want)
		}
	}
	long := strings.Repeat("停车难", 5000)
	if got := Tokens(long); len(got) != 4 {
		t.Errorf("a long repetition has %d tokens, want 4", len(got))
	}
}

func TestQueryTokens(t *testing.T) {
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"路灯", []string{"路灯"}},
		{"路灯坏了 路灯", []string{"路灯", "灯坏", "坏了"}},
		{"灯", []string{"灯"}},
		{"2026-3", []string{"20", "02", "26", "3"}},
		{`" * ( ) : - NEAR(`, []string{"ne", "ea", "ar"}},
		{"\x00\xff", nil},
	} {
		if got := QueryTokens(c.query); !slices.Equal(got, c.want) {
			t.Errorf("QueryTokens(%q) = %q, want %q", c.query, got, c.want)
		}
	}
}

func TestContains(t *testing.T) {
	for _, c := range []struct {
		text, query string
		want        bool
	}{
		{"村口的路灯坏了", "路灯", true},
		{"村口的路灯坏了", "灯", true},
		{"村口的路灯坏了", "灯路", false},
		{"村口的路灯坏了", "村口 坏了", true},
		{"村口的路灯坏了", "村口 修好", false},
		{"装了ＬＥＤ灯", "led灯", true},
		{"号牌sealed", "eale", true},
		{"2026年03月11日", "2026-03-11", false},
		{"2026/03/11报", "2026-03-11", true},
		{"11-03-2026", "2026-03-11", false},
		{"𠮷野家的𠮷", "𠮷", true},
		{"吉野家", "𠮷", false},
		{"好👍", "👍", true},
		{"任何", "，", false},
		{"任何", "", false},
		{"路，灯", "路灯", false},
	} {
		if got := Contains(c.text, c.query); got != c.want {
			t.Errorf("Contains(%q, %q) = %v", c.text, c.query, got)
		}
	}
}

// covered tells whether a text indexed under tokens is found by a query's tokens.
func covered(tokens, query []string) bool {
	for _, q := range query {
		one := utf8.RuneCountInString(q) == 1
		if !slices.ContainsFunc(tokens, func(t string) bool { return t == q || one && strings.HasPrefix(t, q) }) {
			return false
		}
	}
	return true
}

func FuzzSearch(f *testing.F) {
	f.Add("村口的路灯坏了，３号楼LED", uint16(2), uint16(4))
	f.Add("𠮷野家 2026-03-11 👍🏽 İ\u200bK\xff\x00", uint16(0), uint16(30))
	f.Fuzz(func(t *testing.T, text string, from, length uint16) {
		normal := Normal(text)
		if again := Normal(normal); again != normal {
			t.Fatalf("Normal(%q) = %q, and of that %q", text, normal, again)
		}
		if !utf8.ValidString(normal) {
			t.Fatalf("Normal(%q) is not UTF-8", text)
		}
		tokens := Tokens(text)
		if sorted := slices.Sorted(slices.Values(tokens)); len(slices.Compact(sorted)) != len(tokens) {
			t.Fatalf("Tokens(%q) repeats itself: %q", text, tokens)
		}
		runes := []rune(text)
		start := min(int(from), len(runes))
		query := string(runes[start:min(start+int(length), len(runes))])
		for _, q := range []string{query, normal, text} {
			if Contains(text, q) && !covered(tokens, QueryTokens(q)) {
				t.Fatalf("%q contains %q, but %q are not all among %q", text, q, QueryTokens(q), tokens)
			}
			if Contains(text, q) != contains(text, q) {
				t.Fatalf("Contains(%q, %q) is not what the slow way says", text, q)
			}
		}
	})
}

// contains is Contains without its short cut.
func contains(text, query string) bool {
	found := false
	for word := range strings.FieldsSeq(query) {
		if phrase := Normal(word); phrase != "" {
			if !strings.Contains(Normal(text), phrase) {
				return false
			}
			found = true
		}
	}
	return found
}

var report = strings.Repeat("我是本村居民，这段道路每逢下雨就泥泞难行，老人和孩子出门十分不便。前期已经向村委会口头反映过两次，至今没有明确答复，", 5) +
	"希望2026年能修好3号楼LED灯。"

func BenchmarkTokens(b *testing.B) {
	text := string([]rune(report)[:300])
	b.ReportAllocs()
	for b.Loop() {
		Tokens(text)
	}
}

func BenchmarkIn(b *testing.B) {
	q := ParseQuery("LED灯")
	b.ReportAllocs()
	for b.Loop() {
		q.In(report)
	}
}
