package casework_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
)

// randomAct fills an act with lawful input.
func randomAct(rng *rand.Rand, a casework.Action, n int) casework.Act {
	texts := []string{"请核实后办理", "已到现场查看，正在处理𠮷", "村民反映属实", "材料已补齐，照片三张"}
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	values := map[string][]string{
		"lead": {pick("shuiliju", "jiaotongju")}, "class": {pick("inquiry", "normal", "complex")}, "unit": {pick("shuiliju", "jiaotongju")},
		"station": {pick("xinchengpu", "second")}, "days": {fmt.Sprint(1 + rng.IntN(10))}, "areas": {pick("water", "health", "")},
		"solved": {pick("yes", "no")}, "result": {pick("satisfied", "basically", "dissatisfied")}, "attitude": {pick("satisfied", "basically")},
		"verified": {pick("yes", "no")}, "with": {fmt.Sprintf("ZD2026-%06d", 1+rng.IntN(n))}, "channel": {"县信访局，电话12345"},
	}
	for _, name := range []string{"text", "basis", "measures"} {
		values[name] = []string{pick(texts...)}
	}
	act := casework.NewAct(a)
	for _, in := range casework.Inputs(act) {
		if in.Name == "reason" {
			values["reason"] = []string{pick(texts...)}
			if len(in.Enum) > 0 {
				values["reason"] = []string{pick(in.Enum...)}
			}
		}
		if in.Name == "result" && len(in.Enum) == 0 {
			values["result"] = []string{pick(texts...)}
		}
	}
	casework.Fill(act, func(name string) []string { return values[name] })
	return act
}

// whole says what must hold of a case whatever happened to it.
func whole(t *testing.T, h *caseworktest.House, c *casework.Case) {
	t.Helper()
	d, err := h.Cases.Read(t.Context(), access.Clock, c.Number)
	if err != nil {
		t.Fatal(err)
	}
	c = d.Case
	switch {
	case len(d.Entries) != int(c.Version):
		t.Fatalf("%s has %d entries and version %d", c.Number, len(d.Entries), c.Version)
	case c.State.Open() != (c.Desk.Kind != casework.NoDesk):
		t.Fatalf("%s is %s at desk %q", c.Number, c.State, c.Desk.Kind)
	case c.State.Open() != (c.EndedAt == 0):
		t.Fatalf("%s is %s and ended at %d", c.Number, c.State, c.EndedAt)
	case c.State.Open() && c.DueAt == 0:
		t.Fatalf("%s is %s and has no due time", c.Number, c.State)
	case c.State.Open() && c.AlarmAt == 0 && c.Warned != "listed" && c.ListedAt == 0 && !c.Sealed():
		t.Fatalf("%s is %s and the clock does not watch it", c.Number, c.State)
	case !c.State.Open() && c.AlarmAt != 0:
		t.Fatalf("%s has ended and the clock still watches it", c.Number)
	case c.Ending == casework.EndSilence && c.Result != "":
		t.Fatalf("%s: silence became %s", c.Number, c.Result)
	}
	for i := 1; i < len(d.Entries); i++ {
		if d.Entries[i].At < d.Entries[i-1].At {
			t.Fatalf("%s: entry %d happened before entry %d", c.Number, i+1, i)
		}
	}
}

func TestRandomLives(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		rng := rand.New(rand.NewPCG(1, 2))
		people := []access.Actor{h.Citizen, h.Deputy, h.Station, h.Officer, h.Leader, h.Water, h.Roads, h.Discipline}
		const lives = 30
		var cases []*casework.Case
		for i := range lives {
			cases = append(cases, h.File(func(f *casework.Filing) {
				if i%3 == 0 {
					f.Deputy = "zeng-xiulan"
				}
				f.Against = i%11 == 10
			}))
		}
		done := map[casework.Action]int{}
		for range 80 * lives {
			step(t, h, rng, people, cases, done)
		}
		for _, c := range cases {
			whole(t, h, c)
		}
		for _, a := range casework.Actions() {
			if done[a] == 0 {
				t.Errorf("no life had the action %s", a)
			}
		}
	})
}

// seldom are the acts that end a life early, or could be done all day long.
var seldom = map[casework.Action]bool{"withdraw": true, "decline": true, "seal": true, "explain": true, "note": true, "remind": true, "reveal": true,
	"classify": true, "ask": true, "refer": true, "supply": true, "undo": true}

// step lets one person do one thing that the table allows, or lets time pass.
func step(t *testing.T, h *caseworktest.House, rng *rand.Rand, people []access.Actor, cases []*casework.Case, done map[casework.Action]int) {
	i := rng.IntN(len(cases))
	c := h.Reload(cases[i])
	if rng.IntN(40) == 0 {
		h.Clock.Advance(time.Duration(rng.IntN(30)) * time.Hour)
		h.Sweep()
		return
	}
	rules, err := h.Cases.Rules(t.Context(), h.ID)
	if err != nil {
		t.Fatal(err)
	}
	type move struct {
		by access.Actor
		a  casework.Action
	}
	var moves []move
	for _, by := range people {
		for _, a := range casework.Allowed(by, c, rules, h.Clock.Now()) {
			if casework.CanSee(by, c) && (!seldom[a] || rng.IntN(12) == 0) {
				moves = append(moves, move{by, a})
			}
		}
	}
	if len(moves) == 0 {
		return
	}
	m := moves[rng.IntN(len(moves))]
	after, err := h.Cases.Do(t.Context(), m.by, casework.At{Number: c.Number, Seen: c.Version}, randomAct(rng, m.a, len(cases)))
	switch kind := fault.KindOf(err); {
	case err == nil:
		done[m.a]++
		cases[i] = after
		whole(t, h, after)
	case kind == fault.Invalid || kind == fault.Forbidden && m.a == "reveal":
	default:
		t.Fatalf("%s by %+v in %s: %v", m.a, m.by.Grants, c.State, err)
	}
}
