package account

import (
	"context"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// ProofCode sends a code to a phone that somebody names as hers, under the same limits as SignInCode.
func (s *Service) ProofCode(ctx context.Context, phone string, from Client) error {
	phone, err := goodPhone(phone)
	if err != nil {
		return err
	}
	code, err := sixDigits()
	if err != nil {
		return err
	}
	return s.sendCode(ctx, phone, code, forProof, from)
}

// Prove shows by the newest ProofCode that somebody holds the phone. Wrong ones are counted as those of signing in.
func (s *Service) Prove(ctx context.Context, phone, code string, from Client) error {
	phone, err := goodPhone(phone)
	if err != nil {
		return err
	}
	right := false
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		brake := s.addressBrake(from)
		slowed, err := s.press(ctx, tx, brake)
		if err != nil {
			return err
		}
		if right, err = s.useCode(ctx, tx, forProof, phone, code); err != nil {
			return err
		}
		if !right {
			return s.noteFailure(ctx, tx, 0, slowed, from)
		}
		return s.ease(ctx, tx, brake)
	})
	if err == nil && !right {
		err = fault.New(fault.Invalid, "account.code.wrong")
	}
	return err
}
