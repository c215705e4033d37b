package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// How long a roster that was read is kept, and how many one person may read in an hour.
const (
	rosterLife  = 24 * time.Hour
	rostersHour = 60
)

// Roster is a list of people and roles that was read and waits to be carried out. What it says is sealed and forgotten
// after a day.
type Roster struct {
	Ref     string
	Name    string // of the file
	Content string // as its reader keeps it
	Made    time.Time
	Done    time.Time // zero: not carried out
}

// KeepRoster keeps what a list says for the pages of its import and gives its reference.
func (s *Service) KeepRoster(ctx context.Context, by access.Actor, congressID int64, name, content string) (string, error) {
	if err := mayManage(by, congressID); err != nil {
		return "", err
	}
	sealed, err := s.keys.Seal(content)
	if err != nil {
		return "", err
	}
	ref := vault.Token()
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := s.spend(ctx, tx, "account.roster.often", rate{counter{"roster", fmt.Sprint(by.PersonID)}, rostersHour, time.Hour}); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO roster (ref, congress_id, made_by, made_at, name, content, applied_at)
			VALUES ($1, $2, $3, $4, $5, $6, 0)`, ref, congressID, by.PersonID, sqldb.Ms(tx.Now), name, sealed)
		if err != nil {
			return err
		}
		return NoteIn(ctx, tx, Event{CongressID: congressID, ByID: by.PersonID, Kind: RosterRead})
	})
	return ref, err
}

// Roster gives a list of the congress that was kept.
func (s *Service) Roster(ctx context.Context, by access.Actor, congressID int64, ref string) (Roster, error) {
	if err := mayManage(by, congressID); err != nil {
		return Roster{}, err
	}
	var r Roster
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		r, err = sqldb.One(ctx, tx, s.scanRoster, `SELECT ref, name, content, made_at, applied_at FROM roster
			WHERE ref = $1 AND congress_id = $2 AND made_at > $3`, ref, congressID, sqldb.Ms(tx.Now.Add(-rosterLife)))
		return err
	})
	return r, err
}

func (s *Service) scanRoster(row sqldb.Scanner) (Roster, error) {
	var r Roster
	var made, done int64
	err := row.Scan(&r.Ref, &r.Name, &r.Content, &made, &done)
	if err == nil {
		r.Content, err = s.keys.Open(r.Content)
	}
	r.Made, r.Done = sqldb.Time(made), sqldb.Time(done)
	return r, err
}

// WouldEnlist says what each line of a roster would do. It changes nothing, and tells no more of a phone than that its
// holder serves under another name.
func (s *Service) WouldEnlist(ctx context.Context, by access.Actor, congressID int64, lines []Enrolment) ([]Enrolled, error) {
	if err := mayManage(by, congressID); err != nil {
		return nil, err
	}
	var out []Enrolled
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		_, _, out, err = s.plan(ctx, tx, congressID, lines)
		return err
	})
	return out, err
}

// plan goes through copies of the lines. It gives them completed, and the people by phone as they were before.
func (s *Service) plan(ctx context.Context, tx *sqldb.Tx, congressID int64, lines []Enrolment) ([]Enrolment, map[string]int64, []Enrolled, error) {
	lines = slices.Clone(lines)
	people, err := s.acquainted(ctx, tx, congressID, lines)
	if err != nil {
		return nil, nil, nil, err
	}
	members := map[string]int64{}
	for phone, who := range people {
		if who.member {
			members[phone] = who.id
		}
	}
	out := make([]Enrolled, len(lines))
	for i := range lines {
		lines[i].CongressID = congressID
		out[i] = enrol(people, &lines[i], tx.Now)
	}
	return lines, members, out, nil
}

// Enlist carries out a kept roster, all of it or nothing, and once. A line that is refused now is a conflict, as is a
// roster that was carried out before.
func (s *Service) Enlist(ctx context.Context, by access.Actor, congressID int64, ref string, lines []Enrolment) ([]Enrolled, error) {
	if err := mayManage(by, congressID); err != nil {
		return nil, err
	}
	var out []Enrolled
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE roster SET applied_at = $3 WHERE ref = $1 AND congress_id = $2 AND applied_at = 0", ref, congressID, sqldb.Ms(tx.Now))
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "account.roster.done")
		}
		if err != nil {
			return err
		}
		whole, members, plan, err := s.plan(ctx, tx, congressID, lines)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(plan, func(e Enrolled) bool { return e.Outcome == Refused }) {
			return fault.New(fault.Conflict, "account.roster.changed")
		}
		out = plan
		return s.carryOut(ctx, tx, by, whole, members, plan)
	})
	return out, err
}

// carryOut makes the people and grants of a plan in which nothing is refused.
func (s *Service) carryOut(ctx context.Context, tx *sqldb.Tx, by access.Actor, lines []Enrolment, members map[string]int64, plan []Enrolled) error {
	done := 0
	for i, e := range lines {
		if plan[i].Outcome == Holds {
			continue
		}
		id, known := members[e.Phone]
		if !known {
			var err error
			if id, err = s.CreatePersonIn(ctx, tx, by, e.CongressID, e.NewPerson); err != nil {
				return err
			}
			members[e.Phone] = id
		}
		if _, err := s.GrantIn(ctx, tx, by, id, e.Grant); err != nil {
			return err
		}
		done++
	}
	if len(lines) == 0 {
		return nil
	}
	return NoteIn(ctx, tx, Event{CongressID: lines[0].CongressID, ByID: by.PersonID, Kind: RosterDone, Detail: fmt.Sprintf("%d / %d", done, len(lines))})
}

// atOnce is how many people one query looks up.
const atOnce = 200

// acquainted reads who holds the phones of a roster.
func (s *Service) acquainted(ctx context.Context, tx *sqldb.Tx, congressID int64, lines []Enrolment) (map[string]*acquaintance, error) {
	var phones []any
	for _, e := range lines {
		if phone, ok := Phone(e.Phone); ok {
			phones = append(phones, s.PhoneIndex(phone))
		}
	}
	people, byID := map[string]*acquaintance{}, map[int64]*acquaintance{}
	for part := range slices.Chunk(phones, atOnce) {
		some, err := sqldb.All(ctx, tx, s.scanPerson, `SELECT `+personColumns+` FROM person p WHERE closed_at = 0 AND phone_index IN (`+sqldb.Marks(1, len(part))+`)`, part...)
		if err != nil {
			return nil, err
		}
		for _, p := range some {
			byID[p.ID] = &acquaintance{id: p.ID, name: p.Name}
			people[p.Phone] = byID[p.ID]
		}
	}
	return people, readGrants(ctx, tx, congressID, byID)
}

func readGrants(ctx context.Context, tx *sqldb.Tx, congressID int64, people map[int64]*acquaintance) error {
	var ids []any
	for id := range people {
		ids = append(ids, id)
	}
	for part := range slices.Chunk(ids, atOnce) {
		held, err := sqldb.All(ctx, tx, scanHeld, "SELECT "+heldColumns+" FROM person_grant g WHERE g.person_id IN ("+sqldb.Marks(1, len(part))+")", part...)
		if err != nil {
			return err
		}
		for _, h := range held {
			who := people[h.PersonID]
			who.held, who.member = append(who.held, h), who.member || h.CongressID == congressID
		}
	}
	return nil
}
