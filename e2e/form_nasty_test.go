package e2e

import (
	"strings"

	"jiazhan/internal/hanzi"
)

// nasty is something that nobody means to type, or that programs stumble over.
type nasty struct{ name, text string }

// kept are texts that are somebody's right to write: they are refused, as what is no number, or kept byte for byte but for
// what hanzi.Clean takes out.
var kept = []nasty{
	{"markup", `<script>alert(7)</script>`},
	{"a handler", `"><img src=x onerror=alert(7)>`},
	{"a handler in quotes", `' onmouseover='alert(7)`},
	{"a picture that runs", `<svg/onload=alert(7)>`},
	{"a frame", `<iframe srcdoc=<b>x</b>>`},
	{"an address that runs", `javascript:alert(7)`},
	{"an address of data", `data:text/html,<b>x`},
	{"entities", `&lt;b&gt;&amp;&#x202e;%3Cb%3E`},
	{"full-width markup", `＜script＞alert(7)＜/script＞`},
	{"a statement", `'; DROP TABLE cases; --`},
	{"a union", `" OR 1=1 /* \' */ UNION`},
	{"a pattern", `100%_[a-z]*?`},
	{"a formula", `=cmd()|' /C calc'!A0`},
	{"a sum", `+1-1`}, {"a difference", `-2+3`}, {"a name", `@SUM(1)`}, {"a full-width formula", `＝1+1＋－＠`},
	{"a template", `{{7*7}} ${7*7} <%= 7*7 %>`},
	{"a format", `%s%n%d%!s(MISSING) $1 $$`},
	{"a lookup", `${jndi:ldap://127.0.0.1/a}`},
	{"a path", `../../etc/passwd`}, {"a path of Windows", `..\..\boot.ini`},
	{"beyond the plane", `𠮷野家`},
	{"every extension", `㐂𠀀𪜀𫝀𫠠𬺰𮯰𰀀𱍐`},
	{"a variant", "葛\U000e0100城"},
	{"private use", "\ue000\uf8ff"},
	{"a description", `⿰木目⿱`},
	{"minorities", `བོད་ ئۇيغۇر ᠮᠣᠩᠭᠣᠯ ꆈꌠ`},
	{"emoji", `👨‍👩‍👧‍👦🏚️🇨🇳`},
	{"taken apart", "e\u0301 a\u030a 가"},
	{"right to left", `שלום مرحبا`},
	{"data", `{"text":"\u0000"}`},
	{"nothing", `null`}, {"no number", `NaN`},
	{"turned direction", "发票\u202eexe\u202d\u2066x\u2069\u202a\u202b\u202c\u2067\u2068"},
	{"controls", "一\x01二\x1b[31m三\u0085\u009b四\x7f"},
	{"tag characters", "旗\U000e0041\U000e007f"},
	{"marks", "\ufeff一\ufff9二\ufffa三\ufffb"},
	{"a header", "一\r\nSet-Cookie: a=b"},
}

// refused are texts that no field takes for what they say.
var refused = []nasty{
	{"NUL", "路灯\x00不亮"},
	{"no UTF-8", "路灯\xff\xfe"},
	{"overlong", "a\xc0\xafb\xe0\x80\xaf"},
	{"surrogates", "\xed\xa0\xbd\xed\xb8\x80"},
	{"GBK", "\xc2\xb7\xb5\xc6"},
	{"100,000 characters", strings.Repeat("水a", 50_000)},
}

// unseen are texts of which nothing shows.
var unseen = []nasty{
	{"zero width", "\u200b\u200d\u2060\ufeff"},
	{"only tags", "\U000e0041\U000e0042"},
	{"only space", " \u3000\u00a0\u3164\t"},
}

// wild are numbers and days that are none, or out of every range.
var wild = []nasty{
	{"below", "-1"}, {"huge", "99999999999999999999"}, {"a broken number", "1.5e9"}, {"full-width", "３"},
	{"no day", "2026-02-31"}, {"a far year", "99999-01-01"}, {"no year", "0000-00-00"}, {"year one", "0001-01-01"},
}

// all is every text, each once.
func allNasty() []nasty {
	var out []nasty
	for _, list := range [][]nasty{refused, unseen, wild, kept} {
		out = append(out, list...)
	}
	return out
}

// shows is what a reader sees of a text on a line.
func shows(text string) string { return strings.Join(strings.Fields(hanzi.Clean(text)), " ") }

// stays is what stands in a field that comes back.
func stays(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}
