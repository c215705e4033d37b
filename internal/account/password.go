package account

import (
	"context"

	"github.com/alexedwards/argon2id"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// hashesAtOnce bounds the memory of hashing: two hashes of 19 MiB.
const hashesAtOnce = 2

// cost is the second choice of the OWASP password storage sheet: 19 MiB, two passes, one lane.
var cost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobody is the hash that is compared where there is none, so that an unknown phone takes as long as a wrong password.
// No password has the key of zeros.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// hashed runs a hashing function when one of the places is free.
func hashed[T any](ctx context.Context, s *Service, f func() (T, error)) (T, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
		return f()
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

func (s *Service) hash(ctx context.Context, password string) (string, error) {
	return hashed(ctx, s, func() (string, error) { return argon2id.CreateHash(password, cost) })
}

func (s *Service) matches(ctx context.Context, password, hash string) (bool, error) {
	return hashed(ctx, s, func() (bool, error) { return argon2id.ComparePasswordAndHash(password, hash) })
}

// SignInWithPassword begins a session for a person who has a password. An unknown phone and a wrong password give the
// same fault after the same time; after some failures each further try must wait (TooMany), however right it is.
// The session of an officer has no rights of the office before ConfirmFactor.
func (s *Service) SignInWithPassword(ctx context.Context, phone, password string, from Client) (string, *Session, error) {
	phone, err := goodPhone(phone)
	if err != nil {
		return "", nil, err
	}
	brakes := s.passwordBrakes(phone, from)
	try, err := s.tryPassword(ctx, phone, brakes)
	if err != nil {
		return "", nil, err
	}
	ok, err := s.matches(ctx, password, try.hash)
	if err != nil {
		return "", nil, err
	}
	var token string
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if !ok {
			return s.noteFailure(ctx, tx, try.personID, try.slowed, from)
		}
		if err := s.ease(ctx, tx, brakes...); err != nil {
			return err
		}
		token, err = s.begin(ctx, tx, try.personID, ByPassword, from)
		return err
	})
	if err == nil && !ok {
		err = fault.New(fault.Invalid, "account.password.mismatch")
	}
	return s.opened(ctx, token, err)
}

func (s *Service) passwordBrakes(phone string, from Client) []brake {
	return []brake{
		{counter{"account", phone}, s.limits.Account, false},
		{counter{"pair", phone + " " + network(from.Address)}, s.limits.Pair, false},
		s.addressBrake(from),
	}
}

// try is a password about to be compared. The hash is never empty.
type try struct {
	personID int64
	hash     string
	slowed   bool
}

// tryPassword counts the attempt and finds the hash to compare, nobody's where there is none.
func (s *Service) tryPassword(ctx context.Context, phone string, brakes []brake) (try, error) {
	found := try{hash: nobody}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if found.slowed, err = s.press(ctx, tx, brakes...); err != nil {
			return err
		}
		all, err := sqldb.All(ctx, tx, scanTry, `SELECT p.id, w.hash FROM person p JOIN password w ON w.person_id = p.id
			WHERE p.phone_index = $1`, s.PhoneIndex(phone))
		if len(all) == 1 {
			found.personID, found.hash = all[0].personID, all[0].hash
		}
		return err
	})
	return found, err
}

func scanTry(r sqldb.Scanner) (try, error) {
	var t try
	return t, r.Scan(&t.personID, &t.hash)
}
