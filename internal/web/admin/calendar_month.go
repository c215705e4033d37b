package admin

import (
	"strings"
	"time"

	"jiazhan/internal/workday"
)

// month is a month of a year as a calendar shows it: weeks from Monday, empty cells where there is no day.
type month struct {
	number int
	weeks  [][7]cell
}

// cell is a day in a month; day 0 is an empty one.
type cell struct {
	day     int
	special *workday.Special // what a notice says about it
	free    bool
}

func months(c *workday.Calendar, year int) []month {
	said := map[string]*workday.Special{}
	for _, s := range c.Specials(year) {
		said[s.Date] = &s
	}
	out := make([]month, 12)
	for i := range out {
		out[i] = month{number: i + 1}
		for day := time.Date(year, time.Month(i+1), 1, 0, 0, 0, 0, workday.Shanghai()); int(day.Month()) == i+1; day = day.AddDate(0, 0, 1) {
			column := (int(day.Weekday()) + 6) % 7
			if column == 0 || day.Day() == 1 {
				out[i].weeks = append(out[i].weeks, [7]cell{})
			}
			out[i].weeks[len(out[i].weeks)-1][column] = cell{day.Day(), said[day.Format(time.DateOnly)], !c.Workday(day)}
		}
	}
	return out
}

// class is how a cell looks; the words 休 and 班 say the same.
func (c cell) class() string {
	switch {
	case c.special != nil && c.special.Worked:
		return "is-worked"
	case c.special != nil:
		return "is-off"
	case c.free && c.day > 0:
		return "is-free"
	}
	return ""
}

// holiday is what a notice says about one holiday: its days off, and the days worked for them.
type holiday struct {
	name        string
	off, worked []workday.Special
}

func holidays(days []workday.Special) []holiday {
	var out []holiday
	at := map[string]int{}
	for _, s := range days {
		i, known := at[s.Name]
		if !known {
			i = len(out)
			at[s.Name] = i
			out = append(out, holiday{name: s.Name})
		}
		if s.Worked {
			out[i].worked = append(out[i].worked, s)
		} else {
			out[i].off = append(out[i].off, s)
		}
	}
	return out
}

// says puts a holiday into words: "休 1月1日（周五）至1月3日（周日）；班 1月4日（周一）".
func (v visit) says(h holiday) string {
	p := v.view.P
	var parts []string
	if len(h.off) > 0 {
		parts = append(parts, p.T("休 %s", v.spans(h.off)))
	}
	if len(h.worked) > 0 {
		parts = append(parts, p.T("班 %s", v.spans(h.worked)))
	}
	return strings.Join(parts, p.T("admin.list.then"))
}

// spans joins days that follow each other.
func (v visit) spans(days []workday.Special) string {
	p := v.view.P
	var parts []string
	for i := 0; i < len(days); {
		last := i
		for last+1 < len(days) && days[last+1].Time().Equal(days[last].Time().AddDate(0, 0, 1)) {
			last++
		}
		if last > i {
			parts = append(parts, p.T("%s至%s", p.Date(days[i].Time()), p.Date(days[last].Time())))
		} else {
			parts = append(parts, p.Date(days[i].Time()))
		}
		i = last + 1
	}
	return strings.Join(parts, p.T("admin.list.and"))
}

// counts are the days off and the days worked that a list says.
func counts(days []workday.Special) (off, worked int) {
	for _, s := range days {
		if s.Worked {
			worked++
		} else {
			off++
		}
	}
	return off, worked
}
