package account

import (
	"context"
	"math"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// Kind is what happened to an account.
type Kind string

// The kinds of events, as the security and audit administrators read them.
const (
	PersonMade    Kind = "person.made"
	PersonClosed  Kind = "person.closed"
	PersonSeen    Kind = "person.seen"   // somebody looked up personal data
	DataCopied    Kind = "data.copied"   // somebody took a copy of her own data away
	RetentionSet  Kind = "retention.set" // how long something is kept was changed
	GrantGiven    Kind = "grant.given"
	GrantEnded    Kind = "grant.ended"
	CodeSent      Kind = "code.sent"
	SignedIn      Kind = "signed.in"
	SignInFailed  Kind = "signin.failed"
	SignInSlowed  Kind = "signin.slowed" // a wait began
	FactorSet     Kind = "factor.set"
	FactorDropped Kind = "factor.dropped"
	ResetOpened   Kind = "reset.opened" // the security administrator lets a person give up her factor
	FactorDone    Kind = "factor.done"
	FactorFailed  Kind = "factor.failed"
	RecoveryMade  Kind = "recovery.made"
	RecoveryUsed  Kind = "recovery.used"
	PasswordSet   Kind = "password.set"
	Invited       Kind = "invited"
	SignedOut     Kind = "signed.out"
	SessionKilled Kind = "session.killed"
	TokenMade     Kind = "token.made"
	TokenRevoked  Kind = "token.revoked"
	RosterRead    Kind = "roster.read" // a list of people was read in, nothing is changed yet
	RosterDone    Kind = "roster.done"
)

// Event is one line of the security record. PersonID is the account concerned, ByID who did it; 0 is nobody known.
// Detail never holds personal data.
type Event struct {
	ID         int64
	At         time.Time
	CongressID int64
	PersonID   int64
	ByID       int64
	Kind       Kind
	Address    string
	Detail     string
}

// NoteIn appends an event in the caller's transaction; rooms that show masked personal data note PersonSeen with it.
func NoteIn(ctx context.Context, tx *sqldb.Tx, e Event) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_event (at, congress_id, person_id, by_id, kind, address, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		sqldb.Ms(tx.Now), e.CongressID, e.PersonID, e.ByID, string(e.Kind), e.Address, e.Detail)
	return err
}

// Events gives up to 100 events of a congress, newest first, those before the event with id before (0: the newest).
// Sign-ins belong to no congress; a congress sees those of the persons who hold or held a role in it.
func (s *Service) Events(ctx context.Context, by access.Actor, congressID, before int64) ([]Event, error) {
	if !by.Can(access.ReadAudit, congressID) {
		return nil, fault.New(fault.Forbidden, "forbidden")
	}
	if before == 0 {
		before = math.MaxInt64
	}
	var events []Event
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		events, err = sqldb.All(ctx, tx, scanEvent, `SELECT id, at, congress_id, person_id, by_id, kind, address, detail
			FROM account_event
			WHERE id < $2 AND (congress_id = $1 OR congress_id = 0
				AND person_id IN (SELECT person_id FROM person_grant WHERE congress_id = $1))
			ORDER BY id DESC LIMIT 100`, congressID, before)
		return err
	})
	return events, err
}

func scanEvent(r sqldb.Scanner) (Event, error) {
	var e Event
	var at int64
	err := r.Scan(&e.ID, &at, &e.CongressID, &e.PersonID, &e.ByID, &e.Kind, &e.Address, &e.Detail)
	e.At = sqldb.Time(at)
	return e, err
}
