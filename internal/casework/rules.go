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
	FirstLook    Limit = "first_look"    // a deputy or station looks at a new case
	LookHard     Limit = "look_hard"     // then the clock hands it up
	Decide       Limit = "decide"        // accept or decline is told
	DecideHard   Limit = "decide_hard"   // 15 calendar days, Petition Regulations art. 22
	AssignWithin Limit = "assign"        // after acceptance
	AckWithin    Limit = "acknowledge"   // by the department
	AckHard      Limit = "ack_hard"      // then it counts as acknowledged
	ReturnAsk    Limit = "return_ask"    // a return is asked for
	Reassign     Limit = "reassign"      // after a return
	Finish       Limit = "finish"        // from assignment, by class
	FinishHard   Limit = "finish_hard"   // 60 calendar days, Petition Regulations art. 36
	ExtendMost   Limit = "extend_most"   // the longest extension
	CheckWithin  Limit = "check"         // the county's check of a report
	AnswerWait   Limit = "answer_wait"   // for the citizen's answer to a question
	RatingRemind Limit = "rating_remind" // she is reminded to rate
	RatingEnd    Limit = "rating_end"    // then it is silence
	ReworkWithin Limit = "rework"        // after a reasoned "dissatisfied"
	Rounds       Limit = "rounds"        // reworks before supervision; a number, not days
	SoonBefore   Limit = "soon_before"   // red: so long before the due time
	ListAfter    Limit = "list_after"    // listed: so long after it
	ListAnswer   Limit = "list_answer"   // listed: the desk accounts for it so long after
	UrgeAgain    Limit = "urge_again"    // the citizen may urge again
)

// LimitDef says what a limit is measured in and what it may be set to.
type LimitDef struct {
	Name     Limit
	Default  int
	Min, Max int
	Calendar bool // calendar days; else working days
	ByClass  bool // a class may have its own
}

// Limits is the table of limits: recommended defaults, all of them data that a congress can change.
var Limits = []LimitDef{
	{Name: FirstLook, Default: 1, Min: 1, Max: 10},
	{Name: LookHard, Default: 3, Min: 1, Max: 15},
	{Name: Decide, Default: 2, Min: 1, Max: 15},
	{Name: DecideHard, Default: 15, Min: 1, Max: 15, Calendar: true},
	{Name: AssignWithin, Default: 1, Min: 1, Max: 10},
	{Name: AckWithin, Default: 1, Min: 1, Max: 5},
	{Name: AckHard, Default: 2, Min: 1, Max: 10},
	{Name: ReturnAsk, Default: 2, Min: 1, Max: 5},
	{Name: Reassign, Default: 1, Min: 1, Max: 5},
	{Name: Finish, Default: 5, Min: 1, Max: 60, ByClass: true},
	{Name: FinishHard, Default: 60, Min: 15, Max: 90, Calendar: true},
	{Name: ExtendMost, Default: 10, Min: 1, Max: 30},
	{Name: CheckWithin, Default: 1, Min: 1, Max: 10},
	{Name: AnswerWait, Default: 10, Min: 1, Max: 30},
	{Name: RatingRemind, Default: 7, Min: 1, Max: 30, Calendar: true},
	{Name: RatingEnd, Default: 15, Min: 2, Max: 60, Calendar: true},
	{Name: ReworkWithin, Default: 10, Min: 1, Max: 30},
	{Name: Rounds, Default: 2, Min: 1, Max: 5},
	{Name: SoonBefore, Default: 1, Min: 1, Max: 5},
	{Name: ListAfter, Default: 5, Min: 1, Max: 30},
	{Name: ListAnswer, Default: 5, Min: 1, Max: 30},
	{Name: UrgeAgain, Default: 5, Min: 1, Max: 30},
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
	if limitDefs[name].Calendar {
		return Moment(r.calendar.AddCalendar(from.Time(), days))
	}
	return Moment(r.calendar.Add(from.Time(), days))
}

// finish is when the work must be done: the class's working days from assignment, never past the hard stop.
func (r Rules) finish(from Instant, class Class) Instant {
	return min(r.after(from, Finish, class), r.after(from, FinishHard, class))
}

// Promise is when a case that is assigned at from would have to be done, by its class.
func (r Rules) Promise(from Instant, class Class) Instant { return r.finish(from, class) }

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

// Half is the middle of the time from one instant to another, in working time: the yellow mark.
func (r Rules) Half(from, due Instant) Instant {
	return Moment(r.calendar.Half(from.Time(), due.Time()))
}
