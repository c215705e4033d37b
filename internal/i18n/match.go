package i18n

import (
	"strconv"
	"strings"
)

// Match chooses a language: the one the person chose (cookie) if it is ours, else the best of the browser's, else Chinese.
func Match(acceptLanguage, cookie string) Lang {
	switch Lang(cookie) {
	case ZH, EN:
		return Lang(cookie)
	}
	best, weight := ZH, 0.0
	for part := range strings.SplitSeq(acceptLanguage, ",") {
		tag, params, _ := strings.Cut(part, ";")
		lang, ours := known(strings.TrimSpace(tag))
		if q := quality(params); ours && q > weight {
			best, weight = lang, q
		}
	}
	return best
}

func known(tag string) (Lang, bool) {
	primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
	switch primary {
	case "zh":
		return ZH, true
	case "en":
		return EN, true
	}
	return "", false
}

// quality reads "q=0.8"; no weight is 1, an unreadable one 0.
func quality(params string) float64 {
	value, ok := strings.CutPrefix(strings.TrimSpace(params), "q=")
	if !ok {
		return 1
	}
	q, err := strconv.ParseFloat(value, 64)
	if err != nil || q > 1 {
		return 0
	}
	return q
}
