package casework_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
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
	cases["2 accepted by the county, returned"] = returned(h)
	cases["2 accepted by the leader, returned by all"] = h.Do(h.Officer, returned(h), &casework.Escalate{Reason: "部门都说不归它管"})
	cases["3 assigned"] = assigned(h)
	cases["3 assigned, the citizen may be known"] = assignedOf(h, h.File(func(f *casework.Filing) { f.ShowName = true }))
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

// returned brings a case back to the county from every department there is.
func returned(h *caseworktest.House) *casework.Case {
	c := h.Do(h.Officer, h.Do(h.Station, h.File(nil), &casework.Escalate{}), &casework.Accept{})
	for _, one := range []struct {
		by          access.Actor
		unit, other string
	}{{h.Water, "shuiliju", "jiaotongju"}, {h.Roads, "jiaotongju", "shuiliju"}} {
		c = h.Do(h.Officer, c, &casework.Assign{Lead: one.unit, Class: casework.Normal})
		c = h.Do(one.by, c, &casework.AskReturn{Reason: "not_our_duty", Unit: one.other, Basis: "三定方案"})
		c = h.Do(h.Officer, c, &casework.AllowReturn{})
	}
	return c
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

// TestWhatEveryDepartmentReturnsIsDecidedAbove: the county may not assign it to any, so it goes up, and who leads says who does it.
func TestWhatEveryDepartmentReturnsIsDecidedAbove(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := returned(h)
		promise := c.FinishBy
		assign := &casework.Assign{Lead: "shuiliju", Class: casework.Normal}
		try := func(by access.Actor, act casework.Act) error {
			_, err := h.Cases.Do(t.Context(), by, casework.At{Number: c.Number, Seen: c.Version}, act)
			return err
		}
		wantFault(t, try(h.Officer, assign), fault.Invalid)
		wantFault(t, try(h.Officer, &casework.Designate{Lead: "shuiliju", Class: casework.Normal, Reason: "由它办"}), fault.Conflict)
		c = h.Do(h.Officer, c, &casework.Escalate{Reason: "部门都说不归它管"})
		want(t, c, casework.Accepted, casework.LeaderDesk)
		wantFault(t, try(h.Officer, &casework.Designate{Lead: "shuiliju", Class: casework.Normal, Reason: "由它办"}), fault.Forbidden)
		wantFault(t, try(h.Leader, assign), fault.Invalid)
		wantFault(t, try(h.Leader, &casework.Designate{Lead: "shuiliju", Class: casework.Normal}), fault.Invalid)
		c = h.Do(h.Leader, c, &casework.Designate{Lead: "shuiliju", Co: []string{"jiaotongju"}, Class: casework.Normal, Reason: "路面积水由水利局牵头"})
		want(t, c, casework.Assigned, casework.DepartmentDesk)
		if c.FinishBy != promise || c.Assigner.Kind != casework.LeaderDesk {
			t.Fatalf("promise %s, was %s; %s checks", c.FinishBy.Time(), promise.Time(), c.Assigner.Kind)
		}
		wantFault(t, try(h.Water, &casework.AskReturn{Reason: "not_our_duty", Unit: "jiaotongju", Basis: "三定方案"}), fault.Conflict)
		c = h.Do(h.Water, h.Do(h.Water, c, &casework.Acknowledge{}), &casework.Report{Result: "3月12日已疏通"})
		want(t, c, casework.Reported, casework.LeaderDesk)
	})
}

func TestAListingSaysByWhenTheDeskAccounts(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Leader, assigned(h), &casework.List{})
		if got := c.AccountBy.Time().In(sqldbtest.Start.Location()).Format("2006-01-02"); got != "2026-03-18" {
			t.Errorf("five working days on: %s", got)
		}
		c = assigned(h)
		for by, ok := range map[string]bool{"2026-03-10": false, "2026-02-30": false, "2026-07-01": false, "2026-03-20": true} {
			_, err := h.Cases.Do(t.Context(), h.Leader, casework.At{Number: c.Number, Seen: c.Version}, &casework.List{By: by})
			if (err == nil) != ok && fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s: %v", by, err)
			}
			if ok {
				if at := h.Reload(c).AccountBy.Time().In(sqldbtest.Start.Location()).Format("2006-01-02 15:04"); at != "2026-03-20 23:59" {
					t.Errorf("until the end of the day: %s", at)
				}
			}
		}
	})
}
