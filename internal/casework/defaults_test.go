package casework_test

import (
	"slices"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb/sqldbtest"
)

// on sets the clock to a moment of March 2026 and lets it act. The tests begin on Wednesday the 11th; every day to Friday the
// 20th is what it looks like.
func on(h *caseworktest.House, day, hour int) {
	h.Clock.Set(time.Date(2026, 3, day, hour, 0, 0, 0, sqldbtest.Start.Location()))
	h.Sweep()
}

// missed are the reminders of the clock in a case's history, by their reasons.
func missed(t *testing.T, h *caseworktest.House, c *casework.Case) []string {
	t.Helper()
	d, err := h.Cases.Read(t.Context(), h.Leader, c.Number)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range d.Entries {
		if e.Action == "remind" || e.Action == "supervise" && e.ByClock() {
			out = append(out, e.Data.Reason)
		}
	}
	return out
}

func wantMissed(t *testing.T, h *caseworktest.House, c *casework.Case, want ...string) {
	t.Helper()
	if got := missed(t, h, c); !slices.Equal(got, want) {
		t.Errorf("%s: the clock missed %q, want %q", h.Clock.Now().Format("01-02 15:04"), got, want)
	}
}

func rulesOf(t *testing.T, h *caseworktest.House) casework.Rules {
	t.Helper()
	rules, err := h.Cases.Rules(t.Context(), h.ID)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// TestANewCaseIsLookedAtDecidedOnAndHandedUp: first look 1 working day, told 2, handed up 3.
func TestANewCaseIsLookedAtDecidedOnAndHandedUp(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.File(nil)
		wantDay(t, "told whether it is accepted", c.DueAt, "2026-03-13")
		on(h, 12, 23)
		wantMissed(t, h, c)
		on(h, 13, 1)
		wantMissed(t, h, c, "look")
		on(h, 14, 1)
		wantMissed(t, h, c, "look", "overdue")
		on(h, 17, 1)
		want(t, h.Reload(c), casework.Filed, casework.CountyDesk)
		wantDay(t, "the county tells", h.Reload(c).DueAt, "2026-03-19")
		on(h, 18, 1)
		wantMissed(t, h, c, "look", "overdue") // one working day on is the 18th's end
		on(h, 19, 1)
		wantMissed(t, h, c, "look", "overdue", "look")
	})
}

// TestNobodyWaitsLongerThanTheLawAllows: readdressed again and again, a case is still decided on in 15 days from filing.
func TestNobodyWaitsLongerThanTheLawAllows(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		setLimit(t, h, casework.DecideHard, 4)
		c := h.File(nil)
		on(h, 13, 9)
		c = h.Do(h.Station, h.Reload(c), &casework.Escalate{})
		wantDay(t, "two working days, but four from filing", c.DueAt, "2026-03-15")
		asked := h.Do(h.Station, h.File(nil), &casework.Ask{Text: "在哪里？"})
		on(h, 16, 1)
		wantMissed(t, h, c, "look", "overdue", "decide_hard")
		if c = h.Reload(c); c.SupervisedAt == 0 {
			t.Error("nobody supervises it")
		}
		h.Clock.Set(time.Date(2026, 3, 19, 9, 0, 0, 0, sqldbtest.Start.Location()))
		asked = h.Do(h.Citizen, h.Reload(asked), &casework.Supply{Text: "小学门口"})
		h.Sweep()
		if asked = h.Reload(asked); asked.SupervisedAt != 0 {
			t.Error("the desk waited for the citizen, and its time is not over")
		}
	})
}

// TestWhatIsAcceptedIsAssigned: 1 working day, urgent the same day, hard stop 2.
func TestWhatIsAcceptedIsAssigned(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		usual, urgent := h.Do(h.Station, h.File(nil), &casework.Accept{}), h.Do(h.Station, h.File(nil), &casework.Accept{Urgent: true})
		wantDay(t, "assigned", usual.DueAt, "2026-03-12")
		wantDay(t, "urgent", urgent.DueAt, "2026-03-11")
		on(h, 12, 9)
		up := h.Do(h.Station, h.Reload(urgent), &casework.Escalate{})
		wantDay(t, "urgent one level up", up.DueAt, "2026-03-12")
		on(h, 14, 1)
		usual = h.Reload(usual)
		want(t, usual, casework.Accepted, casework.CountyDesk)
		on(h, 18, 1)
		wantMissed(t, h, usual, "overdue", "overdue", "assign_hard")
		if usual = h.Reload(usual); usual.SupervisedAt == 0 || usual.Desk.Kind != casework.CountyDesk {
			t.Errorf("supervised at %d, at %s", usual.SupervisedAt, usual.Desk.Kind)
		}
	})
}

// TestTheDepartmentSignsAndIsInTouch: reminded to acknowledge after 1 working day, of the first contact after 2, each once.
func TestTheDepartmentSignsAndIsInTouch(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		file := func() *casework.Case { return h.File(func(f *casework.Filing) { f.ShowName = true }) }
		silent, phoned, asked, told := assignedOf(h, file()), assignedOf(h, file()), assigned(h), h.Do(h.Water, assigned(h), &casework.Acknowledge{})
		phoned = h.Do(h.Water, phoned, &casework.Reach{How: "phone", Text: "约好明天到现场看"})
		asked = h.Do(h.Citizen, h.Do(h.Water, asked, &casework.Ask{Text: "哪一盏？"}), &casework.Supply{Text: "第三盏"})
		told = h.Do(h.Water, told, &casework.Progress{Text: "材料已到"})
		wantDay(t, "in touch", rulesOf(t, h).ReachBy(&silent.Facts), "2026-03-13")
		on(h, 13, 1)
		wantMissed(t, h, silent, "sign")
		on(h, 14, 1)
		want(t, h.Reload(silent), casework.Handling, casework.DepartmentDesk)
		on(h, 16, 1)
		wantMissed(t, h, silent, "sign", "reach")
		for name, c := range map[string]*casework.Case{"phoned": phoned, "asked": asked} {
			if got := missed(t, h, c); !slices.Equal(got, []string{"sign"}) {
				t.Errorf("%s: %q", name, got)
			}
		}
		wantMissed(t, h, told)
		d, err := h.Cases.Read(t.Context(), h.Citizen, phoned.Number)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range d.Entries {
			if e.Action == "reach" && (e.Data.How != "phone" || e.Text != "") {
				t.Errorf("the citizen reads %+v %q", e.Data, e.Text)
			}
		}
	})
}

// TestWhoIsNotKnownIsNotPhoned: the department does not know her; the queue of those to be contacted is its own.
func TestWhoIsNotKnownIsNotPhoned(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := assigned(h)
		_, err := h.Cases.Do(t.Context(), h.Water, casework.At{Number: c.Number, Seen: c.Version}, &casework.Reach{How: "phone"})
		wantFault(t, err, fault.Conflict)
		for i, want := range []int{1, 0} {
			n, err := h.Cases.Count(t.Context(), h.Water, casework.Query{CongressID: h.ID, Queue: "to_reach", Office: true})
			if err != nil || n != want {
				t.Errorf("%d to contact, want %d (%v)", n, want, err)
			}
			if i == 0 {
				h.Do(h.Water, h.Do(h.Water, c, &casework.Acknowledge{}), &casework.Progress{Text: "已查看现场"})
			}
		}
	})
}

// TestAReportThatNobodyAnswers: checked and answered in 1 working day, hard stop 1 more.
func TestAReportThatNobodyAnswers(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Water, h.Do(h.Water, assigned(h), &casework.Acknowledge{}), &casework.Report{Result: "3月11日已修好"})
		wantDay(t, "the check", c.DueAt, "2026-03-12")
		on(h, 13, 1)
		wantMissed(t, h, c, "overdue")
		on(h, 14, 1)
		wantMissed(t, h, c, "overdue", "reply_hard")
	})
}

// TestAnExtensionReachesOnlySoFar: sixty calendar days and thirty more, whatever a congress sets.
func TestAnExtensionReachesOnlySoFar(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		for name, days := range map[casework.Limit]int{casework.ExtendMost: 30, casework.ExtendHard: 10} {
			setLimit(t, h, name, days)
		}
		if err := h.Cases.SetLimit(t.Context(), h.Officer, h.ID, casework.LimitChange{Class: casework.Normal, Name: casework.Finish, Days: 60}, rulesOf(t, h).Changes()); err != nil {
			t.Fatal(err)
		}
		c := h.Do(h.Water, assigned(h), &casework.Acknowledge{})
		wantDay(t, "sixty calendar days", c.FinishBy, "2026-05-10")
		c = h.Do(h.Water, c, &casework.AskExtension{Days: 30, Reason: "等汛期过去"})
		c = h.Do(h.Station, c, &casework.AllowExtension{Text: "同意"})
		wantDay(t, "ten more", c.FinishBy, "2026-05-20")
	})
}

// TestADueTimeTurnsYellowAndRed: 50 % used, one working day before, over.
func TestADueTimeTurnsYellowAndRed(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := assigned(h) // Wednesday the 11th, due on Wednesday the 18th
		at := func(day, hour int) casework.Pressure {
			return rulesOf(t, h).Pressure(&c.Facts, casework.Moment(time.Date(2026, 3, day, hour, 0, 0, 0, sqldbtest.Start.Location())))
		}
		for _, one := range []struct {
			day, hour int
			want      casework.Pressure
		}{{11, 12, casework.Calm}, {13, 9, casework.Calm}, {16, 9, casework.Half}, {17, 1, casework.Near}, {18, 23, casework.Near}, {19, 1, casework.Overdue}} {
			if got := at(one.day, one.hour); got != one.want {
				t.Errorf("on the %dth at %d: %q, want %q", one.day, one.hour, got, one.want)
			}
		}
		setLimit(t, h, casework.Yellow, 20)
		if got := at(13, 9); got != casework.Half {
			t.Errorf("yellow from 20 %%: %q", got)
		}
	})
}

// TestEveryLimitCountsSomething: what a congress can set has an effect, and an open case somewhere to have it on.
func TestEveryLimitCountsSomething(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		assigned(h)
		for _, def := range casework.Limits {
			if def.Min > def.Default || def.Default > def.Max {
				t.Errorf("%s: %d is not within %d and %d", def.Name, def.Default, def.Min, def.Max)
			}
			if _, err := h.Cases.Touched(t.Context(), h.Officer, h.ID, "", def.Name, def.Max); err != nil {
				t.Errorf("%s: %v", def.Name, err)
			}
			setLimit(t, h, def.Name, def.Max)
			if got := rulesOf(t, h).Days(def.Name, "none"); got != def.Max {
				t.Errorf("%s is %d, was set to %d", def.Name, got, def.Max)
			}
		}
	})
}
