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
