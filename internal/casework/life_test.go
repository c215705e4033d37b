package casework_test

import (
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func run(t *testing.T, f func(t *testing.T, h *caseworktest.House)) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		h := caseworktest.New(t, db, clock)
		f(t, h)
		v, err := h.Cases.Verify(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range v.Bad {
			t.Errorf("history does not hold: %s", bad)
		}
	})
}

func want(t *testing.T, c *casework.Case, state casework.State, desk casework.DeskKind) {
	t.Helper()
	if c.State != state || c.Desk.Kind != desk {
		t.Fatalf("case is %s at %q, want %s at %q", c.State, c.Desk.Kind, state, desk)
	}
}

func wantFault(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Fatalf("got %v, want fault kind %d", err, kind)
	}
}

// assigned brings a case to the water department.
func assigned(h *caseworktest.House) *casework.Case { return assignedOf(h, h.File(nil)) }

func assignedOf(h *caseworktest.House, c *casework.Case) *casework.Case {
	c = h.Do(h.Station, c, &casework.Accept{Areas: []string{"water"}})
	return h.Do(h.Station, c, &casework.Assign{Lead: "shuiliju", Class: casework.Normal})
}

// answered brings a case before its citizen.
func answered(h *caseworktest.House) *casework.Case {
	c := assigned(h)
	c = h.Do(h.Water, c, &casework.Acknowledge{})
	c = h.Do(h.Water, c, &casework.Report{Result: "路灯线路已更换，12盏灯全部亮灯。"})
	return h.Do(h.Station, c, &casework.Answer{Text: "路灯已修好，如仍有问题请告诉我们。"})
}

var unhappy = &casework.Rate{Solved: "no", Result: "dissatisfied", Attitude: "basically", Reason: "只修了一盏"}

func TestACaseIsFiledHandledAnsweredAndRated(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.File(nil)
		want(t, c, casework.Filed, casework.StationDesk)
		if c.Number != "ZD2026-000001" {
			t.Fatalf("number %s", c.Number)
		}
		c = answered(h)
		want(t, c, casework.Answered, casework.StationDesk)
		c = h.Do(h.Citizen, c, &casework.Rate{Solved: "yes", Result: "satisfied", Attitude: "satisfied"})
		want(t, c, casework.Closed, casework.NoDesk)
		if c.Ending != casework.EndRated || c.Solved != "yes" {
			t.Fatalf("ended %q solved %q", c.Ending, c.Solved)
		}
		d, err := h.Cases.Read(t.Context(), h.Citizen, c.Number)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Entries) != int(c.Version) {
			t.Fatalf("%d entries for version %d", len(d.Entries), c.Version)
		}
		if d.Contact.Name != "李秀英" {
			t.Fatalf("the citizen reads her name as %q", d.Contact.Name)
		}
	})
}

func TestUnsolvedGoesOneLevelUpAndAfterTwoRoundsToSupervision(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Citizen, answered(h), unhappy)
		want(t, c, casework.Handling, casework.CountyDesk)
		if c.Round != 1 {
			t.Fatalf("round %d", c.Round)
		}
		c = h.Do(h.Officer, c, &casework.Assign{Lead: "jiaotongju", Class: casework.Normal})
		want(t, c, casework.Assigned, casework.DepartmentDesk)
		c = h.Do(h.Roads, c, &casework.Acknowledge{})
		c = h.Do(h.Roads, c, &casework.Report{Result: "又修了一盏"})
		c = h.Do(h.Officer, c, &casework.Answer{Text: "已再次维修"})
		c = h.Do(h.Citizen, c, unhappy)
		want(t, c, casework.Handling, casework.LeaderDesk)
		c = h.Do(h.Leader, c, &casework.Answer{Text: "已现场办公，全部更换"})
		c = h.Do(h.Citizen, c, unhappy)
		want(t, c, casework.Closed, casework.NoDesk)
		if c.Ending != casework.EndUnsolved || c.SupervisedAt == 0 {
			t.Fatalf("ended %q, supervised at %d", c.Ending, c.SupervisedAt)
		}
	})
}

func TestSilenceIsItsOwnValue(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := answered(h)
		h.Clock.Advance(8 * 24 * time.Hour)
		if n := h.Sweep(); n != 1 {
			t.Fatalf("%d acts after 8 days, want the reminder", n)
		}
		h.Clock.Advance(8 * 24 * time.Hour)
		h.Sweep()
		c = h.Reload(c)
		want(t, c, casework.Closed, casework.NoDesk)
		if c.Ending != casework.EndSilence || c.Solved != "" || c.Result != "" {
			t.Fatalf("silence became %q %q %q", c.Ending, c.Solved, c.Result)
		}
	})
}

func TestTheClockHandsUpWhatNobodyLooksAt(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.File(func(f *casework.Filing) { f.Deputy = "zeng-xiulan" })
		want(t, c, casework.Filed, casework.DeputyDesk)
		for _, desk := range []casework.DeskKind{casework.StationDesk, casework.CountyDesk} {
			h.Clock.Advance(7 * 24 * time.Hour)
			h.Sweep()
			c = h.Reload(c)
			want(t, c, casework.Filed, desk)
		}
	})
}

func TestTheClockRunsFromAssignmentWhateverHappens(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := assigned(h)
		promise := c.FinishBy
		if got := promise.Time().In(sqldbtest.Start.Location()).Format("2006-01-02 15:04"); got != "2026-03-18 23:59" {
			t.Fatalf("five working days from Wednesday 11 March end at %s", got)
		}
		c = h.Do(h.Water, c, &casework.AskReturn{Reason: "not_our_duty", Unit: "jiaotongju", Basis: "路灯归交通局管"})
		c = h.Do(h.Station, c, &casework.AllowReturn{})
		want(t, c, casework.Accepted, casework.StationDesk)
		h.Clock.Advance(24 * time.Hour)
		_, err := h.Cases.Do(t.Context(), h.Station, casework.At{Number: c.Number, Seen: c.Version}, &casework.Assign{Lead: "shuiliju", Class: casework.Normal})
		wantFault(t, err, fault.Invalid)
		c = h.Do(h.Station, c, &casework.Assign{Lead: "jiaotongju", Class: casework.Normal})
		if c.FinishBy != promise {
			t.Fatalf("a return moved the promise from %s to %s", promise.Time(), c.FinishBy.Time())
		}
		h.Clock.Advance(5 * 24 * time.Hour)
		h.Sweep()
		c = h.Reload(c)
		want(t, c, casework.Handling, casework.DepartmentDesk)
		if c.FinishBy != promise || c.HandlingAt == 0 {
			t.Fatal("the clock's acknowledgement must move no due time")
		}
	})
}

// What a question or an extension has added to the promise, the citizen was told; no hand-over takes it away again.
func TestAHandOverKeepsPausesAndExtension(t *testing.T) {
	returnedNow := func(h *caseworktest.House, c *casework.Case) *casework.Case {
		c = h.Do(h.Water, c, &casework.AskReturn{Reason: "no_facts", Unit: "jiaotongju", Basis: "没有写明路段"})
		return h.Do(h.Station, c, &casework.AllowReturn{})
	}
	run(t, func(t *testing.T, h *caseworktest.House) {
		paused := returnedNow(h, assigned(h))
		long := h.Do(h.Water, h.Do(h.Water, assigned(h), &casework.Acknowledge{}), &casework.AskExtension{Days: 4, Reason: "等配件"})
		long = returnedNow(h, h.Do(h.Station, long, &casework.AllowExtension{Text: "配件4天后到"}))
		wantDay(t, "extended and returned", long.FinishBy, "2026-03-24")
		other := h.Do(h.Station, long, &casework.Assign{Lead: "jiaotongju", Class: casework.Inquiry})
		wantDay(t, "as an inquiry, 2 and 4 working days", other.FinishBy, "2026-03-19")
		paused = h.Do(h.Station, paused, &casework.Ask{Text: "是哪一段路？"})
		h.Clock.Advance(6 * 24 * time.Hour)
		paused = h.Do(h.Citizen, paused, &casework.Supply{Text: "小学门口"})
		promise := paused.FinishBy
		wantDay(t, "paused for four working days", promise, "2026-03-24")
		paused = h.Do(h.Station, paused, &casework.Assign{Lead: "jiaotongju", Class: casework.Normal})
		if paused.FinishBy != promise || paused.DueAt != promise {
			t.Errorf("the citizen was told %s, the department has until %s", promise.Time(), paused.DueAt.Time())
		}
	})
}

// A signature answers no question: the clock stands until the citizen does.
func TestAQuestionStaysOpenWhenTheDepartmentSigns(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Water, assigned(h), &casework.Ask{Text: "是哪一段路？"})
		due := c.DueAt
		c = h.Do(h.Water, c, &casework.Acknowledge{})
		if c.State != casework.Handling || !c.Paused() || c.DueAt != due {
			t.Errorf("%s, waiting for %q, due %s", c.State, c.Waiting, c.DueAt.Time())
		}
	})
}

func TestAQuestionPausesTheClock(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := assigned(h)
		before := c.DueAt
		c = h.Do(h.Water, c, &casework.Ask{Text: "是哪一段路？"})
		h.Clock.Advance(2 * 24 * time.Hour)
		c = h.Do(h.Citizen, c, &casework.Supply{Text: "小学门口"})
		if c.Waiting != "" || c.DueAt <= before {
			t.Fatalf("waiting %q, due %s, before %s", c.Waiting, c.DueAt.Time(), before.Time())
		}
	})
}

func TestRefusals(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := assigned(h)
		try := func(by access.Actor, seen casework.Version, act casework.Act) error {
			_, err := h.Cases.Do(t.Context(), by, casework.At{Number: c.Number, Seen: seen}, act)
			return err
		}
		wantFault(t, try(h.OtherOfficer, c.Version, &casework.Remind{}), fault.NotFound)
		wantFault(t, try(h.Stranger, c.Version, &casework.Withdraw{}), fault.NotFound)
		wantFault(t, try(h.Roads, c.Version, &casework.Acknowledge{}), fault.NotFound)
		wantFault(t, try(h.Station, c.Version, &casework.Acknowledge{}), fault.Forbidden)
		wantFault(t, try(h.Water, c.Version, &casework.Report{Result: "办好了"}), fault.Conflict)
		wantFault(t, try(h.Water, c.Version-1, &casework.Acknowledge{}), fault.Conflict)
		wantFault(t, try(h.Water, 0, &casework.Acknowledge{}), fault.Invalid)
		wantFault(t, try(h.Citizen, c.Version, &casework.Withdraw{Reason: "a\x00b"}), fault.Invalid)
	})
}

func TestSealedIsSeenByTheNamedOfficerAndTheCommissionOnly(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.File(func(f *casework.Filing) { f.Text = "举报某人侵占集体土地" })
		c = h.Do(h.Officer, c, &casework.Seal{Reason: "涉及举报个人"})
		for name, by := range h.Everybody() {
			_, err := h.Cases.Read(t.Context(), by, c.Number)
			may := name == "county officer" || name == "discipline" || name == "clock"
			if may != (err == nil) {
				t.Errorf("%s reads the sealed case: %v", name, err)
			}
		}
		d, err := h.Cases.Read(t.Context(), h.Discipline, c.Number)
		if err != nil || d.Text != "举报某人侵占集体土地" {
			t.Fatalf("the commission reads %q, %v", d.Text, err)
		}
		var stored string
		err = h.DB.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
			stored, err = sqldb.One(t.Context(), tx, sqldb.Value[string], `SELECT title || text FROM cases JOIN filing ON case_id = id WHERE number = $1`, c.Number)
			return err
		})
		if err != nil || len(stored) == 0 || containsAny(stored, "举报", "土地") {
			t.Fatalf("stored in the clear: %q %v", stored, err)
		}
		if _, err := h.Cases.Kept(t.Context(), h.Citizen, c.Number); err != nil {
			t.Fatalf("the citizen is told that it arrived: %v", err)
		}
	})
}

// A rework whose time ends at the very instant at which the citizen's window would have is warned of like any other.
func TestAReworkThatEndsWithTheWindowIsWatched(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := answered(h)
		h.Clock.Set(c.DueAt.Time().Add(-4 * 24 * time.Hour))
		h.Sweep()
		if c = h.Reload(c); c.Warned == "" {
			t.Fatal("the citizen was not reminded")
		}
		rules, err := h.Cases.Rules(t.Context(), h.ID)
		if err != nil {
			t.Fatal(err)
		}
		days := 1
		for casework.Moment(rules.Calendar().Add(h.Clock.Now(), days)) < c.DueAt {
			days++
		}
		if err := h.Cases.SetLimit(t.Context(), access.Clock, h.ID, casework.LimitChange{Name: casework.ReworkWithin, Days: days}, 0); err != nil {
			t.Fatal(err)
		}
		again := h.Do(h.Citizen, c, unhappy)
		if again.DueAt != c.DueAt || again.State != casework.Handling {
			t.Fatalf("the rework ends at %v, the window at %v: nothing is proved", again.DueAt.Time(), c.DueAt.Time())
		}
		h.Clock.Set(again.DueAt.Time().Add(time.Minute))
		h.Sweep()
		if again = h.Reload(again); again.Warned != "overdue" {
			t.Errorf("the rework is overdue and the clock has said %q", again.Warned)
		}
	})
}
