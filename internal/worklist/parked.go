package worklist

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/reseal"
	"jiazhan/internal/sqldb"
)

const (
	parkedTime = 24 * time.Hour // how long a form waits for its writer
	parkedMost = 20             // of one person
	parkedLong = 64 << 10       // bytes of one form
)

// Sealed are the columns that hold encrypted words.
var Sealed = []reseal.Table{{Name: "desk_parked", Key: []string{"person_id", "number", "action"}, Columns: []string{"body"}}}

// Form is what somebody was writing: on which case, doing what, and the fields as they were typed.
type Form struct {
	Number string
	Action string
	Fields map[string][]string
}

// Park keeps, encrypted, what a person had written when her session ended before she could send it. It keeps the newest
// forms only, and none that is longer than a reply can be: Invalid "worklist.parked_long".
func (s *Service) Park(ctx context.Context, personID int64, f Form) error {
	text, err := json.Marshal(f.Fields)
	if err != nil {
		return fmt.Errorf("worklist: park: %w", err)
	}
	if len(text) > parkedLong {
		return fault.New(fault.Invalid, "worklist.parked_long")
	}
	body, err := s.Keys.Seal(string(text))
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO desk_parked (person_id, number, action, body, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (person_id, number, action) DO UPDATE SET body = excluded.body, at = excluded.at`, personID, f.Number, f.Action, body, sqldb.Ms(tx.Now))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM desk_parked WHERE at <= $1`, sqldb.Ms(tx.Now.Add(-parkedTime))); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM desk_parked WHERE person_id = $1 AND at < (SELECT MIN(at) FROM
			(SELECT at FROM desk_parked WHERE person_id = $1 ORDER BY at DESC LIMIT $2) newest)`, personID, parkedMost)
		return err
	})
}

// Parked gives the fields of what the actor had written, nil when nothing waits for her.
func (s *Service) Parked(ctx context.Context, by access.Actor, number, action string) (fields map[string][]string, err error) {
	var body string
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		body, err = sqldb.One(ctx, tx, sqldb.Value[string], `SELECT body FROM desk_parked WHERE person_id = $1 AND number = $2 AND action = $3 AND at > $4`,
			by.PersonID, number, action, sqldb.Ms(s.DB.Now().Add(-parkedTime)))
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text, err := s.Keys.Open(body)
	if err != nil {
		return nil, err
	}
	return fields, json.Unmarshal([]byte(text), &fields)
}

// Unpark forgets what the actor had written: it was sent, or given up.
func (s *Service) Unpark(ctx context.Context, by access.Actor, number, action string) error {
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM desk_parked WHERE person_id = $1 AND number = $2 AND action = $3`, by.PersonID, number, action)
		return err
	})
}
