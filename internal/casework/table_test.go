package casework_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/sqldb/sqldbtest"
)

var update = flag.Bool("update", false, "write the golden files and the diagram anew")

// golden compares a text with a file of the repository, or writes it.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is out of date; run the tests of this package with -update and read the difference", path)
	}
}

func TestTheTableIsWhole(t *testing.T) {
	if err := casework.Table.Check(casework.States, casework.Ends); err != nil {
		t.Fatal(err)
	}
	golden(t, "../../docs/states/case.mmd", casework.Table.Diagram(casework.States))
}

// inEveryState brings one case into each state, and into the waits that the table looks at.
func inEveryState(h *caseworktest.House) map[string]*casework.Case {
	cases := map[string]*casework.Case{}
	cases["1 filed at a station"] = h.File(nil)
	cases["1 filed at a deputy"] = h.File(func(f *casework.Filing) { f.Deputy = "zeng-xiulan" })
	cases["1 filed, sealed"] = h.Do(h.Officer, h.File(nil), &casework.Seal{Reason: "密件"})
	cases["1 filed, a question is open"] = h.Do(h.Station, h.File(nil), &casework.Ask{Text: "在哪里？"})
	cases["2 accepted"] = h.Do(h.Station, h.File(nil), &casework.Accept{})
	cases["2 accepted by the county"] = h.Do(h.Officer, h.Do(h.Station, h.File(nil), &casework.Escalate{}), &casework.Accept{})
	cases["3 assigned"] = assigned(h)
	cases["3 assigned, return asked"] = h.Do(h.Water, assigned(h), &casework.AskReturn{Reason: "not_our_duty", Unit: "jiaotongju", Basis: "三定方案"})
	handling := func() *casework.Case { return h.Do(h.Water, assigned(h), &casework.Acknowledge{}) }
	cases["4 handling"] = handling()
	cases["4 handling, extension asked"] = h.Do(h.Water, handling(), &casework.AskExtension{Days: 5, Reason: "等材料"})
	cases["4 handling again, at the county"] = h.Do(h.Citizen, answered(h), unhappy)
	cases["5 reported"] = h.Do(h.Water, handling(), &casework.Report{Result: "已修好"})
	cases["6 answered"] = answered(h)
	cases["6 answered, published"] = h.Do(h.Officer, answered(h), &casework.Release{})
	closed := h.Do(h.Citizen, answered(h), &casework.Rate{Solved: "yes", Result: "satisfied", Attitude: "satisfied"})
	cases["7 closed"] = closed
	cases["8 declined"] = h.Do(h.Station, h.File(nil), &casework.Decline{Reason: "court", Text: "请向法院起诉", Channel: "县人民法院"})
	cases["9 withdrawn"] = h.Do(h.Citizen, h.File(nil), &casework.Withdraw{})
	return cases
}

func TestWhoMayDoWhatInEveryState(t *testing.T) {
	clock := sqldbtest.NewClock()
	h := caseworktest.New(t, sqldbtest.SQLite(t, clock), clock)
	rules, err := h.Cases.Rules(t.Context(), h.ID)
	if err != nil {
		t.Fatal(err)
	}
	cases := inEveryState(h)
	people := h.Everybody()
	var b strings.Builder
	for _, name := range sorted(cases) {
		c := h.Reload(cases[name])
		fmt.Fprintf(&b, "%s\n", name)
		for _, who := range sorted(people) {
			if !casework.CanSee(people[who], c) && !people[who].System {
				fmt.Fprintf(&b, "    %-18s (not found)\n", who)
				continue
			}
			fmt.Fprintf(&b, "    %-18s %s\n", who, join(casework.Allowed(people[who], c, rules, clock.Now())))
		}
	}
	golden(t, "testdata/matrix.txt", b.String())
}

func sorted[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func join(actions []casework.Action) string {
	words := make([]string, len(actions))
	for i, a := range actions {
		words[i] = string(a)
	}
	return strings.Join(words, " ")
}
