package worklist

import (
	"context"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/sqldb"
)

// Presence is somebody who has a form open on a case: in which role, doing what, when last heard of.
type Presence struct {
	PersonID int64
	Role     access.Role
	UnitID   int64
	Action   string
	At       time.Time
}

// Fresh is how long one who was heard of counts as present; a page tells of itself three times as often.
const Fresh = time.Minute

// Place is a case in a congress.
type Place struct {
	CongressID int64
	Number     string
}

// Here notes that the actor has a form open on a case, and forgets who has not been heard of for long.
func (s *Service) Here(ctx context.Context, by access.Actor, at Place, seat access.Grant, action string) error {
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM desk_presence WHERE at < $1`, sqldb.Ms(tx.Now.Add(-10*Fresh))); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO desk_presence (congress_id, number, person_id, role, unit_id, action, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (congress_id, number, person_id) DO UPDATE SET role = excluded.role, unit_id = excluded.unit_id, action = excluded.action,
			at = excluded.at`, at.CongressID, at.Number, by.PersonID, string(seat.Role), seat.UnitID, action, sqldb.Ms(tx.Now))
		return err
	})
}

// Left notes that the actor's form is closed: sent, or given up.
func (s *Service) Left(ctx context.Context, by access.Actor, at Place) error {
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM desk_presence WHERE congress_id = $1 AND number = $2 AND person_id = $3`, at.CongressID, at.Number, by.PersonID)
		return err
	})
}

// Others lists who else has a form open on a case now, in a fixed order.
func (s *Service) Others(ctx context.Context, by access.Actor, at Place) (list []Presence, err error) {
	since := sqldb.Ms(s.DB.Now().Add(-Fresh))
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scanPresence, `SELECT person_id, role, unit_id, action, at FROM desk_presence
			WHERE congress_id = $1 AND number = $2 AND person_id <> $3 AND at >= $4 ORDER BY person_id`, at.CongressID, at.Number, by.PersonID, since)
		return err
	})
	return list, err
}

func scanPresence(row sqldb.Scanner) (p Presence, err error) {
	var at int64
	err = row.Scan(&p.PersonID, (*string)(&p.Role), &p.UnitID, &p.Action, &at)
	p.At = sqldb.Time(at)
	return p, err
}
