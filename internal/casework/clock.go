package casework

// What the clock has said about a due time.
const (
	warnedSoon    = "soon"
	warnedOverdue = "overdue"
	warnedListed  = "listed"
	warnedRating  = "rating"
)

// watch is one thing that the clock does by itself: in which cases, when, and which act of the same table.
type watch struct {
	limit Limit // by which its time is counted from the case; "": it is kept in the case
	when  func(*Facts) bool
	at    func(*Facts, Rules) Instant
	act   func() Act
}

var watches = []watch{
	{ // no case may die with an inactive deputy
		limit: LookHard,
		when: func(f *Facts) bool {
			return (f.State == Filed || f.State == Accepted) && (f.Desk.Kind == DeputyDesk || f.Desk.Kind == StationDesk) && !f.Paused()
		},
		at:  func(f *Facts, r Rules) Instant { return r.after(f.DeskSince, LookHard, f.Class) },
		act: func() Act { return &Escalate{} },
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
}

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
		if at := w.at(f, r); act == nil || at < first {
			act, first = w.act(), at
		}
	}
	return act, first
}
