package hanzi

import (
	"regexp"
	"strings"
)

// mostParts is how many groups of digits one number is written in at most: "+86 138 1234 1234".
const mostParts = 6

// part is one unbroken run of digits (and a last X) in the flattened text; joined: only one space or hyphen parts it
// from the run before.
type part struct {
	from, to int
	joined   bool
}

// findNumbers takes, from the left, the longest join of neighbouring digit groups that is a number of a known kind.
func findNumbers(plain string, at []int) []Span {
	var spans []Span
	parts := digitParts(plain)
	for i := 0; i < len(parts); {
		n, kind := longest(plain, parts[i:])
		if n == 0 {
			i++
			continue
		}
		spans = append(spans, Span{at[parts[i].from], at[parts[i+n-1].to], kind})
		i += n
	}
	return spans
}

func digitParts(plain string) []part {
	var parts []part
	for i := 0; i < len(plain); i++ {
		if !digit(plain[i]) {
			continue
		}
		p := part{from: i}
		for i < len(plain) && digit(plain[i]) {
			i++
		}
		if p.to = i; p.to < len(plain) && plain[p.to] == 'x' && !letter(plain, p.to+1) {
			p.to++
		}
		if n := len(parts); n > 0 {
			gap := plain[parts[n-1].to:p.from]
			p.joined = gap == " " || gap == "-" || gap == "·" || gap == ") "
		}
		parts = append(parts, p)
	}
	return parts
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

func letter(s string, i int) bool {
	return i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || digit(s[i]))
}

// longest gives how many of the first parts make one number, and which; 0 when none.
func longest(plain string, parts []part) (n int, kind Kind) {
	var joined strings.Builder
	for i, p := range parts[:min(len(parts), mostParts)] {
		if i > 0 && !p.joined || p.to-p.from < 3 && !countryCode(plain[p.from:p.to], i) {
			break
		}
		joined.WriteString(plain[p.from:p.to])
		if k := numberKind(joined.String()); k != "" {
			n, kind = i+1, k
		}
	}
	return n, kind
}

func countryCode(s string, i int) bool { return i == 0 && s == "86" }

var (
	mobile   = regexp.MustCompile(`^(?:86|0086)?1[3-9][0-9]{9}$`)
	fixed    = regexp.MustCompile(`^0(?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}$`)
	bankCard = regexp.MustCompile(`^(?:62|[345]|9)[0-9]{14,18}$`)
)

func numberKind(s string) Kind {
	switch {
	case identity(s):
		return Identity
	case mobile.MatchString(s), fixed.MatchString(s):
		return Phone
	case bankCard.MatchString(s) && luhn(s):
		return Bank
	}
	return ""
}

// identity checks place, date and check digit of a citizen's number (GB 11643-1999, ISO 7064 MOD 11-2).
func identity(s string) bool {
	if len(s) != 18 || strings.IndexByte(s[:17], 'x') >= 0 {
		return false
	}
	month, day := s[10:12], s[12:14]
	if s[0] == '0' || s[0] == '9' || s[6:8] < "18" || s[6:8] > "20" || month < "01" || month > "12" || day < "01" || day > "31" {
		return false
	}
	sum := 0
	for i, weight := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * int(s[i]-'0')
	}
	return "10x98765432"[sum%11] == s[17]
}

// luhn checks the last digit of a card number (ISO/IEC 7812-1).
func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
