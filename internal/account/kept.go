package account

import (
	"context"
	"time"

	"jiazhan/internal/sqldb"
)

// mostEvents is how much of a person's own security record a copy of her data holds, newest first.
const mostEvents = 1000

// Kept is what the house keeps of a person who signs in: what she may take with her.
type Kept struct {
	Person
	Devices []Device
	Events  []Event
}

// Device is a browser on which she is signed in.
type Device struct {
	Agent, Address string
	Since, Seen    time.Time
}

// Kept gives what is kept of a person.
func (s *Service) Kept(ctx context.Context, personID int64) (k Kept, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if k.Person, err = s.PersonIn(ctx, tx, personID); err != nil {
			return err
		}
		k.Devices, err = sqldb.All(ctx, tx, scanDevice, `SELECT agent, address, created_at, seen_at FROM session WHERE person_id = $1 ORDER BY created_at DESC`, personID)
		if err != nil {
			return err
		}
		k.Events, err = sqldb.All(ctx, tx, scanEvent, `SELECT id, at, congress_id, person_id, by_id, kind, address, detail
			FROM account_event WHERE person_id = $1 ORDER BY id DESC LIMIT $2`, personID, mostEvents)
		return err
	})
	return k, err
}

func scanDevice(r sqldb.Scanner) (d Device, err error) {
	var since, seen int64
	err = r.Scan(&d.Agent, &d.Address, &since, &seen)
	d.Since, d.Seen = sqldb.Time(since), sqldb.Time(seen)
	return d, err
}

// Copied records that a copy of somebody's own data was taken: by the person, or by who held the receipt of a case.
func (s *Service) Copied(ctx context.Context, congressID, personID int64, address, what string) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return NoteIn(ctx, tx, Event{CongressID: congressID, PersonID: personID, ByID: personID, Kind: DataCopied, Address: address, Detail: what})
	})
}
