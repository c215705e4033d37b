package account

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
)

// How long the reset of a second factor stands open, and how often its code may be mistyped.
const (
	resetLife  = 24 * time.Hour
	resetTries = 5
)

type reset struct {
	personID int64
	hash     []byte
	made     time.Time
}

func scanReset(r sqldb.Scanner) (reset, error) {
	var x reset
	var made int64
	err := r.Scan(&x.personID, &x.hash, &made)
	x.made = sqldb.Time(made)
	return x, err
}

// resetHash is keyed, as that of sign-in codes.
func (s *Service) resetHash(personID int64, code string) []byte {
	return s.keys.Index("factor reset", fmt.Sprint(personID)+"/"+code)
}

// OpenReset is the first step for somebody who lost her second factor: it ends all her sessions and sends a code to her
// own phone. The factor stands until she signs in and gives that code (ResetFactor), so that whoever opens the reset can
// never sign in as her. Only the security administrator may, and nobody for herself.
func (s *Service) OpenReset(ctx context.Context, by access.Actor, congressID, personID int64, reason string) error {
	if by.PersonID == personID {
		return fault.New(fault.Forbidden, "forbidden")
	}
	code, err := sixDigits()
	if err != nil {
		return err
	}
	return s.guard(ctx, by, Event{CongressID: congressID, PersonID: personID, Kind: ResetOpened, Detail: reason}, func(tx *sqldb.Tx) error {
		factors, err := sqldb.One(ctx, tx, sqldb.Value[int], "SELECT count(*) FROM factor WHERE person_id = $1 AND confirmed_at <> 0", personID)
		if err == nil && factors == 0 {
			err = fault.New(fault.Conflict, "account.reset.none")
		}
		if err != nil {
			return err
		}
		p, err := s.PersonIn(ctx, tx, personID)
		if err != nil {
			return err
		}
		if err := s.spend(ctx, tx, "account.invite.often", rate{counter{"reset/pause", p.Phone}, 1, s.limits.InvitePause}); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO factor_reset (person_id, congress_id, by_id, hash, tries, created_at) VALUES ($1, $2, $3, $4, 0, $5)
			ON CONFLICT (person_id) DO UPDATE SET congress_id = excluded.congress_id, by_id = excluded.by_id, hash = excluded.hash, tries = 0,
				created_at = excluded.created_at`, personID, congressID, by.PersonID, s.resetHash(personID, code), sqldb.Ms(tx.Now))
		if err == nil {
			err = s.killAll(ctx, tx, personID)
		}
		if err != nil {
			return err
		}
		text := i18n.For(language(p.Language)).T("account.reset.text", code, int(resetLife/time.Hour))
		return s.sms.Queue(ctx, tx, sms.Letter{Phone: p.Phone, Text: text, Until: tx.Now.Add(resetLife)})
	})
}

// ResetWaits reports whether the person of the session may give up her second factor with a code.
func (s *Service) ResetWaits(ctx context.Context, ses *Session) (bool, error) {
	var n int
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(ctx, tx, sqldb.Value[int], "SELECT count(*) FROM factor_reset WHERE person_id = $1 AND created_at > $2 AND created_at <= $4 AND tries < $3",
			ses.PersonID, sqldb.Ms(tx.Now.Add(-resetLife)), resetTries, sqldb.Ms(tx.Now))
		return err
	})
	return n > 0, err
}

// ResetFactor is the second step: the person herself, signed in, gives the code from her phone. Her second factor and
// recovery codes are gone, every other session of hers ends, and she must set up another factor before she works.
// Faults: Invalid "account.reset.wrong"; Conflict "account.reset.gone" when no code holds any more.
func (s *Service) ResetFactor(ctx context.Context, token, code string) error {
	_, ses, err := s.Actor(ctx, token)
	if err != nil {
		return err
	}
	if ses == nil {
		return fault.New(fault.Unsigned, "unsigned")
	}
	var ok bool
	var left int
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		brake := brake{counter{"factor", fmt.Sprint(ses.PersonID)}, s.limits.Factor, false}
		if _, err := s.press(ctx, tx, brake); err != nil {
			return err
		}
		if ok, left, err = s.useReset(ctx, tx, ses.PersonID, strings.TrimSpace(code)); err != nil {
			return err
		}
		if !ok {
			return NoteIn(ctx, tx, Event{PersonID: ses.PersonID, ByID: ses.PersonID, Kind: FactorFailed, Address: ses.Address})
		}
		if err := s.ease(ctx, tx, brake); err != nil {
			return err
		}
		return s.dropFactor(ctx, tx, ses)
	})
	switch {
	case err != nil || ok:
		return err
	case left == 0:
		return fault.New(fault.Conflict, "account.reset.gone", resetTries)
	}
	return fault.New(fault.Invalid, "account.reset.wrong")
}

// useReset tries a code; left is how often another may be tried.
func (s *Service) useReset(ctx context.Context, tx *sqldb.Tx, personID int64, code string) (ok bool, left int, err error) {
	scan := func(r sqldb.Scanner) (hash []byte, err error) {
		err = r.Scan(&hash, &left)
		return hash, err
	}
	found, err := sqldb.All(ctx, tx, scan, `UPDATE factor_reset SET tries = tries + 1
		WHERE person_id = $1 AND tries < $2 AND created_at > $3 AND created_at <= $4 RETURNING hash, $2 - tries`,
		personID, resetTries, sqldb.Ms(tx.Now.Add(-resetLife)), sqldb.Ms(tx.Now))
	if err != nil || len(found) == 0 {
		return false, 0, err
	}
	return subtle.ConstantTimeCompare(found[0], s.resetHash(personID, code)) == 1, left, nil
}

func (s *Service) dropFactor(ctx context.Context, tx *sqldb.Tx, ses *Session) error {
	for _, table := range []string{"factor", "recovery_code", "factor_reset"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE person_id = $1", ses.PersonID); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "DELETE FROM session WHERE person_id = $1 AND hash <> $2", ses.PersonID, ses.hash); err != nil {
		return err
	}
	s.forget(tx)
	return NoteIn(ctx, tx, Event{PersonID: ses.PersonID, ByID: ses.PersonID, Kind: FactorDropped, Address: ses.Address})
}
