package i18n

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// officials are the words of files and offices. A citizens' sentence that holds one has another for elders, who would have
// to ask what it means; theirs holds none.
var officials = []string{"受理", "交办", "签收", "承办", "办结", "督办", "挂牌", "反馈", "审核", "诉求", "期限", "并案", "移送", "来信人", "改投", "问效",
	"催办", "时限", "逾期", "超期", "工作日", "分母", "核实", "办理", "答复", "延期", "属实"}

// empty are the words that promise nothing: no text of the house holds one.
var empty = []string{"近期", "尽快", "相关部门", "有关部门", "及时处理"}

// citizens are where citizens' words stand: rooms by their path, tables of words by the beginning of their keys.
var (
	citizensRooms = []string{"internal/web/site/", "internal/web/ui/site.templ", "internal/web/ui/show.go", "internal/web/ui/show.templ", "internal/web/ui/photo.templ"}
	citizensKeys  = []string{"case.told.", "case.means.", "case.stands.", "case.public.", "case.ahead.", "case.choice.", "case.field.rate.", "case.field.attitude", "site.", "station."}
)

// citizensWords are the Chinese sentences that citizens read, by key.
func citizensWords(t *testing.T, zh map[string]string) map[string]string {
	t.Helper()
	words := map[string]string{}
	for key, sentence := range zh {
		if begins(key, citizensKeys) && !strings.HasPrefix(key, "case.ahead.office.") {
			words[key] = sentence
		}
	}
	for _, u := range sourceKeys(t, moduleRoot(t)) {
		if !begins(u.place, citizensRooms) {
			continue
		}
		words[u.key] = u.key
		if sentence, ok := zh[u.key]; ok {
			words[u.key] = sentence
		}
	}
	if len(words) < 300 {
		t.Fatalf("only %d sentences were found", len(words))
	}
	return words
}

func begins(s string, with []string) bool {
	return slices.ContainsFunc(with, func(p string) bool { return strings.HasPrefix(s, p) })
}

func held(sentence string, words []string) (found []string) {
	for _, word := range words {
		if strings.Contains(sentence, word) {
			found = append(found, word)
		}
	}
	return found
}

// The elder's catalogue is short and plain: a sentence there is at most a character longer than the one it stands for,
// holds no word of an office, wants no value that the other does not have, and stands for a sentence that there is.
func TestEldersReadPlainWords(t *testing.T) {
	zh, _ := load(files, "catalog/zh-CN")
	elder, faults := load(files, "catalog/zh-CN-elder")
	for _, err := range faults {
		t.Error(err)
	}
	words := citizensWords(t, zh)
	for _, key := range slices.Sorted(maps.Keys(words)) {
		if found := held(words[key], officials); len(found) > 0 && elder[key] == "" {
			t.Errorf("%q: %q says %v and has no plain sentence in catalog/zh-CN-elder", key, words[key], found)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(elder)) {
		plain, usual := elder[key], key
		if sentence, ok := zh[key]; ok {
			usual = sentence
		} else if _, used := words[key]; !used {
			t.Errorf("catalog/zh-CN-elder: no page of the citizens says %q", key)
		}
		if found := held(plain, officials); len(found) > 0 {
			t.Errorf("catalog/zh-CN-elder: %q: %q says %v", key, plain, found)
		}
		if long, most := utf8.RuneCountInString(plain), utf8.RuneCountInString(usual); long > most+1 {
			t.Errorf("catalog/zh-CN-elder: %q: %q has %d characters, the usual sentence %d", key, plain, long, most)
		}
		has := verbs(usual)
		for at, verb := range verbs(plain) {
			if has[at] != verb {
				t.Errorf("catalog/zh-CN-elder: %q: value %d is not in the usual sentence", key, at)
			}
		}
	}
}

func TestNoTextPromisesNothing(t *testing.T) {
	for _, lang := range []string{"zh-CN", "zh-CN-elder"} {
		words, _ := load(files, "catalog/"+lang)
		for _, key := range slices.Sorted(maps.Keys(words)) {
			if found := held(words[key], empty); len(found) > 0 {
				t.Errorf("catalog/%s: %q says %v", lang, key, found)
			}
		}
	}
	for _, u := range sourceKeys(t, moduleRoot(t)) {
		if found := held(u.key, empty); len(found) > 0 {
			t.Errorf("%s: %q says %v", u.place, u.key, found)
		}
	}
}

func TestPlainFallsBack(t *testing.T) {
	p := For("zh-CN").Plain()
	if p.Lang() != ZH || p == For("zh-CN") || For("en").Plain() != For("en") {
		t.Error("only Chinese has plainer words, and they are Chinese")
	}
	if p.T("已受理") == "已受理" || p.T("首页") != "首页" {
		t.Errorf("%q, %q", p.T("已受理"), p.T("首页"))
	}
}
