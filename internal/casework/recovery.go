package casework

import (
	"bytes"
	"context"
	"strconv"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// MakeRecovery makes the key that the commission keeps on paper, in the place of an older one, and gives what is to be
// printed; it is stored nowhere. Whoever makes it shares with it all reports that she can open.
func (s *Service) MakeRecovery(ctx context.Context, by access.Actor, congressID int64) (paper string, err error) {
	if !by.Holds(access.Discipline, congressID) || s.Sealing == nil {
		return "", fault.Missing()
	}
	key := s.Sealing.Secret(by)
	if key == nil {
		return "", fault.New(fault.Conflict, "sealing.locked")
	}
	secret, err := vault.NewSecret()
	if err != nil {
		return "", err
	}
	err = s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := s.circle(ctx, tx, congressID)
		if err != nil {
			return err
		}
		mine := c.find(by.PersonID)
		if mine == nil || !bytes.Equal(mine.public, key.Public()) {
			return fault.New(fault.Forbidden, "sealing.not_reader")
		}
		if err := s.note(ctx, tx, congressID, by.PersonID, by, KeyPaper); err != nil {
			return err
		}
		return s.replacePaper(ctx, tx, c, by, secret, hand{*mine, key})
	})
	if err != nil {
		return "", err
	}
	return secret.Paper()
}

func (s *Service) replacePaper(ctx context.Context, tx *sqldb.Tx, c circle, by access.Actor, secret *vault.Secret, from hand) error {
	old := c.find(0)
	if old != nil {
		if _, err := tx.Exec(ctx, `DELETE FROM seal_share WHERE reader_id = $1 AND EXISTS (SELECT 1 FROM seal_share o WHERE o.case_id = seal_share.case_id AND o.reader_id = $2)`, old.id, from.id); err != nil {
			return err
		}
		left, err := sqldb.One(ctx, tx, sqldb.Value[int], `SELECT COUNT(*) FROM seal_share WHERE reader_id = $1`, old.id)
		if err != nil {
			return err
		}
		if left > 0 {
			return fault.New(fault.Conflict, "sealing.paper_needed", left)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM seal_reader WHERE id = $1`, old.id); err != nil {
			return err
		}
	}
	paper, err := c.admit(ctx, tx, 0, by.PersonID, secret.Public())
	if err != nil {
		return err
	}
	c.readers = append(c.readers, paper)
	return s.shareAll(ctx, tx, c, paper, from)
}

// Recover lets the actor in by the key on paper: every report that it holds is shared with her own key, which she must have
// made before. Invalid "sealing.paper_wrong" at the field "paper" for any other text; after some each further try must wait.
func (s *Service) Recover(ctx context.Context, by access.Actor, congressID int64, address, text string) error {
	if !by.Holds(access.Discipline, congressID) || s.Sealing == nil {
		return fault.Missing()
	}
	return s.Sealing.Guess(ctx, address, "sealing paper "+strconv.FormatInt(congressID, 10), func(ctx context.Context) error {
		secret, err := vault.FromPaper(text)
		if err != nil {
			return wrong("paper", "sealing.paper_wrong")
		}
		return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
			c, err := s.circle(ctx, tx, congressID)
			if err != nil {
				return err
			}
			paper := c.find(0)
			if paper == nil || !bytes.Equal(paper.public, secret.Public()) {
				return wrong("paper", "sealing.paper_wrong")
			}
			if err := s.note(ctx, tx, congressID, by.PersonID, by, KeyRestored); err != nil {
				return err
			}
			return s.admitted(ctx, tx, c, by, by.PersonID, hand{*paper, secret})
		})
	})
}
