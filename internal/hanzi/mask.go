package hanzi

import (
	"strings"
	"unicode/utf8"
)

// compound are surnames of two characters.
var compound = []string{"欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒", "司空", "夏侯",
	"长孙", "宇文", "端木", "南宫", "独孤", "百里", "呼延", "东郭", "西门", "轩辕", "万俟", "澹台", "公冶", "濮阳", "淳于", "单于",
	"太史", "申屠", "仲孙", "钟离", "鲜于", "闾丘", "拓跋", "赫连", "完颜", "耶律", "纳兰", "第五", "亓官", "公羊", "谷梁", "左丘"}

// MaskName keeps the surname and hides the rest: 张三 → 张*, 欧阳文英 → 欧阳**; of a name with dots or in Latin letters
// the first character of each part stays.
func MaskName(name string) string {
	name = strings.TrimSpace(name)
	if parts := strings.FieldsFunc(name, func(r rune) bool { return r == '·' || r == ' ' || r == '　' }); len(parts) > 1 {
		for i, part := range parts {
			parts[i] = keep(part, 1)
		}
		return strings.Join(parts, "·")
	}
	if utf8.RuneCountInString(name) > 2 {
		for _, surname := range compound {
			if strings.HasPrefix(name, surname) {
				return keep(name, 2)
			}
		}
	}
	return keep(name, 1)
}

// keep leaves the first n characters; a text that has no more than these is hidden altogether.
func keep(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return strings.Repeat("*", len(r))
	}
	return string(r[:n]) + strings.Repeat("*", min(len(r)-n, 8))
}

// MaskPhone hides the middle of a telephone number: 13812341234 → 138****1234. Of a short number nothing is left.
func MaskPhone(phone string) string {
	digits := make([]byte, 0, len(phone))
	for _, r := range phone {
		if r = fold(r); r >= '0' && r <= '9' {
			digits = append(digits, byte(r))
		}
	}
	if n := len(digits); n >= 13 && strings.TrimLeft(string(digits[:n-11]), "0") == "86" {
		digits = digits[n-11:]
	}
	switch n := len(digits); {
	case n < 7:
		return strings.Repeat("*", n)
	case n < 11:
		return strings.Repeat("*", n-2) + string(digits[n-2:])
	default:
		return string(digits[:3]) + strings.Repeat("*", n-7) + string(digits[n-4:])
	}
}

// Redact hides everything that FindPersonal finds.
func Redact(text string) string { return replace(text, FindPersonal(text)) }

func replace(text string, spans []Span) string {
	var b strings.Builder
	from := 0
	for _, s := range spans {
		b.WriteString(text[from:s.Start])
		b.WriteString(s.Kind.mask(text[s.Start:s.End]))
		from = s.End
	}
	b.WriteString(text[from:])
	return b.String()
}

// mask gives what stands in public in place of a finding.
func (k Kind) mask(found string) string {
	switch k {
	case Phone:
		return MaskPhone(found)
	case Identity:
		return leading(found, 6)
	case House:
		return hideNumerals(found)
	case Plate:
		return leading(found, 1)
	}
	return leading(found, 0)
}

// leading keeps the first n characters and turns every other letter and digit into a star.
func leading(s string, n int) string {
	var b strings.Builder
	for _, r := range s {
		switch n--; {
		case n >= 0 || fold(r) == separator:
			b.WriteRune(r)
		case fold(r) != dropped:
			b.WriteByte('*')
		}
	}
	return b.String()
}

func hideNumerals(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(numerals, fold(r)) {
			return '*'
		}
		return r
	}, s)
}
