package casework

import (
	"slices"

	"jiazhan/internal/fault"
	"jiazhan/internal/workday"
)

// Assign 交办 gives the case to a lead department and co-handlers; the class sets the due time, and the clock runs
// from here. After a return it runs on from the first assignment.
type Assign struct {
	Lead  string   `json:"lead" input:"department,required"`
	Co    []string `json:"co,omitempty" input:"departments"`
	Class Class    `json:"class" input:"choice,required" enum:"inquiry,normal,complex"`
	Areas []string `json:"areas,omitempty" input:"areas"`
	Text  string   `json:"text,omitempty" input:"text" max:"1000"`
}

// Action names the act.
func (*Assign) Action() Action { return "assign" }

func (a *Assign) check(f *fault.Fields) {
	checkGiven(f, a.Lead, a.Co, a.Class)
	words(f, "text", a.Text, false, 1000)
}

func (a *Assign) do(ch *change) error {
	if lead := ch.dir.DepartmentBySlug(ch.CongressID, a.Lead); lead != nil && ch.ReturnedBy.Has(lead.ID) {
		return wrong("lead", "case.returned_before")
	}
	if err := ch.classify(a.Areas); err != nil {
		return err
	}
	ch.say.Text = a.Text
	return ch.give(a.Lead, a.Co, a.Class)
}

// checkGiven notes what is wrong with those whom a case is given to.
func checkGiven(f *fault.Fields, lead string, co []string, class Class) {
	f.Check(lead != "", "lead", "field.required")
	chosen(f, "class", class, Classes...)
	f.Check(!slices.Contains(co, lead), "co", "case.co_is_lead")
}

// give puts the case on a lead department's desk; whose desk it was checks the work.
func (ch *change) give(leadSlug string, coSlugs []string, class Class) error {
	lead, err := ch.department("lead", leadSlug)
	if err != nil {
		return err
	}
	co, err := ch.departments("co", coSlugs)
	if err != nil {
		return err
	}
	ch.startClock(class)
	ch.LeadID, ch.CoIDs, ch.Class = lead, MakeIDs(co), class
	ch.Assigner, ch.State = ch.Desk, Assigned
	ch.HandlingAt, ch.ReportedAt = 0, 0
	ch.moveTo(Desk{DepartmentDesk, lead}, ch.FinishBy)
	ch.say.Data.Due = ch.FinishBy
	return nil
}

// Designate 指定办理 is who leads saying which department does it, also one that has given the case back: what departments
// return again and again is decided above, with a reason. The clock runs on.
type Designate struct {
	Lead   string   `json:"lead" input:"department,required"`
	Co     []string `json:"co,omitempty" input:"departments"`
	Class  Class    `json:"class" input:"choice,required" enum:"inquiry,normal,complex"`
	Reason string   `json:"reason" input:"text,required" max:"1000"`
}

// Action names the act.
func (*Designate) Action() Action { return "designate" }

func (a *Designate) check(f *fault.Fields) {
	checkGiven(f, a.Lead, a.Co, a.Class)
	words(f, "reason", a.Reason, true, 1000)
}

func (a *Designate) do(ch *change) error {
	ch.say.Audience, ch.say.Text = ForOffice, a.Reason
	return ch.give(a.Lead, a.Co, a.Class)
}

// startClock sets the promise. In a rework it is the rework's own limit, set when the round began; after a return it is what
// the citizen was told, in another class as much later as pauses and an extension had made it.
func (ch *change) startClock(class Class) {
	first := ch.AssignedAt == 0
	if first {
		ch.AssignedAt = ch.now
	}
	if ch.Round > 0 || !first && class == ch.Class {
		return
	}
	promise := ch.rules.finish(ch.AssignedAt, class)
	if usual := ch.rules.finish(ch.AssignedAt, ch.Class); !first && ch.FinishBy > usual {
		cal := ch.rules.calendar
		promise = Moment(cal.Add(promise.Time(), cal.Between(usual.Time(), ch.FinishBy.Time())))
	}
	ch.FinishBy = promise
}

// Acknowledge 签收 takes note of the assignment; the clock does it after two working days. It moves no due time, and a
// question to the citizen stays open.
type Acknowledge struct{}

// Action names the act.
func (*Acknowledge) Action() Action { return "acknowledge" }

func (*Acknowledge) check(*fault.Fields) {}

func (*Acknowledge) do(ch *change) error {
	ch.State, ch.HandlingAt = Handling, ch.now
	return nil
}

var returnReasons = []string{"not_our_duty", "wrong_place", "no_facts", "duplicate"}

// AskReturn 退回 asks to give the case back, naming the right unit and the basis; once a unit.
type AskReturn struct {
	Reason string `json:"reason" input:"choice,required" enum:"not_our_duty,wrong_place,no_facts,duplicate"`
	Unit   string `json:"unit" input:"department,required"`
	Basis  string `json:"basis" input:"text,required" max:"1000"`
}

// Action names the act.
func (*AskReturn) Action() Action { return "ask_return" }

func (a *AskReturn) check(f *fault.Fields) {
	chosen(f, "reason", a.Reason, returnReasons...)
	f.Check(a.Unit != "", "unit", "field.required")
	words(f, "basis", a.Basis, true, 1000)
}

func (a *AskReturn) do(ch *change) error {
	unit, err := ch.department("unit", a.Unit)
	if err != nil {
		return err
	}
	if unit == ch.LeadID {
		return wrong("unit", "case.return_to_self")
	}
	ch.Waiting, ch.WaitingSince, ch.WantUnit = ForReturn, ch.now, unit
	ch.ReturnedBy = ch.ReturnedBy.With(ch.LeadID)
	ch.say = Say{Audience: ForOffice, Text: a.Basis, Data: Data{Reason: a.Reason, Unit: unit}}
	return nil
}

// AllowReturn takes the case back to the assigner's desk. The clock does not restart.
type AllowReturn struct {
	Text string `json:"text,omitempty" input:"text" max:"500"`
}

// Action names the act.
func (*AllowReturn) Action() Action { return "allow_return" }

func (a *AllowReturn) check(f *fault.Fields) { words(f, "text", a.Text, false, 500) }

func (a *AllowReturn) do(ch *change) error {
	ch.decided()
	ch.State, ch.LeadID, ch.CoIDs = Accepted, 0, ""
	ch.moveTo(ch.Assigner, ch.assignBy(Reassign))
	ch.say.Text = a.Text
	return nil
}

// RefuseReturn leaves the case where it is; the department may not ask again.
type RefuseReturn struct {
	Reason string `json:"reason" input:"text,required" max:"500"`
}

// Action names the act.
func (*RefuseReturn) Action() Action { return "refuse_return" }

func (a *RefuseReturn) check(f *fault.Fields) { words(f, "reason", a.Reason, true, 500) }

func (a *RefuseReturn) do(ch *change) error {
	ch.decided()
	ch.say = Say{Audience: ForOffice, Text: a.Reason}
	return nil
}

func (ch *change) decided() {
	ch.Waiting, ch.WaitingSince, ch.WantUnit, ch.WantDays = "", 0, 0, 0
}

// AskExtension 延期 asks once for more working days, before the case is due.
type AskExtension struct {
	Days   int64  `json:"days" input:"days,required"`
	Reason string `json:"reason" input:"text,required" max:"1000"`
}

// Action names the act.
func (*AskExtension) Action() Action { return "ask_extension" }

func (a *AskExtension) check(f *fault.Fields) {
	f.Check(a.Days >= 1, "days", "field.required")
	words(f, "reason", a.Reason, true, 1000)
}

func (a *AskExtension) do(ch *change) error {
	if most := ch.rules.Days(ExtendMost, ch.Class); a.Days > int64(most) {
		return wrong("days", "case.extend_most", most)
	}
	ch.Waiting, ch.WaitingSince, ch.WantDays = ForExtension, ch.now, a.Days
	ch.say = Say{Audience: ForOffice, Text: a.Reason, Data: Data{Days: a.Days}}
	return nil
}

// AllowExtension moves the promise; the citizen is told the reason and the new date.
type AllowExtension struct {
	Text string `json:"text" input:"text,required" max:"500"`
}

// Action names the act.
func (*AllowExtension) Action() Action { return "allow_extension" }

func (a *AllowExtension) check(f *fault.Fields) { words(f, "text", a.Text, true, 500) }

func (a *AllowExtension) do(ch *change) error {
	days := ch.WantDays
	ch.decided()
	ch.Extended = true
	ch.FinishBy = ch.rules.extended(&ch.Facts, int(days))
	ch.setDue(ch.FinishBy)
	ch.say.Text, ch.say.Data.Days = a.Text, days
	return nil
}

// RefuseExtension leaves the due time as it is.
type RefuseExtension struct {
	Reason string `json:"reason" input:"text,required" max:"500"`
}

// Action names the act.
func (*RefuseExtension) Action() Action { return "refuse_extension" }

func (a *RefuseExtension) check(f *fault.Fields) { words(f, "reason", a.Reason, true, 500) }

func (a *RefuseExtension) do(ch *change) error {
	ch.decided()
	ch.Extended = true // one request, one decision
	ch.say = Say{Audience: ForOffice, Text: a.Reason}
	return nil
}

// Reach 联系群众 logs that the department has been in touch with the citizen: how, and for those on duty what was said. That
// it says so is told to her, who knows whether it is true.
type Reach struct {
	How  string `json:"how" input:"choice,required" enum:"phone,visit,meeting,message"`
	Text string `json:"text,omitempty" input:"text" max:"1000"`
}

// Action names the act.
func (*Reach) Action() Action { return "reach" }

func (a *Reach) check(f *fault.Fields) {
	chosen(f, "how", a.How, "phone", "visit", "meeting", "message")
	words(f, "text", a.Text, false, 1000)
}

func (a *Reach) do(ch *change) error {
	ch.reached()
	ch.say = Say{Audience: ForOffice, Text: a.Text, Data: Data{How: a.How}}
	return nil
}

// reached notes the department's first contact with the citizen, whichever act it was.
func (ch *change) reached() {
	if ch.Desk.Kind == DepartmentDesk && ch.ReachedAt == 0 {
		ch.ReachedAt = ch.now
	}
}

// Progress 进展 tells the public what is being done.
type Progress struct {
	Text   string   `json:"text" input:"text,required" max:"2000"`
	Photos []string `json:"photos,omitempty" input:"photos"`
}

// Action names the act.
func (*Progress) Action() Action { return "progress" }

func (a *Progress) check(f *fault.Fields) { words(f, "text", a.Text, true, 2000) }

func (a *Progress) do(ch *change) error {
	ch.reached()
	ch.say.Text, ch.photos = a.Text, a.Photos
	return nil
}

// Report 办结反馈 says what was done: result, measures, evidence, and a promised day if something is left.
type Report struct {
	Result   string   `json:"result" input:"text,required" max:"5000"`
	Measures string   `json:"measures,omitempty" input:"text" max:"2000"`
	Promise  string   `json:"promise,omitempty" input:"date"`
	Photos   []string `json:"photos,omitempty" input:"photos"`
}

// Action names the act.
func (*Report) Action() Action { return "report" }

func (a *Report) check(f *fault.Fields) {
	words(f, "result", a.Result, true, LongText)
	words(f, "measures", a.Measures, false, 2000)
	aDay(f, "promise", a.Promise)
}

// aDay refuses what is no day of the calendar; none is allowed.
func aDay(f *fault.Fields, name, text string) {
	if text != "" {
		_, err := workday.ParseDate(text)
		f.Check(err == nil, name, "field.date")
	}
}

func (a *Report) do(ch *change) error {
	ch.resume()
	ch.decided()
	ch.State, ch.ReportedAt = Reported, ch.now
	ch.moveTo(ch.Assigner, ch.after(CheckWithin))
	ch.say.Text, ch.photos = a.Result, a.Photos
	if a.Measures != "" {
		ch.say.Text += "\n" + a.Measures
	}
	ch.say.Data.Promise = a.Promise
	return nil
}

// SendBack 审核不通过 gives a vague report back; the promise stays what it was.
type SendBack struct {
	Reason string `json:"reason" input:"text,required" max:"1000"`
}

// Action names the act.
func (*SendBack) Action() Action { return "send_back" }

func (a *SendBack) check(f *fault.Fields) { words(f, "reason", a.Reason, true, 1000) }

func (a *SendBack) do(ch *change) error {
	ch.State, ch.ReportedAt = Handling, 0
	ch.moveTo(Desk{DepartmentDesk, ch.LeadID}, ch.FinishBy)
	ch.say = Say{Audience: ForOffice, Text: a.Reason, Data: ch.say.Data}
	return nil
}

// Answer 答复 tells the citizen, after the check by the congress.
type Answer struct {
	Text   string   `json:"text" input:"text,required" max:"5000"`
	Photos []string `json:"photos,omitempty" input:"photos"`
}

// Action names the act.
func (*Answer) Action() Action { return "answer" }

func (a *Answer) check(f *fault.Fields) { words(f, "text", a.Text, true, LongText) }

func (a *Answer) do(ch *change) error {
	ch.resume()
	if ch.State == Handling {
		ch.Assigner = ch.Desk
	}
	ch.answered()
	ch.say.Text, ch.photos = a.Text, a.Photos
	return nil
}
