package workday

import (
	"testing"
	"testing/fstest"
	"time"
)

// at reads "2006-01-02" or "2006-01-02 15:04" in Beijing.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	layout := "2006-01-02 15:04"
	if len(text) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	v, err := time.ParseInLocation(layout, text, Shanghai())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// end is the last millisecond of a day.
func end(t *testing.T, text string) time.Time {
	t.Helper()
	return at(t, text).AddDate(0, 0, 1).Add(-time.Millisecond)
}

func TestWorkday(t *testing.T) {
	for day, want := range map[string]bool{
		"2025-01-26": true,  // Sunday, make-up for Spring Festival
		"2025-01-27": true,  // Monday
		"2025-01-28": false, // Spring Festival's eve, a Tuesday
		"2025-02-04": false, // its last day, a Tuesday
		"2025-02-08": true,  // Saturday, make-up
		"2025-02-09": false, // the Sunday after
		"2025-09-28": true,  // Sunday, make-up for National Day
		"2025-10-08": false, // National Day and Mid-Autumn, eighth day
		"2025-10-09": true,
		"2025-10-11": true,  // Saturday, make-up
		"2026-01-04": true,  // Sunday, make-up for New Year
		"2026-02-14": true,  // Saturday, make-up for Spring Festival
		"2026-02-15": false, // its first day
		"2026-02-23": false, // its ninth day, a Monday
		"2026-02-28": true,  // Saturday, make-up
		"2026-09-20": true,  // Sunday, make-up for National Day
		"2026-10-07": false,
		"2026-10-10": true,  // Saturday, make-up
		"2026-03-14": false, // plain Saturday
		"2026-03-16": true,  // plain Monday
		"2022-12-31": false, // New Year of 2023 begins in 2022
		"2027-02-08": true,  // not published: a Monday like any other
	} {
		if got := China().Workday(at(t, day)); got != want {
			t.Errorf("%s: got %v, want %v", day, got, want)
		}
	}
}

func TestWorkdaysOfAYear(t *testing.T) {
	for year, want := range map[int]int{2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248, 2027: 261} {
		first := time.Date(year, 1, 1, 0, 0, 0, 0, Shanghai())
		if got := China().Between(first, first.AddDate(1, 0, 0)); got != want {
			t.Errorf("%d: got %d working days, want %d", year, got, want)
		}
		if got := China().Published(year); got != (year < 2027) {
			t.Errorf("Published(%d) = %v", year, got)
		}
	}
}

func TestDayIsJudgedInBeijing(t *testing.T) {
	friday := time.Date(2026, 3, 13, 17, 0, 0, 0, time.UTC) // Saturday 01:00 in Beijing
	if China().Workday(friday) {
		t.Error("Friday 17:00 UTC is Saturday in Beijing")
	}
}

func TestAdd(t *testing.T) {
	for _, c := range []struct {
		from string
		days int
		want string
	}{
		{"2026-03-11 09:00", 0, "2026-03-11"},
		{"2026-03-14 09:00", 0, "2026-03-14"}, // a Saturday stays
		{"2026-03-11 09:00", 2, "2026-03-13"},
		{"2026-03-11 23:59", 3, "2026-03-16"},
		{"2026-03-14 09:00", 1, "2026-03-16"},
		{"2025-01-24 10:00", 2, "2025-01-27"}, // over the make-up Sunday
		{"2025-01-24 10:00", 5, "2025-02-07"}, // over Spring Festival
		{"2025-01-24 10:00", 6, "2025-02-08"}, // ends on a make-up Saturday
		{"2025-09-26 10:00", 4, "2025-10-09"}, // 28, 29, 30 September, then after National Day
		{"2026-02-13 10:00", 1, "2026-02-14"},
		{"2026-02-13 10:00", 2, "2026-02-24"},
		{"2026-09-30 10:00", 3, "2026-10-10"},
		{"2025-12-31 16:00", 1, "2026-01-04"}, // year's end, make-up Sunday
		{"2026-12-31 16:00", 1, "2027-01-01"}, // not published: plain Friday
		{"2026-03-16 09:00", -1, "2026-03-13"},
		{"2026-02-24 09:00", -1, "2026-02-14"},
	} {
		if got := China().Add(at(t, c.from), c.days); !got.Equal(end(t, c.want)) {
			t.Errorf("Add(%s, %d) = %s, want the end of %s", c.from, c.days, got, c.want)
		}
	}
}

func TestAddCalendar(t *testing.T) {
	c := China()
	for _, x := range []struct {
		got  time.Time
		want string
	}{
		{c.AddCalendar(at(t, "2026-03-11 09:00"), 15), "2026-03-26"},
		{c.AddCalendar(at(t, "2026-12-20 23:30"), 60), "2027-02-18"},
		{c.AddCalendar(at(t, "2026-03-11 09:00"), 0), "2026-03-11"},
	} {
		if !x.got.Equal(end(t, x.want)) {
			t.Errorf("got %s, want the end of %s", x.got, x.want)
		}
	}
}

func TestBetween(t *testing.T) {
	c := China()
	for _, x := range []struct {
		a, b time.Time
		want int
	}{
		{at(t, "2026-03-11 09:00"), end(t, "2026-03-11"), 1}, // the last day's morning
		{end(t, "2026-03-11"), end(t, "2026-03-11"), 0},
		{at(t, "2026-03-11 09:00"), at(t, "2026-03-11 17:00"), 0},
		{end(t, "2026-03-13"), end(t, "2026-03-15"), 0},
		{end(t, "2025-01-24"), end(t, "2025-02-08"), 6},
		{end(t, "2025-12-31"), end(t, "2026-01-05"), 2},
		{end(t, "2026-03-13"), end(t, "2026-03-11"), -2},
	} {
		if got := c.Between(x.a, x.b); got != x.want {
			t.Errorf("Between(%s, %s) = %d, want %d", x.a, x.b, got, x.want)
		}
	}
}

func TestExtend(t *testing.T) {
	for _, c := range []struct{ due, from, to, want string }{
		{"2026-03-18", "2026-03-11 09:00", "2026-03-13 09:00", "2026-03-20"}, // two working days
		{"2026-03-18", "2026-03-13 09:00", "2026-03-16 09:00", "2026-03-19"}, // the weekend costs nothing
		{"2026-03-18", "2026-03-14 09:00", "2026-03-15 09:00", "2026-03-18"}, // only weekend
		{"2026-03-18", "2026-03-11 09:00", "2026-03-11 10:00", "2026-03-19"}, // part of a day
		{"2026-03-18", "2026-03-17 09:00", "2026-03-23 09:00", "2026-03-24"}, // over the old due
		{"2026-03-18", "2026-03-19 09:00", "2026-03-23 09:00", "2026-03-18"}, // overdue before the pause
		{"2026-02-13", "2026-02-12 00:00", "2026-02-25 00:00", "2026-02-26"}, // 12, 13, 14 and 24 become 14, 24, 25 and 26
		{"2026-03-18", "2026-03-12 09:00", "2026-03-11 09:00", "2026-03-18"}, // the wrong way round
	} {
		if got := China().Extend(end(t, c.due), at(t, c.from), at(t, c.to)); !got.Equal(end(t, c.want)) {
			t.Errorf("Extend(%s, %s, %s) = %s, want the end of %s", c.due, c.from, c.to, got, c.want)
		}
	}
}

func TestHalf(t *testing.T) {
	for _, c := range []struct{ from, due, want string }{
		{"2026-03-11 00:00", "2026-03-13 00:00", "2026-03-12 00:00"},
		{"2026-03-11 12:00", "2026-03-12 00:00", "2026-03-11 18:00"},
		{"2026-03-13 00:00", "2026-03-17 00:00", "2026-03-14 00:00"}, // Friday and Monday: half at Friday's end
		{"2026-02-14 00:00", "2026-02-25 12:00", "2026-02-24 06:00"}, // Saturday 14 works, 15 to 23 are free
		{"2026-03-14 00:00", "2026-03-15 00:00", "2026-03-14 12:00"}, // no working time: plain middle
		{"2026-03-12 00:00", "2026-03-11 00:00", "2026-03-11 00:00"},
	} {
		if got := China().Part(at(t, c.from), at(t, c.due), 50); !got.Equal(at(t, c.want)) {
			t.Errorf("Part(%s, %s) = %s, want %s", c.from, c.due, got, c.want)
		}
	}
}

func TestWith(t *testing.T) {
	county := China().With(map[string]bool{"2026-03-12": false, "2026-03-14": true, "2026-02-30": false, "soon": true})
	for day, want := range map[string]bool{"2026-03-12": false, "2026-03-14": true, "2026-03-13": true, "2026-10-01": false, "2026-03-02": true} {
		if got := county.Workday(at(t, day)); got != want {
			t.Errorf("%s: got %v, want %v", day, got, want)
		}
	}
	if !China().Workday(at(t, "2026-03-12")) {
		t.Error("a county's day must not change the national calendar")
	}
	if !county.Published(2026) {
		t.Error("a county's calendar must know the published years")
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"broken":       `{"holidays":`,
		"no date":      `{"holidays":{"2026-13-01":"x"}}`,
		"another year": `{"workdays":{"2025-12-31":"x"}}`,
		"both":         `{"holidays":{"2026-01-01":"x"},"workdays":{"2026-01-01":"x"}}`,
	} {
		if _, err := load(fstest.MapFS{"calendar/2026.json": {Data: []byte(text)}}); err == nil {
			t.Errorf("%s: must be refused", name)
		}
	}
	if _, err := load(fstest.MapFS{"calendar/soon.json": {Data: []byte("{}")}}); err == nil {
		t.Error("a file without a year must be refused")
	}
	c, err := load(fstest.MapFS{"calendar/2027.json": {Data: []byte(`{"holidays":{"2027-01-01":"元旦"}}`)}})
	if err != nil || c.Published(2027) {
		t.Errorf("days without the address of a notice are not published (%v)", err)
	}
}

func TestDatesAreBeijings(t *testing.T) {
	late := time.Date(2026, 3, 10, 16, 30, 0, 0, time.UTC) // half past midnight in Beijing
	if got := Date(late); got != "2026-03-11" {
		t.Errorf("the day is %s", got)
	}
	begin, err := ParseDate("2026-03-11")
	if err != nil || !begin.Equal(Day(late)) || !begin.Equal(time.Date(2026, 3, 10, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("it begins at %s, or %s (%v)", begin, Day(late), err)
	}
	if _, err := ParseDate("2026-02-30"); err == nil {
		t.Error("a day that there is not")
	}
}
