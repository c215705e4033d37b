package sample

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed data/stories/*.json
var storyFiles embed.FS

// Story is one thing that citizens say, with what happens to it. Its texts are templates: {村} and {镇} stand for the
// place, {甲|乙} for one of several wordings; one variant takes the same place of every list, so that the texts agree.
type Story struct {
	Key         string   `json:"key"`
	Kind        string   `json:"kind"`   // problem, clue, opinion or accusation
	Where       string   `json:"where"`  // 村 a village, 社区 a neighbourhood, 镇 a town
	Only        string   `json:"only"`   // slug of the one congress where it can happen
	Months      []int    `json:"months"` // in which it can happen; none: all
	Areas       []string `json:"areas"`
	Department  string   `json:"department"` // the right one
	Wrong       string   `json:"wrong"`      // one to which it is easily given by mistake
	Title       string   `json:"title"`
	Text        string   `json:"text"`
	Return      string   `json:"return"` // basis on which the wrong department returns it
	Ask         string   `json:"ask"`
	Supply      string   `json:"supply"`
	Progress    string   `json:"progress"`
	Extension   string   `json:"extension"` // reason for more time
	Result      string   `json:"result"`
	Measures    string   `json:"measures"`
	Evidence    string   `json:"evidence"`
	Promise     string   `json:"promise"`
	PromiseDays int      `json:"promise_days"` // days after the report
	Again       string   `json:"again"`        // result of a second round
	Explain     string   `json:"explain"`      // where an explanation settles it
	Decline     string   `json:"decline"`      // where it may lawfully be declined
	Instead     string   `json:"instead"`      // where to go then
	Praise      string   `json:"praise"`
	Complaint   string   `json:"complaint"`
}

// Stories gives all stories, in the order of their files; the caller must not change them.
var Stories = sync.OnceValue(func() []Story {
	var all []Story
	for _, topic := range []string{"roads", "utilities", "surroundings", "homes", "schools", "welfare", "farming", "town", "clues"} {
		text, err := storyFiles.ReadFile("data/stories/" + topic + ".json")
		if err != nil {
			panic(err)
		}
		var some []Story
		if err := json.Unmarshal(text, &some); err != nil {
			panic(fmt.Sprintf("sample: stories %s: %v", topic, err))
		}
		all = append(all, some...)
	}
	return all
})

// fits reports whether the story can happen in a congress in a month.
func (s *Story) fits(congressSlug string, month time.Month) bool {
	return (s.Only == "" || s.Only == congressSlug) && (len(s.Months) == 0 || slices.Contains(s.Months, int(month)))
}

// wording fills templates for one life: one place, one variant.
type wording struct {
	village string
	town    string
	variant int
	local   *strings.Replacer
}

// inXinle turns what a county says of itself into what a county-level city says.
var inXinle = strings.NewReplacer("全县", "全市", "县城", "城里", "县医院", "市医院", "县里", "市里", "县图书馆", "市图书馆", "县法律援助", "市法律援助",
	"县人民法院", "市人民法院", "县法院", "市法院", "县土地承包", "市土地承包", "县农村物流", "市农村物流", "县域", "市域")

func (w wording) say(template string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(template, "{")
		b.WriteString(before)
		if !found {
			break
		}
		inner, after, _ := strings.Cut(rest, "}")
		b.WriteString(w.one(inner))
		template = after
	}
	if w.local == nil {
		return b.String()
	}
	return w.local.Replace(b.String())
}

func (w wording) one(inner string) string {
	switch inner {
	case "村":
		return w.village
	case "镇":
		return w.town
	}
	choices := strings.Split(inner, "|")
	return choices[w.variant%len(choices)]
}
