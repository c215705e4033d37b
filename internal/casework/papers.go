package casework

import (
	"context"
	"encoding/json"
	"strconv"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// papers are all words of a case that can name the citizen, in the clear, while an act rewrites them. They get a new salt,
// so that the commitments to what stood there before can never be tried out again: their salt dies.
type papers struct {
	title, text, place, consent string

	public  *string
	person  Contact
	contact []byte // blind index of the phone
	salt    string
	entries []Entry // with words
	changed map[int64]bool
	boxed   bool // sealed to the case's key: the words are as they lie, and no pen reaches them

	erased []string
	photos bool // her photos go
	leave  bool // her account goes
}

// read gives the papers of a case as they stand; what is sealed to the case's key stays closed.
func (s *Service) read(ctx context.Context, tx *sqldb.Tx, c *Case) (*papers, error) {
	w, err := sqldb.One(ctx, tx, scanWhole, selectWhole, c.Number)
	if err != nil {
		return nil, err
	}
	p := &papers{title: w.Title, text: w.text, place: w.place, consent: w.consent, public: w.public, contact: w.Contact,
		salt: vault.Salt(), changed: map[int64]bool{}}
	o, err := s.asStored(ctx, tx, &w.Case)
	if err != nil {
		return nil, err
	}
	p.boxed = o.lock != nil
	if w.sealed {
		if err := o.words(&p.title, &p.text, &p.place, &p.consent); err != nil {
			return nil, err
		}
	}
	if p.person, err = o.contact(w.name, w.phone, w.address); err != nil {
		return nil, err
	}
	if p.entries, err = sqldb.All(ctx, tx, scanEntry, selectEntry+`WHERE case_id = $1 AND text <> '' ORDER BY seq`, c.ID); err != nil {
		return nil, err
	}
	for i := range p.entries {
		if err := o.tell(&p.entries[i], OfficeSide); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// rewrite passes every text through a pen; an entry whose words change gets a new salt.
func (p *papers) rewrite(pen func(string) string) {
	if p.boxed {
		return
	}
	p.title, p.text, p.place, p.consent = pen(p.title), pen(p.text), pen(p.place), pen(p.consent)
	if p.public != nil {
		public := pen(*p.public)
		p.public = &public
	}
	for i := range p.entries {
		e := &p.entries[i]
		if text := pen(e.Text); text != e.Text {
			e.Text, e.Salt = text, vault.Salt()
			p.changed[e.Seq] = true
		}
	}
}

// commitments bind the ledger to the new words without holding them.
func (p *papers) commitments() map[string]string {
	say := commitments(p.salt, p.title, p.text, p.place, p.person)
	for _, e := range p.entries {
		if p.changed[e.Seq] {
			say[sayingOf(e.Seq)] = vault.Commit(e.Salt, e.Text)
		}
	}
	return say
}

// sayingOf is the name of a later commitment to the words of an entry.
func sayingOf(seq int64) string { return "text/" + strconv.FormatInt(seq, 10) }

// commitments are the salted hashes of what was filed: its title, its words, and who wrote from where.
func commitments(salt, title, text, place string, who Contact) map[string]string {
	person, _ := json.Marshal([]string{who.Name, who.Phone, who.Address, place})
	return map[string]string{
		"title":  vault.Commit(salt, title),
		"filing": vault.Commit(salt, text),
		"person": vault.Commit(salt, string(person)),
	}
}

// rewrite stores what an act has left of the papers, and tells the search.
func (s *Service) rewrite(ctx context.Context, tx *sqldb.Tx, ch *change, p *papers) error {
	if err := s.fileAnew(ctx, tx, ch.Case, p); err != nil {
		return err
	}
	for _, e := range p.entries {
		if !p.changed[e.Seq] {
			continue
		}
		text, sealed := e.Text, 1
		if !p.boxed {
			var err error
			if text, sealed, err = s.wording(ch.Case, e.Text); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE case_entry SET text = $1, salt = $2, sealed = $3 WHERE case_id = $4 AND seq = $5`,
			text, e.Salt, sealed, ch.ID, e.Seq); err != nil {
			return err
		}
	}
	if err := s.forget(ctx, tx, ch.Case, p); err != nil {
		return err
	}
	return s.Note(ctx, tx, ch.CongressID, ch.ID)
}

// fileAnew stores title, text, place and person.
func (s *Service) fileAnew(ctx context.Context, tx *sqldb.Tx, c *Case, p *papers) (err error) {
	title, text, place, person := p.title, p.text, p.place, p.person
	if !p.boxed {
		for _, one := range []*string{&title, &text, &place} {
			if *one, _, err = s.wording(c, *one); err != nil {
				return err
			}
		}
		for _, one := range []*string{&person.Name, &person.Phone, &person.Address} {
			if *one, err = s.Keys.Seal(*one); err != nil {
				return err
			}
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE cases SET title = $1, contact = $2 WHERE id = $3`, title, bytesOrNil(p.contact), c.ID); err != nil {
		return err
	}
	c.Title, c.Contact = p.title, p.contact
	_, err = tx.Exec(ctx, `UPDATE filing SET text = $1, place = $2, consent = $3, public_text = $4, name = $5, phone = $6, address = $7, salt = $8
		WHERE case_id = $9`, text, place, p.consent, p.public, person.Name, person.Phone, person.Address, p.salt, c.ID)
	return err
}

// wording is a text as it is stored: encrypted in the sealed lane.
func (s *Service) wording(c *Case, text string) (stored string, sealed int, err error) {
	if !c.Sealed() || text == "" {
		return text, 0, nil
	}
	stored, err = s.Keys.Seal(text)
	return stored, 1, err
}

// forget takes away what an erasure is about beside words, and remembers that it did.
func (s *Service) forget(ctx context.Context, tx *sqldb.Tx, c *Case, p *papers) error {
	if p.photos {
		if err := s.dropPhotos(ctx, tx, c); err != nil {
			return err
		}
	}
	if p.leave {
		if err := s.leave(ctx, tx, c); err != nil {
			return err
		}
	}
	if len(p.erased) == 0 {
		return nil
	}
	return forgotten(ctx, tx, c, p.erased)
}

// dropPhotos takes away the photos that the citizen sent.
func (s *Service) dropPhotos(ctx context.Context, tx *sqldb.Tx, c *Case) error {
	if s.Detach == nil {
		return nil
	}
	seqs, err := sqldb.All(ctx, tx, sqldb.Value[int64], `SELECT seq FROM case_entry WHERE case_id = $1 AND action IN ('file', 'supply') ORDER BY seq`, c.ID)
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		if _, err := s.Detach(ctx, tx, PhotoOwner(c.Number, seq)); err != nil {
			return err
		}
	}
	return nil
}

// leave takes the account of the citizen off the case and her steps.
func (s *Service) leave(ctx context.Context, tx *sqldb.Tx, c *Case) error {
	if _, err := tx.Exec(ctx, `UPDATE case_entry SET person_id = 0 WHERE case_id = $1 AND person_id = $2 AND role = ''`, c.ID, c.ReporterID); err != nil {
		return err
	}
	c.ReporterID = 0
	_, err := tx.Exec(ctx, `UPDATE cases SET reporter_id = 0 WHERE id = $1`, c.ID)
	return err
}
