package hanzi

import (
	"strings"
	"unicode/utf8"
)

// Tokens gives the distinct words under which a text is indexed: every two neighbouring characters of a word and the
// last character of each word. A text that contains a query has all of its QueryTokens, one-character ones as prefixes.
func Tokens(text string) []string {
	normal := Normal(text)
	length := utf8.RuneCountInString(normal)
	var room [2048]uint64
	seen := newPairSet(room[:], length)
	tokens := make([]string, 0, length)
	start, before := 0, rune(separator)
	for at, r := range normal {
		if before != separator && seen.add(before, r) {
			tokens = append(tokens, strings.TrimSuffix(normal[start:at+utf8.RuneLen(r)], " "))
		}
		start, before = at, r
	}
	if before != separator && seen.add(before, separator) {
		tokens = append(tokens, normal[start:])
	}
	return tokens
}

// pairSet is a set of character pairs with open addressing; the zero slot is free.
type pairSet struct {
	slots []uint64
	shift uint
}

// newPairSet makes a set for at most n pairs, in room when that is large enough.
func newPairSet(room []uint64, n int) pairSet {
	size, bits := 256, uint(8)
	for size < 2*n {
		size, bits = 2*size, bits+1
	}
	if size > len(room) {
		room = make([]uint64, size)
	}
	return pairSet{slots: room[:size], shift: 64 - bits}
}

// add reports whether the pair was not there yet.
func (s *pairSet) add(a, b rune) bool {
	key := uint64(a)<<21 | uint64(b)
	for at := key * 0x9e3779b97f4a7c15 >> s.shift; ; at = (at + 1) & uint64(len(s.slots)-1) {
		switch s.slots[at] {
		case key:
			return false
		case 0:
			s.slots[at] = key
			return true
		}
	}
}
