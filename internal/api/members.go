package api

import (
	"encoding/json"
	"io"
)

// members walks over the members of a JSON object. It finds where each value ends; whether the value is well formed is
// seen when it is decoded.
type members struct {
	rest []byte
	met  bool // at least one member
}

func membersOf(body []byte) (*members, error) {
	m := &members{rest: body}
	if !m.take('{') {
		return nil, errSyntax
	}
	return m, nil
}

// next gives the name and the raw value of the next member, io.EOF when the object and the body are at their end.
func (m *members) next() (name string, value []byte, err error) {
	if m.take('}') {
		if m.space(); len(m.rest) > 0 {
			return "", nil, errSyntax
		}
		return "", nil, io.EOF
	}
	if m.met && !m.take(',') {
		return "", nil, errSyntax
	}
	m.met = true
	m.space()
	if err := unmarshal(m.cut(quoted(m.rest)), &name); err != nil || !m.take(':') {
		return "", nil, errSyntax
	}
	m.space()
	return name, m.cut(valueLen(m.rest)), nil
}

func (m *members) space() {
	for len(m.rest) > 0 && isSpace(m.rest[0]) {
		m.rest = m.rest[1:]
	}
}

// take takes b, and the space before it, if it comes next.
func (m *members) take(b byte) bool {
	m.space()
	if len(m.rest) == 0 || m.rest[0] != b {
		return false
	}
	m.rest = m.rest[1:]
	return true
}

func (m *members) cut(n int) []byte {
	head := m.rest[:n]
	m.rest = m.rest[n:]
	return head
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\r' || b == '\t' }

// quoted is the length of the string at the beginning of s with its quotes, 0 when there is none.
func quoted(s []byte) int {
	if len(s) == 0 || s[0] != '"' {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// valueLen is the length of the value at the beginning of s.
func valueLen(s []byte) int {
	deep := 0
	for i := 0; i < len(s); i++ {
		switch b := s[i]; {
		case b == '"':
			i += max(quoted(s[i:]), 1) - 1
		case b == '{', b == '[':
			deep++
		case deep == 0 && (b == '}' || b == ',' || isSpace(b)):
			return i
		case b == '}', b == ']':
			deep--
		}
	}
	return len(s)
}

// unmarshal is json.Unmarshal, which looks three times at each byte of a string; a string without escapes needs no more
// than its quotes taken off. s is valid UTF-8.
func unmarshal(s []byte, into any) error {
	if text, ok := into.(*string); ok && plain(s) {
		*text = string(s[1 : len(s)-1])
		return nil
	}
	return json.Unmarshal(s, into)
}

// plain reports whether s is one string that stands for itself.
func plain(s []byte) bool {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return false
	}
	for _, b := range s[1 : len(s)-1] {
		if b < ' ' || b == '"' || b == '\\' {
			return false
		}
	}
	return true
}
