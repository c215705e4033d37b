package sample

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"jiazhan/internal/congress"
)

func TestStoriesAreWhole(t *testing.T) {
	if n := len(Stories()); n < 60 {
		t.Errorf("%d stories", n)
	}
	keys := map[string]bool{}
	for i := range Stories() {
		s := &Stories()[i]
		if keys[s.Key] {
			t.Errorf("%s twice", s.Key)
		}
		keys[s.Key] = true
		if !slices.Contains([]string{"problem", "clue", "opinion", "accusation"}, s.Kind) || !slices.Contains([]string{"村", "社区", "镇"}, s.Where) {
			t.Errorf("%s: kind %q, where %q", s.Key, s.Kind, s.Where)
		}
		if s.Kind == "accusation" {
			continue
		}
		for what, text := range map[string]string{"department": s.Department, "progress": s.Progress, "result": s.Result, "measures": s.Measures,
			"evidence": s.Evidence, "praise": s.Praise, "complaint": s.Complaint} {
			if text == "" {
				t.Errorf("%s: no %s", s.Key, what)
			}
		}
		for _, pair := range [][2]string{{s.Wrong, s.Return}, {s.Ask, s.Supply}, {s.Decline, s.Instead}} {
			if (pair[0] == "") != (pair[1] == "") {
				t.Errorf("%s: one half of a pair is missing: %q %q", s.Key, pair[0], pair[1])
			}
		}
		if (s.Promise == "") != (s.PromiseDays == 0) {
			t.Errorf("%s: promise %q in %d days", s.Key, s.Promise, s.PromiseDays)
		}
	}
}

func TestStoriesPointToRealUnits(t *testing.T) {
	units, subjects := map[string]bool{}, map[string]bool{}
	for _, o := range offices {
		units[o.slug] = true
	}
	for _, a := range areas {
		subjects[a.(congress.AreaForm).Slug] = true
	}
	for _, s := range Stories() {
		if s.Department != "" && !units[s.Department] || s.Wrong != "" && !units[s.Wrong] || s.Wrong == s.Department && s.Wrong != "" {
			t.Errorf("%s: departments %q %q", s.Key, s.Department, s.Wrong)
		}
		if len(s.Areas) == 0 || slices.ContainsFunc(s.Areas, func(a string) bool { return !subjects[a] }) {
			t.Errorf("%s: areas %v", s.Key, s.Areas)
		}
	}
	if n := len(slices.DeleteFunc(slices.Clone(Stories()), func(s Story) bool { return !keyArea(s) })); n < 10 {
		t.Errorf("%d stories in key areas", n)
	}
}

func keyArea(s Story) bool {
	return slices.ContainsFunc(areas, func(f congress.Form) bool {
		a := f.(congress.AreaForm)
		return a.Key && slices.Contains(s.Areas, a.Slug)
	})
}

var emptyWords = regexp.MustCompile("近期|尽快|即将")

// Every variant of every text must come out whole and as short as a form allows; results must say something.
func TestEveryVariantOfEveryText(t *testing.T) {
	for _, s := range Stories() {
		for v := range 6 {
			w := wording{village: "大道五里铺村", town: "彭家庄回族乡", variant: v}
			for _, template := range []string{s.Title, s.Text, s.Return, s.Ask, s.Supply, s.Progress, s.Extension, s.Result, s.Measures, s.Evidence,
				s.Promise, s.Again, s.Explain, s.Decline, s.Instead, s.Praise, s.Complaint} {
				if said := w.say(template); strings.ContainsAny(said, "{}|") {
					t.Errorf("%s: %s", s.Key, said)
				}
			}
			if n := utf8.RuneCountInString(w.say(s.Title)); n > 60 || n < 6 {
				t.Errorf("%s: title of %d characters", s.Key, n)
			}
			if n := utf8.RuneCountInString(w.say(s.Text)); n < 60 {
				t.Errorf("%s: text of %d characters", s.Key, n)
			}
			if found := emptyWords.FindString(w.say(s.Result + s.Measures + s.Promise + s.Again)); found != "" {
				t.Errorf("%s: the result says %q", s.Key, found)
			}
		}
	}
}

// No two stories may share a passage: each is told once.
func TestNoStoryRepeatsAnother(t *testing.T) {
	const passage = 14
	owner := map[string]string{}
	for _, s := range Stories() {
		said := []rune(wording{village: "村", town: "镇"}.say(s.Title + "\n" + s.Text))
		for i := 0; i+passage <= len(said); i++ {
			p := string(said[i : i+passage])
			if other := owner[p]; other != "" && other != s.Key {
				t.Errorf("%s and %s both say %q", other, s.Key, p)
			}
			owner[p] = s.Key
		}
	}
}

func TestVariantsAgreeWithinALife(t *testing.T) {
	w := wording{village: "台上村", town: "新城铺镇", variant: 4}
	if got := w.say("{镇}{村}的{一|二|三}人，{甲|乙}"); got != "新城铺镇台上村的二人，甲" {
		t.Errorf("got %s", got)
	}
	w.local = inXinle
	if got := w.say("全县和邻县，县城"); got != "全市和邻县，城里" {
		t.Errorf("got %s", got)
	}
}
