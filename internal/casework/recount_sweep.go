package casework

import (
	"context"
	"errors"
	"fmt"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// recountAll counts anew whatever is not counted by the calendar in force yet, and gives the number of acts.
func (s *Service) recountAll(ctx context.Context) (acts int, all error) {
	book, err := s.Book(ctx, 0)
	if err != nil || book.Version() == 0 {
		return 0, err
	}
	for {
		var numbers []string
		err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
			numbers, err = sqldb.All(ctx, tx, sqldb.Value[string],
				`SELECT number FROM cases WHERE ended_at = 0 AND historic = 0 AND calendar < $1 ORDER BY congress_id, id LIMIT $2`, book.Version(), sweepPage)
			return err
		})
		if err != nil {
			return acts, errors.Join(all, err)
		}
		done := 0
		for _, number := range numbers {
			acted, err := s.recountOne(ctx, number)
			if err != nil {
				all = errors.Join(all, fmt.Errorf("casework: recount %s: %w", number, err))
				continue
			}
			done++
			acts += acted
		}
		if done == 0 || len(numbers) < sweepPage {
			return acts, all
		}
	}
}

// recountOne brings one case to the calendar in force: by an act where a term moves, else only by its alarm.
func (s *Service) recountOne(ctx context.Context, number string) (acts int, err error) {
	dir, err := s.Directory(ctx)
	if err != nil {
		return 0, err
	}
	err = s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		acts = 0
		c, err := s.get(ctx, tx, access.Clock, number)
		if err != nil {
			return err
		}
		rules, err := s.rulesFor(ctx, c)
		if err != nil {
			return err
		}
		if moves(c, moment{max(Moment(tx.Now), c.touchedAt), rules}) {
			acts = 1
			_, err = s.change(ctx, tx, turn{access.Clock, At{Number: number}, &recount{}, dir}, c)
			return err
		}
		_, at := next(&c.Facts, rules)
		_, err = tx.Exec(ctx, `UPDATE cases SET calendar = $1, alarm_at = $2, undoer = 0 WHERE id = $3 AND version = $4`,
			rules.book.Version(), int64(at), c.ID, int64(c.Version))
		return err
	})
	if fault.KindOf(err) == fault.Conflict { // somebody acted meanwhile, and the door has counted anew
		return 0, nil
	}
	return acts, err
}
