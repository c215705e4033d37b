package caseworktest

import (
	"math/rand/v2"
	"strconv"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
)

// Often are the actions that lead a case on, and how much likelier they are than others; Seldom are those that end it
// early or could be done all day.
var (
	Often = map[casework.Action]int{"accept": 30, "assign": 60, "acknowledge": 30, "report": 30, "answer": 40, "explain": 6, "rate": 50,
		"ask_return": 4, "allow_return": 30, "refuse_return": 20, "ask_extension": 8, "allow_extension": 20, "refuse_extension": 20, "supply": 3,
		"ask": 5, "progress": 5, "send_back": 10, "release": 8}
	Seldom = map[casework.Action]bool{"note": true, "remind": true, "reveal": true, "classify": true, "seal": true, "refer": true}
)

// RandomAct fills an act with lawful input; other is the number of another case.
func RandomAct(rng *rand.Rand, a casework.Action, other string) casework.Act {
	texts := []string{"请核实后办理", "已到现场查看，正在处理𠮷", "村民反映属实", "材料已补齐，照片三张"}
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	values := map[string][]string{
		"lead": {pick("shuiliju", "jiaotongju")}, "class": {pick("inquiry", "normal", "complex")}, "unit": {pick("shuiliju", "jiaotongju")},
		"station": {pick("xinchengpu", "second")}, "days": {strconv.Itoa(1 + rng.IntN(10))}, "areas": {pick("water", "health", "")},
		"solved": {pick("yes", "no")}, "result": {pick("satisfied", "basically", "dissatisfied")}, "attitude": {pick("satisfied", "basically")},
		"verified": {pick("yes", "no")}, "how": {pick("phone", "visit")}, "with": {other}, "channel": {"县信访局，电话12345"},
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

// Whole reads a case and says what does not hold of it though it must, whatever happened to it.
func (h *House) Whole(number string) *casework.Case {
	h.T.Helper()
	d, err := h.Cases.Read(h.T.Context(), access.Clock, number)
	if err != nil {
		h.T.Fatal(err)
	}
	c := d.Case
	for wrong, is := range map[string]bool{
		"has not one entry a version":    len(d.Entries) != int(c.Version),
		"is open without a desk":         c.State.Open() && c.Desk.Kind == casework.NoDesk,
		"has ended and lies at a desk":   !c.State.Open() && c.Desk.Kind != casework.NoDesk,
		"ended in another state":         c.State.Open() != (c.EndedAt == 0),
		"is open without a due time":     c.State.Open() && c.DueAt == 0,
		"is not watched by the clock":    c.State.Open() && c.AlarmAt == 0 && c.Warned != "listed" && c.ListedAt == 0 && !c.Sealed(),
		"is watched after it has ended":  !c.State.Open() && c.AlarmAt != 0,
		"takes silence for satisfaction": c.Ending == casework.EndSilence && c.Result != "",
	} {
		if is {
			h.T.Errorf("%s %s: %+v", c.Number, wrong, c)
		}
	}
	for i := 1; i < len(d.Entries); i++ {
		if d.Entries[i].At < d.Entries[i-1].At {
			h.T.Errorf("%s: entry %d happened before entry %d", c.Number, i+1, i)
		}
	}
	return c
}
