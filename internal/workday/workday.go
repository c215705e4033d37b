// Package workday counts in Chinese working days: weekends, public holidays, make-up workdays (调休), Beijing time.
// It owns no table and reads no clock. It must never guess a holiday: a year whose State Council notice is neither in
// calendar/<year>.json nor laid over it with WithYear has plain weekends, and Published says so.
package workday

import (
	"maps"
	"time"
	_ "time/tzdata" // a server without zone files still knows Shanghai
)

var shanghai = zone()

func zone() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return time.FixedZone("CST", 8*60*60)
	}
	return loc
}

// Shanghai is the zone in which every day of the house begins and ends.
func Shanghai() *time.Location { return shanghai }

// Calendar knows which days are worked. It never changes, so everybody may share it.
type Calendar struct {
	special   map[day]mark // days that differ from Monday to Friday, or might
	published map[int]bool
	notices   map[int][]string // addresses of a built-in year's notices
}

type mark struct {
	worked bool
	name   string // of the holiday to which the day belongs
}

// Workday reports whether the day in Beijing that contains t is worked.
func (c *Calendar) Workday(t time.Time) bool { return c.worked(dayOf(t)) }

func (c *Calendar) worked(d day) bool {
	if m, ok := c.special[d]; ok {
		return m.worked
	}
	return d.plain()
}

// plain reports whether a day would be worked if nothing had been said about it.
func (d day) plain() bool {
	return d.weekday() != time.Saturday && d.weekday() != time.Sunday
}

// Published reports whether the State Council's holiday notice of the year is known. Deadlines that reach into a year
// without one are provisional: only weekends are left out, and they must be counted again once the notice is there.
func (c *Calendar) Published(year int) bool { return c.published[year] }

// With gives a calendar on which the given days ("2006-01-02", true is worked) stand above the national ones, as when a
// county keeps a holiday of its own. A key that is no date is left out.
func (c *Calendar) With(days map[string]bool) *Calendar {
	special := maps.Clone(c.special)
	for text, worked := range days {
		if t, err := ParseDate(text); err == nil {
			special[dayOf(t)] = mark{worked: worked}
		}
	}
	return &Calendar{special: special, published: c.published, notices: c.notices}
}

// day is a day in Beijing, counted from 1970-01-01.
type day int

func dayOf(t time.Time) day {
	year, month, date := t.In(shanghai).Date()
	return day(time.Date(year, month, date, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// Day is the beginning of the day in Beijing in which an instant lies.
func Day(t time.Time) time.Time { return dayOf(t).begin() }

// begin is 00:00 of the day.
func (d day) begin() time.Time { return time.Date(1970, 1, 1+int(d), 0, 0, 0, 0, shanghai) }

// end is the last stored instant of the day, a millisecond before 24:00.
func (d day) end() time.Time { return (d + 1).begin().Add(-time.Millisecond) }

func (d day) weekday() time.Weekday { return ((time.Weekday(d)+time.Thursday)%7 + 7) % 7 }
