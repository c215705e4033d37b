package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strconv"
	"testing"

	"jiazhan/internal/casework"
)

// inputs are lawful values of the fields of every action; other is another case's number.
func inputs(rng *rand.Rand, other string) map[string][]string {
	pick := func(list ...string) []string { return []string{list[rng.IntN(len(list))]} }
	text := func() []string {
		return pick("请核实后办理。", "已到现场查看，正在处理𠮷。\n下周再去一次。", "村民反映属实", "材料已补齐，照片三张")
	}
	return map[string][]string{
		"lead": pick("shuiliju", "jiaotongju", "weishengju"), "class": pick("inquiry", "normal", "complex"), "unit": pick("shuiliju", "jiaotongju"),
		"station": pick("xinchengpu", "second"), "days": pick("1", "3", "10"), "areas": pick("water", "health"), "solved": pick("yes", "yes", "no"),
		"attitude": pick("satisfied", "basically"), "verified": pick("yes", "no"), "how": pick("phone", "meeting"), "with": {other}, "channel": {"县信访局，电话12345"},
		"text": text(), "basis": text(), "measures": text(), "reason": text(), "result": text(),
	}
}

// lawful fills an action with values that its fields take.
func lawful(rng *rand.Rand, a casework.Action, other string) casework.Act {
	values := inputs(rng, other)
	act := casework.NewAct(a)
	for _, in := range casework.Inputs(act) {
		if len(in.Enum) > 0 && (in.Name == "reason" || in.Name == "result") {
			values[in.Name] = []string{in.Enum[rng.IntN(len(in.Enum))]}
		}
	}
	casework.Fill(act, func(name string) []string { return values[name] })
	return act
}

// fieldsOf are the values of an action as its form takes them.
func fieldsOf(t testing.TB, act casework.Act) map[string][]string {
	t.Helper()
	body, err := json.Marshal(act)
	if err != nil {
		t.Fatal(err)
	}
	var values map[string]any
	if err := json.Unmarshal(body, &values); err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for name, v := range values {
		switch v := v.(type) {
		case string:
			out[name] = []string{v}
		case float64:
			out[name] = []string{strconv.Itoa(int(v))}
		case bool:
			out[name] = []string{map[bool]string{true: "yes", false: ""}[v]}
		case []any:
			for _, one := range v {
				out[name] = append(out[name], one.(string))
			}
		}
		if len(out[name]) == 1 && out[name][0] == "" {
			delete(out, name)
		}
	}
	return out
}

// act opens the form of an action, fills it as it asks, and presses its button; base is the case's address.
func (b *browser) act(base string, act casework.Act) answer {
	b.t.Helper()
	path := base + "/" + string(act.Action())
	f := b.get(path).want(http.StatusOK).form(path)
	for name, values := range fieldsOf(b.t, act) {
		f.set(name, values...)
	}
	return f.send("")
}
