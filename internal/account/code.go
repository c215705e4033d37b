package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"math/big"
	"strings"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
)

// SignInCode sends a sign-in code of six digits to a phone, known or not: the answer is the same. A new code replaces the
// one before. Too many codes for the phone, from the address or in all are a TooMany fault.
func (s *Service) SignInCode(ctx context.Context, phone string, from Client) error {
	return s.sendCode(ctx, phone, forSignIn, from)
}

// use is what a code is good for: one sent for one use opens no other.
type use struct{ purpose, text string }

var (
	forSignIn  = use{"phone", "account.code.text"}
	forProof   = use{"phone proof", "account.proof.text"}
	forErasure = use{"phone erasure", "account.erasure.text"}
)

func (s *Service) sendCode(ctx context.Context, phone string, u use, from Client) error {
	phone, err := goodPhone(phone)
	if err != nil {
		return err
	}
	code, err := sixDigits()
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := s.spendCode(ctx, tx, phone, from.Address); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO signin_code (phone_index, hash, tries, created_at) VALUES ($1, $2, 0, $3)
			ON CONFLICT (phone_index) DO UPDATE SET hash = excluded.hash, tries = 0, created_at = excluded.created_at`,
			s.keys.Index(u.purpose, phone), s.codeHash(phone, code), sqldb.Ms(tx.Now))
		if err != nil {
			return err
		}
		text := i18n.For(language(from.Language)).T(u.text, code, int(s.limits.CodeLife/time.Minute))
		if err := s.sms.Queue(ctx, tx, sms.Letter{Phone: phone, Text: text, Until: tx.Now.Add(s.limits.CodeLife)}); err != nil {
			return err
		}
		return NoteIn(ctx, tx, Event{Kind: CodeSent, Address: from.Address})
	})
}

func goodPhone(text string) (string, error) {
	phone, ok := Phone(text)
	var wrong fault.Fields
	wrong.Check(ok, "phone", "account.phone.wrong")
	return phone, wrong.Err()
}

func sixDigits() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%06d", n), nil
}

// codeHash is keyed: a stolen table does not give away the million possible codes.
func (s *Service) codeHash(phone, code string) []byte { return s.keys.Index("code", phone+"/"+code) }

// tooOften refuses a code that was asked for too soon.
const tooOften = "account.code.often"

func (s *Service) spendCode(ctx context.Context, tx *sqldb.Tx, phone, address string) error {
	l := s.limits
	err := s.spend(ctx, tx, tooOften,
		rate{counter{"code/pause", phone}, 1, l.CodePause},
		rate{counter{"code/hour", phone}, l.PhoneHour, time.Hour},
		rate{counter{"code/day", phone}, l.PhoneDay, 24 * time.Hour},
		rate{counter{"code/address", network(address)}, l.AddressHour, time.Hour})
	if err != nil {
		return err
	}
	err = s.spend(ctx, tx, tooOften, s.everybody())
	if fault.KindOf(err) == fault.TooMany {
		s.log.ErrorContext(ctx, "the day's budget of sign-in codes is used up")
	}
	return err
}

// everybody is the rate of the whole installation.
func (s *Service) everybody() rate {
	return rate{counter{"code/everybody", ""}, s.limits.EverybodyDay, 24 * time.Hour}
}

// SignInWithCode begins a session for whoever holds the phone; one who comes for the first time becomes a person.
// A wrong code, an old one, a used one and one never asked for give the same fault.
func (s *Service) SignInWithCode(ctx context.Context, phone, code string, from Client) (string, *Session, error) {
	var token string
	err := s.byCode(ctx, claim{phone, code, forSignIn}, from, func(tx *sqldb.Tx, phone string) error {
		id, _, err := s.personOf(ctx, tx, NewPerson{Phone: phone, Language: from.Language})
		if err != nil {
			return err
		}
		token, err = s.begin(ctx, tx, id, ByCode, from)
		return err
	})
	return s.opened(ctx, token, err)
}

// claim is that somebody holds a phone, with the code sent to it for one use.
type claim struct {
	phone, code string
	use         use
}

// byCode runs right, in the transaction that uses the code up, when a claim holds; a wrong one is counted and slowed down.
func (s *Service) byCode(ctx context.Context, c claim, from Client, right func(tx *sqldb.Tx, phone string) error) error {
	phone, err := goodPhone(c.phone)
	if err != nil {
		return err
	}
	ok := false
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		brake := s.addressBrake(from)
		slowed, err := s.press(ctx, tx, brake)
		if err != nil {
			return err
		}
		if ok, err = s.useCode(ctx, tx, c.use, phone, c.code); err != nil {
			return err
		}
		if !ok {
			return s.noteFailure(ctx, tx, 0, slowed, from)
		}
		if err := s.ease(ctx, tx, brake); err != nil {
			return err
		}
		return right(tx, phone)
	})
	if err == nil && !ok {
		err = fault.New(fault.Invalid, "account.code.wrong")
	}
	return err
}

// useCode tries a code against the phone's newest one; a right one is gone after it.
func (s *Service) useCode(ctx context.Context, tx *sqldb.Tx, u use, phone, code string) (bool, error) {
	index, now := s.keys.Index(u.purpose, phone), sqldb.Ms(tx.Now)
	hashes, err := sqldb.All(ctx, tx, sqldb.Value[[]byte], `UPDATE signin_code SET tries = tries + 1
		WHERE phone_index = $1 AND tries < $2 AND created_at <= $3 AND created_at > $4 RETURNING hash`,
		index, s.limits.CodeTries, now, now-s.limits.CodeLife.Milliseconds())
	if err != nil || len(hashes) == 0 || subtle.ConstantTimeCompare(hashes[0], s.codeHash(phone, strings.TrimSpace(code))) != 1 {
		return false, err
	}
	_, err = tx.Exec(ctx, "DELETE FROM signin_code WHERE phone_index = $1", index)
	return true, err
}

func (s *Service) noteFailure(ctx context.Context, tx *sqldb.Tx, personID int64, slowed bool, from Client) error {
	kind := SignInFailed
	if slowed {
		kind = SignInSlowed
	}
	return NoteIn(ctx, tx, Event{PersonID: personID, Kind: kind, Address: from.Address})
}

func (s *Service) addressBrake(from Client) brake {
	return brake{counter{"address", network(from.Address)}, s.limits.Address, true}
}
