package caseview

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/i18n"
)

// registers are the three ways of speaking to people outside.
var registers = map[string]*i18n.Printer{"zh-CN": i18n.For("zh-CN"), "elder": i18n.For("zh-CN").Plain(), "en": i18n.For("en")}

// keys are all that the tables of this package can ask for.
func keys() []string {
	var out []string
	for _, a := range casework.Table.Actions() {
		names := []string{string(a)}
		if list := tellings[a]; len(list) > 0 && list[len(list)-1].name == "unsolved" {
			names = nil // the last holds always
		}
		for _, t := range tellings[a] {
			names = append(names, string(a)+"."+t.name)
		}
		for _, name := range names {
			out = append(out, "case.told."+name, "case.means."+name)
		}
	}
	for _, s := range standings {
		out = append(out, "case.stands."+s.citizen)
		if s.public != "open" || s.citizen == "paused" {
			out = append(out, "case.public."+s.public)
		}
	}
	return out
}

func TestEveryStepAndStandingIsToldInThreeRegisters(t *testing.T) {
	for _, key := range keys() {
		for name, p := range registers {
			said := p.T(key, "甲", "乙", "丙", "丁", "戊")
			if said == key || strings.Contains(said, "%!") {
				t.Errorf("%s: %s is %q", name, key, said)
			}
		}
		zh, en := registers["zh-CN"].T(key, "甲", "乙", "丙", "丁", "戊"), registers["en"].T(key, "1", "2", "3", "4", "5")
		if zh == en || strings.ContainsFunc(en, func(r rune) bool { return r >= 0x2e80 }) {
			t.Errorf("%s is not English: %q", key, en)
		}
	}
}

// Whatever the state, paused or late, there is a standing for it, and it names a day where one is awaited.
func TestEveryStateStands(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	v := View{P: registers["zh-CN"], Dir: &congress.Directory{}, Now: now}
	for _, state := range casework.States {
		for _, due := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
			c := &casework.Case{Facts: casework.Facts{State: state, Desk: casework.Desk{Kind: casework.CountyDesk}, DueAt: casework.Moment(now.Add(due))}}
			said := v.Stands(c)
			if said == v.State(state) || strings.Contains(said, "case.") {
				t.Errorf("%s %v: %q", state, due, said)
			}
			if state.Open() && !strings.Contains(said, v.P.Date(now.Add(due))) {
				t.Errorf("%s names no day: %q", state, said)
			}
			if late := strings.Contains(said, "超期"); late != (due < 0 && state.Open() && state != casework.Answered) {
				t.Errorf("%s %v: %q", state, due, said)
			}
			if public := v.StandsTo(casework.PublicSide, c); strings.Contains(public, "您") || strings.Contains(public, "case.") {
				t.Errorf("the public reads %q", public)
			}
		}
	}
}

func TestOneActionCanMeanSeveralThings(t *testing.T) {
	for _, c := range []struct {
		entry casework.Entry
		want  string
	}{
		{casework.Entry{Action: "rate", Data: casework.Data{Solved: "yes", Result: "satisfied"}}, "rate.solved"},
		{casework.Entry{Action: "rate", Data: casework.Data{Solved: "yes", Result: "dissatisfied"}}, "rate.unsolved"},
		{casework.Entry{Action: "rate", Data: casework.Data{Solved: "no", Result: "dissatisfied"}}, "rate.unsolved"},
		{casework.Entry{Action: "rate", Data: casework.Data{Solved: "no", Result: "dissatisfied", From: "county 0"}}, "rate.last"},
		{casework.Entry{Action: "remind", Data: casework.Data{Reason: "overdue"}}, "remind.overdue"},
		{casework.Entry{Action: "remind", PersonID: 3, Role: "leader"}, "remind"},
		{casework.Entry{Action: "escalate"}, "escalate.clock"},
		{casework.Entry{Action: "escalate", PersonID: 3, Role: "deputy"}, "escalate"},
		{casework.Entry{Action: "follow_up", Data: casework.Data{Verified: "no", Due: 1}}, "follow_up.reopened"},
		{casework.Entry{Action: "follow_up", Data: casework.Data{Verified: "no"}}, "follow_up.unsolved"},
		{casework.Entry{Action: "import", Data: casework.Data{Answered: 1}}, "import.answer"},
	} {
		if got := tellingOf(c.entry); got != c.want {
			t.Errorf("%s %+v: %s, want %s", c.entry.Action, c.entry.Data, got, c.want)
		}
	}
}

// A step that leaves the due time as it was still tells its day, and a question's day is not taken for it.
func TestEveryStepTellsTheDayThatHolds(t *testing.T) {
	day := func(d int) casework.Instant { return casework.Moment(time.Date(2026, 12, d, 9, 0, 0, 0, time.UTC)) }
	got := dues([]casework.Entry{{Action: "file", Data: casework.Data{Due: day(2)}}, {Action: "accept"}, {Action: "ask", Data: casework.Data{Due: day(9)}},
		{Action: "supply", Data: casework.Data{Due: day(4)}}, {Action: "note"}})
	if want := []casework.Instant{day(2), day(2), day(9), day(4), day(4)}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	v := View{P: registers["zh-CN"], Dir: &congress.Directory{}, Now: day(1).Time()}
	if said := v.means(casework.Entry{Action: "accept"}, casework.CitizenSide, got[1]); !strings.Contains(said, "12月2日") {
		t.Errorf("accept means %q", said)
	}
}
