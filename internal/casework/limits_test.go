package casework_test

import (
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
)

func setLimit(t *testing.T, h *caseworktest.House, name casework.Limit, days int) {
	t.Helper()
	rules, err := h.Cases.Rules(t.Context(), h.ID)
	if err == nil {
		err = h.Cases.SetLimit(t.Context(), h.Officer, h.ID, casework.LimitChange{Name: name, Days: days}, rules.Changes())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAPromiseStandsWhenItsLimitChanges(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		rated, asked := answered(h), h.Do(h.Station, h.File(nil), &casework.Ask{Text: "在哪里？"})
		setLimit(t, h, casework.RatingEnd, 3)
		setLimit(t, h, casework.AnswerWait, 1)
		h.Clock.Advance(8 * 24 * time.Hour)
		h.Sweep()
		if c := h.Reload(rated); c.State != casework.Answered {
			t.Errorf("the citizen was given until %s, and the case is %s", rated.DueAt.Time(), c.State)
		}
		if c := h.Reload(asked); !c.Paused() {
			t.Error("the question lapsed before the day that the citizen was told")
		}
		h.Clock.Advance(8 * 24 * time.Hour)
		h.Sweep()
		want(t, h.Reload(rated), casework.Closed, casework.NoDesk)
	})
}

func TestWhatTheClockDoesFollowsItsLimitAtOnce(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.File(nil)
		touch, err := h.Cases.Touched(t.Context(), h.Officer, h.ID, "", casework.LookHard, 1)
		if err != nil {
			t.Fatal(err)
		}
		if touch.Effect != casework.ForClock || touch.Count != 1 || touch.Moved != 1 || len(touch.Visible) != 1 {
			t.Fatalf("%+v", touch)
		}
		wantDay(t, "now", touch.Visible[0].From, "2026-03-16")
		wantDay(t, "then, as soon as the desk's own time is over", touch.Visible[0].To, "2026-03-14")
		setLimit(t, h, casework.LookHard, 1)
		h.Clock.Set(time.Date(2026, 3, 14, 0, 0, 1, 0, h.Clock.Now().Location()))
		h.Sweep()
		want(t, h.Reload(c), casework.Filed, casework.CountyDesk)
	})
}

func TestALimitsPreviewNamesNoCaseToWhoMayNotSeeIt(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		assigned(h)
		h.Do(h.Officer, h.File(nil), &casework.Seal{Reason: "密件"})
		admin := access.Actor{PersonID: 90, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: h.ID}}}
		for name, effect := range map[casework.Limit]casework.Effect{casework.Finish: casework.FromNextStep, casework.ReturnAsk: casework.ForRights} {
			touch, err := h.Cases.Touched(t.Context(), admin, h.ID, "", name, 4)
			if err != nil || touch.Effect != effect || touch.Count != 1 || touch.Moved != 0 || len(touch.Visible) != 0 {
				t.Errorf("%s: %+v %v", name, touch, err)
			}
		}
		for who, by := range map[string]access.Actor{"leader": h.Leader, "other county": h.OtherOfficer} {
			if _, err := h.Cases.Touched(t.Context(), by, h.ID, "", casework.Finish, 4); fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s: %v", who, err)
			}
		}
	})
}

func TestALimitIsAboutOpenCasesOnly(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		h.Do(h.Station, h.File(nil), &casework.Decline{Reason: "court", Text: "法院已受理。", Channel: "正定县人民法院"})
		for _, limit := range casework.Limits {
			touch, err := h.Cases.Touched(t.Context(), h.Officer, h.ID, "", limit.Name, limit.Default)
			if err != nil || touch.Count != 0 {
				t.Errorf("%s: %d cases, of which none is open (%v)", limit.Name, touch.Count, err)
			}
		}
	})
}

// TestAStaleLimitTellsWhoWasFaster: two set one limit; another one, set meanwhile, disturbs nobody.
func TestAStaleLimitTellsWhoWasFaster(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		set := func(by access.Actor, c casework.LimitChange, seen int64) error {
			return h.Cases.SetLimit(t.Context(), by, h.ID, c, seen)
		}
		first := casework.LimitChange{Class: casework.Normal, Name: casework.Finish, Days: 7}
		for _, c := range []casework.LimitChange{{Name: casework.RatingEnd, Days: 20}, {Class: casework.Complex, Name: casework.Finish, Days: 20}, first} {
			if err := set(h.Officer, c, 0); err != nil {
				t.Fatal(err)
			}
		}
		at := h.Clock.Now()
		h.Clock.Advance(time.Minute)
		colleague := h.Officer
		colleague.PersonID = 4711
		first.Days = 9
		err := set(colleague, first, 0)
		if last, _ := fault.As(err).Detail.(fault.Meanwhile); fault.KindOf(err) != fault.Conflict || last.PersonID != h.Officer.PersonID || !last.At.Equal(at) {
			t.Fatalf("%v by %+v", err, fault.As(err).Detail)
		}
		rules, err := h.Cases.Rules(t.Context(), h.ID)
		if err != nil || rules.Days(casework.Finish, casework.Normal) != 7 || rules.Changes() != 3 {
			t.Errorf("%d days, %d changes, %v", rules.Days(casework.Finish, casework.Normal), rules.Changes(), err)
		}
		if err := set(colleague, first, rules.Changes()); err != nil {
			t.Errorf("on what stands now: %v", err)
		}
	})
}
