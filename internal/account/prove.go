package account

import (
	"context"

	"jiazhan/internal/sqldb"
)

// ProofCode sends a code to a phone that somebody names as hers, under the same limits as SignInCode.
func (s *Service) ProofCode(ctx context.Context, phone string, from Client) error {
	return s.sendCode(ctx, phone, forProof, from)
}

// Prove shows by the newest ProofCode that somebody holds the phone. Wrong ones are counted as those of signing in.
func (s *Service) Prove(ctx context.Context, phone, code string, from Client) error {
	return s.byCode(ctx, claim{phone, code, forProof}, from, func(*sqldb.Tx, string) error { return nil })
}

// ErasureCode sends a code to the phone by which a person signs in, before a program may erase for her what cannot be
// brought back: who has her token has not her phone. It gives the number.
func (s *Service) ErasureCode(ctx context.Context, personID int64, from Client) (phone string, err error) {
	if phone, err = s.phoneOf(ctx, personID); err != nil {
		return "", err
	}
	return phone, s.sendCode(ctx, phone, forErasure, from)
}

// AgreeToErasure shows by the newest ErasureCode that the person herself wants it.
func (s *Service) AgreeToErasure(ctx context.Context, personID int64, code string, from Client) error {
	phone, err := s.phoneOf(ctx, personID)
	if err != nil {
		return err
	}
	return s.byCode(ctx, claim{phone, code, forErasure}, from, func(*sqldb.Tx, string) error { return nil })
}

func (s *Service) phoneOf(ctx context.Context, personID int64) (phone string, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		p, err := s.PersonIn(ctx, tx, personID)
		phone = p.Phone
		return err
	})
	return phone, err
}
