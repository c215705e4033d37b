package casework

import (
	"context"
	"crypto/subtle"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// Tail is how many last digits of her phone a citizen names to see her case without an account.
const Tail = 4

// Check says what is wrong with a filing before it is sent, so that a form of several pages can tell it page by page.
func (f Filing) Check(by access.Actor, congressID int64) error {
	var bad fault.Fields
	f.check(&bad, by, congressID)
	return bad.Err()
}

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

// Stamp gives the version of a case that everybody may read; any other case is missing. What was made of this version
// for everybody stands as long as the stamp does.
func (s *Service) Stamp(ctx context.Context, congressID int64, number string) (v Version, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		version, err := sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT version FROM cases
			WHERE number = $1 AND congress_id = $2 AND released_at > 0 AND sealed_at = 0`, number, congressID)
		v = Version(version)
		return err
	})
	return v, err
}
