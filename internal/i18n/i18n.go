// Package i18n holds the words shown to people: one catalogue a language, merged from one JSON file a room, and a third
// of plainer Chinese that elders read (catalog/zh-CN-elder), which holds only what it says in simpler words.
// It owns no table. It must never decide anything: callers hand it a key and values, it hands back a sentence.
//
// Screens are keyed by their Chinese sentence (T("我要反映")), faults by dotted keys (T("not.found")). A key with
// values is a fmt format: T("还有 %d 件", n). English may reorder with %[2]s, and may have two forms parted by "|",
// "%d case|%d cases", of which the first is used when the first whole number among the values is 1.
package i18n

import (
	"embed"
	"fmt"
	"maps"
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
	plain   *Printer // the same language in plainer words; nil where there are none
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

// Plain says the same in the plain words of the elder mode, in which Chinese is shorter and free of officials' terms.
func (p *Printer) Plain() *Printer {
	if p.plain == nil {
		return p
	}
	return p.plain
}

// T gives the sentence of a key, filled with args; a sentence that wants none of them leaves them out. A key that no
// catalogue knows is its own sentence.
func (p *Printer) T(key string, args ...any) string {
	sentence, found := p.words[key]
	if !found {
		sentence = key
	}
	if len(args) == 0 || !strings.Contains(sentence, "%") {
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
	elderWords, _ := load(files, "catalog/zh-CN-elder")
	plain := &Printer{lang: ZH, words: laid(zhWords, elderWords)}
	return &Printer{lang: ZH, plain: plain, words: zhWords}, newEnglish(zhWords, enWords)
}

// laid is a catalogue with another laid over it.
func laid(under, over map[string]string) map[string]string {
	words := maps.Clone(under)
	maps.Copy(words, over)
	return words
}

// newEnglish lays the English sentences over the Chinese ones and parts their plural forms.
func newEnglish(zh, en map[string]string) *Printer {
	p := &Printer{lang: EN, words: laid(zh, en), plurals: map[string]forms{}}
	for key, sentence := range en {
		if one, other, ok := strings.Cut(sentence, "|"); ok && len(verbs(sentence)) > 0 {
			p.plurals[key] = forms{one, other}
		}
	}
	return p
}
