// Package hanzi knows Chinese text: its limits, its normal form and tokens for search, masks for personal data, pinyin.
// It owns no table. It must never read anything: every function is pure and works on code points, so that 𠮷 counts as one.
package hanzi

import (
	"strings"
	"unicode"
)

const (
	dropped   = -1
	separator = ' '
)

// Normal is the form in which search compares texts: half width, lower case, without invisible characters (zero width,
// direction marks, variation selectors); whatever is no letter, mark, digit or picture becomes one space between words.
func Normal(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	gap := false
	for _, r := range text {
		switch r = fold(r); {
		case r == dropped:
		case r == separator:
			gap = b.Len() > 0
		default:
			if gap {
				b.WriteByte(separator)
				gap = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// fold gives the form of one character, dropped or separator.
func fold(r rune) rune {
	switch {
	case r < 0x80:
		return foldASCII(r)
	case r >= 0x4e00 && r <= 0x9fff, r >= 0x3400 && r <= 0x4dbf:
		return r
	case r >= 0xff01 && r <= 0xff5e:
		return foldASCII(r - 0xfee0)
	case r >= 0x3000 && r <= 0x3004, r >= 0x3008 && r <= 0x301f, r == unicode.ReplacementChar:
		return separator
	case r >= 0x2f00 && r <= 0x2fd5:
		return kangxi[r-0x2f00]
	case r >= 0xf900 && r <= 0xfad9:
		return compat[r-0xf900]
	}
	return foldRare(r)
}

func foldASCII(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return r
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	}
	return separator
}

func foldRare(r rune) rune {
	switch {
	case invisible(r) || r >= 0x1f3fb && r <= 0x1f3ff: // skin tones belong to the picture before them
		return dropped
	case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsNumber(r), unicode.In(r, unicode.So, unicode.Co):
		return unicode.ToLower(r)
	}
	return separator
}

// invisible tells whether a character shows nothing of its own: zero width, direction marks, tags, variation selectors.
func invisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)
}
