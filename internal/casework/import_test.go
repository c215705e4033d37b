package casework_test

import (
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
	"jiazhan/internal/workday"
)

func each(list []casework.Historic) iter.Seq2[casework.Historic, error] {
	return func(yield func(casework.Historic, error) bool) {
		for i, h := range list {
			h.Row = i + 1
			if !yield(h, nil) {
				return
			}
		}
	}
}

// pastCases are one case in every state, the closed one rated.
func pastCases(h *caseworktest.House) []casework.Historic {
	var list []casework.Historic
	filed := h.Clock.Now().AddDate(-1, 0, 0)
	for i, state := range casework.States {
		list = append(list, casework.Historic{Ref: fmt.Sprintf("old-%d", i), Status: "旧", State: state, Title: "路灯不亮", Text: "村东头的路灯不亮了，电话13812341234。",
			Station: "新城铺镇代表之家", Department: "水利局", Areas: []string{"地下水超采综合治理", "health"}, Name: "李秀英", Phone: "13800000001", FiledAt: filed.AddDate(0, 0, i)})
	}
	closed := &list[6]
	closed.Answer, closed.AnsweredAt, closed.EndedAt = "路灯已修好。", filed.AddDate(0, 1, 0), filed.AddDate(0, 2, 0)
	closed.Solved, closed.Result, closed.Attitude, closed.Public = "yes", "satisfied", "basically", true
	return list
}

func bring(h *caseworktest.House, list []casework.Historic, o casework.ImportOptions) (casework.ImportResult, error) {
	return h.Cases.Import(h.T.Context(), h.Officer, h.ID, each(list), o)
}

func mustBring(t *testing.T, h *caseworktest.House, list []casework.Historic) map[casework.State]*casework.Case {
	t.Helper()
	r, err := bring(h, list, casework.ImportOptions{Batch: 4})
	if err != nil || r.New != len(list) {
		t.Fatalf("import: %+v %v", r, err)
	}
	cases := map[casework.State]*casework.Case{}
	for i := range list {
		c := h.Reload(&casework.Case{Number: fmt.Sprintf("ZD2025-%06d", i+1)})
		cases[c.State] = c
	}
	return cases
}

func TestAnImportedCaseIsWhatTheSourceSaid(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := mustBring(t, h, pastCases(h))[casework.Closed]
		if !c.Historic || c.AlarmAt != 0 || c.Ending != casework.EndRated || c.Solved != "yes" || c.LeadID == 0 || len(c.Areas.List()) != 2 {
			t.Fatalf("%+v", c.Facts)
		}
		if got := c.FiledAt.Time(); !got.Equal(h.Clock.Now().AddDate(-1, 0, 6)) {
			t.Fatalf("filed %s", got)
		}
		for side, want := range map[casework.Side]string{casework.PublicSide: "", casework.OfficeSide: "old-", casework.CitizenSide: "old-"} {
			by := map[casework.Side]access.Actor{casework.PublicSide: h.Visitor, casework.OfficeSide: h.Officer, casework.CitizenSide: h.Citizen}[side]
			if d, err := h.Cases.Read(t.Context(), by, c.Number); err != nil || d.Side != side || !strings.HasPrefix(d.Ref, want) || want == "" && d.Ref != "" {
				t.Errorf("the number of before reads %q from the side %s (%v)", d.Ref, side, err)
			}
		}
		for side, want := range map[string]struct {
			by   access.Actor
			text string
			name string
		}{
			"public":  {h.Visitor, "村东头的路灯不亮了，电话138****1234。", ""},
			"office":  {h.Officer, "村东头的路灯不亮了，电话13812341234。", "李**"},
			"citizen": {h.Citizen, "村东头的路灯不亮了，电话13812341234。", "李秀英"},
		} {
			d, err := h.Cases.Read(t.Context(), want.by, c.Number)
			if err != nil {
				t.Fatalf("%s: %v", side, err)
			}
			if d.Text != want.text || d.Contact.Name != want.name || len(d.Entries) != 2 || d.Entries[1].Text != "路灯已修好。" {
				t.Errorf("%s reads %q of %q, %d entries", side, d.Text, d.Contact.Name, len(d.Entries))
			}
		}
		if n := h.Sweep(); n != 0 {
			t.Errorf("the clock acted %d times on historic cases", n)
		}
	})
}

func TestAnImportCanBeRunAgain(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		list := pastCases(h)
		mustBring(t, h, list[:5])
		list = append(list, list[8]) // the same reference twice in one source
		r, err := bring(h, list, casework.ImportOptions{})
		if err != nil || r.New != 4 || r.Known != 6 {
			t.Fatalf("again: %+v %v", r, err)
		}
		if n, err := h.Cases.Count(t.Context(), h.Officer, casework.Query{CongressID: h.ID}); err != nil || n != 9 {
			t.Fatalf("%d cases %v", n, err)
		}
	})
}

func TestTimesThatCannotBeAreRefused(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		now, day := h.Clock.Now(), func(year int) time.Time { return time.Date(year, 3, 1, 0, 0, 0, 0, workday.Shanghai()) }
		for name, c := range map[string]struct {
			filed, due time.Time
			key        string
		}{
			"a year of two digits":    {day(20), time.Time{}, "import.old"},
			"an empty cell's 1900":    {day(1900), time.Time{}, "import.old"},
			"due before the filing":   {day(2020), day(2019), "import.before_filed"},
			"due in another age":      {day(2020), day(9999), "import.far"},
			"a due time that went by": {day(2020), day(2021), ""},
			"just within reach":       {day(2020), now.AddDate(10, 0, 0), ""},
		} {
			past := casework.Historic{Ref: name, State: casework.Handling, Text: "灯不亮", FiledAt: c.filed, DueAt: c.due}
			r, err := bring(h, []casework.Historic{past}, casework.ImportOptions{DryRun: true})
			switch {
			case err != nil || (r.Wrong > 0) != (c.key != ""):
				t.Errorf("%s: %+v %v", name, r, err)
			case r.Wrong > 0 && r.Bad[0].Err.Fields[0].Key != c.key:
				t.Errorf("%s: %v, want %s", name, r.Bad[0].Err.Fields, c.key)
			}
		}
	})
}

func TestADryRunAndAWrongRowWriteNothing(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		list := pastCases(h)
		if r, err := bring(h, list, casework.ImportOptions{DryRun: true}); err != nil || r.New != 9 {
			t.Fatalf("dry run: %+v %v", r, err)
		}
		list[2].Department = ""                          // assigned to nobody
		list[3].FiledAt = h.Clock.Now().Add(time.Minute) // in the future
		list[4].Station = "无此站"
		list[5].Solved = "yes" // rated, not closed
		r, err := bring(h, list, casework.ImportOptions{})
		wantFault(t, err, fault.Invalid)
		if r.Wrong != 4 || r.Bad[0].Row != 3 || r.Bad[0].Err.Fields[0].Name != "department" {
			t.Fatalf("wrong rows: %+v", r)
		}
		if n, err := h.Cases.Count(t.Context(), h.Officer, casework.Query{CongressID: h.ID}); err != nil || n != 0 {
			t.Fatalf("%d cases %v", n, err)
		}
		if r, err := bring(h, list, casework.ImportOptions{SkipBad: true}); err != nil || r.New != 5 || r.Wrong != 4 {
			t.Fatalf("skip bad: %+v %v", r, err)
		}
		_, err = h.Cases.Import(t.Context(), h.Station, h.ID, each(list), casework.ImportOptions{})
		wantFault(t, err, fault.Forbidden)
	})
}

func TestEveryImportedStateGoesOn(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		cases := mustBring(t, h, pastCases(h))
		for _, step := range []struct {
			from casework.State
			by   access.Actor
			act  casework.Act
			to   casework.State
			desk casework.DeskKind
		}{
			{casework.Filed, h.Station, &casework.Accept{}, casework.Accepted, casework.StationDesk},
			{casework.Accepted, h.Station, &casework.Assign{Lead: "jiaotongju", Class: casework.Normal}, casework.Assigned, casework.DepartmentDesk},
			{casework.Assigned, h.Water, &casework.Acknowledge{}, casework.Handling, casework.DepartmentDesk},
			{casework.Handling, h.Water, &casework.Report{Result: "已修好"}, casework.Reported, casework.StationDesk},
			{casework.Reported, h.Station, &casework.SendBack{Reason: "太笼统"}, casework.Handling, casework.DepartmentDesk},
			{casework.Answered, h.Citizen, &casework.Rate{Solved: "yes", Result: "satisfied", Attitude: "satisfied"}, casework.Closed, casework.NoDesk},
			{casework.Closed, h.Officer, &casework.FollowUp{Text: "又坏了", Verified: "no", Reopen: true}, casework.Handling, casework.CountyDesk},
			{casework.Declined, h.Officer, &casework.Note{Text: "已电话解释"}, casework.Declined, casework.NoDesk},
			{casework.Withdrawn, h.Officer, &casework.Note{Text: "已电话解释"}, casework.Withdrawn, casework.NoDesk},
		} {
			want(t, h.Do(step.by, cases[step.from], step.act), step.to, step.desk)
		}
	})
}

func TestWorkOfNoKnownDepartmentIsAssignedByTheOffice(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		list := pastCases(h)[3:4]
		list[0].Department, list[0].Station = "", ""
		c := mustBring(t, h, list)[casework.Handling]
		want(t, c, casework.Handling, casework.CountyDesk)
		want(t, h.Do(h.Officer, c, &casework.Assign{Lead: "shuiliju", Class: casework.Normal}), casework.Assigned, casework.DepartmentDesk)
	})
}

func TestARowThatRepeatsANumberIsKnownOnlyWhenItSaysTheSame(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		list := pastCases(h)[:2]
		again, other := list[0], list[1]
		other.Text = "说的是另一件事。"
		r, err := bring(h, append(list, again, other), casework.ImportOptions{SkipBad: true})
		if err != nil || r.New != 2 || r.Known != 1 || r.Wrong != 1 || r.Bad[0].Row != 4 || r.Bad[0].Err.Fields[0].Key != "import.twice" {
			t.Errorf("%+v %v", r, err)
		}
	})
}

// TestNumbersThatMayStandOnReceiptsAreLeftOut also in a year of which the copy, taken before its first case, knows nothing.
func TestNumbersThatMayStandOnReceiptsAreLeftOut(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		before := h.File(nil)
		h.Clock.Advance(366 * 24 * time.Hour)
		if err := h.Cases.SkipNumbers(t.Context(), 50); err != nil {
			t.Fatal(err)
		}
		if after := h.File(nil); !strings.HasSuffix(after.Number, "-000051") || after.Number[:6] == before.Number[:6] {
			t.Errorf("%s after %s", after.Number, before.Number)
		}
	})
}
