package workday

import "time"

const wholeDay = 24 * time.Hour

// Add is the end of the n-th working day after from's day; from's own day never counts (民法典 第二百零一条). Days 0 is
// the end of from's day, worked or not; negative days count back.
func (c *Calendar) Add(from time.Time, days int) time.Time {
	d, step := dayOf(from), day(1)
	if days < 0 {
		days, step = -days, -1
	}
	for days > 0 {
		if d += step; c.worked(d) {
			days--
		}
	}
	return d.end()
}

// AddCalendar is the end of the n-th calendar day after from's day, worked or not.
func (c *Calendar) AddCalendar(from time.Time, days int) time.Time {
	return (dayOf(from) + day(days)).end()
}

// Between counts the working days that end after a and not after b; it is negative when b is before a. On the morning
// of the last day one working day is left.
func (c *Calendar) Between(a, b time.Time) int {
	if b.Before(a) {
		return -c.Between(b, a)
	}
	n := 0
	for d := firstEndAfter(a); d < firstEndAfter(b); d++ {
		if c.worked(d) {
			n++
		}
	}
	return n
}

// firstEndAfter is the first day whose end lies after t.
func firstEndAfter(t time.Time) day {
	if d := dayOf(t); d.end().After(t) {
		return d
	}
	return dayOf(t) + 1
}

// Extend moves due by the working time that a pause swallowed. A part of a working day counts as a whole one, because a
// term ends with a day (民法典 第二百零三条). A pause that began after due changes nothing.
func (c *Calendar) Extend(due, pausedFrom, pausedTo time.Time) time.Time {
	if !pausedFrom.Before(due) {
		return due
	}
	swallowed := c.working(pausedFrom, pausedTo)
	if swallowed == 0 {
		return due
	}
	return c.Add(due, int((swallowed+wholeDay-1)/wholeDay))
}

// Part is the instant at which so many percent of the working time from from to due have passed; where none of it is working
// time, of the plain time. It is due when from is not before due.
func (c *Calendar) Part(from, due time.Time, percent int) time.Time {
	if !from.Before(due) {
		return due
	}
	left := share(c.working(from, due), percent)
	if left == 0 {
		return from.Add(share(due.Sub(from), percent))
	}
	for d := dayOf(from); ; d++ {
		part := c.workingOn(d, from, due)
		if left <= part {
			return latest(d.begin(), from).Add(left)
		}
		left -= part
	}
}

func share(d time.Duration, percent int) time.Duration {
	return d / 100 * time.Duration(percent)
}

// working is the time of working days between a and b, each of them 24 hours long.
func (c *Calendar) working(a, b time.Time) time.Duration {
	var sum time.Duration
	for d := dayOf(a); d <= dayOf(b); d++ {
		sum += c.workingOn(d, a, b)
	}
	return sum
}

func (c *Calendar) workingOn(d day, a, b time.Time) time.Duration {
	if !c.worked(d) {
		return 0
	}
	from, to := latest(d.begin(), a), (d + 1).begin()
	if b.Before(to) {
		to = b
	}
	return max(0, to.Sub(from))
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
