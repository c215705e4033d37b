package casework

import (
	"context"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// enclose seals the words of an act to the key of a sealed case. A case that gets its key with this act has all its words
// sealed to it: they come back as papers to be laid down.
func (s *Service) enclose(ctx context.Context, tx *sqldb.Tx, before *Case, ch *change, e *Entry) (p *papers, err error) {
	if !ch.Sealed() {
		return nil, nil
	}
	l, err := s.lockOf(ctx, tx, access.Clock, before)
	if err == nil && l == nil && (!before.Sealed() || e.Action == "rekey") {
		l, p, err = s.encloseAll(ctx, tx, before, ch)
	}
	if err != nil || l == nil {
		return nil, err
	}
	if len(ch.photos) > 0 {
		if _, err := tx.Exec(ctx, `UPDATE seal_case SET photos = 1 WHERE case_id = $1`, ch.ID); err != nil {
			return nil, err
		}
	}
	if e.Text == "" {
		return p, nil
	}
	e.sealed = true
	e.Text, err = l.box(entryField(e.Seq), e.Text)
	return p, err
}

func (s *Service) encloseAll(ctx context.Context, tx *sqldb.Tx, before *Case, ch *change) (*lock, *papers, error) {
	l, err := s.newLock(ctx, tx, ch.CongressID, ch.Number)
	if err != nil || l == nil {
		return nil, nil, err
	}
	p, err := s.read(ctx, tx, before)
	if err == nil {
		err = p.box(l)
	}
	if err == nil {
		err = s.keepLock(ctx, tx, ch.Case, l, true)
	}
	return l, p, err
}

// box seals all words to the case's key. What the ledger committed to before cannot be tried out any more: its salts die.
func (p *papers) box(l *lock) (err error) {
	err = l.boxAll(filingWords{{"title", &p.title}, {"text", &p.text}, {"place", &p.place}, {"consent", &p.consent},
		{"name", &p.person.Name}, {"phone", &p.person.Phone}, {"address", &p.person.Address}})
	if err != nil {
		return err
	}
	for i := range p.entries {
		e := &p.entries[i]
		if e.Text, err = l.box(entryField(e.Seq), e.Text); err != nil {
			return err
		}
		e.Salt, p.changed[e.Seq] = vault.Salt(), true
	}
	p.public, p.contact, p.boxed = nil, nil, true
	return nil
}

// layDown stores what was enclosed, in the place of what stood there.
func (s *Service) layDown(ctx context.Context, tx *sqldb.Tx, before *Case, ch *change, p *papers) error {
	if _, err := tx.Exec(ctx, `UPDATE filing SET sealed = 1 WHERE case_id = $1`, ch.ID); err != nil {
		return err
	}
	err := s.rewrite(ctx, tx, ch, p)
	ch.Title = before.Title
	return err
}

// narrow takes the key of a case from the officers who may not read it any more, now that one is named.
func (s *Service) narrow(ctx context.Context, tx *sqldb.Tx, c *Case) error {
	circle, err := s.circle(ctx, tx, c.CongressID)
	if err != nil {
		return err
	}
	may := map[int64]bool{}
	for _, r := range circle.of(c.SealedTo) {
		may[r.id] = true
	}
	for _, r := range circle.readers {
		if may[r.id] || circle.anchors(r) {
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM seal_share WHERE case_id = $1 AND reader_id = $2
			AND EXISTS (SELECT 1 FROM seal_share o WHERE o.case_id = $1 AND o.reader_id <> $2)`, c.ID, r.id); err != nil {
			return err
		}
	}
	return nil
}

// rekey 换密钥 seals a report to the keys of its readers that lay under the ring of the installation until somebody of the
// commission had a key.
type rekey struct{}

// Action names the act.
func (*rekey) Action() Action { return "rekey" }

func (*rekey) check(*fault.Fields) {}

func (*rekey) do(ch *change) error {
	ch.say = Say{Audience: ForOffice}
	return nil
}

// boxFiling seals what is filed to the case's key before it is stored, where the congress has readers with keys.
func (s *Service) boxFiling(ctx context.Context, tx *sqldb.Tx, n *filed) (err error) {
	if !n.Sealed() {
		return nil
	}
	if n.lock, err = s.newLock(ctx, tx, n.CongressID, n.Number); err != nil || n.lock == nil {
		return err
	}
	err = n.lock.boxAll(filingWords{{"title", &n.Title}, {"text", &n.form.Text}, {"place", &n.form.Place}, {"consent", &n.form.Consent},
		{"name", &n.form.Name}, {"phone", &n.form.Phone}, {"address", &n.form.Address}})
	if err != nil {
		return err
	}
	n.name, n.phone, n.address = n.form.Name, n.form.Phone, n.form.Address
	return nil
}
