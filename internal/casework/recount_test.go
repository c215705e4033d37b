package casework_test

import (
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/calendar"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// load puts more days of 2026 in force, beside those that are built in.
func load(t *testing.T, h *caseworktest.House, more ...workday.Special) {
	t.Helper()
	book, err := h.Calendar.Book(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	days := append(book.Now().Specials(2026), more...)
	if err := h.Calendar.Save(t.Context(), h.Officer, h.ID, calendar.Change{Year: 2026, Days: days, Source: "国办发明电〔2026〕1号"}, book.Version()); err != nil {
		t.Fatal(err)
	}
}

func off(date string) workday.Special { return workday.Special{Date: date, Name: "植树节"} }
func worked(date string) workday.Special {
	return workday.Special{Date: date, Worked: true, Name: "植树节"}
}

func wantDay(t *testing.T, what string, got casework.Instant, want string) {
	t.Helper()
	if day := got.Time().In(workday.Shanghai()).Format(time.DateOnly); day != want {
		t.Errorf("%s is %s, want %s", what, day, want)
	}
}

func TestAHolidayMovesWhatIsDueAfterIt(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		filed, work, rated := h.File(nil), assigned(h), answered(h)
		sealed := h.Do(h.Officer, h.File(nil), &casework.Seal{Reason: "密件"})
		wantDay(t, "the finish", work.DueAt, "2026-03-18")
		load(t, h, off("2026-03-12"))
		if n := h.Sweep(); n != 3 {
			t.Errorf("%d acts, want 3: filed, assigned, sealed", n)
		}
		after := h.Reload(work)
		wantDay(t, "the finish", after.DueAt, "2026-03-19")
		wantDay(t, "the promise", after.FinishBy, "2026-03-19")
		wantDay(t, "whether it is accepted", h.Reload(filed).DueAt, "2026-03-16")
		wantDay(t, "the sealed case", h.Reload(sealed).DueAt, "2026-03-16")
		if got := h.Reload(rated); got.Version != rated.Version {
			t.Error("a case before its citizen is counted in calendar days")
		}
		d, err := h.Cases.Read(t.Context(), h.Citizen, work.Number)
		if err != nil {
			t.Fatal(err)
		}
		e := d.Entries[len(d.Entries)-1]
		if e.Action != "recount" || !e.ByClock() || e.Data.Was != work.DueAt || e.Data.Due != after.DueAt || e.Audience != casework.ForAll {
			t.Errorf("the timeline says %+v", e)
		}
		if n := h.Sweep(); n != 0 {
			t.Errorf("counted anew again: %d", n)
		}
	})
}

func TestAMakeUpDayEndsATermSooner(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		work := assigned(h)
		asked := h.Do(h.Station, h.File(nil), &casework.Ask{Text: "在哪里？"})
		wantDay(t, "the question", asked.AnswerBy, "2026-03-25")
		load(t, h, worked("2026-03-14"))
		h.Sweep()
		wantDay(t, "the finish", h.Reload(work).DueAt, "2026-03-17")
		wantDay(t, "the question", h.Reload(asked).AnswerBy, "2026-03-24")
	})
}

func TestNothingBecomesOverdueByBeingCountedAnew(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		work := assigned(h)
		h.Clock.Set(time.Date(2026, 3, 18, 15, 0, 0, 0, workday.Shanghai()))
		load(t, h, worked("2026-03-14"), worked("2026-03-15"))
		h.Sweep()
		wantDay(t, "what would be over", h.Reload(work).DueAt, "2026-03-18")
	})
}

func TestALateNoticeTakesBackWhatWasOverdue(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		work := assigned(h)
		h.Clock.Set(time.Date(2026, 3, 19, 15, 0, 0, 0, workday.Shanghai()))
		h.Sweep()
		if c := h.Reload(work); !c.Overdue(casework.Moment(h.Clock.Now())) {
			t.Fatal("not overdue")
		}
		load(t, h, off("2026-03-12"), off("2026-03-13"))
		h.Sweep()
		c := h.Reload(work)
		wantDay(t, "the finish", c.DueAt, "2026-03-20")
		if c.Overdue(casework.Moment(h.Clock.Now())) || c.Warned == "overdue" {
			t.Errorf("still overdue: %q", c.Warned)
		}
	})
}

func TestTheDoorCountsBeforeItActs(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		work := assigned(h)
		load(t, h, off("2026-03-12"))
		after := h.Do(h.Water, work, &casework.Acknowledge{})
		if after.Version != work.Version+2 {
			t.Errorf("version %d after %d", after.Version, work.Version)
		}
		wantDay(t, "the finish", after.DueAt, "2026-03-19")
		if filed := h.File(nil); filed.Version != 1 {
			t.Error("a new case needs no counting anew")
		}
		if n := h.Sweep(); n != 0 {
			t.Errorf("%d acts", n)
		}
	})
}

func TestTheHardStopStays(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		if err := h.Cases.SetLimit(t.Context(), h.Officer, h.ID, casework.LimitChange{Class: casework.Normal, Name: casework.Finish, Days: 60}, 0); err != nil {
			t.Fatal(err)
		}
		work := assigned(h)
		wantDay(t, "sixty calendar days", work.DueAt, "2026-05-10")
		load(t, h, off("2026-03-12"))
		h.Sweep()
		wantDay(t, "sixty calendar days", h.Reload(work).DueAt, "2026-05-10")
	})
}

func TestThePreviewIsWhatHappens(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		h.File(nil)
		assigned(h)
		answered(h)
		h.Do(h.Officer, h.File(nil), &casework.Seal{Reason: "密件"})
		book, _ := h.Calendar.Book(t.Context(), 0)
		next := book.With(calendar.Change{Year: 2026, Days: append(book.Now().Specials(2026), off("2026-03-12"))})
		admin := access.Actor{PersonID: 90, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: h.ID}}}
		for name, by := range map[string]access.Actor{"officer": h.Officer, "administrator": admin, "other county": h.OtherOfficer} {
			m, err := h.Cases.WouldMove(t.Context(), by, next)
			if err != nil {
				t.Fatal(err)
			}
			seen := 0
			if name == "officer" {
				seen = 2
			}
			if m.Count[h.ID] != 2 || len(m.Visible) != seen {
				t.Errorf("%s: %d cases, %d of them seen, want 2 and %d", name, m.Count[h.ID], len(m.Visible), seen)
			}
		}
		if m, _ := h.Cases.WouldMove(t.Context(), h.Officer, book.Now()); len(m.Count) != 0 {
			t.Error("the calendar in force moves something")
		}
		load(t, h, off("2026-03-12"))
		if n := h.Sweep(); n != 3 {
			t.Errorf("%d acts, want the 2 of the preview and the sealed one", n)
		}
	})
}

// A node that has not looked at the table for a while meets a case that another node has counted anew.
func TestANodeThatIsBehindCatchesUp(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		other := calendar.New(h.DB, h.Congress.Top)
		cases := casework.New(casework.Config{DB: h.DB, Keys: h.Keys, Directory: h.Congress.Directory, Book: other.Book, Attach: h.Cases.Attach})
		work := assigned(h)
		if _, err := cases.Rules(t.Context(), h.ID); err != nil {
			t.Fatal(err)
		}
		load(t, h, off("2026-03-12"))
		h.Sweep()
		work = h.Reload(work)
		after, err := cases.Do(t.Context(), h.Water, casework.At{Number: work.Number, Seen: work.Version}, &casework.Acknowledge{})
		if err != nil {
			t.Fatal(err)
		}
		wantDay(t, "the finish", after.DueAt, "2026-03-19")
		if n := h.Sweep(); n != 0 {
			t.Errorf("%d acts", n)
		}
	})
}

func TestManyCasesAreAllCountedAnew(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		for range 210 {
			h.File(nil)
		}
		load(t, h, off("2026-05-20")) // moves nothing that is due in March
		if n := h.Sweep(); n != 0 {
			t.Errorf("%d acts", n)
		}
		var left int
		if err := h.DB.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
			left, err = sqldb.One(t.Context(), tx, sqldb.Value[int], `SELECT COUNT(*) FROM cases WHERE calendar = 0`)
			return err
		}); err != nil || left != 0 {
			t.Errorf("%d are not by the new calendar yet (%v)", left, err)
		}
	})
}
