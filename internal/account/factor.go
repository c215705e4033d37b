package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// period is the life of one TOTP code (RFC 6238); a neighbour on each side is accepted for clocks that differ.
const period = 30 * time.Second

// issuer is the name under which authenticators show the account.
const issuer = "家站"

// Setup is what an authenticator needs to know. It is shown to its owner only.
type Setup struct {
	Secret string // base32, for typing in
	URL    string // otpauth://…, for a QR code
}

// factor is a row of the table, opened. Pending is a secret that was shown and not yet proved.
type factor struct {
	secret, pending string
	step            int64
}

// stepOf gives the time step of a right code, 0 of a wrong one, looking one step back and one ahead.
func stepOf(secret, code string, now time.Time) int64 {
	if secret == "" || len(code) != 6 {
		return 0
	}
	found, middle := int64(0), now.Unix()/int64(period/time.Second)
	for step := middle - 1; step <= middle+1; step++ {
		want, err := hotp.GenerateCode(secret, uint64(step))
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = step
		}
	}
	return found
}

// SetupTOTP gives the secret that the person puts into her authenticator; ConfirmTOTP with a code of it makes it hers.
// Asked again before that it gives the same secret. Who has a factor already must have given it in this session.
func (s *Service) SetupTOTP(ctx context.Context, ses *Session) (Setup, error) {
	raw := make([]byte, 20)
	if _, err := rand.Read(raw); err != nil {
		return Setup{}, err
	}
	secret := base32.StdEncoding.EncodeToString(raw)
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		sealed, err := s.keys.Seal(secret)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO factor (person_id, secret, pending, step, confirmed_at) VALUES ($1, '', $2, 0, 0)
			ON CONFLICT (person_id) DO UPDATE SET pending = excluded.pending WHERE factor.pending = ''`, ses.PersonID, sealed)
		if err != nil {
			return err
		}
		f, err := s.factorOf(ctx, tx, ses.PersonID)
		if err != nil {
			return err
		}
		if f.secret != "" && ses.factorAt.IsZero() {
			return fault.New(fault.Forbidden, "account.factor.first")
		}
		secret = f.pending
		return nil
	})
	return Setup{Secret: secret, URL: otpauth(secret, ses.Name)}, err
}

func otpauth(secret, name string) string {
	label := url.PathEscape(issuer + ":" + name)
	return "otpauth://totp/" + label + "?secret=" + secret + "&issuer=" + url.QueryEscape(issuer)
}

// Pending gives the secret of SetupTOTP while it is not yet confirmed; fault NotFound if there is none.
func (s *Service) Pending(ctx context.Context, ses *Session) (Setup, error) {
	var f factor
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		f, err = s.factorOf(ctx, tx, ses.PersonID)
		return err
	})
	if err == nil && (f.pending == "" || f.secret != "" && ses.factorAt.IsZero()) {
		err = fault.Missing()
	}
	return Setup{Secret: f.pending, URL: otpauth(f.pending, ses.Name)}, err
}

func (s *Service) factorOf(ctx context.Context, tx *sqldb.Tx, personID int64) (factor, error) {
	return sqldb.One(ctx, tx, s.scanFactor, "SELECT secret, pending, step FROM factor WHERE person_id = $1", personID)
}

func (s *Service) scanFactor(r sqldb.Scanner) (factor, error) {
	var f factor
	err := r.Scan(&f.secret, &f.pending, &f.step)
	if err == nil {
		f.secret, err = s.keys.Open(f.secret)
	}
	if err == nil {
		f.pending, err = s.keys.Open(f.pending)
	}
	return f, err
}

// ConfirmTOTP proves the secret of SetupTOTP with a code of it. It replaces an older secret, counts as the session's
// second factor, and gives the session's new token and fresh recovery codes.
func (s *Service) ConfirmTOTP(ctx context.Context, token, code string) (string, []string, error) {
	var codes []string
	fresh, err := s.prove(ctx, token, func(tx *sqldb.Tx, ses *Session) (bool, error) {
		f, err := s.factorOf(ctx, tx, ses.PersonID)
		if err != nil || f.secret != "" && ses.factorAt.IsZero() {
			return false, err
		}
		step := stepOf(f.pending, clean(code), tx.Now)
		if step == 0 {
			return false, nil
		}
		_, err = tx.Exec(ctx, `UPDATE factor SET secret = pending, pending = '', step = $2, confirmed_at = $3 WHERE person_id = $1`,
			ses.PersonID, step, sqldb.Ms(tx.Now))
		if err != nil {
			return false, err
		}
		codes, err = s.freshCodes(ctx, tx, ses.PersonID)
		if err != nil {
			return false, err
		}
		return true, NoteIn(ctx, tx, Event{PersonID: ses.PersonID, ByID: ses.PersonID, Kind: FactorSet})
	})
	return fresh, codes, err
}

// ConfirmFactor gives the session its second factor: a code of the authenticator, each of which counts once, or a
// recovery code, each of which counts once for ever. It gives the session's new token; the old one is dead.
func (s *Service) ConfirmFactor(ctx context.Context, token, code string) (string, error) {
	return s.prove(ctx, token, func(tx *sqldb.Tx, ses *Session) (bool, error) {
		ok, err := s.useStep(ctx, tx, ses.PersonID, clean(code))
		if err != nil || ok {
			return ok, err
		}
		return s.useRecovery(ctx, tx, ses.PersonID, code)
	})
}

// useStep tries a code of the authenticator. The guard on step makes a code that was used, or is older than one, wrong.
func (s *Service) useStep(ctx context.Context, tx *sqldb.Tx, personID int64, code string) (bool, error) {
	f, err := s.factorOf(ctx, tx, personID)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	step := stepOf(f.secret, code, tx.Now)
	if err != nil || step == 0 {
		return false, err
	}
	n, err := tx.Exec(ctx, "UPDATE factor SET step = $2 WHERE person_id = $1 AND step < $2", personID, step)
	return n == 1, err
}

// prove counts a try of a second factor, makes it, and on success renews the session's token.
func (s *Service) prove(ctx context.Context, token string, try func(*sqldb.Tx, *Session) (bool, error)) (string, error) {
	_, ses, err := s.Actor(ctx, token)
	if err != nil {
		return "", err
	}
	if ses == nil {
		return "", fault.New(fault.Unsigned, "unsigned")
	}
	var ok bool
	fresh := vault.Token()
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		brake := brake{counter{"factor", fmt.Sprint(ses.PersonID)}, s.limits.Factor, false}
		if _, err := s.press(ctx, tx, brake); err != nil {
			return err
		}
		if ok, err = try(tx, ses); err != nil {
			return err
		}
		if !ok {
			return NoteIn(ctx, tx, Event{PersonID: ses.PersonID, ByID: ses.PersonID, Kind: FactorFailed, Address: ses.Address})
		}
		if err := s.ease(ctx, tx, brake); err != nil {
			return err
		}
		return s.renew(ctx, tx, ses, fresh)
	})
	if err == nil && !ok {
		err = fault.New(fault.Invalid, "account.factor.wrong")
	}
	if err != nil {
		return "", err
	}
	return fresh, nil
}

// renew gives a session whose rights grow a new token, so that whoever knew the old one gains nothing.
func (s *Service) renew(ctx context.Context, tx *sqldb.Tx, ses *Session, token string) error {
	n, err := tx.Exec(ctx, "UPDATE session SET hash = $2, factor_at = $3 WHERE hash = $1", ses.hash, vault.HashToken(token), sqldb.Ms(tx.Now))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Unsigned, "unsigned")
	}
	s.forget(tx)
	return NoteIn(ctx, tx, Event{PersonID: ses.PersonID, ByID: ses.PersonID, Kind: FactorDone, Address: ses.Address})
}

// clean drops the spaces with which authenticators show a code.
func clean(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, code)
}
