package calendar_test

import (
	"context"
	"sync"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/calendar"
	"jiazhan/internal/fault"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/workday"
)

const (
	city   = 1
	county = 2
)

func top(_ context.Context, congressID int64) (bool, error) { return congressID == city, nil }

func officer(congressID int64) access.Actor {
	return access.Actor{PersonID: 7, Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: congressID}}}
}

func book(t *testing.T, s *calendar.Service) *calendar.Book {
	t.Helper()
	b, err := s.Book(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func loaded(year int, dates ...string) calendar.Change {
	c := calendar.Change{Year: year, Source: "国办发明电〔2026〕7号"}
	for _, d := range dates {
		c.Days = append(c.Days, workday.Special{Date: d, Name: "元旦"})
	}
	return c
}

func worked(t *testing.T, c *workday.Calendar, date string) bool {
	t.Helper()
	return c.Workday(workday.Special{Date: date}.Time())
}

func TestAYearIsLoadedChangedAndGivenBack(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := calendar.New(db, top)
		save := func(c calendar.Change) {
			t.Helper()
			if err := s.Save(t.Context(), officer(city), city, c, book(t, s).Version()); err != nil {
				t.Fatal(err)
			}
		}
		if book(t, s).Now().Published(2027) {
			t.Fatal("2027 is known already")
		}
		save(loaded(2027, "2027-01-01"))
		save(loaded(2026))
		save(loaded(2027, "2027-01-04"))
		save(calendar.Change{Year: 2026, Back: true})
		b := book(t, s)
		for version, want := range []bool{true, false, false, true, true} {
			if worked(t, b.At(int64(version)), "2027-01-01") != want {
				t.Errorf("version %d: 2027-01-01 worked is %v", version, !want)
			}
		}
		for version, want := range []bool{false, false, true, true, false} {
			if worked(t, b.At(int64(version)), "2026-10-01") != want {
				t.Errorf("version %d: 2026-10-01 worked is %v", version, !want)
			}
		}
		last := b.Last(2027)
		if last == nil || last.By != 7 || last.Source == "" || last.At.IsZero() || last.Version != 3 || len(b.Changes()) != 4 {
			t.Errorf("the history says %+v", last)
		}
		if other := book(t, calendar.New(db, top)); other.Version() != 4 || worked(t, other.Now(), "2027-01-04") {
			t.Error("another node reads another calendar")
		}
		if report, err := ledger.Verify(t.Context(), db, func(ledger.Event) error { return nil }); err != nil || report.Events != 4 || len(report.Bad) != 0 {
			t.Errorf("ledger: %+v %v", report, err)
		}
	})
}

func TestWhoMayNotAndWhatCannotBe(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := calendar.New(db, top)
		good := loaded(2027, "2027-01-01")
		for name, one := range map[string]struct {
			by   access.Actor
			at   int64
			c    calendar.Change
			seen int64
			want fault.Kind
		}{
			"a county below":     {officer(county), county, good, 0, fault.Forbidden},
			"somebody else's":    {officer(county), city, good, 0, fault.Forbidden},
			"a visitor":          {access.Actor{}, city, good, 0, fault.Forbidden},
			"stale":              {officer(city), city, good, 3, fault.Conflict},
			"no source":          {officer(city), city, calendar.Change{Year: 2027}, 0, fault.Invalid},
			"long source":        {officer(city), city, calendar.Change{Year: 2027, Source: string(make([]rune, 400))}, 0, fault.Invalid},
			"another year's day": {officer(city), city, loaded(2027, "2026-12-31"), 0, fault.Invalid},
			"no date":            {officer(city), city, loaded(2027, "2027-02-30"), 0, fault.Invalid},
			"twice":              {officer(city), city, loaded(2027, "2027-01-01", "2027-01-01"), 0, fault.Invalid},
			"far":                {officer(city), city, loaded(2040, "2040-01-01"), 0, fault.Invalid},
		} {
			if err := s.Save(t.Context(), one.by, one.at, one.c, one.seen); fault.KindOf(err) != one.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		if book(t, s).Version() != 0 {
			t.Error("something was saved")
		}
	})
}

func TestOfTwoAtOnceOneIsTold(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := calendar.New(db, top)
		errs := make([]error, 8)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { errs[i] = s.Save(t.Context(), officer(city), city, loaded(2027, "2027-01-01"), 0) })
		}
		all.Wait()
		saved := 0
		for _, err := range errs {
			switch {
			case err == nil:
				saved++
			case fault.KindOf(err) != fault.Conflict:
				t.Error(err)
			}
		}
		if saved != 1 || book(t, s).Version() != 1 {
			t.Errorf("%d were saved", saved)
		}
	})
}
