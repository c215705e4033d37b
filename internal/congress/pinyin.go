package congress

import (
	"strings"

	"jiazhan/internal/hanzi"
)

// SlugOf makes a slug of a name, "xin-cheng-pu"; empty when the name holds neither Chinese nor Latin letters nor digits.
func SlugOf(text string) string { return slug(hanzi.Pinyin(text)) }

// SlugOfPerson makes a slug of a person's name, "zeng-xiulan".
func SlugOfPerson(name string) string {
	surname, given, _ := strings.Cut(hanzi.NamePinyin(name), " ")
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
