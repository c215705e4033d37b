package ui

import (
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/i18n"
)

// programs and systems name what a browser says of itself, the first that fits; words that are no names are translated.
var (
	programs = []struct{ mark, name string }{
		{"MicroMessenger", i18n.Key("微信")}, {"Edg/", "Edge"}, {"HuaweiBrowser", i18n.Key("华为浏览器")}, {"QQBrowser", i18n.Key("QQ 浏览器")},
		{"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = []struct{ mark, name string }{
		{"HarmonyOS", i18n.Key("鸿蒙")}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
		{"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"},
	}
)

// Device says in two words what a session was begun on.
func Device(p *i18n.Printer, agent string) string {
	var words []string
	for _, table := range [][]struct{ mark, name string }{systems, programs} {
		for _, t := range table {
			if strings.Contains(agent, t.mark) {
				words = append(words, p.T(t.name))
				break
			}
		}
	}
	if len(words) == 0 {
		return p.T("认不出的设备")
	}
	return strings.Join(words, " · ")
}

var scopeWords = map[access.Scope]string{
	access.ScopeRead: i18n.Key("查询案件"),
	access.ScopeFile: i18n.Key("录入案件"),
	access.ScopeAct:  i18n.Key("办理案件"),
}

// Scope says what an API token of a scope may do.
func Scope(p *i18n.Printer, s access.Scope) string { return p.T(scopeWords[s]) }

// Scopes says what an API token may do.
func Scopes(p *i18n.Printer, scopes []access.Scope) string {
	words := make([]string, len(scopes))
	for i, s := range scopes {
		words[i] = Scope(p, s)
	}
	return strings.Join(words, " · ")
}
