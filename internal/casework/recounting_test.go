package casework

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"jiazhan/internal/workday"
)

// a calendar of 2026 on which some days are said otherwise.
func someCalendar(t *rapid.T, name string) *workday.Calendar {
	days := workday.China().Specials(2026)
	said := map[string]bool{}
	for _, d := range days {
		said[d.Date] = true
	}
	for range rapid.IntRange(0, 12).Draw(t, name) {
		date := time.Date(2026, 1, rapid.IntRange(1, 365).Draw(t, name+" day"), 0, 0, 0, 0, workday.Shanghai()).Format(time.DateOnly)
		if !said[date] {
			said[date] = true
			days = append(days, workday.Special{Date: date, Worked: rapid.Bool().Draw(t, name+" worked"), Name: "x"})
		}
	}
	return workday.China().WithYear(2026, days)
}

func TestCountingAnewKeepsTheWorkingDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := someCalendar(t, "from"), someCalendar(t, "to")
		since := time.Date(2026, 1, 1, 0, 0, 0, 0, workday.Shanghai()).Add(time.Duration(rapid.Int64Range(0, int64(200*24*time.Hour)).Draw(t, "since")))
		days := rapid.IntRange(1, 30).Draw(t, "days")
		due := Moment(from.Add(since, days))
		early := recounting{from, to, Moment(since)}
		got := early.end(Moment(since), due)
		if want := Moment(to.Add(since, days)); got != want {
			t.Fatalf("%d days from %s: %s, want %s", days, since, got.Time(), want.Time())
		}
		if again := (recounting{to, to, Moment(since)}).end(Moment(since), got); again != got {
			t.Fatal("counting by the same calendar moves it")
		}
		now := Moment(since.Add(time.Duration(rapid.Int64Range(0, int64(60*24*time.Hour)).Draw(t, "now"))))
		if late := (recounting{from, to, now}).end(Moment(since), due); due > now && late <= now {
			t.Fatalf("%s became overdue at %s", due.Time(), now.Time())
		}
	})
}
