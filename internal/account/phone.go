package account

import (
	"strings"

	"golang.org/x/text/width"
)

// Phone reads a mainland mobile number as people write it (spaces, dashes, +86, full-width digits) and gives its eleven
// digits, or false.
func Phone(text string) (string, bool) {
	text = width.Narrow.String(text)
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\t\u00a0\u2010\u2011\u2013()", r) {
			return -1
		}
		return r
	}, text)
	if rest, ok := strings.CutPrefix(digits, "+86"); ok {
		digits = rest
	} else if rest, ok := strings.CutPrefix(digits, "0086"); ok {
		digits = rest
	}
	if len(digits) != 11 || digits[0] != '1' || digits[1] < '3' || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return digits, true
}

// PhoneIndex is the blind index under which a phone is looked up; access.Actor.Phone holds it. Nil for no phone.
func (s *Service) PhoneIndex(phone string) []byte { return s.keys.Index("phone", phone) }
