package hanzi

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Kind is a kind of personal data.
type Kind string

// The kinds that FindPersonal knows.
const (
	Phone    Kind = "phone"    // mobile and fixed-line numbers
	Identity Kind = "identity" // citizen's identity number, 18 places, GB 11643-1999
	Bank     Kind = "bank"     // card number with a valid Luhn digit
	Plate    Kind = "plate"    // car plate, GA 36-2018
	House    Kind = "house"    // unit, room or number in a street
)

// Span is a finding: bytes Start to End of the text that was given.
type Span struct {
	Start, End int
	Kind       Kind
}

// FindPersonal finds what should not stand in public: numbers also when written in full width or with spaces and
// hyphens. It prefers missing a doubtful one to hiding an order number; a person looks at the text as well.
func FindPersonal(text string) []Span {
	if text == "" {
		return nil
	}
	plain, at := flatten(text)
	spans := findNumbers(plain, at)
	plates, houses := hints(plain)
	if plates {
		spans = append(spans, matches(plain, at, plate, Plate)...)
	}
	if houses {
		spans = append(spans, matches(plain, at, house, House)...)
	}
	slices.SortStableFunc(spans, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	end := 0
	return slices.DeleteFunc(spans, func(s Span) bool {
		if s.Start < end {
			return true
		}
		end = s.End
		return false
	})
}

// flatten gives the text in half width and lower case, without invisible characters, and for each of its bytes the
// place in the text; one more place marks the end.
func flatten(text string) (plain string, at []int) {
	b := make([]byte, 0, len(text))
	at = make([]int, 0, len(text)+1)
	for i, r := range text {
		switch f := fold(r); {
		case f == dropped:
			continue
		case r >= 0xff01 && r <= 0xff5e:
			r -= 0xfee0
		case r == 0x3000 || r == 0xa0:
			r = ' '
		case f != separator:
			r = f
		}
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		b = append(b, string(r)...)
		for len(at) < len(b) {
			at = append(at, i)
		}
	}
	return string(b), append(at, len(text))
}

const (
	provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
	units     = "单号楼栋幢座室#" // one of them follows a numeral in every house
	numerals  = "0123456789〇零一二三四五六七八九十百甲乙丙丁"
	number    = "[" + numerals + "]{1,5}"
)

var (
	plate = regexp.MustCompile(`([` + provinces + `][a-hj-np-z][·. ]?[a-hj-np-z0-9]{4,5}[a-hj-np-z0-9警学挂港澳领])(?:[^a-z0-9]|$)`)
	house = regexp.MustCompile(`((?:` + number + `(?:号楼|号院|楼|栋|幢|座|#楼|#))?` + number + `单元(?:` + number + `(?:室|户|号)?)?` +
		`|` + number + `(?:号楼|栋|幢|座|#楼)[0-9]{3,4}(?:室|户|号)?|[0-9]{3,4}室)` +
		`|(?:路|街|巷|弄|胡同|组|排)(` + number + `号)`)
)

// hints reports whether a plate or a house may be in the text at all: most texts have none, and the patterns are slow.
func hints(plain string) (plates, houses bool) {
	before := rune(0)
	for _, r := range plain {
		switch {
		case r >= 'a' && r <= 'z':
			plates = plates || strings.ContainsRune(provinces, before)
		case strings.ContainsRune(units, r):
			houses = houses || strings.ContainsRune(numerals, before)
		}
		before = r
	}
	return plates, houses
}

// matches gives the first group that took part in each match.
func matches(plain string, at []int, re *regexp.Regexp, kind Kind) []Span {
	var spans []Span
	for _, m := range re.FindAllStringSubmatchIndex(plain, -1) {
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 {
				spans = append(spans, Span{at[m[group]], at[m[group+1]], kind})
				break
			}
		}
	}
	return spans
}
