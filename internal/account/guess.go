package account

import (
	"context"

	"jiazhan/internal/sqldb"
)

// Guess lets somebody name a secret that is short enough to be guessed, as the last digits of the phone behind a case:
// thing says which one, address where the request comes from. The try is counted before it is made, and a good one takes
// the count back. After some failures each further try must wait (TooMany), however right it is.
func (s *Service) Guess(ctx context.Context, address, thing string, try func(context.Context) error) error {
	brakes := []brake{{counter{"guess", thing}, s.limits.Pair, false}, s.addressBrake(Client{Address: address})}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := s.press(ctx, tx, brakes...)
		return err
	})
	if err != nil {
		return err
	}
	if err := try(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error { return s.ease(ctx, tx, brakes...) })
}
