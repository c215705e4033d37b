package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
)

// LimitSet is one change of a limit as the history keeps it: what it was, what it became, when, and by whom.
type LimitSet struct {
	LimitChange
	Seq      int64
	Was      int
	At       time.Time
	PersonID int64
}

// LimitQuery selects changes of limits; zero fields do not filter.
type LimitQuery struct {
	Before   int64 // the Seq of the last change of the page before
	Name     Limit
	Person   int64
	From, To time.Time // at From or later, and before To
	Limit    int       // at most so many; 0: all
}

// LimitsSet lists the changes of a congress's limits, the newest first. Only the audit administrator reads them.
func (s *Service) LimitsSet(ctx context.Context, by access.Actor, congressID int64, q LimitQuery) ([]LimitSet, error) {
	if by.Scopes != nil || !by.Can(access.ReadAudit, congressID) {
		return nil, notAllowed()
	}
	var events []ledger.Event
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		events, err = ledger.Read(ctx, tx, limitStream(congressID))
		return err
	})
	if err != nil {
		return nil, err
	}
	all, err := limitsSet(events)
	if err != nil {
		return nil, err
	}
	var out []LimitSet
	for i := len(all) - 1; i >= 0 && (q.Limit == 0 || len(out) < q.Limit); i-- {
		if q.selects(all[i]) {
			out = append(out, all[i])
		}
	}
	return out, nil
}

// limitsSet reads the history, the oldest first.
func limitsSet(events []ledger.Event) ([]LimitSet, error) {
	out := make([]LimitSet, 0, len(events))
	var before Rules
	for _, e := range events {
		set := LimitSet{Seq: e.Seq, At: sqldb.Time(e.At), PersonID: e.Person}
		if err := json.Unmarshal([]byte(e.Body), &set.LimitChange); err != nil {
			return nil, fmt.Errorf("casework: history of limits #%d: %w", e.Seq, err)
		}
		set.Was = before.Days(set.Name, set.Class)
		before = before.with(set.Class, set.Name, set.Days)
		out = append(out, set)
	}
	return out, nil
}

func (q LimitQuery) selects(c LimitSet) bool {
	return (q.Before == 0 || c.Seq < q.Before) && (q.Name == "" || c.Name == q.Name) && (q.Person == 0 || c.PersonID == q.Person) &&
		!c.At.Before(q.From) && (q.To.IsZero() || c.At.Before(q.To))
}
