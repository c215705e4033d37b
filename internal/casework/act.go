package casework

import (
	"jiazhan/internal/access"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/workday"
)

// Act is a command on one case: an action with its input. Fields carry the names of the JSON API and of the forms
// (json tag), and what a form must know about them (input tag: kind and "required"; enum tag: choices; max tag: runes).
type Act interface {
	Action() Action
	check(f *fault.Fields)
	do(ch *change) error
}

// change is one act meeting one case: what do may read and what it leaves for the door to write.
type change struct {
	*Case   // as it shall be
	by      access.Actor
	now     Instant
	rules   Rules
	counted *workday.Calendar // by which the terms were counted before
	dir     *congress.Directory
	say     Say
	photos  []string
	then    Act          // what the clock does at once after it
	seat    access.Grant // in which the actor acts, where the party does not tell
}

// Audience is who reads an entry of the timeline beside those on duty.
type Audience string

// The audiences. That an internal step happened is told to the citizen as well, its words are not.
const (
	ForAll    Audience = "all"
	ForOffice Audience = "office"
)

// Say is what an act adds to the timeline.
type Say struct {
	Audience Audience
	Text     string // the words of a person
	Data     Data
}

// Data are the particulars of an entry, procedural only.
type Data struct {
	From       string  `json:"from,omitempty"` // desk it left: "station 3"
	To         string  `json:"to,omitempty"`   // desk it went to
	Reason     string  `json:"reason,omitempty"`
	Unit       int64   `json:"unit,omitempty"` // the proper department of a return
	Days       int64   `json:"days,omitempty"`
	Due        Instant `json:"due,omitempty"`
	Was        Instant `json:"was,omitempty"`     // the due time before it was counted anew
	Promise    string  `json:"promise,omitempty"` // a promised day
	Result     string  `json:"result,omitempty"`
	Attitude   string  `json:"attitude,omitempty"`
	Solved     string  `json:"solved,omitempty"`
	Verified   string  `json:"verified,omitempty"`
	Round      int64   `json:"round,omitempty"`
	Other      string  `json:"other,omitempty"` // another case's number
	Photos     int     `json:"photos,omitempty"`
	Public     string  `json:"public,omitempty"` // yes or no: may be published
	How        string  `json:"how,omitempty"`    // by which way the citizen was contacted
	Urgent     string  `json:"urgent,omitempty"` // yes
	Named      string  `json:"named,omitempty"`  // yes or no: departments may know the citizen
	Clock      bool    `json:"clock,omitempty"`  // what a citizen may do was done by the clock
	Erased     string  `json:"erased,omitempty"` // "contact,words,photos"
	ByReceipt  bool    `json:"by_receipt,omitempty"`
	OnBehalf   bool    `json:"on_behalf,omitempty"`
	Undone     Action  `json:"undone,omitempty"`     // the act that was taken back
	Historical string  `json:"historical,omitempty"` // the status in the source of an import
	Answered   Instant `json:"answered,omitempty"`   // when the answer that an import brought was given
}

// LongText and ShortText are the most characters of a text and of a line.
const (
	LongText  = 5000
	ShortText = 60
)

func words(f *fault.Fields, name, text string, required bool, most int) {
	if required && hanzi.Blank(text) {
		f.Add(name, "field.required")
		return
	}
	if key := hanzi.Check(text, most); key != "" {
		f.Add(name, key)
	}
}

func chosen[T ~string](f *fault.Fields, name string, v T, from ...T) {
	for _, one := range from {
		if v == one {
			return
		}
	}
	if v == "" {
		f.Add(name, "field.required")
		return
	}
	f.Add(name, "field.choice")
}

func wrong(name, key string, args ...any) error {
	var f fault.Fields
	f.Add(name, key, args...)
	return f.Err()
}

// Decode-time helpers: slugs of the API and forms become ids of this congress.

func (ch *change) department(field, slug string) (int64, error) {
	d := ch.dir.DepartmentBySlug(ch.CongressID, slug)
	switch {
	case d == nil:
		return 0, wrong(field, "field.department")
	case d.Closed:
		return 0, wrong(field, "field.department_closed", d.Name)
	}
	return d.ID, nil
}

func (ch *change) departments(field string, slugs []string) ([]int64, error) {
	ids := make([]int64, 0, len(slugs))
	for _, slug := range slugs {
		id, err := ch.department(field, slug)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func areaIDs(dir *congress.Directory, congressID int64, slugs []string) (IDs, error) {
	ids := make([]int64, 0, len(slugs))
	for _, slug := range slugs {
		a := dir.AreaBySlug(congressID, slug)
		if a == nil {
			return "", wrong("areas", "field.area")
		}
		ids = append(ids, a.ID)
	}
	return MakeIDs(ids), nil
}

// moveTo puts the case on a desk with a new due time; the clock's warnings begin anew.
func (ch *change) moveTo(d Desk, due Instant) {
	if ch.Desk != d {
		ch.say.Data.From, ch.say.Data.To = ch.Desk.String(), d.String()
		ch.DeskSince = ch.now
	}
	ch.Desk = d
	ch.setDue(due)
}

func (ch *change) setDue(due Instant) {
	if ch.DueAt != due {
		ch.Warned = ""
		ch.say.Data.Due = due
	}
	ch.DueAt = due
}

// end closes the case for good.
func (ch *change) end(s State, how string) {
	ch.State, ch.Ending, ch.EndedAt = s, how, ch.now
	ch.Waiting, ch.WaitingSince, ch.AnswerBy = "", 0, 0
	ch.moveTo(Desk{}, 0)
}

// resume ends a pause; the due times move by what the pause swallowed.
func (ch *change) resume() {
	if ch.Waiting != ForCitizen {
		return
	}
	from, to := ch.WaitingSince.Time(), ch.now.Time()
	ch.Waiting, ch.WaitingSince, ch.AnswerBy = "", 0, 0
	if ch.DueAt > 0 {
		ch.setDue(Moment(ch.rules.calendar.Extend(ch.DueAt.Time(), from, to)))
	}
	if ch.FinishBy > 0 {
		ch.FinishBy = Moment(ch.rules.calendar.Extend(ch.FinishBy.Time(), from, to))
	}
}

// decideBy is when a desk that gets a new case now must have decided on it.
func (ch *change) decideBy() Instant { return ch.rules.decide(&ch.Facts, ch.now) }

// assignBy is when a case must be given to a department: by the limit, what is urgent by its own.
func (ch *change) assignBy(usual Limit) Instant {
	if ch.Urgent {
		usual = AssignUrgent
	}
	return ch.after(usual)
}

// after is the end of a limit that begins now.
func (ch *change) after(name Limit) Instant { return ch.rules.after(ch.now, name, ch.Class) }
