package casework_test

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
	"jiazhan/internal/jobs"
	"jiazhan/internal/notice"
	"jiazhan/internal/sqldb"
)

func undo(t *testing.T, h *caseworktest.House, by access.Actor, c *casework.Case) (*casework.Case, error) {
	t.Helper()
	return h.Cases.Do(t.Context(), by, casework.At{Number: c.Number, Seen: c.Version}, &casework.Undo{})
}

func TestAnActIsUndoneAndTheHistoryKeepsBoth(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		before := h.Do(h.Station, h.File(nil), &casework.Accept{Areas: []string{"water"}})
		h.Clock.Advance(time.Hour)
		c := h.Do(h.Station, before, &casework.Assign{Lead: "shuiliju", Co: []string{"jiaotongju"}, Class: casework.Complex, Areas: []string{"health"}})
		h.Clock.Advance(9 * time.Second)
		c, err := undo(t, h, h.Station, c)
		if err != nil {
			t.Fatal(err)
		}
		c = h.Reload(c)
		if c.Facts != before.Facts {
			t.Fatalf("after the undo\n%+v, before the act\n%+v", c.Facts, before.Facts)
		}
		if c.AlarmAt != before.AlarmAt {
			t.Fatalf("the clock looks again at %s, not at %s", c.AlarmAt.Time(), before.AlarmAt.Time())
		}
		d, err := h.Cases.Read(t.Context(), h.Citizen, c.Number)
		if err != nil {
			t.Fatal(err)
		}
		last := d.Entries[len(d.Entries)-1]
		if len(d.Entries) != int(c.Version) || last.Action != "undo" || last.Data.Undone != "assign" || last.Role != access.StationAdmin {
			t.Fatalf("%d entries for version %d, the last is %+v", len(d.Entries), c.Version, last)
		}
		if !d.Entries[len(d.Entries)-2].Undone || d.Entries[0].Undone {
			t.Fatal("the entry that was taken back is not marked, or another is")
		}
		page, err := h.Cases.List(t.Context(), h.Roads, casework.Query{CongressID: h.ID, Office: true})
		if err != nil || len(page.Cases) != 0 {
			t.Fatalf("the co-handler still lists %d cases, %v", len(page.Cases), err)
		}
		h.Do(h.Station, c, &casework.Assign{Lead: "jiaotongju", Class: casework.Normal})
	})
}

func TestEveryActOfTheHouseIsUndoneToWhatWasBefore(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		accepted := func() *casework.Case { return h.Do(h.Station, h.File(nil), &casework.Accept{}) }
		handling := func() *casework.Case { return h.Do(h.Water, assigned(h), &casework.Acknowledge{}) }
		other := h.File(nil)
		for name, one := range map[string]struct {
			by  access.Actor
			c   *casework.Case
			act casework.Act
		}{
			"note":      {h.Discipline, h.Do(h.Officer, h.File(nil), &casework.Seal{Reason: "密件"}), &casework.Note{Text: "已知悉𠮷"}},
			"escalate":  {h.Deputy, h.File(func(f *casework.Filing) { f.Deputy = "zeng-xiulan" }), &casework.Escalate{}},
			"classify":  {h.Station, h.File(nil), &casework.Classify{Areas: []string{"water"}}},
			"return":    {h.Water, assigned(h), &casework.AskReturn{Reason: "not_our_duty", Unit: "jiaotongju", Basis: "三定"}},
			"extension": {h.Water, handling(), &casework.AskExtension{Days: 3, Reason: "等材料"}},
			"send back": {h.Station, h.Do(h.Water, handling(), &casework.Report{Result: "已修"}), &casework.SendBack{Reason: "说不清"}},
			"remind":    {h.Officer, accepted(), &casework.Remind{}},
			"supervise": {h.Leader, accepted(), &casework.Supervise{Text: "请抓好"}},
			"list":      {h.Leader, accepted(), &casework.List{}},
			"group":     {h.Officer, accepted(), &casework.Group{With: other.Number}},
		} {
			c, err := undo(t, h, one.by, h.Do(one.by, one.c, one.act))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if got, want := h.Reload(c).Facts, h.Reload(one.c).Facts; got != c.Facts || want != got {
				t.Errorf("%s: %+v", name, got)
			}
			if c.Facts != one.c.Facts {
				t.Errorf("%s: after\n%+v\nbefore\n%+v", name, c.Facts, one.c.Facts)
			}
		}
	})
}

func TestWhatCannotBeUndone(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Station, h.File(nil), &casework.Accept{})
		if _, err := undo(t, h, h.Station, c); fault.KindOf(err) != fault.Conflict && fault.KindOf(err) != fault.Forbidden {
			t.Fatalf("the citizen was told, and still it is undone: %v", err)
		}
		c = h.Do(h.Station, c, &casework.Note{Text: "先看看"})
		for name, by := range map[string]access.Actor{"a colleague": h.Officer, "the leader": h.Leader} {
			if _, err := undo(t, h, by, c); fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s undoes another's act: %v", name, err)
			}
		}
		_, err := undo(t, h, h.OtherOfficer, c)
		wantFault(t, err, fault.NotFound)

		noted := c
		h.Do(h.Officer, c, &casework.Note{Text: "我也看看"})
		_, err = undo(t, h, h.Station, noted)
		wantFault(t, err, fault.Conflict)

		c = h.Do(h.Station, h.Reload(c), &casework.Note{Text: "再看看"})
		h.Clock.Advance(casework.UndoTime + time.Millisecond)
		_, err = undo(t, h, h.Station, c)
		wantFault(t, err, fault.Conflict)
		h.Clock.Advance(-time.Millisecond)
		undone, err := undo(t, h, h.Station, c)
		if err != nil {
			t.Fatalf("in the last millisecond: %v", err)
		}
		_, err = undo(t, h, h.Station, c)
		wantFault(t, err, fault.Conflict)
		_, err = undo(t, h, h.Station, undone)
		wantFault(t, err, fault.Forbidden)
	})
}

func TestASecondPressOfOneButtonIsOneUndo(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Station, h.File(nil), &casework.Note{Text: "先看看"})
		at := casework.At{Number: c.Number, Seen: c.Version, Key: "key-0123456789abcdef"}
		var failed atomic.Int32
		together(func(int) {
			if _, err := h.Cases.Do(t.Context(), h.Station, at, &casework.Undo{}); err != nil {
				failed.Add(1)
				t.Log(err)
			}
		})
		if got := h.Reload(c); got.Version != c.Version+1 || failed.Load() != 0 {
			t.Fatalf("version %d, %d presses refused", got.Version, failed.Load())
		}
	})
}

func TestOfTenUndoesAtOnceOneIs(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Station, h.File(nil), &casework.Note{Text: "先看看"})
		var done atomic.Int32
		together(func(int) {
			if _, err := undo(t, h, h.Station, c); err == nil {
				done.Add(1)
			}
		})
		if got := h.Reload(c); done.Load() != 1 || got.Version != c.Version+1 {
			t.Fatalf("%d undid, version %d", done.Load(), got.Version)
		}
	})
}

func TestAnUndoneActIsTellingNobody(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		var asked []notice.Desk
		h.Cases.Notices = &notice.Service{DB: h.DB, Serving: func(_ context.Context, _ *sqldb.Tx, d notice.Desk) ([]int64, error) {
			asked = append(asked, d)
			return nil, nil
		}}
		pump := jobs.NewPump(h.DB, slog.New(slog.DiscardHandler))
		pump.Handle(casework.Happened, jobs.Each(h.Cases.Tell))
		drain := func() {
			t.Helper()
			if _, err := pump.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		water := notice.Desk{CongressID: h.ID, Role: access.Liaison, UnitID: h.Dir.DepartmentBySlug(h.ID, "shuiliju").ID}
		c := assigned(h)
		drain()
		if slices.Contains(asked, water) {
			t.Fatal("the department heard of an assignment that can still be taken back")
		}
		c, err := undo(t, h, h.Station, c)
		if err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(time.Minute)
		drain()
		if slices.Contains(asked, water) {
			t.Fatal("the department heard of an assignment that was taken back")
		}
		h.Do(h.Station, c, &casework.Assign{Lead: "shuiliju", Class: casework.Normal})
		h.Clock.Advance(time.Minute)
		drain()
		if !slices.Contains(asked, water) {
			t.Fatal("the department never heard of its case")
		}
	})
}

func TestOnlyActsThatTellNobodyOutsideAreUndone(t *testing.T) {
	for _, a := range casework.InsideActions() {
		if casework.TellsCitizen(a) {
			t.Errorf("%s tells the citizen", a)
		}
		for _, in := range casework.Inputs(casework.NewAct(a)) {
			if in.Kind == "photos" {
				t.Errorf("%s attaches photos, which nobody takes off", a)
			}
		}
	}
}

func TestDecisionsArePagedWithoutALoss(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		for range 5 {
			h.Do(h.Leader, h.Do(h.Leader, h.File(nil), &casework.Supervise{Text: "请抓好"}), &casework.List{})
		}
		seen := map[string]bool{}
		q := casework.DecisionQuery{CongressID: h.ID, Limit: 3}
		for pages := 1; ; pages++ {
			list, next, err := h.Cases.Decided(t.Context(), h.Officer, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range list {
				seen[d.Number+string(d.Action)] = true
			}
			if q.After = next; next == "" || pages > 9 {
				break
			}
		}
		if len(seen) != 10 {
			t.Errorf("%d decisions on all pages, want 10", len(seen))
		}
		if list, _, err := h.Cases.Decided(t.Context(), h.OtherOfficer, casework.DecisionQuery{CongressID: h.ID}); err != nil || len(list) != 0 {
			t.Errorf("another county reads %d, %v", len(list), err)
		}
	})
}
