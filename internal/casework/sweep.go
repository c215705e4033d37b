package casework

import (
	"context"
	"errors"
	"fmt"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

const sweepPage = 200

// Sweep lets the clock act on every case whose time has come and gives the number of its acts. A case that fails does
// not hold up the others; all errors come back joined.
func (s *Service) Sweep(ctx context.Context) (acts int, err error) {
	acts, err = s.recountAll(ctx)
	for {
		numbers, e := s.ringing(ctx)
		if e != nil {
			return acts, errors.Join(err, e)
		}
		done := 0
		for _, number := range numbers {
			did, e := s.tick(ctx, number)
			err = errors.Join(err, e)
			if did {
				done++
			}
		}
		acts += done
		if done == 0 || len(numbers) < sweepPage {
			return acts, err
		}
	}
}

func (s *Service) ringing(ctx context.Context) (numbers []string, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		numbers, err = sqldb.All(ctx, tx, sqldb.Value[string],
			`SELECT number FROM cases WHERE alarm_at > 0 AND alarm_at <= $1 ORDER BY alarm_at, id LIMIT $2`, int64(Moment(s.DB.Now())), sweepPage)
		return err
	})
	return numbers, err
}

// tick lets the clock do all that is due on one case. Who acted meanwhile is no error: the clock looks again later.
func (s *Service) tick(ctx context.Context, number string) (did bool, err error) {
	dir, err := s.Directory(ctx)
	if err != nil {
		return false, err
	}
	err = s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		did = false
		c, err := s.get(ctx, tx, access.Clock, number)
		if err != nil {
			return err
		}
		for range len(watches) {
			rules, err := s.rulesFor(ctx, c)
			if err != nil {
				return err
			}
			act, at := next(&c.Facts, rules)
			if act == nil || at > Moment(tx.Now) {
				return s.rearm(ctx, tx, c, at)
			}
			if c, err = s.change(ctx, tx, turn{access.Clock, At{Number: number}, act, dir}, c); err != nil {
				return err
			}
			did = true
		}
		return nil
	})
	if fault.KindOf(err) == fault.Conflict {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("casework: sweep %s: %w", number, err)
	}
	return did, nil
}

// rearm sets the alarm anew where limits have changed since it was set.
func (s *Service) rearm(ctx context.Context, tx *sqldb.Tx, c *Case, at Instant) error {
	if at == c.AlarmAt {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE cases SET alarm_at = $1 WHERE id = $2 AND version = $3`, int64(at), c.ID, int64(c.Version))
	return err
}
