package casework

import (
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/procedure"
)

// Action is what can be done to a case; the word is the same in URL, API, ledger and catalogue.
type Action string

// Party is what the actor must be to the case.
type Party string

// The parties.
const (
	Anyone   Party = "anyone"
	Reporter Party = "reporter" // the citizen, or who filed on her behalf
	Herself  Party = "herself"  // the citizen, not who filed on her behalf
	Rater    Party = "rater"    // the citizen, or who filed on her behalf and has no part in the work that is rated
	Holder   Party = "holder"   // sits at the desk that holds the case
	Assigner Party = "assigner" // sits at the desk that assigned it and will check, or in the county office
	Lead     Party = "lead"     // liaison of the lead department
	Handler  Party = "handler"  // liaison of the lead or a co-handling department
	Office   Party = "office"   // the holder, or the county office
	County   Party = "county"   // the county office or a leader
	Overseer Party = "overseer" // county office, leader; the discipline commission for what it may see
	Reader   Party = "reader"   // everybody on duty who may see the case
	Doer     Party = "doer"     // took the case's last act
	ByClock  Party = "clock"
)

type step struct {
	procedure.Step[State, Party]
	Clock  bool                     // the clock may take it too
	Sealed bool                     // allowed in the sealed lane
	Inside bool                     // tells no citizen and nobody outside: may be undone, its news is held back till then
	Quiet  bool                     // is no news to who has read the case
	When   func(*Case, moment) bool // what must hold besides; nil: nothing
	New    func() Act               // an empty act, for the edges to fill; nil: not for people
}

var (
	open       = []State{Filed, Accepted, Assigned, Handling, Reported, Answered}
	beforeDone = []State{Filed, Accepted, Assigned, Handling}
	inWorkdays = []State{Filed, Accepted, Assigned, Handling, Reported} // their due times are counted in working days
)

func row(from []State, to []State, may access.Permission, who Party) procedure.Step[State, Party] {
	return procedure.Step[State, Party]{From: from, To: to, May: may, Who: who}
}

func in(s ...State) []State { return s }

func back(s procedure.Step[State, Party]) procedure.Step[State, Party] {
	s.Back = true
	return s
}

// steps is the whole machine on one screen.
var steps = map[Action]step{
	"file":   {Step: row(nil, in(Filed), access.FileCase, Anyone), Sealed: true},
	"import": {Step: row(nil, States, access.ImportCases, Anyone)},

	"readdress": {Step: row(in(Filed), nil, access.TriageCase, Holder), New: of[Readdress]},
	"accept":    {Step: row(in(Filed), in(Accepted), access.TriageCase, Holder), Sealed: true, New: of[Accept]},
	"decline":   {Step: row(in(Filed), in(Declined), access.TriageCase, Holder), Sealed: true, New: of[Decline]},
	"explain":   {Step: row(in(Accepted), in(Answered), access.ExplainCase, Holder), Sealed: true, New: of[Explain]},
	"escalate":  {Step: row(in(Filed, Accepted), nil, access.EscalateCase, Holder), Clock: true, Inside: true, When: mayEscalate, New: of[Escalate]},
	"classify":  {Step: row(open, nil, access.TriageCase, Office), Inside: true, New: of[Classify]},

	"assign":      {Step: row(in(Accepted, Handling), in(Assigned), access.AssignCase, Holder), When: atOffice, Inside: true, New: of[Assign]},
	"designate":   {Step: row(in(Accepted, Handling), in(Assigned), access.AssignCase, Holder), When: returnedToLeader, Inside: true, New: of[Designate]},
	"acknowledge": {Step: row(in(Assigned), in(Handling), access.HandleCase, Lead), Clock: true, When: noReturnAsked, New: of[Acknowledge]},

	"ask_return":       {Step: row(in(Assigned, Handling), nil, access.HandleCase, Lead), When: mayReturn, Inside: true, New: of[AskReturn]},
	"allow_return":     {Step: row(in(Assigned, Handling), in(Accepted), access.AssignCase, Assigner), When: waitsFor(ForReturn), Inside: true, New: of[AllowReturn]},
	"refuse_return":    {Step: row(in(Assigned, Handling), nil, access.AssignCase, Assigner), When: waitsFor(ForReturn), Inside: true, New: of[RefuseReturn]},
	"ask_extension":    {Step: row(in(Handling), nil, access.HandleCase, Lead), When: mayExtend, Inside: true, New: of[AskExtension]},
	"allow_extension":  {Step: row(in(Handling), nil, access.AssignCase, Assigner), When: waitsFor(ForExtension), New: of[AllowExtension]},
	"refuse_extension": {Step: row(in(Handling), nil, access.AssignCase, Assigner), When: waitsFor(ForExtension), Inside: true, New: of[RefuseExtension]},

	"ask":    {Step: row(beforeDone, nil, access.AskCitizen, Holder), When: waitsFor(""), New: of[Ask]},
	"supply": {Step: row(beforeDone, nil, access.OwnCase, Reporter), New: of[Supply]},
	"lapse":  {Step: row(beforeDone, nil, access.RunClock, ByClock), Sealed: true, When: waitsFor(ForCitizen)},

	"reach":     {Step: row(in(Assigned, Handling), nil, access.HandleCase, Handler), When: knownToDepartment, Inside: true, New: of[Reach]},
	"progress":  {Step: row(in(Handling), nil, access.HandleCase, Handler), New: of[Progress]},
	"report":    {Step: row(in(Handling), in(Reported), access.HandleCase, Lead), When: atDepartment, New: of[Report]},
	"send_back": {Step: row(in(Reported), in(Handling), access.AssignCase, Assigner), Inside: true, New: of[SendBack]},
	"answer":    {Step: row(in(Reported, Handling), in(Answered), access.AssignCase, Assigner), When: answerable, New: of[Answer]},

	"rate":    {Step: row(in(Answered), in(Closed, Answered), access.OwnCase, Rater), When: unrated, New: of[Rate]},
	"silence": {Step: row(in(Answered), in(Closed), access.RunClock, ByClock), Sealed: true},
	"rework":  {Step: row(in(Answered), in(Handling), access.RunClock, ByClock)},
	"rekey":   {Step: row(States, nil, access.RunClock, ByClock), Sealed: true, Quiet: true, When: isSealed},
	"recount": {Step: row(inWorkdays, nil, access.RunClock, ByClock), Sealed: true, Quiet: true, When: moves},

	"remind":    {Step: row(open, nil, access.SuperviseCase, County), Clock: true, Sealed: true, Inside: true, New: of[Remind]},
	"urge":      {Step: row(append(beforeDone, Reported), nil, access.OwnCase, Reporter), When: mayUrge, New: of[Urge]},
	"supervise": {Step: row(open, nil, access.SuperviseCase, County), Clock: true, When: notSupervised, Inside: true, New: of[Supervise]},
	"list":      {Step: row(open, nil, access.SuperviseCase, County), Clock: true, When: notListed, Inside: true, New: of[List]},
	"follow_up": {Step: row(in(Answered, Closed), in(Answered, Closed, Handling), access.FollowCase, Overseer), Sealed: true, New: of[FollowUp]},

	"correct": {Step: row(States, nil, access.OwnCase, Herself)},
	"agree":   {Step: row(States, nil, access.OwnCase, Herself), Clock: true},
	"erase":   {Step: row(States, nil, access.OwnCase, Herself), Clock: true, Sealed: true},

	"withdraw":    {Step: row(beforeDone, in(Withdrawn), access.OwnCase, Reporter), New: of[Withdraw]},
	"group":       {Step: row(open, nil, access.GroupCase, County), When: alone, Inside: true, New: of[Group]},
	"leave_group": {Step: row(open, nil, access.GroupCase, County), When: grouped, Inside: true, New: of[LeaveGroup]},
	"seal":        {Step: row(in(Filed), nil, access.SealCase, County), Sealed: true, When: sealable, New: of[Seal]},
	"refer":       {Step: row(append(open, Closed), nil, access.SealCase, County), Sealed: true, When: notReferred, New: of[Refer]},
	"release":     {Step: row(in(Answered, Closed), nil, access.ReleaseCase, County), When: releasable, New: of[Release]},
	"recall":      {Step: row(in(Filed, Answered, Handling, Assigned, Accepted, Reported, Closed), nil, access.ReleaseCase, County), When: released, New: of[Recall]},
	"reveal":      {Step: row(States, nil, access.AskCitizen, Office), Sealed: true, Quiet: true, New: of[Reveal]},
	"note":        {Step: row(States, nil, access.NoteCase, Reader), Sealed: true, Inside: true, New: of[Note]},
	"undo":        {Step: back(row(States, nil, access.NoteCase, Doer)), Sealed: true, When: undoable, New: of[Undo]},
}

// Table is the machine for the diagram and for tests.
var Table = func() procedure.Table[Action, State, Party] {
	t := procedure.Table[Action, State, Party]{}
	for a, s := range steps {
		t[a] = s.Step
	}
	return t
}()

func of[A any, P interface {
	*A
	Act
}]() Act {
	return P(new(A))
}

// moment is what the conditions of a step may know besides the case.
type moment struct {
	now   Instant
	rules Rules
}

// mayEscalate: below the county any new case goes up; from the county one that a department has given back goes to who leads.
func mayEscalate(c *Case, _ moment) bool {
	return c.Desk.belowCounty() || c.Desk.Kind == CountyDesk && c.State == Accepted && c.ReturnedBy != ""
}

// returnedToLeader: who leads decides where a case goes that departments have given back, whichever they are.
func returnedToLeader(c *Case, _ moment) bool {
	return c.Desk.Kind == LeaderDesk && c.Waiting == "" && c.ReturnedBy != ""
}

func atOffice(c *Case, _ moment) bool { return c.Desk.Office() && c.Waiting == "" }

// appointed reports whether who leads has decided which department does it, after others gave it back: that is final.
func (f *Facts) appointed() bool { return f.Assigner.Kind == LeaderDesk && f.ReturnedBy != "" }

func atDepartment(c *Case, _ moment) bool { return c.Desk.Kind == DepartmentDesk }
func answerable(c *Case, _ moment) bool   { return c.State == Reported || c.Desk.Office() }
func unrated(c *Case, _ moment) bool      { return c.Solved == "" && c.AnsweredAt > 0 }
func noReturnAsked(c *Case, _ moment) bool {
	return c.Waiting != ForReturn
}
func notSupervised(c *Case, _ moment) bool { return c.SupervisedAt == 0 }
func notListed(c *Case, _ moment) bool     { return c.ListedAt == 0 }
func alone(c *Case, _ moment) bool         { return c.GroupID == 0 }
func grouped(c *Case, _ moment) bool       { return c.GroupID != 0 }
func sealable(c *Case, _ moment) bool      { return !c.Sealed() || c.SealedTo == 0 }
func isSealed(c *Case, _ moment) bool      { return c.Sealed() }
func notReferred(c *Case, _ moment) bool   { return c.ReferredAt == 0 }
func released(c *Case, _ moment) bool      { return c.ReleasedAt > 0 }
func releasable(c *Case, _ moment) bool    { return c.ReleasedAt == 0 && c.AgreePublic }

// knownToDepartment: who did not agree that departments know her is reached by a question or a word on progress.
func knownToDepartment(c *Case, m moment) bool { return atDepartment(c, m) && c.AgreeName }

func waitsFor(what string) func(*Case, moment) bool {
	return func(c *Case, _ moment) bool { return c.Waiting == what }
}

func mayReturn(c *Case, m moment) bool {
	return c.Waiting == "" && c.Desk.Kind == DepartmentDesk && !c.ReturnedBy.Has(c.LeadID) && !c.appointed() &&
		m.now <= m.rules.after(c.DeskSince, ReturnAsk, c.Class)
}

func mayExtend(c *Case, m moment) bool {
	return c.Waiting == "" && c.Desk.Kind == DepartmentDesk && !c.Extended && m.now <= c.DueAt
}

func mayUrge(c *Case, m moment) bool {
	return m.now > m.rules.UrgeNext(c)
}

// allow says whether the actor may take the action on the case now: state, lane, right, party and condition.
func allow(a access.Actor, c *Case, action Action, m moment) bool {
	s, ok := steps[action]
	switch {
	case !ok || !slices.Contains(s.From, c.State):
		return false
	case c.Sealed() && !s.Sealed:
		return false
	case s.When != nil && !s.When(c, m):
		return false
	case a.System:
		return s.Clock || s.Who == ByClock
	}
	return a.InScope(access.ScopeAct) && a.Can(s.May, c.CongressID) && is(a, s.Who, c)
}
