package admin

import (
	"errors"
	"slices"
	"time"

	"jiazhan/internal/calendar"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/workday"
)

// The kinds of a day, as the form for one day names them.
const (
	dayOff    = "off"
	dayWorked = "worked"
	dayPlain  = "plain"
)

// change reads a form of a year's page into the change that it asks for.
func (p yearPage) change(f *form.Form) (calendar.Change, error) {
	c := calendar.Change{Year: p.year, Source: f.Line("source")}
	switch f.Choice("way", ways...) {
	case byNotice:
		c.Days = p.parse(f)
	case byDay:
		c.Days = p.withDay(f)
	case byBack:
		c.Back = true
	default:
		f.Fail("way", "form.choice")
	}
	if err := f.Err(); err != nil {
		return c, err
	}
	return c, c.Check(p.view.Now)
}

func (p yearPage) parse(f *form.Form) []workday.Special {
	days, err := workday.ParseNotice(p.year, f.Text("text"))
	var wrong *workday.Wrong
	switch {
	case errors.As(err, &wrong):
		f.Fail("text", wrong.Key, wrong.Args...)
	case err != nil:
		f.Fail("text", "form.choice")
	}
	return days
}

// withDay gives the days of the year with one of them said anew.
func (p yearPage) withDay(f *form.Form) []workday.Special {
	at := f.Date("date")
	date := at.Format(time.DateOnly)
	kind := f.Choice("kind", dayOff, dayWorked, dayPlain)
	switch {
	case f.Wrong("date") != nil:
	case at.IsZero():
		f.Fail("date", "field.required")
	case at.Year() != p.year:
		f.Fail("date", "calendar.date")
	}
	if kind == "" {
		f.Fail("kind", "field.required")
	}
	if kind != dayPlain && f.Line("name") == "" {
		f.Fail("name", "field.required")
	}
	before := p.days.Specials(p.year)
	days := slices.DeleteFunc(slices.Clone(before), func(s workday.Special) bool { return s.Date == date })
	if kind != dayPlain {
		days = append(days, workday.Special{Date: date, Worked: kind == dayWorked, Name: f.Line("name")})
		workday.SortSpecials(days)
	}
	if f.Err() == nil && slices.Equal(days, before) {
		f.Fail("date", "calendar.same")
	}
	return days
}
