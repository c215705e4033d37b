package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// recordStream is the chain that binds the security record: one event for each day with lines, so that signing in never
// waits for a chain.
const (
	recordStream = "security"
	recordBound  = "bind"
)

// settledLine is how old a line must be to be bound: on PostgreSQL a transaction under way may still bring a lower row.
const settledLine = time.Minute

// stretch is what one event of the chain binds: the lines after a row and up to another.
type stretch struct {
	After  int64  `json:"after"`
	Upto   int64  `json:"upto"`
	Lines  int64  `json:"lines"`
	From   int64  `json:"from"` // when the oldest line was written
	SHA256 string `json:"sha256"`
}

// BindRecord binds the lines of the security record of all days that are over into the ledger: SHA-256 over each as a JSON
// list of id, time, congress, person, actor, kind, address and detail, ended by a line break.
func (s *Service) BindRecord(ctx context.Context) error {
	head, last, err := s.bound(ctx)
	if err != nil {
		return err
	}
	next, err := s.measure(ctx, last.Upto)
	if err != nil || next.Lines == 0 {
		return err
	}
	body, err := json.Marshal(next)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := ledger.Append(ctx, tx, head, ledger.Event{Stream: recordStream, At: sqldb.Ms(tx.Now), Action: recordBound, Body: string(body)})
		return err
	})
	if sqldb.IsUnique(err) { // another node was faster
		return nil
	}
	return err
}

// bound is the end of the chain and what its last event binds.
func (s *Service) bound(ctx context.Context) (head ledger.Head, last stretch, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		events, err := ledger.Read(ctx, tx, recordStream)
		if err != nil || len(events) == 0 {
			return err
		}
		e := events[len(events)-1]
		head = ledger.Head{Seq: e.Seq, Hash: e.Hash}
		return json.Unmarshal([]byte(e.Body), &last)
	})
	return head, last, err
}

// measure computes the stretch after a row that ends with the last day that is over.
func (s *Service) measure(ctx context.Context, after int64) (st stretch, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		end := min(sqldb.Ms(workday.Day(tx.Now)), sqldb.Ms(tx.Now.Add(-settledLine)))
		upto, err := sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT COALESCE(MAX(id), 0) FROM account_event WHERE id > $1 AND at < $2`, after, end)
		if err != nil || upto == 0 {
			return err
		}
		st, err = stretchOf(ctx, tx, after, upto)
		return err
	})
	return st, err
}

func stretchOf(ctx context.Context, tx *sqldb.Tx, after, upto int64) (stretch, error) {
	st, sum := stretch{After: after, Upto: upto}, sha256.New()
	rows, err := tx.Query(ctx, `SELECT id, at, congress_id, person_id, by_id, kind, address, detail FROM account_event
		WHERE id > $1 AND id <= $2 ORDER BY id`, after, upto)
	if err != nil {
		return st, err
	}
	defer rows.Close()
	for rows.Next() {
		e, err := scanEvent(rows)
		if err != nil {
			return st, err
		}
		at := sqldb.Ms(e.At)
		if st.Lines++; st.Lines == 1 || at < st.From {
			st.From = at
		}
		if err := json.NewEncoder(sum).Encode([]any{e.ID, at, e.CongressID, e.PersonID, e.ByID, e.Kind, e.Address, e.Detail}); err != nil {
			return st, err
		}
	}
	st.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return st, rows.Err()
}

// VerifyRecord compares the security record with what the ledger binds of it and names each stretch that was changed since.
// Lines old enough to have been dropped by law are not looked at.
func (s *Service) VerifyRecord(ctx context.Context) (bad []ledger.Bad, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		events, err := ledger.Read(ctx, tx, recordStream)
		if err != nil {
			return err
		}
		kept := sqldb.Ms(tx.Now.AddDate(0, 0, -leastDays))
		for _, e := range events {
			var was stretch
			if err := json.Unmarshal([]byte(e.Body), &was); err != nil {
				return fmt.Errorf("account: %s #%d: %w", recordStream, e.Seq, err)
			}
			if was.From < kept {
				continue
			}
			if now, err := stretchOf(ctx, tx, was.After, was.Upto); err != nil {
				return err
			} else if now != was {
				bad = append(bad, ledger.Bad{Stream: recordStream, Seq: e.Seq, Why: "record"})
			}
		}
		return nil
	})
	return bad, err
}
