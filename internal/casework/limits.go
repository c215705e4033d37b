package casework

import (
	"context"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

type kept struct {
	days map[limitKey]int
	read time.Time
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
	days, err := s.limits(ctx, c.CongressID)
	return Rules{days, book.Now(), book}, err
}

// limits gives what a congress has set.
func (s *Service) limits(ctx context.Context, congressID int64) (map[limitKey]int, error) {
	now := s.DB.Now()
	s.mu.RLock()
	k, ok := s.rules[congressID]
	s.mu.RUnlock()
	if age := now.Sub(k.read); ok && age >= 0 && age < rulesAge {
		return k.days, nil
	}
	set := map[limitKey]int{}
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) error {
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
		return nil, err
	}
	s.mu.Lock()
	s.rules[congressID] = kept{set, now}
	s.mu.Unlock()
	return set, nil
}

// SetLimit changes a limit of a congress, for one class or (class "") for all. Open cases keep the due times they were
// promised; what begins after it uses the new limit, and the clock acts on open cases by it (EffectOf).
func (s *Service) SetLimit(ctx context.Context, by access.Actor, congressID int64, class Class, name Limit, days int) error {
	if !by.Can(access.ManageLimits, congressID) && !by.System {
		return notAllowed()
	}
	def, ok := limitDefs[name]
	var f fault.Fields
	f.Check(ok, "name", "field.choice")
	f.Check(class == "" || def.ByClass && slices.Contains(Classes, class), "class", "field.choice")
	f.Check(ok && days >= def.Min && days <= def.Max, "days", "case.limit_range", def.Min, def.Max)
	if err := f.Err(); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM case_limit WHERE congress_id = $1 AND class = $2 AND name = $3`, congressID, class, name); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO case_limit (congress_id, class, name, days) VALUES ($1,$2,$3,$4)`, congressID, class, name, days); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.forgetRules(congressID) })
		return wake(ctx, tx, congressID, name)
	})
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
