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
	if err := h.Cases.SetLimit(t.Context(), h.Officer, h.ID, "", name, days); err != nil {
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
		wantDay(t, "then", touch.Visible[0].To, "2026-03-12")
		setLimit(t, h, casework.LookHard, 1)
		h.Clock.Set(time.Date(2026, 3, 13, 0, 0, 1, 0, h.Clock.Now().Location()))
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
