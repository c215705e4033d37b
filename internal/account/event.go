package account

import (
	"context"
	"fmt"
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
	RecordTaken   Kind = "record.taken" // a copy of the security record was downloaded
	SealKey       Kind = "seal.key"     // what a person did with her key for sealed reports
	SealOpened    Kind = "seal.opened"
	SealAdmitted  Kind = "seal.admitted"
	SealPaper     Kind = "seal.paper"
	SealRestored  Kind = "seal.restored"
)

// Kinds lists every kind in the order in which filters show them.
var Kinds = []Kind{SignedIn, SignedOut, SignInFailed, SignInSlowed, CodeSent, Invited, PasswordSet, FactorSet, FactorDone, FactorFailed, ResetOpened,
	FactorDropped, RecoveryMade, RecoveryUsed, SessionKilled, TokenMade, TokenRevoked, PersonMade, PersonClosed, GrantGiven, GrantEnded, RosterRead,
	RosterDone, PersonSeen, DataCopied, RecordTaken, RetentionSet,
	SealKey, SealOpened, SealAdmitted, SealPaper, SealRestored}

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

// EventQuery selects events of a congress; zero fields do not filter.
type EventQuery struct {
	Before   int64 // those before the event with this id
	Person   int64 // whom they concern, or who did it
	Kind     Kind
	From, To time.Time // at From or later, and before To
}

// eventsAtOnce is how many events one call gives.
const eventsAtOnce = 100

// Events gives up to 100 events of a congress, newest first. Sign-ins belong to no congress; a congress sees those of the
// persons who hold or held a role in it.
func (s *Service) Events(ctx context.Context, by access.Actor, congressID int64, q EventQuery) ([]Event, error) {
	if !by.Can(access.ReadAudit, congressID) {
		return nil, fault.New(fault.Forbidden, "forbidden")
	}
	where, args := q.where(congressID)
	var events []Event
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		events, err = sqldb.All(ctx, tx, scanEvent, `SELECT id, at, congress_id, person_id, by_id, kind, address, detail
			FROM account_event WHERE `+where+fmt.Sprintf(" ORDER BY id DESC LIMIT %d", eventsAtOnce), args...)
		return err
	})
	return events, err
}

func (q EventQuery) where(congressID int64) (string, []any) {
	where := `(congress_id = $1 OR congress_id = 0 AND person_id IN (SELECT person_id FROM person_grant WHERE congress_id = $1))`
	args := []any{congressID}
	and := func(condition string, value any) {
		args = append(args, value)
		where += " AND " + fmt.Sprintf(condition, len(args))
	}
	if q.Before != 0 {
		and("id < $%d", q.Before)
	}
	if q.Person != 0 {
		and("(person_id = $%[1]d OR by_id = $%[1]d)", q.Person)
	}
	if q.Kind != "" {
		and("kind = $%d", string(q.Kind))
	}
	if !q.From.IsZero() {
		and("at >= $%d", sqldb.Ms(q.From))
	}
	if !q.To.IsZero() {
		and("at < $%d", sqldb.Ms(q.To))
	}
	return where, args
}

// NoteExport records that the audit administrator takes a copy of the record out of the house; what says which part.
func (s *Service) NoteExport(ctx context.Context, by access.Actor, congressID int64, what string) error {
	if !by.Can(access.ReadAudit, congressID) {
		return fault.New(fault.Forbidden, "forbidden")
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return NoteIn(ctx, tx, Event{CongressID: congressID, PersonID: by.PersonID, ByID: by.PersonID, Kind: RecordTaken, Detail: what})
	})
}

func scanEvent(r sqldb.Scanner) (Event, error) {
	var e Event
	var at int64
	err := r.Scan(&e.ID, &at, &e.CongressID, &e.PersonID, &e.ByID, &e.Kind, &e.Address, &e.Detail)
	e.At = sqldb.Time(at)
	return e, err
}
