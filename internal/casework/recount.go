package casework

import (
	"slices"

	"jiazhan/internal/fault"
	"jiazhan/internal/workday"
)

// The working days change when the State Council's notice for a year is loaded. Then the due times of open cases are
// counted anew: a term keeps its number of working days, and its date follows from the calendar.

// terms are the ends of what a case has that is counted in working days; 0 is none.
type terms struct{ due, finish, answer Instant }

func (f *Facts) terms() terms { return terms{f.DueAt, f.FinishBy, f.AnswerBy} }

// moved gives the first term that differs and what it becomes: the desk's, else the promise, else the citizen's.
func (t terms) moved(to terms) (before, after Instant, ok bool) {
	switch {
	case t.due != to.due:
		return t.due, to.due, true
	case t.finish != to.finish:
		return t.finish, to.finish, true
	}
	return t.answer, to.answer, t.answer != to.answer
}

// recount is the clock's act: the calendar has changed, the terms are counted anew.
type recount struct{}

func (*recount) Action() Action      { return "recount" }
func (*recount) check(*fault.Fields) {}

func (*recount) do(ch *change) error {
	before := ch.terms()
	to := ch.recounted(ch.rules, ch.counted, ch.now)
	ch.setDue(to.due)
	ch.FinishBy, ch.AnswerBy = to.finish, to.answer
	ch.say.Data.Was, ch.say.Data.Due, _ = before.moved(to)
	return nil
}

// moves reports whether another calendar is in force than the one by which the case was counted, and changes its terms.
func moves(c *Case, m moment) bool {
	return c.calendar != m.rules.book.Version() && c.terms() != c.recounted(m.rules, m.rules.book.At(c.calendar), m.now)
}

// recounted gives the terms by the calendar of the rules, of a case that was counted by another one.
func (f *Facts) recounted(r Rules, by *workday.Calendar, now Instant) terms {
	t := f.terms()
	if f.Historic || !slices.Contains(inWorkdays, f.State) {
		return t
	}
	anew := recounting{by, r.calendar, now}
	t.answer = anew.end(f.WaitingSince, t.answer)
	t.finish = within(r.after(f.AssignedAt, FinishHard, f.Class), t.finish, anew.end(f.AssignedAt, t.finish))
	switch f.State {
	case Filed:
		t.due = within(r.after(f.FiledAt, DecideHard, f.Class), t.due, anew.end(f.DeskSince, t.due))
	case Accepted:
		t.due = anew.end(max(f.DeskSince, f.AcceptedAt), t.due)
	case Reported:
		t.due = anew.end(f.ReportedAt, t.due)
	default:
		t.due = t.finish
	}
	return t
}

// within keeps a term that lay within a hard stop, which is counted in calendar days, within it.
func within(hard, before, after Instant) Instant {
	switch {
	case before == hard:
		return hard
	case before < hard:
		return min(after, hard)
	}
	return after
}

// recounting takes terms from one calendar to another.
type recounting struct {
	from, to *workday.Calendar
	now      Instant
}

// end is the end of a term that began at since. What is over comes back only if it is not over by the new calendar, and
// nothing becomes overdue by being counted anew: it ends today at the earliest.
func (x recounting) end(since, due Instant) Instant {
	if due == 0 || since == 0 || !x.from.Workday(due.Time()) {
		return due
	}
	days := x.from.Between(x.from.Add(since.Time(), 0), due.Time())
	end := Moment(x.to.Add(since.Time(), days))
	switch {
	case end >= due:
		return end
	case due <= x.now:
		return due
	}
	return max(end, min(due, Moment(x.to.Add(x.now.Time(), 0))))
}
