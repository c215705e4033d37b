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
	"令狐": "ling hu", "宿": "su", "葛": "ge", "隗": "wei", "逄": "pang", "乜": "nie", "佴": "nai", "召": "shao", "会": "gui", "卜": "bu", "折": "she"}

// readings are words, in names of places and persons, that the characters one by one get wrong.
var readings = strings.NewReplacer("长寿", " chang shou ", "长安", " chang an ", "长丰", " chang feng ", "曲都", " qu du ", "晟", " sheng ")

var plainPinyin = pinyin.NewArgs()

// Pinyin gives a text in pinyin without tones, one syllable a word: 长安镇 → "chang an zhen". Other letters and digits stay,
// in lower case.
func Pinyin(text string) string {
	var b strings.Builder
	for _, r := range readings.Replace(text) {
		switch r = fold(r); {
		case r == dropped:
			continue
		case r == separator:
			b.WriteByte(' ')
			continue
		}
		if reading := pinyin.SinglePinyin(r, plainPinyin); len(reading) > 0 {
			b.WriteString(" " + reading[0] + " ")
		} else {
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// NamePinyin is Pinyin of a person's name, whose surname may be read in a way of its own: 单雄信 → "shan xiong xin".
// It is the key by which names are sorted.
func NamePinyin(name string) string {
	runes := []rune(strings.TrimSpace(name))
	for n := min(2, len(runes)-1); n > 0; n-- {
		if reading, ok := surnames[string(runes[:n])]; ok {
			return strings.TrimSpace(reading + " " + Pinyin(string(runes[n:])))
		}
	}
	return Pinyin(name)
}

// Initials gives the first letter of each syllable of a text in pinyin, in capitals: "zhang san" → "ZS".
func Initials(spelled string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(spelled) {
		for _, r := range word {
			b.WriteRune(unicode.ToUpper(r))
			break
		}
	}
	return b.String()
}
