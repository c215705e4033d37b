package casework

import (
	"context"
	"fmt"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// Lookup is one look at a citizen's contact (action reveal), for those who watch over personal data: who looked, at which
// case by its number, and why; never a word of the case. Of a sealed case it says that there was a look, and no more.
type Lookup struct {
	At       Instant
	Number   string // "" of a sealed case
	PersonID int64
	Role     access.Role
	UnitID   int64
	Reason   string // personal data taken out; "" of a sealed case

	caseID, seq int64
}

// Cursor names the place of the look in the list, for the page behind it.
func (l Lookup) Cursor() string { return fmt.Sprintf("%d-%d-%d", l.At, l.caseID, l.seq) }

// LookupQuery selects looks in a congress; zero fields do not filter.
type LookupQuery struct {
	After    string // the cursor of the last look of the page before
	Person   int64
	From, To time.Time // at From or later, and before To
	Limit    int
}

// Lookups lists the looks at contacts in the congress, the newest first. Only the audit administrator reads them.
func (s *Service) Lookups(ctx context.Context, by access.Actor, congressID int64, q LookupQuery) ([]Lookup, error) {
	if by.Scopes != nil || !by.Can(access.ReadAudit, congressID) {
		return nil, notAllowed()
	}
	var w where
	w.and("e.action = 'reveal'")
	w.and("c.congress_id = ?", congressID)
	if q.After != "" {
		var at, id, seq int64
		if n, err := fmt.Sscanf(q.After, "%d-%d-%d", &at, &id, &seq); err != nil || n != 3 {
			return nil, fault.New(fault.Invalid, "list.cursor")
		}
		w.and("(e.at < ? OR e.at = ? AND (e.case_id < ? OR e.case_id = ? AND e.seq < ?))", at, at, id, id, seq)
	}
	if q.Person != 0 {
		w.and("e.person_id = ?", q.Person)
	}
	if !q.From.IsZero() {
		w.and("e.at >= ?", int64(Moment(q.From)))
	}
	if !q.To.IsZero() {
		w.and("e.at < ?", int64(Moment(q.To)))
	}
	var out []Lookup
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = sqldb.All(ctx, tx, scanLookup, `SELECT e.at, e.case_id, e.seq, e.person_id, e.role, e.unit_id, e.text, e.sealed, c.number, c.sealed_at
			FROM case_entry e JOIN cases c ON c.id = e.case_id WHERE `+w.sql(1)+
			fmt.Sprintf(" ORDER BY e.at DESC, e.case_id DESC, e.seq DESC LIMIT %d", q.Limit), w.args...)
		return err
	})
	return out, err
}

func scanLookup(r sqldb.Scanner) (Lookup, error) {
	var l Lookup
	var hidden, sealedAt int64
	err := r.Scan((*int64)(&l.At), &l.caseID, &l.seq, &l.PersonID, &l.Role, &l.UnitID, &l.Reason, &hidden, &l.Number, &sealedAt)
	if hidden != 0 || sealedAt > 0 {
		l.Reason, l.Number = "", ""
	}
	l.Reason = hanzi.Redact(l.Reason)
	return l, err
}
