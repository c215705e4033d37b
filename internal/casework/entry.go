package casework

import (
	"encoding/json"
	"fmt"

	"jiazhan/internal/access"
	"jiazhan/internal/sqldb"
)

// Entry is one step of the timeline: there are as many as events in the ledger.
type Entry struct {
	CaseID   int64
	Seq      int64
	At       Instant
	PersonID int64
	Role     access.Role // "" is the citizen or, with person 0 and a clock's action, the system
	UnitID   int64       // what Role's grant was for
	Action   Action
	Audience Audience
	Text     string
	Salt     string
	Data     Data
	Undone   bool // taken back by the entry after it

	sealed bool
}

// Key is the message key of the entry's sentence.
func (e Entry) Key() string {
	if e.Data.Answered > 0 {
		return "case.did.import_answer"
	}
	if e.Data.Clock && e.Action == "erase" {
		return "case.did.erase_kept"
	}
	return "case.did." + string(e.Action)
}

// seat is the role and unit from which the entry was made, "" for a citizen and the clock.
func (e Entry) seat() string {
	if e.Role == "" {
		return ""
	}
	return fmt.Sprintf("%s %d", e.Role, e.UnitID)
}

// ByClock reports whether the clock acted.
func (e Entry) ByClock() bool {
	s := steps[e.Action]
	if s.Who.citizen() {
		return e.Data.Clock
	}
	return e.PersonID == 0 && e.Role == "" && (s.Clock || s.Who == ByClock)
}

const selectEntry = `SELECT case_id, seq, at, person_id, role, unit_id, action, audience, text, salt, sealed, data FROM case_entry `

func scanEntry(s sqldb.Scanner) (Entry, error) {
	var e Entry
	var data string
	if err := s.Scan(&e.CaseID, &e.Seq, (*int64)(&e.At), &e.PersonID, (*string)(&e.Role), &e.UnitID, (*string)(&e.Action),
		(*string)(&e.Audience), &e.Text, &e.Salt, (*bit)(&e.sealed), &data); err != nil {
		return e, err
	}
	return e, json.Unmarshal([]byte(data), &e.Data)
}
