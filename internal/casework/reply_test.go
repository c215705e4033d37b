package casework_test

import (
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
)

const precise = "您反映的村东头路灯，3月11日已由县水利局更换线路，12盏全部亮灯。"

func TestTheChecklistReadsTextAndFields(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Water, assigned(h), &casework.Acknowledge{})
		for name, one := range map[string]struct {
			act    casework.Act
			photos int
			point  string
			want   casework.Verdict
			words  string
		}{
			"the question is answered":    {&casework.Report{Result: precise}, 0, "asked", casework.Fine, ""},
			"something else is answered":  {&casework.Report{Result: "水渠已清淤。"}, 0, "asked", casework.Look, ""},
			"who and when":                {&casework.Report{Result: precise}, 0, "who_when", casework.Fine, ""},
			"no day":                      {&casework.Report{Result: "路灯由县水利局修好了"}, 0, "who_when", casework.Look, "when"},
			"neither":                     {&casework.Report{Result: "路灯修好了"}, 0, "who_when", casework.Look, "when,who"},
			"empty words":                 {&casework.Report{Result: precise, Measures: "近期再查"}, 0, "empty", casework.Sure, "近期"},
			"no empty words":              {&casework.Report{Result: precise}, 0, "empty", casework.Fine, ""},
			"a rest without a day":        {&casework.Report{Result: precise + "其余两盏下一步更换。"}, 0, "promise", casework.Look, "其余"},
			"a rest with a promise":       {&casework.Report{Result: precise + "其余两盏下一步更换。", Promise: "2026-04-01"}, 0, "promise", casework.Fine, ""},
			"a rest with a day":           {&casework.Report{Result: precise + "其余两盏4月1日更换。"}, 0, "promise", casework.Fine, ""},
			"将 that only marks an object": {&casework.Report{Result: "3月11日县水利局将路灯修好。"}, 0, "promise", casework.Fine, ""},
			"no photo":                    {&casework.Report{Result: precise}, 0, "evidence", casework.Look, ""},
			"a photo":                     {&casework.Report{Result: precise}, 1, "evidence", casework.Fine, ""},
			"why no photo":                {&casework.Report{Result: precise + "夜间不便拍照。"}, 0, "evidence", casework.Fine, ""},
			"a stranger's phone":          {&casework.Report{Result: precise + "找王师傅13911112222。"}, 0, "private", casework.Sure, "13911112222"},
			"her phone":                   {&casework.Report{Result: precise + "已电话 138 0000 0001 告知。"}, 0, "private", casework.Stop, "138 0000 0001"},
			"her name, not to be known":   {&casework.Report{Result: precise + "已告知李秀英。"}, 0, "private", casework.Fine, ""},
			"an explanation needs none":   {&casework.Explain{Text: precise}, 0, "evidence", "", ""},
			"progress may be unfinished":  {&casework.Progress{Text: "下一步更换"}, 0, "promise", "", ""},
		} {
			found, err := h.Cases.Checklist(t.Context(), h.Water, c.Number, one.act, one.photos)
			if err != nil {
				t.Fatal(err)
			}
			got, words := at(found, one.point)
			if got != one.want || words != one.words {
				t.Errorf("%s: %q %q, want %q %q", name, got, words, one.want, one.words)
			}
		}
		if found, err := h.Cases.Checklist(t.Context(), h.Water, c.Number, &casework.Note{Text: "尽快"}, 0); found != nil || err != nil {
			t.Errorf("a note is no reply: %v %v", found, err)
		}
		for name, by := range map[string]access.Actor{"another department": h.Roads, "the citizen": h.Citizen, "another county": h.OtherOfficer} {
			if _, err := h.Cases.Checklist(t.Context(), by, c.Number, &casework.Report{Result: precise}, 0); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// at is what was found at a point.
func at(found []casework.Check, point string) (casework.Verdict, string) {
	for _, c := range found {
		if c.Point == point {
			return c.Verdict, strings.Join(c.Words, ",")
		}
	}
	return "", ""
}

func TestTheAnswerStandsOnTheReport(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Water, assigned(h), &casework.Acknowledge{})
		c = h.Do(h.Water, c, &casework.Report{Result: precise + "其余下一步更换", Promise: "2026-04-01", Photos: []string{"p"}})
		answer := &casework.Answer{Text: precise + "其余下一步更换，已告知李秀英。"}
		found, err := h.Cases.Checklist(t.Context(), h.Station, c.Number, answer, 0)
		if err != nil {
			t.Fatal(err)
		}
		for point, want := range map[string]casework.Verdict{"evidence": casework.Fine, "promise": casework.Fine, "private": casework.Sure} {
			if got, words := at(found, point); got != want {
				t.Errorf("%s: %q %q", point, got, words)
			}
		}
	})
}

func TestNoReplyNamesTheCitizenInPublic(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		private := func(f *casework.Filing) { f.Public = false }
		for name, one := range map[string]struct {
			c    *casework.Case
			text string
			ok   bool
		}{
			"her phone":               {h.File(nil), precise + "联系电话１３８００００００01", false},
			"an identity number":      {h.File(nil), precise + "身份证11010519491231002X", false},
			"an office's phone":       {h.File(nil), precise + "电话0311-88012345", true},
			"her phone, to her alone": {h.File(private), precise + "联系电话13800000001", true},
		} {
			c := h.Do(h.Station, one.c, &casework.Accept{})
			_, err := h.Cases.Do(t.Context(), h.Station, casework.At{Number: c.Number, Seen: c.Version}, &casework.Explain{Text: one.text})
			if (err == nil) != one.ok || err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
