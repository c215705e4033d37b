package hanzi

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// surnames are read otherwise than the same character in other words.
var surnames = map[string]string{"单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "盖": "ge", "朴": "piao",
	"乐": "yue", "翟": "zhai", "缪": "miao", "冼": "xian", "牟": "mu", "覃": "qin", "重": "chong", "种": "chong", "员": "yun", "郇": "huan",
	"秘": "bi", "繁": "po", "黑": "he", "尉迟": "yu chi", "长孙": "zhang sun", "万俟": "mo qi", "单于": "chan yu", "澹台": "tan tai",
	"令狐": "ling hu", "宿": "su", "葛": "ge", "隗": "wei", "逄": "pang", "乜": "nie", "佴": "nai", "召": "shao", "会": "gui"}

var plainPinyin = pinyin.NewArgs()

// Pinyin gives a name in pinyin without tones, one syllable a word: 单雄信 → "shan xiong xin". It is the key by which
// names are sorted. Other letters and digits stay, in lower case.
func Pinyin(name string) string {
	runes := []rune(strings.TrimSpace(name))
	var words []string
	for n := min(2, len(runes)-1); n > 0; n-- {
		if reading, ok := surnames[string(runes[:n])]; ok {
			words, runes = append(words, reading), runes[n:]
			break
		}
	}
	word := ""
	for _, r := range runes {
		r = fold(r)
		reading := pinyin.SinglePinyin(r, plainPinyin)
		if len(reading) == 0 && r != separator && r != dropped {
			word += string(r)
			continue
		}
		words, word = append(words, word), ""
		if len(reading) > 0 {
			words = append(words, reading[0])
		}
	}
	return strings.Join(strings.Fields(strings.Join(append(words, word), " ")), " ")
}

// Initials gives the first letter of each syllable, in capitals: 张三 → "ZS"; a character without a reading stands for itself.
func Initials(name string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(Pinyin(name)) {
		for _, r := range word {
			b.WriteRune(unicode.ToUpper(r))
			break
		}
	}
	return b.String()
}
