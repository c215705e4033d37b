package casework

import (
	"cmp"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/workday"
)

// Rate 评价 is the citizen's answer: solved or not first, then two axes; nothing is preselected.
type Rate struct {
	Solved   string `json:"solved" input:"choice,required" enum:"yes,no"`
	Result   string `json:"result" input:"choice,required" enum:"satisfied,basically,dissatisfied"`
	Attitude string `json:"attitude" input:"choice,required" enum:"satisfied,basically,dissatisfied"`
	Reason   string `json:"reason,omitempty" input:"text" max:"1000"`
}

// Action names the act.
func (*Rate) Action() Action { return "rate" }

// unhappy reports whether the answer asks for more work.
func (a *Rate) unhappy() bool { return a.Solved == No || a.Result == Dissatisfied }

func (a *Rate) check(f *fault.Fields) {
	chosen(f, "solved", a.Solved, Yes, No)
	chosen(f, "result", a.Result, Satisfied, Basically, Dissatisfied)
	chosen(f, "attitude", a.Attitude, Satisfied, Basically, Dissatisfied)
	words(f, "reason", a.Reason, a.unhappy(), 1000)
}

func (a *Rate) do(ch *change) error {
	ch.Solved, ch.Result, ch.Attitude = a.Solved, a.Result, a.Attitude
	ch.say.Text = a.Reason
	switch {
	case !a.unhappy():
		ch.end(Closed, EndRated)
	case ch.Round < int64(ch.rules.Days(Rounds, ch.Class)):
		ch.then = &rework{}
	default:
		ch.end(Closed, EndUnsolved)
		ch.Verified = "" // somebody has to look again
		if ch.SupervisedAt == 0 {
			ch.SupervisedAt = ch.now
		}
	}
	ch.say.Data.Solved, ch.say.Data.Result, ch.say.Data.Attitude = a.Solved, a.Result, a.Attitude
	return nil
}

// silence ends the rating window: its own value, never satisfaction.
type silence struct{}

func (*silence) Action() Action      { return "silence" }
func (*silence) check(*fault.Fields) {}
func (*silence) do(ch *change) error { ch.end(Closed, EndSilence); return nil }

// rework 重办 gives an unsolved case one level up, not back to the same desk.
type rework struct{}

func (*rework) Action() Action      { return "rework" }
func (*rework) check(*fault.Fields) {}

func (*rework) do(ch *change) error {
	ch.reopen(above(ch.Assigner, ch.StationID))
	ch.Round++
	ch.say.Data.Round = ch.Round
	return nil
}

// reopen puts the case on an office's desk with the time of a rework. What the clock said to the citizen is over, also when the
// rework's time ends at the instant at which her window would have. The desk has it anew, also when it is the one that answered.
func (ch *change) reopen(d Desk) {
	ch.State, ch.Ending, ch.EndedAt, ch.Warned = Handling, "", 0, ""
	ch.LeadID, ch.CoIDs, ch.ReturnedBy, ch.Extended, ch.ReachedAt = 0, "", "", false, 0
	ch.AssignedAt, ch.HandlingAt, ch.ReportedAt, ch.AnsweredAt = ch.now, ch.now, 0, 0
	ch.FinishBy = ch.after(ReworkWithin)
	ch.moveTo(d, ch.FinishBy)
	ch.DeskSince, ch.say.Data.To, ch.say.Data.Due = ch.now, d.String(), ch.FinishBy
}

// FollowUp 跟踪问效 records a visit or a call after the answer; it can reopen the case.
type FollowUp struct {
	Text     string   `json:"text" input:"text,required" max:"2000"`
	Verified string   `json:"verified" input:"choice,required" enum:"yes,no"`
	Reopen   bool     `json:"reopen,omitempty" input:"bool"`
	Photos   []string `json:"photos,omitempty" input:"photos"`
}

// Action names the act.
func (*FollowUp) Action() Action { return "follow_up" }

func (a *FollowUp) check(f *fault.Fields) {
	words(f, "text", a.Text, true, 2000)
	chosen(f, "verified", a.Verified, Yes, No)
	f.Check(!a.Reopen || a.Verified == No, "reopen", "case.reopen_verified")
}

func (a *FollowUp) do(ch *change) error {
	ch.Verified = a.Verified
	if a.Reopen {
		ch.Round++
		ch.Solved, ch.Result, ch.Attitude = "", "", ""
		ch.reopen(Desk{CountyDesk, 0})
	}
	ch.say.Text, ch.photos = a.Text, a.Photos
	ch.say.Data.Verified = a.Verified
	return nil
}

// Remind 催办 asks the desk to hurry. It is a mark, not a state.
type Remind struct {
	Text string `json:"text,omitempty" input:"text" max:"500"`

	warn string // the clock's own: soon, overdue, rating
	miss string // the clock's own: what was not done, look, sign, reach
}

// Action names the act.
func (*Remind) Action() Action { return "remind" }

func (a *Remind) check(f *fault.Fields) { words(f, "text", a.Text, false, 500) }

func (a *Remind) do(ch *change) error {
	ch.RemindedAt = ch.now
	ch.Reminders++
	ch.say.Text, ch.say.Data.Reason = a.Text, cmp.Or(a.warn, a.miss)
	if a.warn != "" {
		ch.Warned = a.warn
	}
	return nil
}

// Urge is the citizen's own reminder, once in five working days.
type Urge struct{}

// Action names the act.
func (*Urge) Action() Action { return "urge" }

func (*Urge) check(*fault.Fields) {}

func (*Urge) do(ch *change) error { ch.UrgedAt = ch.now; return nil }

// Supervise 督办 puts the case under the county's supervision; the clock does it past a hard stop.
type Supervise struct {
	Text string `json:"text" input:"text,required" max:"500"`

	missed Limit // the clock's own: the hard stop
}

// Action names the act.
func (*Supervise) Action() Action { return "supervise" }

func (a *Supervise) check(f *fault.Fields) { words(f, "text", a.Text, true, 500) }

func (a *Supervise) do(ch *change) error {
	ch.SupervisedAt, ch.say.Text, ch.say.Data.Reason = ch.now, a.Text, string(a.missed)
	return nil
}

// List 挂牌督办 lists the case inside the county, with the day by which its desk must account for it; the clock lists what is
// long overdue.
type List struct {
	Text string `json:"text,omitempty" input:"text" max:"500"`
	By   string `json:"by,omitempty" input:"date"`
}

// Action names the act.
func (*List) Action() Action { return "list" }

func (a *List) check(f *fault.Fields) {
	words(f, "text", a.Text, false, 500)
	aDay(f, "by", a.By)
}

func (a *List) do(ch *change) error {
	ch.ListedAt, ch.say.Text = ch.now, a.Text
	ch.AccountBy = ch.after(ListAnswer)
	if a.By != "" {
		by, err := dayEnd(a.By)
		if err != nil || by <= ch.now || by > ch.now+Instant(listMost.Milliseconds()) {
			return wrong("by", "case.list_by", int(listMost.Hours()/24))
		}
		ch.AccountBy = by
	}
	ch.say.Data.Due = ch.AccountBy
	if ch.SupervisedAt == 0 {
		ch.SupervisedAt = ch.now
	}
	if ch.by.System {
		ch.Warned = warnedListed
	}
	return nil
}

// listMost is how far off the day of a listing may be.
const listMost = 90 * 24 * time.Hour

// dayEnd is the last moment of a day of Beijing.
func dayEnd(day string) (Instant, error) {
	t, err := workday.ParseDate(day)
	return Moment(t.AddDate(0, 0, 1).Add(-time.Millisecond)), err
}

// Group 并案 joins cases with one cause. Each keeps its number, clock, citizen and own answer.
type Group struct {
	With string `json:"with" input:"line,required" max:"30"`

	principal int64 // the door looks it up, visible to the actor
}

// Action names the act.
func (*Group) Action() Action { return "group" }

func (a *Group) check(f *fault.Fields) { words(f, "with", a.With, true, 30) }

func (a *Group) do(ch *change) error {
	if a.principal == 0 || a.principal == ch.ID {
		return wrong("with", "case.group_with")
	}
	ch.GroupID = a.principal
	ch.say = Say{Audience: ForOffice, Data: Data{Other: a.With}}
	return nil
}

// LeaveGroup undoes Group.
type LeaveGroup struct {
	Reason string `json:"reason" input:"text,required" max:"500"`
}

// Action names the act.
func (*LeaveGroup) Action() Action { return "leave_group" }

func (a *LeaveGroup) check(f *fault.Fields) { words(f, "reason", a.Reason, true, 500) }

func (a *LeaveGroup) do(ch *change) error {
	ch.GroupID = 0
	ch.say = Say{Audience: ForOffice, Text: a.Reason}
	return nil
}

// Seal 密件 takes an accusation against a person out of everybody's sight but the sealing officer's and the discipline
// commission's (Petition Regulations art. 30 and 46: it must never reach the accused).
type Seal struct {
	Reason string `json:"reason" input:"text,required" max:"500"`
}

// Action names the act.
func (*Seal) Action() Action { return "seal" }

func (a *Seal) check(f *fault.Fields) { words(f, "reason", a.Reason, true, 500) }

func (a *Seal) do(ch *change) error {
	if ch.SealedAt == 0 {
		ch.SealedAt = ch.now
	}
	ch.SealedTo = ch.by.PersonID
	ch.resume()
	ch.moveTo(Desk{CountyDesk, 0}, ch.decideBy())
	ch.say = Say{Audience: ForOffice, Text: a.Reason, Data: ch.say.Data}
	return nil
}

// Refer 移送 shows the case to the discipline commission.
type Refer struct {
	Reason string `json:"reason" input:"text,required" max:"500"`
}

// Action names the act.
func (*Refer) Action() Action { return "refer" }

func (a *Refer) check(f *fault.Fields) { words(f, "reason", a.Reason, true, 500) }

func (a *Refer) do(ch *change) error {
	ch.ReferredAt = ch.now
	ch.say = Say{Audience: ForOffice, Text: a.Reason}
	return nil
}

// Release 公开 publishes a case whose citizen agreed; Text is what the public reads instead of hers, where an officer
// has taken personal data out.
type Release struct {
	Text string `json:"text,omitempty" input:"text" max:"5000"`
}

// Action names the act.
func (*Release) Action() Action { return "release" }

func (a *Release) check(f *fault.Fields) { words(f, "text", a.Text, false, LongText) }

func (a *Release) do(ch *change) error { ch.ReleasedAt = ch.now; return nil }

// Recall takes a published case back.
type Recall struct {
	Reason string `json:"reason" input:"text,required" max:"500"`
}

// Action names the act.
func (*Recall) Action() Action { return "recall" }

func (a *Recall) check(f *fault.Fields) { words(f, "reason", a.Reason, true, 500) }

func (a *Recall) do(ch *change) error {
	ch.ReleasedAt = 0
	ch.say = Say{Audience: ForOffice, Text: a.Reason}
	return nil
}

// Note keeps a word among those on duty.
type Note struct {
	Text string `json:"text" input:"text,required" max:"2000"`
}

// Action names the act.
func (*Note) Action() Action { return "note" }

func (a *Note) check(f *fault.Fields) { words(f, "text", a.Text, true, 2000) }

func (a *Note) do(ch *change) error {
	ch.say = Say{Audience: ForOffice, Text: a.Text}
	return nil
}
