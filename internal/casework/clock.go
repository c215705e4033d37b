package casework

// What the clock has said about a due time.
const (
	warnedSoon    = "soon"
	warnedOverdue = "overdue"
	warnedListed  = "listed"
	warnedRating  = "rating"
)

// What the clock misses on the way to a due time, and reminds of once.
const (
	missedLook  = "look"
	missedSign  = "sign"
	missedReach = "reach"
)

// watch is one thing that the clock does by itself: in which cases, when, and which act of the same table.
type watch struct {
	limit Limit // by which its time is counted from the case; "": it is kept in the case
	when  func(*Facts) bool
	at    func(*Facts, Rules) Instant // 0: it is done
	act   func() Act
}

var watches = []watch{
	{ // no case may die with an inactive deputy
		limit: LookHard,
		when:  func(f *Facts) bool { return f.State == Filed && f.Desk.belowCounty() && !f.Paused() },
		at:    func(f *Facts, r Rules) Instant { return f.hard(r.after(f.DeskSince, LookHard, f.Class)) },
		act:   func() Act { return &Escalate{} },
	},
	{
		limit: AssignHard,
		when:  func(f *Facts) bool { return f.State == Accepted && f.Desk.belowCounty() && !f.Paused() },
		at:    assignHard,
		act:   func() Act { return &Escalate{} },
	},
	{
		limit: AckHard,
		when:  func(f *Facts) bool { return f.State == Assigned && f.Waiting != ForReturn && !f.Paused() },
		at:    func(f *Facts, r Rules) Instant { return r.after(f.DeskSince, AckHard, f.Class) },
		act:   func() Act { return &Acknowledge{} },
	},
	{
		when: func(f *Facts) bool { return f.Paused() },
		at:   func(f *Facts, r Rules) Instant { return f.answerBy(r) },
		act:  func() Act { return &lapse{} },
	},
	{
		limit: RatingRemind,
		when:  func(f *Facts) bool { return f.State == Answered && f.Warned == "" },
		at:    func(f *Facts, r Rules) Instant { return r.after(f.AnsweredAt, RatingRemind, f.Class) },
		act:   func() Act { return &Remind{warn: warnedRating} },
	},
	{
		when: func(f *Facts) bool { return f.State == Answered },
		at:   func(f *Facts, _ Rules) Instant { return f.DueAt }, // as she was told
		act:  func() Act { return &silence{} },
	},
	{
		limit: SoonBefore,
		when:  func(f *Facts) bool { return working(f) && f.Warned == "" },
		at:    func(f *Facts, r Rules) Instant { return max(r.before(f.DueAt, SoonBefore, f.Class), f.DeskSince+1) },
		act:   func() Act { return &Remind{warn: warnedSoon} },
	},
	{
		when: func(f *Facts) bool { return due(f) && (f.Warned == "" && !working(f) || f.Warned == warnedSoon) },
		at:   func(f *Facts, _ Rules) Instant { return f.DueAt + 1 },
		act:  func() Act { return &Remind{warn: warnedOverdue} },
	},
	{
		limit: ListAfter,
		when:  func(f *Facts) bool { return due(f) && f.Warned == warnedOverdue && f.ListedAt == 0 && f.SealedAt == 0 },
		at:    func(f *Facts, r Rules) Instant { return r.after(f.DueAt, ListAfter, f.Class) },
		act:   func() Act { return &List{} },
	},
	{
		limit: AssignHard,
		when:  func(f *Facts) bool { return f.State == Accepted && !f.Desk.belowCounty() && supervisable(f) },
		at:    assignHard,
		act:   func() Act { return &Supervise{missed: AssignHard} },
	},
	{ // Petition Regulations art. 22: told within fifteen days
		limit: DecideHard,
		when:  func(f *Facts) bool { return f.State == Filed && supervisable(f) },
		at:    func(f *Facts, r Rules) Instant { return f.hard(r.after(f.FiledAt, DecideHard, f.Class)) },
		act:   func() Act { return &Supervise{missed: DecideHard} },
	},
	{ // the department is done, and the citizen has no answer
		limit: ReplyHard,
		when:  func(f *Facts) bool { return f.State == Reported && supervisable(f) },
		at:    func(f *Facts, r Rules) Instant { return r.after(f.DueAt, ReplyHard, f.Class) },
		act:   func() Act { return &Supervise{missed: ReplyHard} },
	},
	missed(FirstLook, missedLook, func(f *Facts) bool { return f.State == Filed }),
	missed(AckWithin, missedSign, func(f *Facts) bool { return f.State == Assigned && f.Waiting != ForReturn }),
	missed(ReachWithin, missedReach, unreached),
}

// missed reminds a desk once of what it has not done so long after it got the case. A reminder at that time or later, of
// whatever, was the reminder.
func missed(limit Limit, what string, when func(*Facts) bool) watch {
	return watch{
		limit: limit,
		when:  func(f *Facts) bool { return when(f) && !f.Paused() },
		at: func(f *Facts, r Rules) Instant {
			at := r.after(f.DeskSince, limit, f.Class)
			if f.RemindedAt >= at {
				return 0
			}
			return at
		},
		act: func() Act { return &Remind{miss: what} },
	}
}

// unreached reports whether a department has a case whose citizen it has not been in touch with.
func unreached(f *Facts) bool { return working(f) && f.Desk.Kind == DepartmentDesk && f.ReachedAt == 0 }

func assignHard(f *Facts, r Rules) Instant {
	return f.hard(r.after(max(f.DeskSince, f.AcceptedAt), AssignHard, f.Class))
}

// hard is a hard stop: not before the desk's own time is over, which a question to the citizen makes longer.
func (f *Facts) hard(stop Instant) Instant { return max(stop, f.DueAt+1) }

func (d Desk) belowCounty() bool { return d.Kind == DeputyDesk || d.Kind == StationDesk }

// supervisable reports whether the clock may put a case under supervision that is not there yet.
func supervisable(f *Facts) bool { return due(f) && f.SupervisedAt == 0 && f.SealedAt == 0 }

// answerBy is when the citizen's time to answer a question ends: as she was told. Questions from before that was kept
// lapse by the limit.
func (f *Facts) answerBy(r Rules) Instant {
	if f.AnswerBy == 0 {
		return r.after(f.WaitingSince, AnswerWait, f.Class)
	}
	return f.AnswerBy
}

// due reports whether a desk works against its due time.
func due(f *Facts) bool {
	return f.State.Open() && f.State != Answered && f.DueAt > 0 && !f.Paused()
}

func working(f *Facts) bool { return due(f) && (f.State == Assigned || f.State == Handling) }

// next is the clock's next act on a case and when it is due; nil when it has nothing to do.
func next(f *Facts, r Rules) (Act, Instant) {
	var act Act
	var first Instant
	for _, w := range watches {
		if !w.when(f) {
			continue
		}
		if at := w.at(f, r); at > 0 && (act == nil || at < first) {
			act, first = w.act(), at
		}
	}
	return act, first
}
