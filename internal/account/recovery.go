package account

import (
	"context"
	"crypto/rand"
	"strings"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// How many recovery codes a person gets, and of how many random characters each is made (50 bits).
const (
	recoveryCodes  = 10
	recoveryLength = 10
)

// RecoveryCodes gives ten fresh recovery codes, to be shown once, and makes all older ones void. The session must have
// given its second factor.
func (s *Service) RecoveryCodes(ctx context.Context, ses *Session) ([]string, error) {
	if ses.factorAt.IsZero() {
		return nil, fault.New(fault.Forbidden, "account.factor.first")
	}
	var codes []string
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		codes, err = s.freshCodes(ctx, tx, ses.PersonID)
		return err
	})
	return codes, err
}

func (s *Service) freshCodes(ctx context.Context, tx *sqldb.Tx, personID int64) ([]string, error) {
	if _, err := tx.Exec(ctx, "DELETE FROM recovery_code WHERE person_id = $1", personID); err != nil {
		return nil, err
	}
	codes := make([]string, recoveryCodes)
	for i := range codes {
		text := strings.ToLower(rand.Text()[:recoveryLength])
		codes[i] = text[:5] + "-" + text[5:]
		_, err := tx.Exec(ctx, "INSERT INTO recovery_code (person_id, hash) VALUES ($1, $2)", personID, s.recoveryHash(codes[i]))
		if err != nil {
			return nil, err
		}
	}
	return codes, NoteIn(ctx, tx, Event{PersonID: personID, ByID: personID, Kind: RecoveryMade})
}

// recoveryHash is keyed, and blind to case, spaces and dashes.
func (s *Service) recoveryHash(code string) []byte {
	return s.keys.Index("recovery", strings.ToLower(clean(code)))
}

func (s *Service) useRecovery(ctx context.Context, tx *sqldb.Tx, personID int64, code string) (bool, error) {
	if len(clean(code)) != recoveryLength {
		return false, nil
	}
	n, err := tx.Exec(ctx, "UPDATE recovery_code SET used_at = $3 WHERE person_id = $1 AND hash = $2 AND used_at = 0",
		personID, s.recoveryHash(code), sqldb.Ms(tx.Now))
	if err != nil || n == 0 {
		return false, err
	}
	return true, NoteIn(ctx, tx, Event{PersonID: personID, ByID: personID, Kind: RecoveryUsed})
}

// RecoveryLeft counts the recovery codes that can still be used.
func (s *Service) RecoveryLeft(ctx context.Context, ses *Session) (int, error) {
	var n int
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(ctx, tx, sqldb.Value[int], "SELECT count(*) FROM recovery_code WHERE person_id = $1 AND used_at = 0", ses.PersonID)
		return err
	})
	return n, err
}
