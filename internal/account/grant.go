package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// Held is a grant with its place in the table and who gave it.
type Held struct {
	ID       int64
	PersonID int64
	access.Grant
	GivenBy int64
	GivenAt time.Time
}

// overlaps reports whether two grants are in force at the same time at some instant.
func overlaps(a, b access.Grant) bool {
	return (a.To.IsZero() || b.From.Before(a.To)) && (b.To.IsZero() || a.From.Before(b.To))
}

// clash is why a person who holds some grants may not get another one; nil if she may.
// Source of the exclusion: GB/T 22239-2019 8.1.4.2, the three administrators.
func clash(held []Held, g access.Grant) error {
	for _, h := range held {
		if !overlaps(h.Grant, g) {
			continue
		}
		if h.Role == g.Role && h.CongressID == g.CongressID && h.UnitID == g.UnitID {
			return fault.New(fault.Conflict, "account.grant.twice")
		}
		if h.Role != g.Role && (slices.Contains(access.Exclusive, h.Role) || slices.Contains(access.Exclusive, g.Role)) {
			return fault.New(fault.Conflict, "account.grant.exclusive")
		}
	}
	return nil
}

// Grant gives a person a role in g.CongressID from g.From (zero: now) to g.To (zero: open) and gives the grant's id.
// A role twice at once, or an administrator's role beside any other, is a conflict.
func (s *Service) Grant(ctx context.Context, by access.Actor, personID int64, g access.Grant) (int64, error) {
	var id int64
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		id, err = s.GrantIn(ctx, tx, by, personID, g)
		return err
	})
	return id, err
}

// Appoint makes a person and gives her the role, both or neither, and gives her id; see CreatePerson and Grant.
func (s *Service) Appoint(ctx context.Context, by access.Actor, p NewPerson, g access.Grant) (int64, error) {
	var id int64
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if id, err = s.CreatePersonIn(ctx, tx, by, g.CongressID, p); err != nil {
			return err
		}
		_, err = s.GrantIn(ctx, tx, by, id, g)
		return err
	})
	return id, err
}

// GrantIn is Grant in the caller's transaction, for imports.
func (s *Service) GrantIn(ctx context.Context, tx *sqldb.Tx, by access.Actor, personID int64, g access.Grant) (int64, error) {
	if err := mayManage(by, g.CongressID); err != nil {
		return 0, err
	}
	if err := startGrant(&g, tx.Now); err != nil {
		return 0, err
	}
	if err := lock(ctx, tx, personID); err != nil {
		return 0, err
	}
	held, err := heldBy(ctx, tx, personID)
	if err != nil {
		return 0, err
	}
	if err := clash(held, g); err != nil {
		return 0, err
	}
	id, err := tx.Insert(ctx, `INSERT INTO person_grant (congress_id, person_id, role, unit_id, from_at, to_at, given_by, given_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, g.CongressID, personID, string(g.Role), g.UnitID,
		sqldb.Ms(g.From), sqldb.Ms(g.To), by.PersonID, sqldb.Ms(tx.Now))
	if err != nil {
		return 0, err
	}
	s.forget(tx)
	return id, NoteIn(ctx, tx, Event{CongressID: g.CongressID, PersonID: personID, ByID: by.PersonID, Kind: GrantGiven,
		Detail: fmt.Sprintf("%s unit %d", g.Role, g.UnitID)})
}

// startGrant completes a grant that is to be given, from now if no day is named.
func startGrant(g *access.Grant, now time.Time) error {
	if g.From.IsZero() {
		g.From = now
	}
	if !slices.Contains(access.Roles, g.Role) || !g.To.IsZero() && !g.From.Before(g.To) {
		return fault.New(fault.Invalid, "account.grant.wrong")
	}
	return nil
}

// EndGrant ends a grant of the congress at an instant (zero: now). Who held it loses its rights with her next request.
func (s *Service) EndGrant(ctx context.Context, by access.Actor, congressID, grantID int64, at time.Time) error {
	if err := mayManage(by, congressID); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if at.IsZero() || at.Before(tx.Now) {
			at = tx.Now
		}
		people, err := sqldb.All(ctx, tx, sqldb.Value[int64], `UPDATE person_grant SET to_at = $3
			WHERE id = $1 AND congress_id = $2 AND (to_at = 0 OR to_at > $3) RETURNING person_id`, grantID, congressID, sqldb.Ms(at))
		if err != nil {
			return err
		}
		if len(people) == 0 {
			return fault.Missing()
		}
		s.forget(tx)
		return NoteIn(ctx, tx, Event{CongressID: congressID, PersonID: people[0], ByID: by.PersonID, Kind: GrantEnded})
	})
}

const heldColumns = "g.id, g.person_id, g.role, g.congress_id, g.unit_id, g.from_at, g.to_at, g.given_by, g.given_at"

func heldBy(ctx context.Context, tx *sqldb.Tx, personID int64) ([]Held, error) {
	return sqldb.All(ctx, tx, scanHeld, "SELECT "+heldColumns+" FROM person_grant g WHERE g.person_id = $1 ORDER BY g.id", personID)
}

func scanHeld(r sqldb.Scanner) (Held, error) {
	var h Held
	var from, to, given int64
	err := r.Scan(&h.ID, &h.PersonID, &h.Role, &h.CongressID, &h.UnitID, &from, &to, &h.GivenBy, &given)
	h.From, h.To, h.GivenAt = sqldb.Time(from), sqldb.Time(to), sqldb.Time(given)
	return h, err
}

// inForce gives the grants that hold at an instant.
func inForce(held []Held, now time.Time) []access.Grant {
	var grants []access.Grant
	for _, h := range held {
		if h.InForce(now) {
			grants = append(grants, h.Grant)
		}
	}
	return grants
}

// turns is the next instant after now at which a grant begins or ends; zero if there is none.
func turns(held []Held, now time.Time) time.Time {
	var next time.Time
	for _, h := range held {
		for _, at := range []time.Time{h.From, h.To} {
			if at.After(now) && (next.IsZero() || at.Before(next)) {
				next = at
			}
		}
	}
	return next
}

// Member is a person who holds or held roles in a congress.
type Member struct {
	Person
	Grants  []Held    // in the congress
	Signed  time.Time // beginning of the day of the last sign-in; zero: never
	Invited time.Time // when a set-up link was made that is not used; zero: there is none
}

// Members lists who holds or held a role in the congress, with names and phones, in the order in which they were made.
func (s *Service) Members(ctx context.Context, by access.Actor, congressID int64) ([]Member, error) {
	if err := mayManage(by, congressID); err != nil {
		return nil, err
	}
	var members []Member
	var held []Held
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		members, err = sqldb.All(ctx, tx, s.scanMember, `SELECT `+personColumns+`, signed_day, invited_at FROM person p
			WHERE id IN (SELECT person_id FROM person_grant WHERE congress_id = $1) ORDER BY id`, congressID)
		if err == nil {
			held, err = sqldb.All(ctx, tx, scanHeld, "SELECT "+heldColumns+" FROM person_grant g WHERE g.congress_id = $1 ORDER BY g.id", congressID)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	of := map[int64][]Held{}
	for _, h := range held {
		of[h.PersonID] = append(of[h.PersonID], h)
	}
	for i := range members {
		members[i].Grants = of[members[i].ID]
	}
	return members, nil
}

func (s *Service) scanMember(r sqldb.Scanner) (Member, error) {
	var m Member
	var created, signed, invited int64
	err := r.Scan(&m.ID, &m.Name, &m.Phone, &m.Language, &created, &signed, &invited)
	if err == nil {
		err = s.open(&m.Person)
	}
	m.Created, m.Signed, m.Invited = sqldb.Time(created), sqldb.Time(signed), sqldb.Time(invited)
	return m, err
}

// HoldersIn gives the persons who hold a role now in the congress, for the unit or for all of it: whom a notice goes to.
func HoldersIn(ctx context.Context, tx *sqldb.Tx, congressID int64, role access.Role, unitID int64) ([]int64, error) {
	return sqldb.All(ctx, tx, sqldb.Value[int64], `SELECT DISTINCT person_id FROM person_grant
		WHERE congress_id = $1 AND role = $2 AND (unit_id = $3 OR unit_id = 0) AND from_at <= $4 AND (to_at = 0 OR to_at > $4)
		ORDER BY person_id`, congressID, string(role), unitID, sqldb.Ms(tx.Now))
}
