package hanzi

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxLines is the most lines a text may have.
const MaxLines = 500

// Check says what is wrong with a text of at most max characters: "" or a message key (text.utf8, text.nul, text.long,
// text.lines). It counts code points after Clean has been applied or not: it changes nothing.
func Check(text string, max int) (key string) {
	switch {
	case !utf8.ValidString(text):
		return "text.utf8"
	case strings.IndexByte(text, 0) >= 0:
		return "text.nul"
	case len(text) > max && utf8.RuneCountInString(text) > max:
		return "text.long"
	case strings.Count(text, "\n") >= MaxLines:
		return "text.lines"
	}
	return ""
}

// CheckLine is Check for a field of one line; a line break in it is text.line.
func CheckLine(text string, max int) (key string) {
	if strings.ContainsAny(text, "\r\n\u2028\u2029") {
		return "text.line"
	}
	return Check(text, max)
}

// Clean takes out what no person types and what can mislead a reader: control characters but tab and line break, marks
// that override the direction of writing, byte order and annotation marks, tag characters; ends lines with \n and trims
// the ends. What shows is kept.
func Clean(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), misleading(r):
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

// misleading are the direction overrides, embeddings and isolates, the byte order mark, the marks of interlinear
// annotation, and the tag characters (Unicode UTS 39, UAX 9).
func misleading(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff || r >= 0xfff9 && r <= 0xfffb || r >= 0xe0000 && r <= 0xe007f
}

// Blank reports whether nothing of the text can be seen.
func Blank(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.IsControl(r) && !invisible(r) && !blankLetter(r)
	}) < 0
}

// blankLetter are letters and symbols that are drawn empty: Hangul fillers and the empty braille cell.
func blankLetter(r rune) bool {
	return r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 || r == 0x2800
}
