package casework

import (
	"context"
	"errors"
	"strconv"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// lock is the key pair of one sealed case. Whoever has the public half adds words; the private half is open in the session
// of a reader alone, and while the pair is being made.
type lock struct {
	number string
	public []byte
	secret *vault.Secret // nil: not open
	held   bool          // the case has a share for whoever asks
}

// about names a place in a case, so that what is sealed for one opens in no other.
func (l *lock) about(field string) string { return "case/" + l.number + " " + field }

func entryField(seq int64) string { return "entry/" + strconv.FormatInt(seq, 10) }

// photoField is the place of a photo's file.
func photoField(name string) string { return "photo/" + name }

func (l *lock) box(field, text string) (string, error) {
	return vault.Box(l.public, l.about(field), text)
}

// filingWords are words of a filing, each with the field for which it is sealed.
type filingWords []struct {
	field string
	words *string
}

func (l *lock) boxAll(all filingWords) (err error) {
	for _, one := range all {
		if *one.words, err = l.box(one.field, *one.words); err != nil {
			return err
		}
	}
	return nil
}

// newLock makes the key pair of a sealed case, nil where nobody of the commission has a key yet.
func (s *Service) newLock(ctx context.Context, tx *sqldb.Tx, congressID int64, number string) (*lock, error) {
	if s.Sealing == nil {
		return nil, nil
	}
	c, err := s.circle(ctx, tx, congressID)
	if err != nil || !c.guarded() {
		return nil, err
	}
	secret, err := vault.NewSecret()
	if err != nil {
		return nil, err
	}
	return &lock{number: number, public: secret.Public(), secret: secret}, nil
}

// keepLock stores a new key pair: its private half as each reader of the case will have it, and nowhere else.
func (s *Service) keepLock(ctx context.Context, tx *sqldb.Tx, c *Case, l *lock, photos bool) error {
	circle, err := s.circle(ctx, tx, c.CongressID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO seal_case (case_id, public, photos) VALUES ($1, $2, $3)`, c.ID, l.public, bit(photos).int()); err != nil {
		return err
	}
	for _, r := range circle.of(c.SealedTo) {
		if err := l.share(ctx, tx, c.ID, r); err != nil {
			return err
		}
	}
	return nil
}

// share gives a reader the private half, which must be open.
func (l *lock) share(ctx context.Context, tx *sqldb.Tx, caseID int64, r reader) error {
	share, err := l.secret.Share(r.public, l.about("key"))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO seal_share (case_id, reader_id, share) VALUES ($1, $2, $3) ON CONFLICT (case_id, reader_id) DO NOTHING`, caseID, r.id, share)
	return err
}

// stored is a lock as it lies, with the asker's share of it.
type stored struct {
	caseID int64
	lock
	share []byte
}

func scanStored(s sqldb.Scanner) (l stored, err error) {
	err = s.Scan(&l.caseID, &l.number, &l.public, &l.share)
	l.held = len(l.share) > 0
	return l, err
}

const selectStored = `SELECT c.case_id, n.number, c.public, s.share FROM seal_case c JOIN cases n ON n.id = c.case_id
	LEFT JOIN (SELECT case_id, share FROM seal_share JOIN seal_reader ON id = reader_id WHERE person_id = $1) s ON s.case_id = c.case_id `

// locks gives the locks of sealed cases by id, open where the actor's key is; cases from before keys have none.
func (s *Service) locks(ctx context.Context, tx *sqldb.Tx, by access.Actor, ids ...int64) (map[int64]*lock, error) {
	args := []any{by.PersonID}
	if by.PersonID == 0 {
		args[0] = int64(-1) // not the paper
	}
	all, err := sqldb.All(ctx, tx, scanStored, selectStored+`WHERE c.case_id IN (`+sqldb.Marks(2, len(ids))+`)`, append(args, anyOf(ids)...)...)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]*lock, len(all))
	for i := range all {
		if err := s.open(&all[i], by); err != nil {
			return nil, err
		}
		out[all[i].caseID] = &all[i].lock
	}
	return out, nil
}

// open opens a lock with the key that the actor's session has open. A share of a key that she has given up stays closed.
func (s *Service) open(l *stored, by access.Actor) (err error) {
	if !l.held || s.Sealing == nil {
		return nil
	}
	key := s.Sealing.Secret(by)
	if key == nil {
		return nil
	}
	l.secret, err = key.OpenShare(l.about("key"), l.share)
	if errors.Is(err, vault.ErrTampered) {
		return nil
	}
	return err
}

// lockOf is the lock of a case, nil for one that has none: an open case, or one sealed with the ring.
func (s *Service) lockOf(ctx context.Context, tx *sqldb.Tx, by access.Actor, c *Case) (*lock, error) {
	if !c.Sealed() {
		return nil, nil
	}
	all, err := s.locks(ctx, tx, by, c.ID)
	return all[c.ID], err
}

// opener opens what is stored of one case: with the ring, or with the case's own key.
type opener struct {
	ring *vault.Keyring
	lock *lock // nil: sealed with the ring
	raw  bool  // what is sealed to the case's key is left as it lies
}

// locked reports whether the words of the case stay closed to whoever asks.
func (o opener) locked() bool { return o.lock != nil && o.lock.secret == nil }

// open gives the words of a sealed column; those of a locked case are empty.
func (o opener) open(field, stored string) (string, error) {
	switch {
	case o.lock == nil, !vault.Boxed(stored): // or read just before it was sealed anew
		return o.ring.Open(stored)
	case o.raw:
		return stored, nil
	case o.lock.secret == nil:
		return "", nil
	}
	return o.lock.secret.Open(o.lock.about(field), stored)
}

// contact opens who the citizen is.
func (o opener) contact(name, phone, address string) (c Contact, err error) {
	if c.Name, err = o.open("name", name); err != nil {
		return c, err
	}
	if c.Phone, err = o.open("phone", phone); err != nil {
		return c, err
	}
	c.Address, err = o.open("address", address)
	return c, err
}

// openerFor is the opener of a case for who asks.
func (s *Service) openerFor(ctx context.Context, tx *sqldb.Tx, by access.Actor, c *Case) (opener, error) {
	l, err := s.lockOf(ctx, tx, by, c)
	return opener{ring: s.Keys, lock: l}, err
}

// asStored is the opener that leaves boxes closed: their commitments are to them, not to the words in them.
func (s *Service) asStored(ctx context.Context, tx *sqldb.Tx, c *Case) (opener, error) {
	o, err := s.openerFor(ctx, tx, access.Clock, c)
	o.raw = true
	return o, err
}

// mustOpen refuses who has not opened her key: nobody acts on what she cannot read.
func (s *Service) mustOpen(ctx context.Context, tx *sqldb.Tx, by access.Actor, c *Case) error {
	if !c.Sealed() || by.System {
		return nil
	}
	o, err := s.openerFor(ctx, tx, by, c)
	if err == nil && o.locked() {
		return fault.New(fault.Conflict, "sealing.locked")
	}
	return err
}

// words opens the words of a filing. How somebody agreed that it was written for her is sealed to keys alone.
func (o opener) words(title, text, place, consent *string) (err error) {
	for _, one := range (filingWords{{"title", title}, {"text", text}, {"place", place}, {"consent", consent}}) {
		if one.field == "consent" && o.lock == nil {
			continue
		}
		if *one.words, err = o.open(one.field, *one.words); err != nil {
			return err
		}
	}
	return nil
}
