// Package account knows the people who sign in: persons, their grants (roles with dates), passwords, second factors,
// sessions and API tokens, and it slows down whoever guesses. It owns the tables person, person_grant, password, factor,
// recovery_code, signin_code, attempt, session, api_token, invite, roster, factor_reset and account_event. Edges ask it for the access.Actor
// of a request. It must never store a secret in the clear, tell whether a phone is known, or lock anybody out for ever.
package account

import (
	"log/slog"
	"sync/atomic"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Config is what the room needs; all but Log must be given.
type Config struct {
	DB     *sqldb.DB
	Keys   *vault.Keyring
	SMS    *sms.Outbox
	Limits Limits
	Log    *slog.Logger // nil: slog.Default
}

// Service holds the commands of the room.
type Service struct {
	db       *sqldb.DB
	keys     *vault.Keyring
	sms      *sms.Outbox
	limits   Limits
	log      *slog.Logger
	hashing  chan struct{} // one place for each hash that may be computed at a time
	changed  atomic.Uint64 // counts this process's changes of grants, sessions and tokens
	sessions cache[signed]
	tokens   cache[bearer]
}

// New makes the room's service.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Service{
		db: c.DB, keys: c.Keys, sms: c.SMS, limits: c.Limits, log: c.Log,
		hashing: make(chan struct{}, hashesAtOnce),
	}
}

// Client is where a request comes from. Language is the one of the page on which the person signs in.
type Client struct {
	Address  string
	Agent    string
	Language string
}

// mayManage refuses whoever may not manage people in the congress. The system itself may: set-up, import, demo.
func mayManage(by access.Actor, congressID int64) error {
	if by.System || by.Scopes == nil && by.Can(access.ManagePeople, congressID) {
		return nil
	}
	return fault.New(fault.Forbidden, "forbidden")
}

// forget makes every process-local look-up of sessions and tokens read the database again, once tx is durable.
func (s *Service) forget(tx *sqldb.Tx) { tx.AfterCommit(func() { s.changed.Add(1) }) }
