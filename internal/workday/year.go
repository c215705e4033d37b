package workday

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Special is a day about which a notice says whether it is worked: a holiday 放假, or a make-up workday 调休上班.
type Special struct {
	Date   string `json:"date"` // 2006-01-02
	Worked bool   `json:"worked,omitempty"`
	Name   string `json:"name"` // of the holiday to which it belongs
}

// Time is the beginning of the day, the zero time for a date that is none.
func (s Special) Time() time.Time {
	t, err := ParseDate(s.Date)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Specials lists the days of a year about which something is said, in order.
func (c *Calendar) Specials(year int) []Special {
	var out []Special
	for d, m := range c.special {
		if t := d.begin(); t.Year() == year {
			out = append(out, Special{t.Format(time.DateOnly), m.worked, m.name})
		}
	}
	SortSpecials(out)
	return out
}

// SortSpecials puts days in order.
func SortSpecials(days []Special) {
	slices.SortFunc(days, func(a, b Special) int { return cmp.Compare(a.Date, b.Date) })
}

// Notices gives the addresses of the notices of a year that is built in.
func (c *Calendar) Notices(year int) []string { return c.notices[year] }

// WithYear gives a calendar on which a year has these days and no others, and counts as published. A day that is no date
// of the year is left out.
func (c *Calendar) WithYear(year int, days []Special) *Calendar {
	special, published := maps.Clone(c.special), maps.Clone(c.published)
	maps.DeleteFunc(special, func(d day, _ mark) bool { return d.begin().Year() == year })
	for _, s := range days {
		if t := s.Time(); t.Year() == year {
			special[dayOf(t)] = mark{s.Worked, s.Name}
		}
	}
	published[year] = true
	return &Calendar{special: special, published: published, notices: c.notices}
}

// Back gives a calendar on which a year is again as it is built in.
func (c *Calendar) Back(year int) *Calendar {
	out := c.WithYear(year, China().Specials(year))
	out.published[year] = China().Published(year)
	return out
}
