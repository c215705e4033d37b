package account

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// tokenPrefix marks our API tokens, so that scanners of source code find a leaked one.
const tokenPrefix = "jz_"

// NewToken is what its owner says about an API token.
type NewToken struct {
	Name       string
	Scopes     []access.Scope
	CongressID int64         // 0: every congress in which the owner serves
	Life       time.Duration // at most Limits.TokenLife
}

func (n *NewToken) check(longest time.Duration) error {
	var wrong fault.Fields
	n.Name = hanzi.Clean(n.Name)
	wrong.Check(goodName(n.Name), "name", "account.token.name", maxName)
	known := !slices.ContainsFunc(n.Scopes, func(s access.Scope) bool { return !slices.Contains(access.Scopes, s) })
	wrong.Check(len(n.Scopes) > 0 && known, "scopes", "account.token.scopes")
	wrong.Check(n.Life > 0 && n.Life <= longest, "life", "account.token.life", int(longest/(24*time.Hour)))
	return wrong.Err()
}

// APIToken is a token as its owner sees it later: without the secret.
type APIToken struct {
	Ref        string
	Name       string
	Scopes     []access.Scope
	CongressID int64
	Created    time.Time
	Ends       time.Time
	Used       time.Time // exact to Limits.SeenEvery; zero: never

	hash     []byte
	personID int64
}

// CreateToken makes an API token of the session's person and gives its text, which is never shown again.
func (s *Service) CreateToken(ctx context.Context, ses *Session, n NewToken) (string, error) {
	if ses.NeedsFactor() {
		return "", fault.New(fault.Forbidden, "account.factor.first")
	}
	return s.issue(ctx, ses.PersonID, ses.PersonID, n)
}

// IssueToken makes an API token of a person at the machine itself; nobody but the system may.
func (s *Service) IssueToken(ctx context.Context, by access.Actor, personID int64, n NewToken) (string, error) {
	if !by.System {
		return "", fault.New(fault.Forbidden, "forbidden")
	}
	return s.issue(ctx, by.PersonID, personID, n)
}

func (s *Service) issue(ctx context.Context, by, personID int64, n NewToken) (string, error) {
	if err := n.check(s.limits.TokenLife); err != nil {
		return "", err
	}
	text := tokenPrefix + vault.Token()
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO api_token (hash, person_id, congress_id, name, scopes, created_at, ends_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, vault.HashToken(text), personID, n.CongressID, n.Name,
			joinScopes(n.Scopes), sqldb.Ms(tx.Now), sqldb.Ms(tx.Now.Add(n.Life)))
		if err != nil {
			return err
		}
		return NoteIn(ctx, tx, Event{CongressID: n.CongressID, PersonID: personID, ByID: by, Kind: TokenMade, Detail: joinScopes(n.Scopes)})
	})
	if err != nil {
		return "", err
	}
	return text, nil
}

func joinScopes(scopes []access.Scope) string {
	texts := make([]string, len(scopes))
	for i, s := range scopes {
		texts[i] = string(s)
	}
	return strings.Join(texts, " ")
}

// Tokens lists the API tokens of the session's person, the newest first, ended ones included.
func (s *Service) Tokens(ctx context.Context, ses *Session) ([]APIToken, error) {
	var all []APIToken
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = tokensOf(ctx, tx, ses.PersonID)
		return err
	})
	return all, err
}

const tokenColumns = "t.hash, t.person_id, t.congress_id, t.name, t.scopes, t.created_at, t.ends_at, t.used_at"

func tokensOf(ctx context.Context, tx *sqldb.Tx, personID int64) ([]APIToken, error) {
	return sqldb.All(ctx, tx, scanToken, "SELECT "+tokenColumns+" FROM api_token t WHERE t.person_id = $1 ORDER BY t.created_at DESC", personID)
}

func scanToken(r sqldb.Scanner) (APIToken, error) {
	var t APIToken
	var scopes string
	var created, ends, used int64
	err := r.Scan(&t.hash, &t.personID, &t.CongressID, &t.Name, &scopes, &created, &ends, &used)
	t.Ref, t.Created, t.Ends, t.Used = reference(t.hash), sqldb.Time(created), sqldb.Time(ends), sqldb.Time(used)
	t.Scopes = []access.Scope{}
	for scope := range strings.FieldsSeq(scopes) {
		t.Scopes = append(t.Scopes, access.Scope(scope))
	}
	return t, err
}

// RevokeToken ends the token of the session's person that is named by ref.
func (s *Service) RevokeToken(ctx context.Context, ses *Session, ref string) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := tokensOf(ctx, tx, ses.PersonID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(t APIToken) bool { return t.Ref == ref })
		if i < 0 {
			return fault.Missing()
		}
		if _, err := tx.Exec(ctx, "DELETE FROM api_token WHERE hash = $1", all[i].hash); err != nil {
			return err
		}
		s.forget(tx)
		return NoteIn(ctx, tx, Event{CongressID: all[i].CongressID, PersonID: ses.PersonID, ByID: ses.PersonID, Kind: TokenRevoked})
	})
}

// bearer is what an API token stands for.
type bearer struct {
	actor access.Actor
	ends  time.Time
}

// TokenActor gives who acts under an API token: its owner with the grants in force now, in the token's congress and
// scopes only, and never as an administrator. An unknown or ended token is an Unsigned fault.
func (s *Service) TokenActor(ctx context.Context, text string) (access.Actor, error) {
	refused := fault.New(fault.Unsigned, "account.token.bad")
	if !strings.HasPrefix(text, tokenPrefix) {
		return access.Actor{}, refused
	}
	now, hash := s.db.Now(), vault.HashToken(text)
	e := s.tokens.find(hash, s.changed.Load(), now, s.limits.KeepActor)
	if e == nil {
		var err error
		if e, err = s.readToken(ctx, hash); fault.KindOf(err) == fault.NotFound {
			return access.Actor{}, refused
		} else if err != nil {
			return access.Actor{}, err
		}
	}
	if !now.Before(e.value.ends) {
		return access.Actor{}, refused
	}
	if e.due(now, s.limits.SeenEvery) {
		s.noteUse(ctx, "UPDATE api_token SET used_at = $2 WHERE hash = $1 AND (used_at < $2 OR used_at >= $3)", hash)
	}
	return e.value.actor, nil
}

func (s *Service) readToken(ctx context.Context, hash []byte) (*entry[bearer], error) {
	version := s.changed.Load()
	var t APIToken
	var owner Person
	var held []Held
	var now time.Time
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		now = tx.Now
		if t, err = sqldb.One(ctx, tx, scanToken, "SELECT "+tokenColumns+" FROM api_token t WHERE t.hash = $1", hash); err != nil {
			return err
		}
		if owner, err = s.PersonIn(ctx, tx, t.personID); err == nil {
			held, err = heldBy(ctx, tx, t.personID)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	grants := slices.DeleteFunc(inForce(held, now), func(g access.Grant) bool {
		return slices.Contains(access.Exclusive, g.Role) || t.CongressID != 0 && t.CongressID != g.CongressID
	})
	actor := access.Actor{PersonID: owner.ID, Name: owner.Name, Phone: s.PhoneIndex(owner.Phone), Grants: grants, Scopes: t.Scopes, Session: hex.EncodeToString(hash)}
	e := newEntry(bearer{actor, t.Ends}, version, now, t.Used)
	e.turns = turns(held, now)
	s.tokens.put(hash, e)
	return e, nil
}
