package casework

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/sqldb"
)

// State is where a case stands.
type State string

// The states, in the order of a case's life.
const (
	Filed     State = "filed"     // 已提交
	Accepted  State = "accepted"  // 已受理
	Assigned  State = "assigned"  // 已交办
	Handling  State = "handling"  // 办理中
	Reported  State = "reported"  // 待审核
	Answered  State = "answered"  // 已答复
	Closed    State = "closed"    // 已办结
	Declined  State = "declined"  // 不予受理
	Withdrawn State = "withdrawn" // 已撤回
)

// States lists every state in order; Ends are those that a case rests in.
var (
	States = []State{Filed, Accepted, Assigned, Handling, Reported, Answered, Closed, Declined, Withdrawn}
	Ends   = []State{Closed, Declined, Withdrawn}
)

// Open reports whether the case still waits for somebody.
func (s State) Open() bool { return !slices.Contains(Ends, s) }

// Kind is what the citizen sends.
type Kind string

// The kinds of 我的意见.
const (
	Problem Kind = "problem" // 问题
	Clue    Kind = "clue"    // 线索, unverified
	Opinion Kind = "opinion" // 意见
)

// Kinds lists every kind.
var Kinds = []Kind{Problem, Clue, Opinion}

// DeskKind is the sort of desk that can hold a case.
type DeskKind string

// The desks. The county office and the committee's leaders have one desk a congress, with id 0.
const (
	NoDesk         DeskKind = "" // the case has ended
	DeputyDesk     DeskKind = "deputy"
	StationDesk    DeskKind = "station"
	CountyDesk     DeskKind = "county"
	LeaderDesk     DeskKind = "leader"
	DepartmentDesk DeskKind = "department"
)

// Desk is who holds a case now.
type Desk struct {
	Kind DeskKind
	ID   int64
}

// Office reports whether the desk is one that assigns and checks, not one that handles.
func (d Desk) Office() bool {
	return d.Kind == StationDesk || d.Kind == CountyDesk || d.Kind == LeaderDesk
}

// Class is how much work a case is; it sets the due time.
type Class string

// The classes.
const (
	Inquiry Class = "inquiry" // 咨询
	Normal  Class = "normal"  // 一般
	Complex Class = "complex" // 复杂
)

// Classes lists every class.
var Classes = []Class{Inquiry, Normal, Complex}

// Instant is a moment in Unix milliseconds; 0 is never.
type Instant int64

// Time is the instant as a time, the zero time for never.
func (i Instant) Time() time.Time { return sqldb.Time(int64(i)) }

// Moment is the instant of a time.
func Moment(t time.Time) Instant { return Instant(sqldb.Ms(t)) }

// Version counts the events of a case; an action names the one it was made on.
type Version int64

// What a case may be waiting for.
const (
	ForCitizen   = "citizen"   // an answer to a question: the clock is paused
	ForReturn    = "return"    // a decision on a return
	ForExtension = "extension" // a decision on an extension
)

// How a case can end.
const (
	EndRated     = "rated"     // the citizen answered
	EndSilence   = "silence"   // she did not: its own value, never satisfaction
	EndUnsolved  = "unsolved"  // unsolved after the last round: supervision
	EndDeclined  = "declined"  //
	EndWithdrawn = "withdrawn" //
)

// The values of a rating; "" is not rated.
const (
	Satisfied    = "satisfied"
	Basically    = "basically"
	Dissatisfied = "dissatisfied"
	Yes          = "yes"
	No           = "no"
)

// Facts are the procedural columns of a case: what the ledger replays. They hold no personal data.
type Facts struct {
	Kind         Kind
	State        State
	Desk         Desk
	DeskSince    Instant
	Assigner     Desk // who assigned, and will check
	StationID    int64
	DeputyID     int64
	PlaceID      int64
	FiledBy      int64 // who filed on the citizen's behalf
	Channel      string
	Areas        IDs
	Class        Class
	LeadID       int64
	CoIDs        IDs
	ReturnedBy   IDs // departments that asked for a return: once each
	DueAt        Instant
	FinishBy     Instant // the promise to the citizen; a return does not move it
	FiledAt      Instant
	AcceptedAt   Instant
	AssignedAt   Instant // the first assignment of the round: the clock's start
	HandlingAt   Instant
	ReportedAt   Instant
	AnsweredAt   Instant
	EndedAt      Instant
	Waiting      string
	WaitingSince Instant
	AnswerBy     Instant // when a question to the citizen lapses: she was told so
	WantUnit     int64
	WantDays     int64
	Extended     bool
	Round        int64
	Warned       string // what the clock has said about this due time: "", soon, overdue, listed
	Ending       string
	Solved       string
	Result       string
	Attitude     string
	Verified     string
	RemindedAt   Instant
	Reminders    int64
	UrgedAt      Instant
	SupervisedAt Instant
	ListedAt     Instant
	AccountBy    Instant // the day by which the desk of a listed case must account for it
	ReferredAt   Instant
	GroupID      int64
	SealedAt     Instant
	SealedTo     int64
	AgreePublic  bool
	AgreeName    bool
	ReleasedAt   Instant
	ReachedAt    Instant // the department was in touch with the citizen first in this round
	Urgent       bool    // to be assigned the same day
	ErasedAt     Instant // the citizen's contact was erased, and no other was given since
	Historic     bool
}

// Case is a case as commands and lists know it; its text stands in Filing.
type Case struct {
	ID         int64
	CongressID int64
	Number     string
	Title      string
	Version    Version
	ReporterID int64
	Contact    []byte // blind index of the contact phone
	Receipt    []byte // hash of the receipt token
	AlarmAt    Instant
	Locked     bool // sealed to keys, and the reader's is not open: its words are left out
	Facts

	undoer    int64 // may take the last act back for a moment; 0: nobody
	head      []byte
	touchedAt Instant
	calendar  int64 // version of the calendar by which the due times are counted
}

// Sealed reports whether the case is in the sealed lane.
func (c *Case) Sealed() bool { return c.SealedAt > 0 }

// worked is the desk whose work is rated: the department that handled it, or else who answered.
func (f *Facts) worked() Desk {
	if f.LeadID != 0 {
		return Desk{DepartmentDesk, f.LeadID}
	}
	return f.Assigner
}

// AtItsStation reports whether the station to which the case came has it now.
func (f *Facts) AtItsStation() bool {
	return f.StationID != 0 && f.Desk == Desk{StationDesk, f.StationID}
}

// Paused reports whether the clock stands still.
func (f *Facts) Paused() bool { return f.Waiting == ForCitizen }

// Overdue reports whether the desk's time is over.
func (f *Facts) Overdue(now Instant) bool {
	return f.State.Open() && f.State != Answered && !f.Paused() && f.DueAt > 0 && now > f.DueAt
}

// IDs is a short list of ids kept in one column, "3,7".
type IDs string

// List gives the ids.
func (s IDs) List() []int64 {
	if s == "" {
		return nil
	}
	var out []int64
	for part := range strings.SplitSeq(string(s), ",") {
		if id, err := strconv.ParseInt(part, 10, 64); err == nil {
			out = append(out, id)
		}
	}
	return out
}

// Has reports whether the id is in the list.
func (s IDs) Has(id int64) bool { return slices.Contains(s.List(), id) }

// With gives the list with the id, once.
func (s IDs) With(id int64) IDs { return MakeIDs(append(s.List(), id)) }

// MakeIDs makes the column of a list: sorted, each once, no zero.
func MakeIDs(ids []int64) IDs {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	var parts []string
	for _, id := range slices.Compact(ids) {
		if id > 0 {
			parts = append(parts, strconv.FormatInt(id, 10))
		}
	}
	return IDs(strings.Join(parts, ","))
}

// String writes the desk as it stands in an entry's data: "station 3".
func (d Desk) String() string {
	if d.Kind == NoDesk {
		return ""
	}
	return string(d.Kind) + " " + strconv.FormatInt(d.ID, 10)
}

// ParseDesk reads what String wrote; anything else is no desk.
func ParseDesk(s string) Desk {
	kind, id, _ := strings.Cut(s, " ")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return Desk{}
	}
	return Desk{DeskKind(kind), n}
}

var numbers = regexp.MustCompile(`^[A-Z]{2,4}\d{4}-\d{6,9}$`)

// NumberIn gives the case number that a text is, however it was typed; "" when it is none.
func NumberIn(text string) string {
	number := strings.ToUpper(strings.TrimSpace(text))
	if !numbers.MatchString(number) {
		return ""
	}
	return number
}
