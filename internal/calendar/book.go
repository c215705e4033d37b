// Package calendar keeps the working days that administrators load from the State Council's yearly notice (放假安排), on top
// of those that are built in. They hold for the whole installation: the notice is one for the country (ADR 0012). It owns
// the table calendar_change, which is history and state at once. It must never know a case: who counts in working days
// asks for the book, in which every earlier calendar can still be read.
package calendar

import (
	"slices"
	"time"

	"jiazhan/internal/workday"
)

// Change is one change of a year's days: who laid which days over it, or gave it back to what is built in.
type Change struct {
	Version int64 // 1, 2, 3 … over all years
	Year    int
	Back    bool // back to what is built in
	Days    []workday.Special
	Source  string // number or address of the notice
	At      time.Time
	By      int64 // person
}

// Book holds every calendar that was ever in force, by version; version 0 is what is built in. It never changes.
type Book struct {
	changes  []Change
	editions []*workday.Calendar
}

// NewBook makes the book of all changes, in order.
func NewBook(changes []Change) *Book {
	b := &Book{changes: changes, editions: []*workday.Calendar{workday.China()}}
	for _, c := range changes {
		b.editions = append(b.editions, c.over(b.Now()))
	}
	return b
}

func (c Change) over(before *workday.Calendar) *workday.Calendar {
	if c.Back {
		return before.Back(c.Year)
	}
	return before.WithYear(c.Year, c.Days)
}

// Version is that of the calendar in force: the number of changes.
func (b *Book) Version() int64 { return int64(len(b.changes)) }

// Now is the calendar in force.
func (b *Book) Now() *workday.Calendar { return b.editions[len(b.editions)-1] }

// At is the calendar of a version; one that is not in the book yet is the newest.
func (b *Book) At(version int64) *workday.Calendar {
	return b.editions[min(max(version, 0), b.Version())]
}

// With is the calendar as it would be after a change.
func (b *Book) With(c Change) *workday.Calendar { return c.over(b.Now()) }

// Last is the newest change of a year; nil when it is as it was built in.
func (b *Book) Last(year int) *Change {
	for i := len(b.changes) - 1; i >= 0; i-- {
		if b.changes[i].Year == year {
			return &b.changes[i]
		}
	}
	return nil
}

// Changes lists all changes, the newest first.
func (b *Book) Changes() []Change {
	list := slices.Clone(b.changes)
	slices.Reverse(list)
	return list
}
