package casework

import (
	"context"

	"jiazhan/internal/access"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// Move is a case whose term would move.
type Move struct {
	Case     *Case
	From, To Instant
}

// Moves is what another calendar would change: how many cases in which congress, and those that the actor may see.
type Moves struct {
	Count   map[int64]int // by congress; sealed cases are not counted
	Visible []Move        // the first mostMoves of them, by congress and number
}

// mostMoves is how many cases a preview lists.
const mostMoves = 100

// WouldMove tells which open cases, of all congresses here, would be due at another time by a calendar. Who manages limits
// learns their number; the cases themselves only who may see them.
func (s *Service) WouldMove(ctx context.Context, by access.Actor, calendar *workday.Calendar) (Moves, error) {
	m := Moves{Count: map[int64]int{}}
	rules := map[int64]Rules{}
	var open []*Case
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		open, err = sqldb.All(ctx, tx, scanCase, selectCase+`WHERE ended_at = 0 AND historic = 0 AND sealed_at = 0 AND state <> 'answered' ORDER BY congress_id, id`)
		return err
	})
	if err != nil {
		return m, err
	}
	now := Moment(s.DB.Now())
	for _, c := range open {
		r, ok := rules[c.CongressID]
		if !ok {
			if r, err = s.Rules(ctx, c.CongressID); err != nil {
				return m, err
			}
			rules[c.CongressID] = r
		}
		m.add(by, c, r, calendar, now)
	}
	return m, nil
}

func (m *Moves) add(by access.Actor, c *Case, r Rules, calendar *workday.Calendar, now Instant) {
	counted := r.book.At(c.calendar)
	r.calendar = calendar
	from, to, ok := c.terms().moved(c.recounted(r, counted, now))
	if !ok {
		return
	}
	m.Count[c.CongressID]++
	if len(m.Visible) < mostMoves && onDuty(by, c) {
		m.Visible = append(m.Visible, Move{c, from, to})
	}
}
