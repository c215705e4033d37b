package casework

import (
	"context"

	"jiazhan/internal/access"
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
	AckWithin:    {states: []State{Assigned}},
	AckHard:      {states: []State{Assigned}},
	ReturnAsk:    {states: []State{Assigned, Handling}},
	Reassign:     {queue: "returned"},
	Finish:       {states: []State{Assigned, Handling}},
	FinishHard:   {states: []State{Assigned, Handling}},
	ExtendMost:   {states: []State{Handling}},
	CheckWithin:  {states: []State{Reported}},
	AnswerWait:   {queue: "paused"},
	RatingRemind: {states: []State{Answered}},
	RatingEnd:    {states: []State{Answered}},
	ReworkWithin: {queue: "rework"},
	Rounds:       {queue: "rework"},
	SoonBefore:   {queue: "open"},
	ListAfter:    {queue: "overdue"},
	UrgeAgain:    {queue: "open"},
}

// Concerned counts the open cases of a congress, and of a class unless it is "", that stand now where a limit applies.
// Who may set limits learns their number alone; sealed cases are not counted.
func (s *Service) Concerned(ctx context.Context, by access.Actor, congressID int64, class Class, name Limit) (int, error) {
	if !by.Can(access.ManageLimits, congressID) {
		return 0, notAllowed()
	}
	whole := access.Actor{Grants: []access.Grant{{Role: access.Leader, CongressID: congressID}}}
	of := concerns[name]
	if of.queue != "" {
		return s.Count(ctx, whole, Query{CongressID: congressID, Class: class, Queue: of.queue})
	}
	sum := 0
	for _, state := range of.states {
		n, err := s.Count(ctx, whole, Query{CongressID: congressID, Class: class, State: state})
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}
