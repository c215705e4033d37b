package notice

import (
	"context"
	"encoding/json"
	"fmt"

	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Serving lists the people who serve at a desk now; the composition root fills it from account.
type Serving func(ctx context.Context, tx *sqldb.Tx, d Desk) ([]int64, error)

// Service keeps the inboxes and sends the letters.
type Service struct {
	DB          *sqldb.DB
	Serving     Serving
	Keys        *vault.Keyring
	SMS         *sms.Outbox
	LettersADay int64 // to one phone
}

// heap is the notes of one topic for one person in one congress.
type heap struct {
	congress, person int64
	topic            string
}

// Deliver lays notes into inboxes in the caller's transaction; it is the handler of Kind. Notes of one topic in one batch
// cost one row a person.
func (s *Service) Deliver(ctx context.Context, tx *sqldb.Tx, notes []Note) error {
	at := map[heap]int{}
	serving := map[Desk][]int64{}
	var rows []delivery
	for _, n := range notes {
		people, err := s.recipients(ctx, tx, n, serving)
		if err != nil {
			return err
		}
		for _, person := range people {
			h := heap{n.CongressID, person, n.Topic}
			i, joined := at[h]
			if n.Topic == "" || !joined {
				at[h] = len(rows)
				rows = append(rows, delivery{n, person, 1})
				continue
			}
			rows[i] = delivery{n, person, rows[i].times + 1}
		}
	}
	for _, d := range rows {
		if err := d.store(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// recipients are the person of a note or all at its desk; known keeps the desks of a batch that were asked for already.
func (s *Service) recipients(ctx context.Context, tx *sqldb.Tx, n Note, known map[Desk][]int64) ([]int64, error) {
	if n.Desk == nil {
		return []int64{n.PersonID}, nil
	}
	if people, ok := known[*n.Desk]; ok {
		return people, nil
	}
	people, err := s.Serving(ctx, tx, *n.Desk)
	if err != nil {
		return nil, fmt.Errorf("notice: who serves at %+v: %w", *n.Desk, err)
	}
	known[*n.Desk] = people
	return people, nil
}

type delivery struct {
	Note
	person, times int64
}

func (d delivery) store(ctx context.Context, tx *sqldb.Tx) error {
	args, err := json.Marshal(d.Args)
	if err != nil {
		return fmt.Errorf("notice: %s: %w", d.Key, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO notice (congress_id, person_id, topic, key, args, link, times, at, read_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)
		ON CONFLICT (congress_id, person_id, topic) WHERE read_at = 0 AND topic <> '' DO UPDATE
		SET times = notice.times + excluded.times, key = excluded.key, args = excluded.args, link = excluded.link, at = excluded.at`,
		d.CongressID, d.person, d.Topic, d.Key, string(args), d.Link, d.times, sqldb.Ms(tx.Now))
	if err != nil {
		return fmt.Errorf("notice: store %s: %w", d.Key, err)
	}
	return nil
}
