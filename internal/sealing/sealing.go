// Package sealing keeps the keys of those who read sealed reports: each has a key pair, whose private half lies under a
// passphrase of her own, and is open in the memory of this process alone while she reads. It owns the table seal_key. It
// must never store or log a passphrase or an opened key, nor keep one open longer than the session by which it was opened.
package sealing

import (
	"context"
	"errors"
	"sync"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Config is what the room needs.
type Config struct {
	DB   *sqldb.DB
	Idle time.Duration // how long an opened key is kept that nobody uses
	// Judge refuses a passphrase that is not good enough, as the field "passphrase".
	Judge func(ctx context.Context, personID int64, passphrase string) error
	// Guess slows down whoever names wrong passphrases: thing says of whose key, address where the request comes from.
	Guess func(ctx context.Context, address, thing string, try func(context.Context) error) error
	// Alive reports whether a session has not been ended.
	Alive func(ctx context.Context, session string) (bool, error)
}

// Service holds the keys.
type Service struct {
	Config
	stretching chan struct{} // one passphrase is stretched at a time: it takes 64 MiB

	mu   sync.Mutex
	open map[string]*opened // by session
}

// opened is a key that a session has opened.
type opened struct {
	personID int64
	secret   *vault.Secret
	used     time.Time
}

// New makes the service.
func New(c Config) *Service {
	return &Service{Config: c, stretching: make(chan struct{}, 1), open: map[string]*opened{}}
}

// Pair is a key pair that is made and not yet stored.
type Pair struct {
	Secret *vault.Secret
	locked string
}

// Prepare makes a key pair under a passphrase, which must be good and written twice alike. Invalid with the fields
// "passphrase" and "again".
func (s *Service) Prepare(ctx context.Context, by access.Actor, passphrase, again string) (p Pair, err error) {
	if err := s.good(ctx, by, passphrase, again); err != nil {
		return p, err
	}
	if p.Secret, err = vault.NewSecret(); err != nil {
		return p, err
	}
	p.locked, err = stretched(ctx, s, func() (string, error) { return p.Secret.Lock(passphrase) })
	return p, err
}

func (s *Service) good(ctx context.Context, by access.Actor, passphrase, again string) error {
	if by.PersonID == 0 || by.Session == "" {
		return fault.New(fault.Unsigned, "unsigned")
	}
	if err := s.Judge(ctx, by.PersonID, passphrase); err != nil {
		return err
	}
	var wrong fault.Fields
	wrong.Check(passphrase == again, "again", "sealing.again")
	return wrong.Err()
}

// stretched runs what stretches a passphrase when its turn has come.
func stretched[T any](ctx context.Context, s *Service, f func() (T, error)) (T, error) {
	select {
	case s.stretching <- struct{}{}:
		defer func() { <-s.stretching }()
		return f()
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// KeepIn stores a person's key pair in the caller's transaction, in the place of one that she had, and opens it for the
// session by which she made it once the transaction is durable.
func (s *Service) KeepIn(ctx context.Context, tx *sqldb.Tx, by access.Actor, p Pair) error {
	_, err := tx.Exec(ctx, `INSERT INTO seal_key (person_id, public, secret, made_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id) DO UPDATE SET public = excluded.public, secret = excluded.secret, made_at = excluded.made_at`,
		by.PersonID, p.Secret.Public(), p.locked, sqldb.Ms(tx.Now))
	tx.AfterCommit(func() {
		s.CloseAll(by.PersonID)
		s.keepOpen(by, p.Secret)
	})
	return err
}

// PublicOf gives the public half of a person's key, nil where she has none.
func PublicOf(ctx context.Context, tx *sqldb.Tx, personID int64) ([]byte, error) {
	public, err := sqldb.One(ctx, tx, sqldb.Value[[]byte], `SELECT public FROM seal_key WHERE person_id = $1`, personID)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	return public, err
}

// Open opens the actor's key for her session. Invalid "sealing.wrong" at the field "passphrase" for a wrong one; after some
// each further try must wait. Conflict "sealing.none" where she has no key.
func (s *Service) Open(ctx context.Context, by access.Actor, address, passphrase string) error {
	secret, err := s.unlock(ctx, by, address, "passphrase", passphrase)
	if err != nil {
		return err
	}
	s.keepOpen(by, secret)
	return nil
}

// Change puts the actor's key under another passphrase; the key stays the same. The field of the old one is "passphrase_now".
func (s *Service) Change(ctx context.Context, by access.Actor, address, old, passphrase, again string) error {
	if err := s.good(ctx, by, passphrase, again); err != nil {
		return err
	}
	secret, err := s.unlock(ctx, by, address, "passphrase_now", old)
	if err != nil {
		return err
	}
	locked, err := stretched(ctx, s, func() (string, error) { return secret.Lock(passphrase) })
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE seal_key SET secret = $1 WHERE person_id = $2 AND public = $3`, locked, by.PersonID, secret.Public())
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, "sealing.renewed")
		}
		return err
	})
}

// unlock opens the key as it lies, slowed like a sign-in.
func (s *Service) unlock(ctx context.Context, by access.Actor, address, field, passphrase string) (secret *vault.Secret, err error) {
	if by.PersonID == 0 || by.Session == "" {
		return nil, fault.New(fault.Unsigned, "unsigned")
	}
	var locked string
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		locked, err = sqldb.One(ctx, tx, sqldb.Value[string], `SELECT secret FROM seal_key WHERE person_id = $1`, by.PersonID)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return nil, fault.New(fault.Conflict, "sealing.none")
	}
	if err != nil {
		return nil, err
	}
	err = s.Guess(ctx, address, thing(by), func(ctx context.Context) error {
		secret, err = stretched(ctx, s, func() (*vault.Secret, error) { return vault.Unlock(locked, passphrase) })
		if errors.Is(err, vault.ErrPassphrase) {
			var wrong fault.Fields
			wrong.Add(field, "sealing.wrong")
			return wrong.Err()
		}
		return err
	})
	return secret, err
}
