// Package i18n holds the words shown to people: one catalogue a language, merged from one JSON file a room.
// It owns no table. It must never decide anything: callers hand it a key and values, it hands back a sentence.
//
// Screens are keyed by their Chinese sentence (T("我要反映")), faults by dotted keys (T("not.found")). A key with
// values is a fmt format: T("还有 %d 件", n). English may reorder with %[2]s, and may have two forms parted by "|",
// "%d case|%d cases", of which the first is used when the first whole number among the values is 1.
package i18n

import (
	"embed"
	"fmt"
	"reflect"
	"strings"
)

// Lang is a language of the house, written as in the html lang attribute.
type Lang string

// The languages.
const (
	ZH Lang = "zh-CN"
	EN Lang = "en"
)

//go:embed catalog/*/*.json
var files embed.FS

var chinese, english = printers()

// Printer says things in one language. It never changes, so every request may share it.
type Printer struct {
	lang    Lang
	words   map[string]string
	plurals map[string]forms
}

type forms struct{ one, other string }

// For gives the printer of a language; an unknown one gets Chinese.
func For(lang string) *Printer {
	if Lang(lang) == EN {
		return english
	}
	return chinese
}

// Key marks a sentence that stands in a table and is translated later by T(entry.Label), so that the parity test sees it.
func Key(sentence string) string { return sentence }

// Lang is the language the printer speaks.
func (p *Printer) Lang() Lang { return p.lang }

// T gives the sentence of a key, filled with args. A key that no catalogue knows is its own sentence.
func (p *Printer) T(key string, args ...any) string {
	sentence, found := p.words[key]
	if !found {
		sentence = key
	}
	if len(args) == 0 {
		return sentence
	}
	if plural, ok := p.plurals[key]; ok {
		sentence = plural.other
		if single(args) {
			sentence = plural.one
		}
	}
	return fmt.Sprintf(sentence, args...)
}

// single tells whether the first whole number among args is 1.
func single(args []any) bool {
	for _, arg := range args {
		switch v := reflect.ValueOf(arg); {
		case v.CanInt():
			return v.Int() == 1
		case v.CanUint():
			return v.Uint() == 1
		}
	}
	return false
}

// printers builds both printers. What is wrong with a catalogue is for the tests to refuse, not for a server to die of.
func printers() (zh, en *Printer) {
	zhWords, _ := load(files, "catalog/zh-CN")
	enWords, _ := load(files, "catalog/en")
	return &Printer{lang: ZH, words: zhWords}, newEnglish(zhWords, enWords)
}

// newEnglish lays the English sentences over the Chinese ones and parts their plural forms.
func newEnglish(zh, en map[string]string) *Printer {
	p := &Printer{lang: EN, words: make(map[string]string, len(zh)+len(en)), plurals: map[string]forms{}}
	for key, sentence := range zh {
		p.words[key] = sentence
	}
	for key, sentence := range en {
		p.words[key] = sentence
		if one, other, ok := strings.Cut(sentence, "|"); ok && len(verbs(sentence)) > 0 {
			p.plurals[key] = forms{one, other}
		}
	}
	return p
}
