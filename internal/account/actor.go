package account

import (
	"context"
	"encoding/hex"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// signed is what a session's token stands for.
type signed struct {
	actor   access.Actor
	session *Session
}

// Actor gives who acts under a session's token, with the grants in force now. While a second factor is needed the grants
// of offices are left out. No token, an unknown one and an ended session give the visitor and no session.
func (s *Service) Actor(ctx context.Context, token string) (access.Actor, *Session, error) {
	if token == "" {
		return access.Actor{}, nil, nil
	}
	now, hash := s.db.Now(), vault.HashToken(token)
	e := s.sessions.find(hash, s.changed.Load(), now, s.limits.KeepActor)
	if e == nil {
		var err error
		if e, err = s.readSession(ctx, hash); fault.KindOf(err) == fault.NotFound {
			return access.Actor{}, nil, nil
		} else if err != nil {
			return access.Actor{}, nil, err
		}
	}
	if e.value.session.over(now) {
		return access.Actor{}, nil, nil
	}
	if e.due(now, s.limits.SeenEvery) {
		s.noteUse(ctx, "UPDATE session SET seen_at = $2 WHERE hash = $1 AND (seen_at < $2 OR seen_at >= $3)", hash)
	}
	return e.value.actor, e.value.session, nil
}

// Lapsed names whose session a token was that has ended by itself and not by signing out; 0 when it runs, or is unknown.
func (s *Service) Lapsed(ctx context.Context, token string) (int64, error) {
	if token == "" {
		return 0, nil
	}
	e, err := s.readSession(ctx, vault.HashToken(token))
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return 0, nil
	case err != nil:
		return 0, err
	case !e.value.session.over(s.db.Now()):
		return 0, nil
	}
	return e.value.session.PersonID, nil
}

// noteUse writes when a token was last used ($2), over a note that is older, or of a time that has not come yet (from $3 on),
// so that a clock set back gives nobody a longer session. That it cannot be written does not stop anybody from reading.
func (s *Service) noteUse(ctx context.Context, update string, hash []byte) {
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, update, hash, sqldb.Ms(tx.Now), sqldb.Ms(tx.Now.Add(s.limits.SeenEvery)))
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "the use of a session or token was not noted", "error", err)
	}
}

func (s *Service) readSession(ctx context.Context, hash []byte) (*entry[signed], error) {
	version := s.changed.Load()
	var w row
	var held []Held
	var now time.Time
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		now = tx.Now
		if w, err = sqldb.One(ctx, tx, scanSession, "SELECT "+sessionColumns+" WHERE s.hash = $1", hash); err == nil {
			held, err = heldBy(ctx, tx, w.PersonID)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if w.Name, err = s.keys.Open(w.Name); err != nil {
		return nil, err
	}
	e := newEntry(s.sign(w, inForce(held, now)), version, now, w.Seen)
	e.turns = turns(held, now)
	s.sessions.put(hash, e)
	return e, nil
}

// sign builds the actor of a session from the grants in force.
func (s *Service) sign(w row, grants []access.Grant) signed {
	ses := w.Session
	ses.Factor = s.standing(w, grants)
	ses.life = s.lifetime(grants)
	ses.Ends, ses.Until = ses.life.ends(ses.Created, ses.Seen), ses.Created.Add(ses.life.Most)
	if ses.NeedsFactor() {
		grants = slices.DeleteFunc(grants, office)
	}
	actor := access.Actor{PersonID: w.PersonID, Name: w.Name, Phone: w.phone, Grants: grants, Session: hex.EncodeToString(w.hash)}
	return signed{actor, &ses}
}

func (s *Service) standing(w row, grants []access.Grant) Factor {
	switch {
	case !w.factorAt.IsZero():
		return Given
	case !slices.ContainsFunc(grants, office):
		return NotNeeded
	case w.hasFactor:
		return Wanted
	case s.limits.FactorOptional:
		return NotNeeded
	}
	return Missing
}

func (s *Service) lifetime(grants []access.Grant) Lifetime {
	switch {
	case slices.ContainsFunc(grants, office):
		return s.limits.Officer
	case len(grants) > 0:
		return s.limits.Field
	}
	return s.limits.Citizen
}
