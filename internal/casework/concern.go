package casework

import (
	"context"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/sqldb"
)

// concern is which open cases a limit is about: those in a state, or those in a queue.
type concern struct {
	states []State
	queue  Queue
}

var concerns = map[Limit]concern{
	FirstLook:    {states: []State{Filed}},
	LookHard:     {states: []State{Filed}},
	Decide:       {states: []State{Filed}},
	DecideHard:   {states: []State{Filed}},
	AssignWithin: {states: []State{Accepted}},
	AssignUrgent: {states: []State{Accepted}},
	AssignHard:   {states: []State{Accepted}},
	AckWithin:    {states: []State{Assigned}},
	AckHard:      {states: []State{Assigned}},
	ReturnAsk:    {states: []State{Assigned, Handling}},
	Reassign:     {queue: "returned"},
	ReachWithin:  {states: []State{Assigned, Handling}},
	Finish:       {states: []State{Assigned, Handling}},
	FinishHard:   {states: []State{Assigned, Handling}},
	ExtendMost:   {states: []State{Handling}},
	ExtendHard:   {states: []State{Handling}},
	CheckWithin:  {states: []State{Reported}},
	ReplyHard:    {states: []State{Reported}},
	AnswerWait:   {queue: "paused"},
	RatingRemind: {states: []State{Answered}},
	RatingEnd:    {states: []State{Answered}},
	ReworkWithin: {queue: "rework"},
	Rounds:       {queue: "rework"},
	Yellow:       {queue: "open"},
	SoonBefore:   {queue: "open"},
	ListAfter:    {queue: "overdue"},
	ListAnswer:   {queue: "listed"},
	UrgeAgain:    {queue: "open"},
}

// Effect is what a changed limit means for cases under way.
type Effect string

// The effects. A promise once given stands.
const (
	FromNextStep Effect = "step"  // due times that are set stand; what begins later is counted by the new limit
	ForClock     Effect = "clock" // the clock's own acts on cases under way come sooner or later
	ForRights    Effect = "right" // whether somebody may still do something is judged by it at once
	ForColours   Effect = "lamp"  // the colours of due times follow it at once
)

var rights = []Limit{ReturnAsk, ExtendMost, Rounds, UrgeAgain}

// EffectOf says what changing a limit means for cases under way.
func EffectOf(name Limit) Effect {
	switch {
	case slices.ContainsFunc(watches, func(w watch) bool { return w.limit == name }):
		return ForClock
	case slices.Contains(rights, name):
		return ForRights
	case name == Yellow:
		return ForColours
	}
	return FromNextStep
}

// Touch is what a limit's change would mean for the open cases that stand where it applies; sealed ones are left out.
type Touch struct {
	Effect  Effect
	Count   int    // cases that stand there
	Moved   int    // of them, those on which the clock would act at another time
	Visible []Move // those that the actor may see, at most mostMoves: when the clock acts now and would; else when they are due
}

// Touched tells what a new value of a limit would mean for open cases. Who may set limits learns their number; the cases
// themselves only who may see them.
func (s *Service) Touched(ctx context.Context, by access.Actor, congressID int64, class Class, name Limit, days int) (Touch, error) {
	if !by.Can(access.ManageLimits, congressID) {
		return Touch{}, notAllowed()
	}
	rules, err := s.Rules(ctx, congressID)
	if err != nil {
		return Touch{}, err
	}
	cases, err := s.concerned(ctx, congressID, class, name)
	if err != nil {
		return Touch{}, err
	}
	t := Touch{Effect: EffectOf(name), Count: len(cases)}
	for _, c := range cases {
		m := Move{c, c.DueAt, c.DueAt}
		if t.Effect == ForClock {
			m.From, m.To = clockAt(&c.Facts, rules, name), clockAt(&c.Facts, rules.with(class, name, days), name)
		}
		if m.From != m.To {
			t.Moved++
		}
		if len(t.Visible) < mostMoves && onDuty(by, c) {
			t.Visible = append(t.Visible, m)
		}
	}
	return t, nil
}

// clockAt is when the clock acts on a case by a limit; 0: it does not.
func clockAt(f *Facts, r Rules, name Limit) Instant {
	for _, w := range watches {
		if w.limit == name && w.when(f) {
			return w.at(f, r)
		}
	}
	return 0
}

// concerned lists the open cases that stand where a limit applies, those that are due first on top.
func (s *Service) concerned(ctx context.Context, congressID int64, class Class, name Limit) ([]*Case, error) {
	whole := access.Actor{Grants: []access.Grant{{Role: access.Leader, CongressID: congressID}}}
	of := concerns[name]
	w, err := s.conditions(ctx, whole, Query{CongressID: congressID, Class: class, Queue: of.queue, Office: true})
	if err != nil {
		return nil, err
	}
	if len(of.states) > 0 {
		w.in("state", anyOf(of.states))
	}
	var cases []*Case
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		cases, err = sqldb.All(ctx, tx, scanRow, selectRow+"WHERE "+w.sql(1)+" ORDER BY due_at, id", w.args...)
		return err
	})
	return cases, err
}

// OpenOf counts the open cases that a query selects, for who manages the organisation and must know what a unit still has.
// He learns their number alone; sealed cases are not counted.
func (s *Service) OpenOf(ctx context.Context, by access.Actor, q Query) (int, error) {
	if !by.Can(access.ManagePeople, q.CongressID) {
		return 0, notAllowed()
	}
	q.Queue, q.Office = "open", true
	return s.Count(ctx, access.Actor{Grants: []access.Grant{{Role: access.Leader, CongressID: q.CongressID}}}, q)
}
