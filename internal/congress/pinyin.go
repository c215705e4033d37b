package congress

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// surnames are those whose reading as a surname is not the usual one of the character.
var surnames = map[string]string{
	"曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "盖": "ge", "翟": "zhai", "缪": "miao",
	"乐": "yue", "覃": "qin", "员": "yun", "种": "chong", "朴": "piao", "秘": "bi", "隗": "wei", "卜": "bu", "折": "she",
	"黑": "he", "尉迟": "yu chi", "万俟": "mo qi",
}

// words are readings that the characters one by one get wrong, in names of places and persons.
var words = map[string]string{"长寿": "chang shou", "长安": "chang an", "长丰": "chang feng", "曲都": "qu du", "晟": "sheng"}

// spell gives the pinyin of a text, syllables parted by spaces, without tones; other letters stay, in lower case.
func spell(text string) string {
	for word, reading := range words {
		text = strings.ReplaceAll(text, word, " "+reading+" ")
	}
	args := pinyin.NewArgs()
	var b strings.Builder
	for _, r := range text {
		if s := pinyin.SinglePinyin(r, args); len(s) > 0 {
			b.WriteString(" " + s[0] + " ")
		} else {
			b.WriteString(strings.ToLower(string(r)))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// spellPerson is spell with the surname read as a surname.
func spellPerson(name string) string {
	runes := []rune(name)
	for n := min(2, len(runes)); n > 0; n-- {
		if reading, ok := surnames[string(runes[:n])]; ok {
			return strings.TrimSpace(reading + " " + spell(string(runes[n:])))
		}
	}
	return spell(name)
}

// SlugOf makes a slug of a name, "xin-cheng-pu"; empty when the name holds neither Chinese nor Latin letters nor digits.
func SlugOf(text string) string { return slug(spell(text)) }

// SlugOfPerson makes a slug of a person's name, "zeng-xiulan".
func SlugOfPerson(name string) string {
	surname, given, _ := strings.Cut(spellPerson(name), " ")
	return slug(surname + " " + strings.ReplaceAll(given, " ", ""))
}

func slug(spelled string) string {
	parts := strings.FieldsFunc(spelled, func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') })
	return strings.Join(parts, "-")
}

// soundsLike reports whether a query of Latin letters begins some syllable of the pinyin, in full or by initials:
// "zzl", "zhangzhen" and "zl" all find "zhang zhen ling".
func soundsLike(spelled, query string) bool {
	syllables := strings.Fields(spelled)
	for i := range syllables {
		var initials strings.Builder
		for _, s := range syllables[i:] {
			initials.WriteByte(s[0])
		}
		if strings.HasPrefix(initials.String(), query) || strings.HasPrefix(strings.Join(syllables[i:], ""), query) {
			return true
		}
	}
	return false
}
