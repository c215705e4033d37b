package hanzi

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Query is what somebody looks for: words parted by spaces, of which a text must contain every one. A word with
// punctuation inside ("2026-03-11") is one phrase, found whatever the punctuation of the text is.
type Query struct{ phrases []string }

// ParseQuery reads a query; any text is one.
func ParseQuery(text string) Query {
	var q Query
	for word := range strings.FieldsSeq(text) {
		if phrase := Normal(word); phrase != "" && !slices.Contains(q.phrases, phrase) {
			q.phrases = append(q.phrases, phrase)
		}
	}
	return q
}

// Empty reports whether nothing is left to look for; such a query is in no text.
func (q Query) Empty() bool { return len(q.phrases) == 0 }

// In reports whether the text contains every word of the query in normal form.
func (q Query) In(text string) bool {
	normal := ""
	for _, phrase := range q.phrases {
		if strings.Contains(text, phrase) { // a phrase is its own normal form
			continue
		}
		if normal == "" {
			normal = Normal(text)
		}
		if !strings.Contains(normal, phrase) {
			return false
		}
	}
	return !q.Empty()
}

// Tokens gives the distinct tokens that every text with this query has. A token of one character stands for any token
// that begins with it.
func (q Query) Tokens() []string {
	var tokens []string
	for _, phrase := range q.phrases {
		for word := range strings.FieldsSeq(phrase) {
			for _, t := range pairs(word) {
				if !slices.Contains(tokens, t) {
					tokens = append(tokens, t)
				}
			}
		}
	}
	return tokens
}

// pairs gives the overlapping pairs of a word, or the word when it is one character.
func pairs(word string) []string {
	_, first := utf8.DecodeRuneInString(word)
	if first == len(word) {
		return []string{word}
	}
	var out []string
	for at := 0; ; {
		_, one := utf8.DecodeRuneInString(word[at:])
		_, two := utf8.DecodeRuneInString(word[at+one:])
		out = append(out, word[at:at+one+two])
		if at += one; at+two == len(word) {
			return out
		}
	}
}

// Contains reports whether the text contains every word of the query in normal form.
func Contains(text, query string) bool { return ParseQuery(query).In(text) }

// QueryTokens gives the tokens of a query; see Query.Tokens.
func QueryTokens(query string) []string { return ParseQuery(query).Tokens() }
