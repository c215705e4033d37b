package account

import (
	"context"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// SetPassword sets the person's password and gives the token of a fresh session; every other session ends. The old
// password is needed, but not within Limits.Forgot of signing in by code. Only who serves in a role has a password, and
// an officer sets it only after her second factor.
func (s *Service) SetPassword(ctx context.Context, ses *Session, old, password string, from Client) (string, error) {
	owner, err := s.mayChangePassword(ctx, ses, old, from)
	if err != nil {
		return "", err
	}
	if err := goodPassword(password, owner.Phone); err != nil {
		return "", err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return "", err
	}
	var token string
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := s.storePassword(ctx, tx, ses.PersonID, hash); err != nil {
			return err
		}
		if token, err = s.begin(ctx, tx, ses.PersonID, ByPassword, from); err != nil {
			return err
		}
		return factorGiven(ctx, tx, token, ses.factorAt)
	})
	return token, err
}

func (s *Service) storePassword(ctx context.Context, tx *sqldb.Tx, personID int64, hash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO password (person_id, hash, set_at) VALUES ($1, $2, $3)
		ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at`, personID, hash, sqldb.Ms(tx.Now))
	if err != nil {
		return err
	}
	if err := s.killAll(ctx, tx, personID); err != nil {
		return err
	}
	return NoteIn(ctx, tx, Event{PersonID: personID, ByID: personID, Kind: PasswordSet})
}

// owner is what is known of who wants to change a password.
type owner struct {
	Person
	serves bool
	known  bool // has a password
}

func (s *Service) ownerOf(ctx context.Context, ses *Session) (o owner, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if o.Person, err = s.PersonIn(ctx, tx, ses.PersonID); err != nil {
			return err
		}
		held, err := heldBy(ctx, tx, ses.PersonID)
		if err != nil {
			return err
		}
		o.serves = len(inForce(held, tx.Now)) > 0
		n, err := sqldb.One(ctx, tx, sqldb.Value[int], "SELECT count(*) FROM password WHERE person_id = $1", ses.PersonID)
		o.known = n > 0
		return err
	})
	return o, err
}

func (s *Service) oldNeeded(o owner, ses *Session) bool {
	return o.known && !(ses.Way == ByCode && s.db.Now().Sub(ses.Created) < s.limits.Forgot)
}

// OldPasswordNeeded reports whether SetPassword will ask for the old password.
func (s *Service) OldPasswordNeeded(ctx context.Context, ses *Session) (bool, error) {
	o, err := s.ownerOf(ctx, ses)
	if err == nil && !o.serves {
		err = notYours()
	}
	return s.oldNeeded(o, ses), err
}

func notYours() error { return fault.New(fault.Forbidden, "account.password.notyours") }

func (s *Service) mayChangePassword(ctx context.Context, ses *Session, old string, from Client) (Person, error) {
	o, err := s.ownerOf(ctx, ses)
	if err != nil {
		return o.Person, err
	}
	if !o.serves || ses.NeedsFactor() {
		return o.Person, notYours()
	}
	if s.oldNeeded(o, ses) {
		err = s.checkOld(ctx, o.Person, old, from)
	}
	return o.Person, err
}

func (s *Service) checkOld(ctx context.Context, owner Person, old string, from Client) error {
	brakes := s.passwordBrakes(owner.Phone, from)
	try, err := s.tryPassword(ctx, owner.Phone, brakes)
	if err != nil {
		return err
	}
	ok, err := s.matches(ctx, old, try.hash)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if !ok {
			return s.noteFailure(ctx, tx, owner.ID, try.slowed, from)
		}
		return s.ease(ctx, tx, brakes...)
	})
	if err == nil && !ok {
		var wrong fault.Fields
		wrong.Add("old", "account.password.old")
		err = wrong.Err()
	}
	return err
}

// factorGiven carries a second factor that was given before into a fresh session.
func factorGiven(ctx context.Context, tx *sqldb.Tx, token string, at time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE session SET factor_at = $2 WHERE hash = $1", vault.HashToken(token), sqldb.Ms(at))
	return err
}
