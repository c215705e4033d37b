package casework_test

import (
	"testing"

	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
)

// keys are the message keys that the edges build from the words of this package.
func keys() []string {
	var out []string
	for _, s := range casework.States {
		out = append(out, "case.state."+string(s))
	}
	for _, k := range casework.Kinds {
		out = append(out, "case.kind."+string(k))
	}
	for _, c := range casework.Classes {
		out = append(out, "case.class."+string(c))
	}
	for _, q := range casework.Queues {
		out = append(out, "case.queue."+string(q))
	}
	for _, a := range casework.Table.Actions() {
		out = append(out, casework.Entry{Action: a}.Key())
	}
	out = append(out, casework.Entry{Action: "import", Data: casework.Data{Answered: 1}}.Key(), casework.Entry{Action: "erase", Data: casework.Data{Clock: true}}.Key(), "case.choice.channel.import")
	for _, a := range casework.Actions() {
		out = append(out, "case.action."+string(a))
		out = append(out, inputKeys(casework.NewAct(a))...)
	}
	return append(out, inputKeys(&casework.Filing{})...)
}

func inputKeys(command any) []string {
	var out []string
	for _, in := range casework.Inputs(command) {
		out = append(out, "case.field."+in.Name)
		for _, v := range in.Enum {
			switch in.Name {
			case "kind", "class":
				out = append(out, "case."+in.Name+"."+v)
			default:
				out = append(out, "case.choice."+in.Name+"."+v)
			}
		}
	}
	return out
}

func TestEveryWordHasItsSentences(t *testing.T) {
	for _, lang := range []i18n.Lang{i18n.ZH, i18n.EN} {
		p := i18n.For(string(lang))
		for _, key := range keys() {
			if p.T(key) == key {
				t.Errorf("%s: no sentence for %s", lang, key)
			}
		}
	}
}

func TestFillReadsForms(t *testing.T) {
	form := map[string][]string{"lead": {"shuiliju"}, "co": {"", "jiaotongju"}, "class": {"normal"}, "text": {"请尽快"}}
	act := &casework.Assign{}
	casework.Fill(act, func(name string) []string { return form[name] })
	if act.Lead != "shuiliju" || len(act.Co) != 1 || act.Class != casework.Normal || act.Text != "请尽快" {
		t.Fatalf("%+v", act)
	}
}
