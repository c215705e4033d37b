package account

import (
	"context"
	"encoding/hex"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// shortestPassphrase is how many characters a passphrase has at least: whoever has the database may try as fast as his
// machines can, so that it must hold longer than a password.
const shortestPassphrase = 14

// GoodPassphrase refuses, as the field "passphrase", what is too short, too long or soon guessed, and the person's own
// sign-in password, which other places know.
func (s *Service) GoodPassphrase(ctx context.Context, personID int64, passphrase string) error {
	var p Person
	var hashes []string
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if p, err = s.PersonIn(ctx, tx, personID); err != nil {
			return err
		}
		hashes, err = sqldb.All(ctx, tx, sqldb.Value[string], "SELECT hash FROM password WHERE person_id = $1", personID)
		return err
	})
	if err != nil {
		return err
	}
	if err := goodWords("passphrase", passphrase, p.Phone, shortestPassphrase); err != nil {
		return err
	}
	for _, hash := range hashes {
		same, err := s.matches(ctx, passphrase, hash)
		if err != nil {
			return err
		}
		var wrong fault.Fields
		wrong.Check(!same, "passphrase", "account.passphrase.same")
		if err := wrong.Err(); err != nil {
			return err
		}
	}
	return nil
}

// Alive reports whether a session or token, as an actor names it, has not been ended. It says nothing of its idle time.
func (s *Service) Alive(ctx context.Context, session string) (alive bool, err error) {
	hash, err := hex.DecodeString(session)
	if err != nil {
		return false, nil
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		n, err := sqldb.One(ctx, tx, sqldb.Value[int], "SELECT (SELECT COUNT(*) FROM session WHERE hash = $1) + (SELECT COUNT(*) FROM api_token WHERE hash = $1)", hash)
		alive = n > 0
		return err
	})
	return alive, err
}
