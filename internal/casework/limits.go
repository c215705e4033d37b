package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
)

type kept struct {
	days    map[limitKey]int
	changes int64
	read    time.Time
}

// rulesAge is how long limits are used before they are read again: other nodes may have changed them.
const rulesAge = 5 * time.Second

// Rules gives the limits of a congress and the calendar in force.
func (s *Service) Rules(ctx context.Context, congressID int64) (Rules, error) {
	return s.rulesFor(ctx, &Case{CongressID: congressID})
}

// rulesFor gives the rules for a case, whose calendar another node may know before this one does.
func (s *Service) rulesFor(ctx context.Context, c *Case) (Rules, error) {
	book, err := s.Book(ctx, c.calendar)
	if err != nil {
		return Rules{}, err
	}
	set, err := s.limits(ctx, c.CongressID)
	return Rules{set.days, set.changes, book.Now(), book}, err
}

// limits gives what a congress has set. The history is read first: what comes in between is newer than its count.
func (s *Service) limits(ctx context.Context, congressID int64) (kept, error) {
	now := s.DB.Now()
	s.mu.RLock()
	k, ok := s.rules[congressID]
	s.mu.RUnlock()
	if age := now.Sub(k.read); ok && age >= 0 && age < rulesAge {
		return k, nil
	}
	set := map[limitKey]int{}
	var head ledger.Head
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if head, err = ledger.HeadOf(ctx, tx, limitStream(congressID)); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT class, name, days FROM case_limit WHERE congress_id = $1`, congressID)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var k limitKey
			var days int
			if err := rows.Scan((*string)(&k.class), (*string)(&k.name), &days); err != nil {
				return err
			}
			set[k] = days
		}
		return rows.Err()
	})
	if err != nil {
		return kept{}, err
	}
	fresh := kept{set, head.Seq, now}
	s.mu.Lock()
	s.rules[congressID] = fresh
	s.mu.Unlock()
	return fresh, nil
}

// LimitChange is a limit of a congress set anew, for one class or (class "") for all.
type LimitChange struct {
	Class Class `json:"class,omitempty"`
	Name  Limit `json:"name"`
	Days  int   `json:"days"`
}

// SetLimit changes a limit of a congress; seen is the Changes of the rules on which it was decided. Open cases keep the due
// times they were promised; what begins after it uses the new limit, and the clock acts on open cases by it (EffectOf).
// Faults: Forbidden; Invalid with fields; Conflict "case.limit_stale" with a fault.Meanwhile when somebody set it since.
func (s *Service) SetLimit(ctx context.Context, by access.Actor, congressID int64, c LimitChange, seen int64) error {
	if !by.Can(access.ManageLimits, congressID) && !by.System {
		return notAllowed()
	}
	if err := c.check(); err != nil {
		return err
	}
	return again(func() error { return s.setLimit(ctx, by, congressID, c, seen) })
}

func (s *Service) setLimit(ctx context.Context, by access.Actor, congressID int64, c LimitChange, seen int64) error {
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		if err := recordLimit(ctx, tx, by, congressID, c, seen); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM case_limit WHERE congress_id = $1 AND class = $2 AND name = $3`, congressID, c.Class, c.Name); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO case_limit (congress_id, class, name, days) VALUES ($1,$2,$3,$4)`, congressID, c.Class, c.Name, c.Days); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.forgetRules(congressID) })
		return wake(ctx, tx, congressID, c.Name)
	})
}

func (c LimitChange) check() error {
	def, ok := limitDefs[c.Name]
	var f fault.Fields
	f.Check(ok, "name", "field.choice")
	f.Check(c.Class == "" || def.ByClass && slices.Contains(Classes, c.Class), "class", "field.choice")
	f.Check(ok && c.Days >= def.Min && c.Days <= def.Max, "days", "case.limit_range", def.Min, def.Max)
	return f.Err()
}

// limitStream is the name of the history of a congress's limits in the ledger.
func limitStream(congressID int64) string { return fmt.Sprintf("limits/%d", congressID) }

// recordLimit writes the change into the history, unless there is one of the same limit that nobody who decided it saw.
func recordLimit(ctx context.Context, tx *sqldb.Tx, by access.Actor, congressID int64, c LimitChange, seen int64) error {
	stream := limitStream(congressID)
	events, err := ledger.Since(ctx, tx, stream, seen)
	if err != nil {
		return err
	}
	for _, e := range slices.Backward(events) {
		var last LimitChange
		if err := json.Unmarshal([]byte(e.Body), &last); err != nil {
			return fmt.Errorf("casework: history of limits: %w", err)
		}
		if last.Name == c.Name && last.Class == c.Class {
			return fault.Stale("case.limit_stale", fault.Meanwhile{PersonID: e.Person, At: sqldb.Time(e.At)})
		}
	}
	head, err := ledger.HeadOf(ctx, tx, stream)
	if err != nil {
		return err
	}
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("casework: history of limits: %w", err)
	}
	_, err = ledger.Append(ctx, tx, head, ledger.Event{Stream: stream, At: sqldb.Ms(tx.Now), Person: by.PersonID, Action: "limit", Body: string(body)})
	return err
}

// wake lets the clock look at the open cases of a congress anew when it acts by the limit, as soon as every node has read it.
func wake(ctx context.Context, tx *sqldb.Tx, congressID int64, name Limit) error {
	if EffectOf(name) != ForClock {
		return nil
	}
	at := Moment(tx.Now.Add(rulesAge + time.Second))
	_, err := tx.Exec(ctx, `UPDATE cases SET alarm_at = $1 WHERE congress_id = $2 AND alarm_at > $3`, int64(at), congressID, int64(at))
	return err
}

func (s *Service) forgetRules(congressID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rules, congressID)
}
