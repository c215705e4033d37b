package casework

import (
	"bytes"
	"context"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sealing"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// KeyStanding of somebody among those who may read sealed reports.
type KeyStanding string

// The standings.
const (
	NoKey    KeyStanding = "no_key"   // she has made none yet
	Waiting  KeyStanding = "waiting"  // she has a key, and nobody who can open reports has let her in
	Admitted KeyStanding = "admitted" // reports are sealed to her key
)

// KeyEvent is what somebody did with the keys of sealed reports, as the security record names it.
type KeyEvent string

// The events.
const (
	KeyMade     KeyEvent = "seal.key"      // made a key under a passphrase
	KeyOpened   KeyEvent = "seal.opened"   // opened hers for a session
	KeyAdmitted KeyEvent = "seal.admitted" // let somebody in
	KeyPaper    KeyEvent = "seal.paper"    // made the key on paper
	KeyRestored KeyEvent = "seal.restored" // came back in by the key on paper
)

func (s *Service) note(ctx context.Context, tx *sqldb.Tx, congressID, personID int64, by access.Actor, what KeyEvent) error {
	if s.Record == nil {
		return nil
	}
	return s.Record(ctx, tx, congressID, personID, by.PersonID, what)
}

// OpenSealKey opens the actor's key for her session, and notes that she did.
func (s *Service) OpenSealKey(ctx context.Context, by access.Actor, congressID int64, address, passphrase string) error {
	if !ReadsSealed(by, congressID) || s.Sealing == nil {
		return fault.Missing()
	}
	if err := s.Sealing.Open(ctx, by, address, passphrase); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error { return s.note(ctx, tx, congressID, by.PersonID, by, KeyOpened) })
}

// Keyholder is somebody who may read sealed reports of a congress by her office.
type Keyholder struct {
	PersonID int64
	Role     access.Role
	Standing KeyStanding
	Since    Instant // admitted at
}

// Keyholders is how the sealed reports of a congress are kept.
type Keyholders struct {
	Guarded   bool        // reports are sealed to keys, not to the ring
	Readers   []Keyholder // in office, the commission first
	Recovery  Instant     // when the key on paper was made, 0 if there is none
	UnderRing int         // reports that still lie under the ring
	Sealed    int         // reports that lie under keys
	Lost      int         // of these, such that nobody can open any more
	Mine      KeyStanding
	Open      bool // the asker's key is open in her session
	Last      bool // she is the only one to whom reports are sealed: with her passphrase all would be lost
}

// Keyless counts the readers who cannot open anything.
func (k Keyholders) Keyless() (n int) {
	for _, r := range k.Readers {
		if r.Standing != Admitted {
			n++
		}
	}
	return n
}

// ReadsSealed reports whether the actor may read sealed reports of a congress, as far as she may see them.
func ReadsSealed(by access.Actor, congressID int64) bool {
	return by.Holds(access.Discipline, congressID) || by.Holds(access.CaseOfficer, congressID)
}

// Keyholders tells who can open the sealed reports of a congress. NotFound for whoever may not read any.
func (s *Service) Keyholders(ctx context.Context, by access.Actor, congressID int64) (k Keyholders, err error) {
	if !ReadsSealed(by, congressID) || s.Sealing == nil {
		return k, fault.Missing()
	}
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := s.circle(ctx, tx, congressID)
		if err != nil {
			return err
		}
		if k.Readers, err = c.people(ctx, tx); err != nil {
			return err
		}
		k.Guarded, k.Last = c.guarded(), c.last(by.PersonID)
		if paper := c.find(0); paper != nil {
			k.Recovery = paper.at
		}
		if k.UnderRing, err = sqldb.One(ctx, tx, sqldb.Value[int], `SELECT COUNT(*) `+underRing, congressID); err != nil {
			return err
		}
		return tx.Row(ctx, `SELECT COUNT(*), COUNT(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM seal_share s WHERE s.case_id = c.case_id))
			FROM seal_case c JOIN cases ON id = c.case_id WHERE congress_id = $1`, congressID).Scan(&k.Sealed, &k.Lost)
	})
	for _, r := range k.Readers {
		if r.PersonID == by.PersonID {
			k.Mine = r.Standing
		}
	}
	k.Open = s.Sealing.Secret(by) != nil
	return k, err
}

// people lists those in office with their standing, each once.
func (c circle) people(ctx context.Context, tx *sqldb.Tx) (out []Keyholder, err error) {
	for _, group := range []struct {
		role access.Role
		ids  []int64
	}{{access.Discipline, c.commission}, {access.CaseOfficer, c.officers}} {
		for _, id := range group.ids {
			if slices.ContainsFunc(out, func(r Keyholder) bool { return r.PersonID == id }) {
				continue
			}
			one := Keyholder{PersonID: id, Role: group.role}
			if one.Standing, one.Since, err = c.standing(ctx, tx, id); err != nil {
				return nil, err
			}
			out = append(out, one)
		}
	}
	return out, nil
}

func (c circle) standing(ctx context.Context, tx *sqldb.Tx, personID int64) (KeyStanding, Instant, error) {
	public, err := sealing.PublicOf(ctx, tx, personID)
	r := c.find(personID)
	switch {
	case err != nil || public == nil:
		return NoKey, 0, err
	case r == nil || !bytes.Equal(r.public, public):
		return Waiting, 0, nil
	}
	return Admitted, r.at, nil
}

// last reports whether reports are sealed to this person's key and to no other that holds all of them.
func (c circle) last(personID int64) bool {
	others := slices.ContainsFunc(c.readers, func(r reader) bool { return r.personID != personID && c.anchors(r) })
	return c.find(personID) != nil && !others
}

// MakeSealKey makes the actor's key under a passphrase, in the place of one whose passphrase she has lost, and opens it for
// this session. The first of the commission is a reader at once; everybody else is let in by one who can open reports.
// Invalid "sealing.last" at the field "sure" where with the old key everything would be lost, unless she is sure.
func (s *Service) MakeSealKey(ctx context.Context, by access.Actor, congressID int64, passphrase, again string, sure bool) error {
	if !ReadsSealed(by, congressID) || s.Sealing == nil {
		return fault.Missing()
	}
	pair, err := s.Sealing.Prepare(ctx, by, passphrase, again)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		for _, id := range by.Congresses() {
			c, err := s.circle(ctx, tx, id)
			if err != nil {
				return err
			}
			if err := c.renew(ctx, tx, by, pair.Secret.Public(), sure); err != nil {
				return err
			}
		}
		if err := s.note(ctx, tx, congressID, by.PersonID, by, KeyMade); err != nil {
			return err
		}
		return s.Sealing.KeepIn(ctx, tx, by, pair)
	})
}

// renew takes a person's old key out of a circle, and lets a new one in where nobody else is there to do it.
func (c circle) renew(ctx context.Context, tx *sqldb.Tx, by access.Actor, public []byte, sure bool) error {
	if old := c.find(by.PersonID); old != nil {
		if c.last(by.PersonID) && !sure {
			return wrong("sure", "sealing.last")
		}
		if _, err := tx.Exec(ctx, `DELETE FROM seal_share WHERE reader_id = $1`, old.id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM seal_reader WHERE id = $1`, old.id); err != nil {
			return err
		}
		c.readers = slices.DeleteFunc(slices.Clone(c.readers), func(r reader) bool { return r.id == old.id })
	}
	if !slices.Contains(c.commission, by.PersonID) || slices.ContainsFunc(c.readers, c.inOffice) {
		return nil
	}
	_, err := c.admit(ctx, tx, by.PersonID, by.PersonID, public)
	return err
}

// inOffice reports whether a reader of the commission can let others in.
func (c circle) inOffice(r reader) bool { return slices.Contains(c.commission, r.personID) }

// AdmitReader lets somebody in who has a key and waits: all reports that the actor can open, and those she may read, are
// shared with her. The actor's key must be open: Conflict "sealing.locked".
func (s *Service) AdmitReader(ctx context.Context, by access.Actor, congressID, personID int64) error {
	key := s.Sealing.Secret(by)
	if !ReadsSealed(by, congressID) {
		return fault.Missing()
	}
	if key == nil {
		return fault.New(fault.Conflict, "sealing.locked")
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := s.circle(ctx, tx, congressID)
		if err != nil {
			return err
		}
		mine := c.find(by.PersonID)
		if mine == nil || !bytes.Equal(mine.public, key.Public()) || !c.inOffice(*mine) {
			return fault.New(fault.Forbidden, "sealing.not_reader")
		}
		if err := s.note(ctx, tx, congressID, personID, by, KeyAdmitted); err != nil {
			return err
		}
		return s.admitted(ctx, tx, c, by, personID, hand{*mine, key})
	})
}

// hand is a reader whose key is open, and who shares.
type hand struct {
	reader
	key *vault.Secret
}

// admitted makes a reader of somebody in office who waits, or gives one what she lacks.
func (s *Service) admitted(ctx context.Context, tx *sqldb.Tx, c circle, by access.Actor, personID int64, from hand) error {
	if !c.anchors(reader{personID: personID}) && !slices.Contains(c.officers, personID) || personID == 0 {
		return fault.Missing()
	}
	public, err := sealing.PublicOf(ctx, tx, personID)
	if err != nil {
		return err
	}
	if public == nil {
		return fault.New(fault.Conflict, "sealing.no_key")
	}
	r := c.find(personID)
	if r == nil {
		one, err := c.admit(ctx, tx, personID, by.PersonID, public)
		if err != nil {
			return err
		}
		c.readers, r = append(c.readers, one), &one
	}
	return s.shareAll(ctx, tx, c, *r, from)
}

// shareAll shares every report that one reader can open and the other may read.
func (s *Service) shareAll(ctx context.Context, tx *sqldb.Tx, c circle, to reader, from hand) error {
	all, err := sqldb.All(ctx, tx, scanShared, `SELECT c.case_id, n.number, n.sealed_to, s.share FROM seal_case c JOIN cases n ON n.id = c.case_id
		JOIN seal_share s ON s.case_id = c.case_id AND s.reader_id = $1 WHERE n.congress_id = $2`, from.id, c.congressID)
	if err != nil {
		return err
	}
	for _, one := range all {
		if !slices.ContainsFunc(c.of(one.sealedTo), func(r reader) bool { return r.id == to.id }) {
			continue
		}
		l := lock{number: one.number}
		if l.secret, err = from.key.OpenShare(l.about("key"), one.share); err != nil {
			return err
		}
		if err := l.share(ctx, tx, one.caseID, to); err != nil {
			return err
		}
	}
	return nil
}

type shared struct {
	caseID   int64
	number   string
	sealedTo int64
	share    []byte
}

func scanShared(r sqldb.Scanner) (one shared, err error) {
	return one, r.Scan(&one.caseID, &one.number, &one.sealedTo, &one.share)
}
