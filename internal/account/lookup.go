package account

import (
	"context"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// See gives a member of the congress with her phone in full and records PersonSeen with the reason, personal data taken
// out of it. Without a reason it is refused.
func (s *Service) See(ctx context.Context, by access.Actor, congressID, personID int64, reason string) (Person, error) {
	if err := mayManage(by, congressID); err != nil {
		return Person{}, err
	}
	reason, err := goodReason(reason)
	if err != nil {
		return Person{}, err
	}
	var p Person
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		serves, err := sqldb.One(ctx, tx, sqldb.Value[int], `SELECT count(*) FROM person_grant WHERE congress_id = $1 AND person_id = $2`, congressID, personID)
		if err == nil && serves == 0 {
			err = fault.Missing()
		}
		if err != nil {
			return err
		}
		if p, err = s.PersonIn(ctx, tx, personID); err != nil {
			return err
		}
		return NoteIn(ctx, tx, Event{CongressID: congressID, PersonID: personID, ByID: by.PersonID, Kind: PersonSeen, Detail: reason})
	})
	return p, err
}

// namers are who reads the names of those who set something: whoever may set it, and who reads the record.
var namers = []access.Permission{access.ReadAudit, access.ManageLimits, access.ManageSafety, access.ManagePeople}

// Names gives the names of all who hold or held a role in the congress, by id, for those who read its record or set something in
// it. Citizens are not among them.
func (s *Service) Names(ctx context.Context, by access.Actor, congressID int64) (map[int64]string, error) {
	if !slices.ContainsFunc(namers, func(p access.Permission) bool { return by.Can(p, congressID) }) {
		return nil, fault.New(fault.Forbidden, "forbidden")
	}
	names := map[int64]string{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		people, err := sqldb.All(ctx, tx, s.scanPerson, `SELECT `+personColumns+` FROM person p
			WHERE id IN (SELECT person_id FROM person_grant WHERE congress_id = $1)`, congressID)
		for _, p := range people {
			names[p.ID] = p.Name
		}
		return err
	})
	return names, err
}
