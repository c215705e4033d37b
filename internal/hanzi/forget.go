package hanzi

import (
	"strings"
	"unicode/utf8"
)

// Forget hides one person in a text, whoever wrote it: her name, her telephone number however it is grouped, and her
// address. A name or address of a single character, or none, is left: it would hide half of the text.
func Forget(text, name, phone, address string) string {
	if phone != "" {
		var hers []Span
		for _, s := range FindPersonal(text) {
			if s.Kind == Phone && strings.HasSuffix(digitsOf(text[s.Start:s.End]), phone) {
				hers = append(hers, s)
			}
		}
		text = strings.ReplaceAll(replace(text, hers), phone, MaskPhone(phone))
	}
	text = hide(text, strings.TrimSpace(address), strings.Repeat("*", 3))
	return hide(text, strings.TrimSpace(name), MaskName(name))
}

func hide(text, what, mask string) string {
	if utf8.RuneCountInString(what) < 2 {
		return text
	}
	return strings.ReplaceAll(text, what, mask)
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r = fold(r); r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
