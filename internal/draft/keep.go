package draft

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

const columns = `id, congress_id, body, receipt, at`

func (s *Service) scan(r sqldb.Scanner) (d Draft, err error) {
	var body, receipt string
	var at int64
	if err := r.Scan(&d.ID, &d.CongressID, &body, &receipt, &at); err != nil {
		return d, err
	}
	d.At = sqldb.Time(at)
	return d, s.open(&d, body, receipt)
}

// oldest is the instant after which a draft that still waits was saved.
func oldest(now time.Time) int64 { return sqldb.Ms(now.Add(-Keep)) }

func (s *Service) get(ctx context.Context, tx *sqldb.Tx, ref Ref, now time.Time) (Draft, error) {
	return sqldb.One(ctx, tx, s.scan, `SELECT `+columns+` FROM draft WHERE id = $1 AND holder = $2 AND congress_id = $3 AND at > $4`,
		ref.ID, ref.holder(), ref.CongressID, oldest(now))
}

// Read gives a draft; NotFound when it is another browser's, or is not there any more.
func (s *Service) Read(ctx context.Context, ref Ref) (d Draft, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		d, err = s.get(ctx, tx, ref, s.DB.Now())
		return err
	})
	if err != nil {
		return Draft{}, fmt.Errorf("draft: read: %w", err)
	}
	return d, nil
}

// Waiting lists what a browser has begun with a congress, newest first.
func (s *Service) Waiting(ctx context.Context, secret string, congressID int64) (list []Draft, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, s.scan, `SELECT `+columns+` FROM draft WHERE holder = $1 AND congress_id = $2 AND receipt = '' AND at > $3
			ORDER BY at DESC, id DESC`, Ref{Secret: secret}.holder(), congressID, oldest(s.DB.Now()))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("draft: list: %w", err)
	}
	return list, nil
}

// Change lets edit work on a draft, begun now if it is not there, and keeps what comes out; one that was sent stays as it
// is. Faults: NotFound for a name made for another browser, Invalid "draft.long", and what edit refuses.
func (s *Service) Change(ctx context.Context, ref Ref, edit func(*Draft) error) (d Draft, err error) {
	if _, ok := ref.Made(); !ok {
		return d, fault.Missing()
	}
	err = s.DB.Write(ctx, func(tx *sqldb.Tx) (err error) {
		d, err = s.get(ctx, tx, ref, tx.Now)
		if fault.KindOf(err) == fault.NotFound {
			d, err = Draft{ID: ref.ID, CongressID: ref.CongressID}, s.makeRoom(ctx, tx, ref)
		}
		if err != nil || d.Receipt != "" {
			return err
		}
		before := d.Photos
		if err := edit(&d); err != nil {
			return err
		}
		return s.put(ctx, tx, ref, &d, before)
	})
	return d, err
}

// put stores a draft with its photos; those that it has no longer go.
func (s *Service) put(ctx context.Context, tx *sqldb.Tx, ref Ref, d *Draft, before []string) error {
	if len(d.Body) > long {
		return fault.New(fault.Invalid, "draft.long")
	}
	body, err := s.seal(*d)
	if err != nil {
		return err
	}
	d.At = tx.Now
	_, err = tx.Exec(ctx, `INSERT INTO draft (id, congress_id, holder, body, receipt, at) VALUES ($1, $2, $3, $4, '', $5)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body, at = excluded.at`, d.ID, d.CongressID, ref.holder(), body, sqldb.Ms(tx.Now))
	if err != nil {
		return err
	}
	gone := slices.DeleteFunc(slices.Clone(before), func(token string) bool { return slices.Contains(d.Photos, token) })
	if err := s.Free(ctx, tx, gone); err != nil {
		return err
	}
	return s.Hold(ctx, tx, d.Photos, d.Until())
}

// makeRoom lets the oldest drafts of a browser go before another is begun.
func (s *Service) makeRoom(ctx context.Context, tx *sqldb.Tx, ref Ref) error {
	list, err := sqldb.All(ctx, tx, s.scan, `SELECT `+columns+` FROM draft WHERE holder = $1 AND receipt = '' ORDER BY at DESC, id DESC`, ref.holder())
	if err != nil || len(list) < most {
		return err
	}
	return s.drop(ctx, tx, list[most-1:])
}
