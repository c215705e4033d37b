package casework

import (
	"maps"

	"jiazhan/internal/calendar"
	"jiazhan/internal/workday"
)

// Limit is the name of a time limit; its days are data of a congress, and of a class where that matters.
type Limit string

// The limits.
const (
	FirstLook    Limit = "first_look"    // a desk is reminded of a new case that it has not decided on
	LookHard     Limit = "look_hard"     // then the clock hands it up
	Decide       Limit = "decide"        // accept or decline is told
	DecideHard   Limit = "decide_hard"   // 15 calendar days, Petition Regulations art. 22
	AssignWithin Limit = "assign"        // after acceptance
	AssignUrgent Limit = "assign_urgent" // the same for what is urgent
	AssignHard   Limit = "assign_hard"   // then the clock hands it up, and supervises the county's
	AckWithin    Limit = "acknowledge"   // the department is reminded to acknowledge
	AckHard      Limit = "ack_hard"      // then it counts as acknowledged
	ReturnAsk    Limit = "return_ask"    // a return is asked for
	Reassign     Limit = "reassign"      // after a return
	ReachWithin  Limit = "reach"         // the department has been in touch with the citizen
	Finish       Limit = "finish"        // from assignment, by class
	FinishHard   Limit = "finish_hard"   // 60 calendar days, Petition Regulations art. 34
	ExtendMost   Limit = "extend_most"   // the longest extension
	ExtendHard   Limit = "extend_hard"   // an extension reaches no further beyond the hard stop, Petition Regulations art. 34
	CheckWithin  Limit = "check"         // the county's check of a report
	ReplyHard    Limit = "reply_hard"    // the check is late and the citizen without an answer: supervised
	AnswerWait   Limit = "answer_wait"   // for the citizen's answer to a question
	RatingRemind Limit = "rating_remind" // she is reminded to rate
	RatingEnd    Limit = "rating_end"    // then it is silence
	ReworkWithin Limit = "rework"        // after a reasoned "dissatisfied"
	Rounds       Limit = "rounds"        // reworks before supervision
	Yellow       Limit = "yellow"        // of the time is used: the lamp turns yellow
	SoonBefore   Limit = "soon_before"   // before the due time: the lamp turns red
	ListAfter    Limit = "list_after"    // listed: so long after it
	ListAnswer   Limit = "list_answer"   // listed: the desk accounts for it so long after
	UrgeAgain    Limit = "urge_again"    // the citizen may urge again
)

// Unit is what a limit is counted in.
type Unit string

// The units.
const (
	Workdays     Unit = "workdays"
	CalendarDays Unit = "days"
	Times        Unit = "times"
	Percent      Unit = "percent"
)

// LimitDef says what a limit is measured in and what it may be set to.
type LimitDef struct {
	Name     Limit
	Unit     Unit
	Default  int
	Min, Max int
	ByClass  bool // a class may have its own
}

// Limits is the table of limits: recommended defaults, all of them data that a congress can change.
var Limits = []LimitDef{
	{FirstLook, Workdays, 1, 1, 10, false},
	{LookHard, Workdays, 3, 1, 15, false},
	{Decide, Workdays, 2, 1, 15, false},
	{DecideHard, CalendarDays, 15, 1, 15, false},
	{AssignWithin, Workdays, 1, 1, 10, false},
	{AssignUrgent, Workdays, 0, 0, 1, false},
	{AssignHard, Workdays, 2, 1, 15, false},
	{AckWithin, Workdays, 1, 1, 5, false},
	{AckHard, Workdays, 2, 1, 10, false},
	{ReturnAsk, Workdays, 2, 1, 5, false},
	{Reassign, Workdays, 1, 1, 5, false},
	{ReachWithin, Workdays, 2, 1, 10, false},
	{Finish, Workdays, 5, 1, 60, true},
	{FinishHard, CalendarDays, 60, 15, 90, false},
	{ExtendMost, Workdays, 10, 1, 30, false},
	{ExtendHard, CalendarDays, 30, 1, 30, false},
	{CheckWithin, Workdays, 1, 1, 10, false},
	{ReplyHard, Workdays, 1, 1, 10, false},
	{AnswerWait, Workdays, 10, 1, 30, false},
	{RatingRemind, CalendarDays, 7, 1, 30, false},
	{RatingEnd, CalendarDays, 15, 2, 60, false},
	{ReworkWithin, Workdays, 10, 1, 30, false},
	{Rounds, Times, 2, 1, 5, false},
	{Yellow, Percent, 50, 10, 90, false},
	{SoonBefore, Workdays, 1, 1, 5, false},
	{ListAfter, Workdays, 5, 1, 30, false},
	{ListAnswer, Workdays, 5, 1, 30, false},
	{UrgeAgain, Workdays, 5, 1, 30, false},
}

var classFinish = map[Class]int{Inquiry: 2, Normal: 5, Complex: 15}

var limitDefs = func() map[Limit]LimitDef {
	m := map[Limit]LimitDef{}
	for _, d := range Limits {
		m[d.Name] = d
	}
	return m
}()

type limitKey struct {
	class Class
	name  Limit
}

// Rules are the limits of one congress and its calendar. The zero overrides are the defaults.
type Rules struct {
	days     map[limitKey]int
	changes  int64 // how many times a limit was set
	calendar *workday.Calendar
	book     *calendar.Book // of which calendar is the newest
}

// Calendar is the one in force, by which working days are counted.
func (r Rules) Calendar() *workday.Calendar { return r.calendar }

// Changes counts how many times a limit of the congress was set: the version that a page shows.
func (r Rules) Changes() int64 { return r.changes }

// Days is the limit for a class, in the unit of its definition: the class's own, the congress's, or the default.
func (r Rules) Days(name Limit, class Class) int {
	if d, ok := r.days[limitKey{class, name}]; ok {
		return d
	}
	if d, ok := r.days[limitKey{"", name}]; ok {
		return d
	}
	if d, ok := classFinish[class]; ok && name == Finish {
		return d
	}
	return limitDefs[name].Default
}

// with gives the rules with another value of one limit.
func (r Rules) with(class Class, name Limit, days int) Rules {
	set := maps.Clone(r.days)
	if set == nil {
		set = map[limitKey]int{}
	}
	set[limitKey{class, name}] = days
	r.days = set
	return r
}

// after is the end of the limit that begins at from.
func (r Rules) after(from Instant, name Limit, class Class) Instant {
	days := r.Days(name, class)
	if limitDefs[name].Unit == CalendarDays {
		return Moment(r.calendar.AddCalendar(from.Time(), days))
	}
	return Moment(r.calendar.Add(from.Time(), days))
}

// finish is when the work must be done: the class's working days from assignment, never past the hard stop.
func (r Rules) finish(from Instant, class Class) Instant {
	return min(r.after(from, Finish, class), r.after(from, FinishHard, class))
}

// decide is when a new case must be decided on that a desk has since from: never past the hard stop, which runs from filing,
// or the desk's time before, which a question to the citizen has made longer.
func (r Rules) decide(f *Facts, from Instant) Instant {
	return min(r.after(from, Decide, f.Class), max(r.after(f.FiledAt, DecideHard, f.Class), f.DueAt))
}

// extended is the finish with so many working days more: no further beyond the hard stop than an extension may reach.
func (r Rules) extended(f *Facts, days int) Instant {
	longest := r.Days(FinishHard, f.Class) + r.Days(ExtendHard, f.Class)
	end := min(Moment(r.calendar.Add(f.FinishBy.Time(), days)), Moment(r.calendar.AddCalendar(f.AssignedAt.Time(), longest)))
	return max(end, f.FinishBy)
}

// Promise is when a case that is assigned at from would have to be done, by its class.
func (r Rules) Promise(from Instant, class Class) Instant { return r.finish(from, class) }

// AssignBy is when a case that is accepted at from must be given to a department, what is urgent and what is not.
func (r Rules) AssignBy(from Instant) (urgent, usual Instant) {
	return r.after(from, AssignUrgent, ""), r.after(from, AssignWithin, "")
}

// ReachBy is when the department must have been in touch with the citizen; 0 when it has been, or has not got the case.
func (r Rules) ReachBy(f *Facts) Instant {
	if !unreached(f) {
		return 0
	}
	return r.after(f.DeskSince, ReachWithin, f.Class)
}

// UrgeNext is after when the citizen may urge again who has urged once; 0 when she has not.
func (r Rules) UrgeNext(c *Case) Instant {
	if c.UrgedAt == 0 {
		return 0
	}
	return r.after(c.UrgedAt, UrgeAgain, c.Class)
}

// before is the end of the working day that lies so many working days before due.
func (r Rules) before(due Instant, name Limit, class Class) Instant {
	return Moment(r.calendar.Add(due.Time(), -r.Days(name, class)))
}

// Pressure is how far a desk's time has run: the colour of a due time.
type Pressure string

// The pressures.
const (
	Calm    Pressure = ""
	Half    Pressure = "half"    // yellow: the part of its time is used that the limit says
	Near    Pressure = "near"    // red: due so soon as the limit says
	Overdue Pressure = "overdue" // its time is over
)

// Pressure says how far the time of the desk has run that has the case.
func (r Rules) Pressure(f *Facts, now Instant) Pressure {
	switch {
	case f.Overdue(now):
		return Overdue
	case !due(f):
		return Calm
	case f.DueAt <= r.near(now, f.Class):
		return Near
	case r.calendar == nil:
		return Calm
	case now >= r.yellow(f):
		return Half
	}
	return Calm
}

// near is until when what is due is due soon; without a calendar until the end of tomorrow.
func (r Rules) near(now Instant, class Class) Instant {
	if r.calendar == nil {
		return Moment(workday.Day(now.Time()).AddDate(0, 0, 2)) - 1
	}
	return r.after(now, SoonBefore, class)
}

// yellow is when so much of the desk's working time is used as the limit says.
func (r Rules) yellow(f *Facts) Instant {
	from := f.DeskSince
	if f.State == Accepted {
		from = max(from, f.AcceptedAt)
	}
	return Moment(r.calendar.Part(from.Time(), f.DueAt.Time(), r.Days(Yellow, f.Class)))
}
