package casework

import (
	"context"
	"crypto/subtle"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// Tail is how many last digits of her phone a citizen names to see her case without an account.
const Tail = 4

// Behind gives the receipt of a case to who names the last digits of the citizen's phone. It is NotFound for wrong digits
// and just so for an unknown number, a sealed case and one without a phone. Four digits are soon guessed: the caller must
// slow down whoever tries.
func (s *Service) Behind(ctx context.Context, number, tail string) (receipt []byte, err error) {
	var sealed string
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		scan := func(row sqldb.Scanner) (string, error) { return sealed, row.Scan(&receipt, &sealed) }
		_, err = sqldb.One(ctx, tx, scan, `SELECT receipt, phone FROM cases JOIN filing ON case_id = id
			WHERE number = $1 AND sealed_at = 0`, number)
		return err
	})
	if err != nil {
		return nil, err
	}
	plain, err := s.Keys.Open(sealed)
	if err != nil {
		return nil, err
	}
	digits := phone(plain)
	if len(receipt) == 0 || len(tail) != Tail || len(digits) < Tail ||
		subtle.ConstantTimeCompare([]byte(digits[len(digits)-Tail:]), []byte(tail)) == 0 {
		return nil, fault.Missing()
	}
	return receipt, nil
}

// Kept is the neutral word about a sealed case to the citizen who holds its receipt: that it arrived, and nothing else.
func (s *Service) Kept(ctx context.Context, by access.Actor, number string) (filed time.Time, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := sqldb.One(ctx, tx, scanCase, selectCase+`WHERE number = $1`, number)
		if err != nil {
			return err
		}
		if !c.Sealed() || !reports(by, c) {
			return fault.Missing()
		}
		filed = c.FiledAt.Time()
		return nil
	})
	return filed, err
}

// IsSealed reports whether a number is that of a sealed case; it is for those who must not keep its words, not for readers.
func (s *Service) IsSealed(ctx context.Context, number string) (sealed bool, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		n, err := sqldb.One(ctx, tx, sqldb.Value[int], `SELECT COUNT(*) FROM cases WHERE number = $1 AND sealed_at > 0`, number)
		sealed = n > 0
		return err
	})
	return sealed, err
}

// ByReceipt finds the number of the case that a receipt token's hash opens.
func (s *Service) ByReceipt(ctx context.Context, hash []byte) (number string, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		number, err = sqldb.One(ctx, tx, sqldb.Value[string], `SELECT number FROM cases WHERE receipt = $1`, hash)
		return err
	})
	return number, err
}
