package account

import (
	"context"
	"encoding/hex"
	"time"
	"unicode/utf8"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
	"jiazhan/internal/workday"
)

// Way is how a session was begun.
type Way string

// The ways.
const (
	ByCode     Way = "code"
	ByPassword Way = "password"
	ByInvite   Way = "invite"
)

// Factor is how a session stands with the second factor.
type Factor string

// The standings. While a factor is Wanted or Missing the rights of offices are withheld from the session's actor.
const (
	NotNeeded Factor = "not_needed" // the person holds no office
	Wanted    Factor = "wanted"     // set up, not yet given in this session
	Missing   Factor = "missing"    // must be set up first
	Given     Factor = "given"
)

// Session is one sign-in of a person on one device. It is shared between requests: read it, never change it.
type Session struct {
	Ref      string // names it among the person's own sessions
	PersonID int64
	Name     string
	Language string
	Way      Way
	Factor   Factor
	Created  time.Time
	Seen     time.Time // exact to Limits.SeenEvery
	Ends     time.Time // if no more requests come
	Until    time.Time // in any case
	Agent    string
	Address  string

	hash     []byte
	factorAt time.Time
	life     Lifetime
}

// NeedsFactor reports whether the person must give or set up her second factor before she can work in her office.
func (s *Session) NeedsFactor() bool { return s.Factor == Wanted || s.Factor == Missing }

// Proved reports whether the second factor was given in this session.
func (s *Session) Proved() bool { return !s.factorAt.IsZero() }

func (s *Session) over(now time.Time) bool { return !now.Before(s.life.ends(s.Created, s.Seen)) }

// maxAgent is how many bytes of a browser's name are kept.
const maxAgent = 200

// begin makes a session in the caller's transaction and gives its token, which is stored only as a hash.
func (s *Service) begin(ctx context.Context, tx *sqldb.Tx, personID int64, way Way, from Client) (string, error) {
	token, now := vault.Token(), sqldb.Ms(tx.Now)
	_, err := tx.Exec(ctx, `INSERT INTO session (hash, person_id, way, factor_at, created_at, seen_at, agent, address)
		VALUES ($1, $2, $3, 0, $4, $4, $5, $6)`,
		vault.HashToken(token), personID, string(way), now, clip(from.Agent), from.Address)
	if err == nil {
		err = noteDay(ctx, tx, personID)
	}
	if err != nil {
		return "", err
	}
	return token, NoteIn(ctx, tx, Event{PersonID: personID, ByID: personID, Kind: SignedIn, Address: from.Address, Detail: string(way)})
}

// noteDay keeps the day of the person's last sign-in, and that her invitation served its end. Nothing finer is kept of it.
func noteDay(ctx context.Context, tx *sqldb.Tx, personID int64) error {
	_, err := tx.Exec(ctx, "UPDATE person SET signed_day = $2, invited_at = 0 WHERE id = $1 AND (signed_day <> $2 OR invited_at <> 0)",
		personID, sqldb.Ms(workday.Day(tx.Now)))
	return err
}

func clip(agent string) string {
	if len(agent) > maxAgent {
		agent = agent[:maxAgent]
	}
	for !utf8.ValidString(agent) && len(agent) > 0 {
		agent = agent[:len(agent)-1]
	}
	return agent
}

// opened reads the session that a sign-in has just begun.
func (s *Service) opened(ctx context.Context, token string, err error) (string, *Session, error) {
	if err != nil {
		return "", nil, err
	}
	_, ses, err := s.Actor(ctx, token)
	return token, ses, err
}

// SignOut ends the session of a token; an unknown token is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		people, err := sqldb.All(ctx, tx, sqldb.Value[int64], "DELETE FROM session WHERE hash = $1 RETURNING person_id", vault.HashToken(token))
		if err != nil || len(people) == 0 {
			return err
		}
		s.forget(tx)
		return NoteIn(ctx, tx, Event{PersonID: people[0], ByID: people[0], Kind: SignedOut})
	})
}

// Sessions lists the person's sessions that have not ended, the newest first.
func (s *Service) Sessions(ctx context.Context, ses *Session) ([]Session, error) {
	var live []Session
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := sqldb.All(ctx, tx, scanSession, "SELECT "+sessionColumns+" WHERE s.person_id = $1 ORDER BY s.created_at DESC", ses.PersonID)
		for _, one := range all {
			one.life = ses.life
			if !one.over(tx.Now) {
				one.Ends, one.Until = one.life.ends(one.Created, one.Seen), one.Created.Add(one.life.Most)
				live = append(live, one.Session)
			}
		}
		return err
	})
	return live, err
}

// KillSession ends the session of the person that is named by ref.
func (s *Service) KillSession(ctx context.Context, ses *Session, ref string) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := sqldb.All(ctx, tx, scanSession, "SELECT "+sessionColumns+" WHERE s.person_id = $1", ses.PersonID)
		if err != nil {
			return err
		}
		for _, one := range all {
			if one.Ref == ref {
				return s.kill(ctx, tx, ses, one.hash)
			}
		}
		return fault.Missing()
	})
}

func (s *Service) kill(ctx context.Context, tx *sqldb.Tx, ses *Session, hash []byte) error {
	if _, err := tx.Exec(ctx, "DELETE FROM session WHERE hash = $1", hash); err != nil {
		return err
	}
	s.forget(tx)
	return NoteIn(ctx, tx, Event{PersonID: ses.PersonID, ByID: ses.PersonID, Kind: SessionKilled})
}

// killAll ends every session of a person.
func (s *Service) killAll(ctx context.Context, tx *sqldb.Tx, personID int64) error {
	s.forget(tx)
	_, err := tx.Exec(ctx, "DELETE FROM session WHERE person_id = $1", personID)
	return err
}

// row is a session with what its actor is made of.
type row struct {
	Session
	phone     []byte
	hasFactor bool
}

const sessionColumns = `s.hash, s.person_id, s.way, s.factor_at, s.created_at, s.seen_at, s.agent, s.address,
	p.name, p.phone_index, p.language, COALESCE(f.confirmed_at, 0)
	FROM session s JOIN person p ON p.id = s.person_id LEFT JOIN factor f ON f.person_id = s.person_id`

func scanSession(r sqldb.Scanner) (row, error) {
	var w row
	var factor, created, seen, confirmed int64
	err := r.Scan(&w.hash, &w.PersonID, &w.Way, &factor, &created, &seen, &w.Agent, &w.Address, &w.Name, &w.phone, &w.Language, &confirmed)
	w.factorAt, w.Created, w.Seen = sqldb.Time(factor), sqldb.Time(created), sqldb.Time(seen)
	w.Ref, w.hasFactor = reference(w.hash), confirmed != 0
	return w, err
}

// reference is a name for a session or token that opens nothing.
func reference(hash []byte) string {
	if len(hash) < 8 {
		return ""
	}
	return hex.EncodeToString(hash[:8])
}

// field are the roles whose work is done on a phone, outdoors; every other role is an office.
var field = map[access.Role]bool{access.Deputy: true, access.VillageOfficer: true}

func office(g access.Grant) bool { return !field[g.Role] }
