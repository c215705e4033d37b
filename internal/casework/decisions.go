package casework

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// Decision is what a leader or the county office decided about a case; one that was taken back is none.
type Decision struct {
	Entry
	Number string
	Title  string
}

// Decisions are the acts that count as one: marks of supervision, what departments asked for, where a case goes, and the
// answers that a leader gives herself, after the rounds below.
var Decisions = []Action{"supervise", "list", "designate", "allow_extension", "refuse_extension", "allow_return", "refuse_return", "answer", "refer"}

// DeciderRoles are who decides.
var DeciderRoles = []access.Role{access.Leader, access.CaseOfficer}

// DecisionQuery selects decisions of a congress. Zero fields do not filter.
type DecisionQuery struct {
	CongressID int64
	Action     Action
	Role       access.Role
	From, To   Instant // at From or later, and before To
	After      string  // the cursor of the page before
	Limit      int     // at most 100; 0: 20
}

// decided is the condition of the index on decisions, word for word: with another one no database would use it.
const decided = `action IN ('supervise', 'list', 'designate', 'allow_extension',
	'refuse_extension', 'allow_return', 'refuse_return', 'answer', 'refer')`

// Decided lists decisions about the cases that the actor serves, newest first, with the cursor of the next page, "" at the
// end. Nothing of a sealed case is among them.
func (s *Service) Decided(ctx context.Context, by access.Actor, q DecisionQuery) (list []Decision, next string, err error) {
	w, _, err := s.sight(ctx, by, Query{CongressID: q.CongressID, Office: true})
	if err != nil {
		return nil, "", err
	}
	if err := q.filter(&w); err != nil {
		return nil, "", err
	}
	limit := Query{Limit: q.Limit}.limit()
	query := `SELECT case_id, seq, at, person_id, role, unit_id, action, audience, text, salt, sealed, data, number, title
		FROM case_entry e JOIN cases ON id = case_id WHERE ` + strings.Join(w.parts, " AND ") + `
		AND NOT EXISTS (SELECT 1 FROM case_entry u WHERE u.case_id = e.case_id AND u.seq = e.seq + 1 AND u.action = 'undo')
		ORDER BY at DESC, case_id DESC, seq DESC LIMIT ?`
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scanDecision, placeholders(query, 1), append(w.args, limit+1)...)
		return err
	})
	if err == nil && len(list) > limit {
		list = list[:limit]
		last := list[limit-1]
		next = fmt.Sprintf("%s.%s.%s", strconv.FormatInt(int64(last.At), 36), strconv.FormatInt(last.CaseID, 36), strconv.FormatInt(last.Seq, 36))
	}
	return list, next, err
}

func (q DecisionQuery) filter(w *where) error {
	w.and("sealed_at = 0")
	w.and(decided)
	w.and("(action <> 'answer' OR role = 'leader')")
	w.and("role IN ('leader', 'case_officer')")
	if q.Action != "" {
		if !slices.Contains(Decisions, q.Action) {
			return wrong("action", "field.choice")
		}
		w.and("action = ?", string(q.Action))
	}
	if q.Role != "" {
		w.and("role = ?", string(q.Role))
	}
	if q.From != 0 {
		w.and("at >= ?", int64(q.From))
	}
	if q.To != 0 {
		w.and("at < ?", int64(q.To))
	}
	return q.from(w)
}

// from continues after the cursor.
func (q DecisionQuery) from(w *where) error {
	if q.After == "" {
		return nil
	}
	parts := strings.Split(q.After, ".")
	args := make([]any, 0, 3)
	for _, part := range parts {
		n, err := strconv.ParseInt(part, 36, 64)
		if err != nil {
			return fault.New(fault.Invalid, "list.cursor")
		}
		args = append(args, n)
	}
	if len(args) != 3 {
		return fault.New(fault.Invalid, "list.cursor")
	}
	w.and("(at, case_id, seq) < (?, ?, ?)", args...)
	return nil
}

func scanDecision(s sqldb.Scanner) (Decision, error) {
	var d Decision
	var err error
	d.Entry, err = scanEntry(scanWith{s, []any{&d.Number, &d.Title}})
	return d, err
}

// scanWith scans more columns behind those that are asked for.
type scanWith struct {
	sqldb.Scanner
	more []any
}

// Scan reads a row.
func (s scanWith) Scan(dest ...any) error { return s.Scanner.Scan(append(dest, s.more...)...) }
