package account

import (
	"context"
	"strconv"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/erasure"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// maxName is the longest name of a person, in characters.
const maxName = 50

// Person is somebody who can sign in. Phone has eleven digits; it is empty after the account was closed.
type Person struct {
	ID       int64
	Name     string
	Phone    string
	Language string
	Created  time.Time
}

// NewPerson is what is known of a person before she first signs in.
type NewPerson struct {
	Name     string
	Phone    string
	Language string // "" is zh-CN
}

// Check completes what was typed and refuses what no person can be called by.
func (p *NewPerson) Check() error {
	var wrong fault.Fields
	phone, ok := Phone(p.Phone)
	wrong.Check(ok, "phone", "account.phone.wrong")
	p.Phone, p.Name = phone, hanzi.Clean(p.Name)
	wrong.Check(goodName(p.Name), "name", "account.name.wrong", maxName)
	return wrong.Err()
}

func goodName(name string) bool { return !hanzi.Blank(name) && hanzi.CheckLine(name, maxName) == "" }

// language keeps to the languages of the house.
func language(l string) string {
	if l == "en" {
		return l
	}
	return "zh-CN"
}

// CreatePerson makes a person who will serve in the congress and gives her id. A citizen who has signed in by that phone
// before is the same person and takes the name; a phone of somebody who serves or served under another name is a conflict.
func (s *Service) CreatePerson(ctx context.Context, by access.Actor, congressID int64, p NewPerson) (int64, error) {
	var id int64
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		id, err = s.CreatePersonIn(ctx, tx, by, congressID, p)
		return err
	})
	return id, err
}

// CreatePersonIn is CreatePerson in the caller's transaction, for imports.
func (s *Service) CreatePersonIn(ctx context.Context, tx *sqldb.Tx, by access.Actor, congressID int64, p NewPerson) (int64, error) {
	if err := mayManage(by, congressID); err != nil {
		return 0, err
	}
	if err := p.Check(); err != nil {
		return 0, err
	}
	id, made, err := s.personOf(ctx, tx, p)
	if err != nil {
		return 0, err
	}
	if !made {
		if err := s.nameOfficially(ctx, tx, id, p.Name); err != nil {
			return 0, err
		}
	}
	return id, NoteIn(ctx, tx, Event{CongressID: congressID, PersonID: id, ByID: by.PersonID, Kind: PersonMade})
}

// personOf finds the person who holds the phone, or makes her.
func (s *Service) personOf(ctx context.Context, tx *sqldb.Tx, p NewPerson) (id int64, made bool, err error) {
	name, err := s.keys.Seal(p.Name)
	if err != nil {
		return 0, false, err
	}
	phone, err := s.keys.Seal(p.Phone)
	if err != nil {
		return 0, false, err
	}
	ids, err := sqldb.All(ctx, tx, sqldb.Value[int64], `INSERT INTO person (name, phone, phone_index, language, created_at)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (phone_index) DO NOTHING RETURNING id`,
		name, phone, s.PhoneIndex(p.Phone), language(p.Language), sqldb.Ms(tx.Now))
	if err != nil {
		return 0, false, err
	}
	if len(ids) == 1 {
		return ids[0], true, nil
	}
	id, err = sqldb.One(ctx, tx, sqldb.Value[int64], "SELECT id FROM person WHERE phone_index = $1", s.PhoneIndex(p.Phone))
	return id, false, err
}

// nameOfficially gives a citizen the name under which she is to serve.
func (s *Service) nameOfficially(ctx context.Context, tx *sqldb.Tx, id int64, name string) error {
	known, err := s.PersonIn(ctx, tx, id)
	if err != nil || known.Name == name {
		return err
	}
	held, err := heldBy(ctx, tx, id)
	if err != nil {
		return err
	}
	if len(held) > 0 {
		return fault.New(fault.Conflict, "account.phone.taken")
	}
	return s.rename(ctx, tx, id, name)
}

func (s *Service) rename(ctx context.Context, tx *sqldb.Tx, id int64, name string) error {
	sealed, err := s.keys.Seal(name)
	if err != nil {
		return err
	}
	s.forget(tx)
	_, err = tx.Exec(ctx, "UPDATE person SET name = $2, version = version + 1 WHERE id = $1 AND closed_at = 0", id, sealed)
	return err
}

// Rename sets the name that the person goes by.
func (s *Service) Rename(ctx context.Context, ses *Session, name string) error {
	if name = hanzi.Clean(name); !goodName(name) {
		var wrong fault.Fields
		wrong.Add("name", "account.name.wrong", maxName)
		return wrong.Err()
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error { return s.rename(ctx, tx, ses.PersonID, name) })
}

// PersonIn reads a person with her name and phone, for those who write to her. Who shows them notes PersonSeen.
func (s *Service) PersonIn(ctx context.Context, tx *sqldb.Tx, id int64) (Person, error) {
	return sqldb.One(ctx, tx, s.scanPerson, "SELECT "+personColumns+" FROM person p WHERE id = $1 AND closed_at = 0", id)
}

const personColumns = "p.id, p.name, p.phone, p.language, p.created_at"

func (s *Service) scanPerson(r sqldb.Scanner) (Person, error) {
	var p Person
	var created int64
	err := r.Scan(&p.ID, &p.Name, &p.Phone, &p.Language, &created)
	if err == nil {
		err = s.open(&p)
	}
	p.Created = sqldb.Time(created)
	return p, err
}

// open decrypts a person's name and phone.
func (s *Service) open(p *Person) (err error) {
	if p.Name, err = s.keys.Open(p.Name); err == nil {
		p.Phone, err = s.keys.Open(p.Phone)
	}
	return err
}

// CloseAccount forgets the person at her own wish: name, phone and every means to sign in. Who still holds a role cannot.
// Source: Personal Information Protection Law, articles 15 and 47.
func (s *Service) CloseAccount(ctx context.Context, ses *Session) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := lock(ctx, tx, ses.PersonID); err != nil {
			return err
		}
		if err := mayLeave(ctx, tx, ses.PersonID); err != nil {
			return err
		}
		return s.erase(ctx, tx, ses.PersonID)
	})
}

// MayClose gives the refusal that CloseAccount would give now, for who has something to do before it.
func (s *Service) MayClose(ctx context.Context, ses *Session) error {
	return s.db.Read(ctx, func(tx *sqldb.Tx) error { return mayLeave(ctx, tx, ses.PersonID) })
}

func mayLeave(ctx context.Context, tx *sqldb.Tx, id int64) error {
	held, err := heldBy(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.To.IsZero() || tx.Now.Before(h.To) {
			return fault.New(fault.Conflict, "account.close.serving")
		}
	}
	return nil
}

// secrets are the tables that hold a person's means to sign in.
var secrets = []string{"password", "factor", "recovery_code", "session", "api_token", "invite", "factor_reset"}

func (s *Service) erase(ctx context.Context, tx *sqldb.Tx, id int64) error {
	born, err := sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT created_at FROM person WHERE id = $1`, id)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE person SET name = '', phone = '', phone_index = NULL, closed_at = $2 WHERE id = $1`, id, sqldb.Ms(tx.Now))
	for _, table := range secrets {
		if err == nil {
			_, err = tx.Exec(ctx, "DELETE FROM "+table+" WHERE person_id = $1", id)
		}
	}
	if err != nil {
		return err
	}
	s.forget(tx)
	if err := erasure.NoteIn(ctx, tx, "person/"+strconv.FormatInt(id, 10), born, "account"); err != nil {
		return err
	}
	return NoteIn(ctx, tx, Event{PersonID: id, ByID: id, Kind: PersonClosed})
}

// EraseAgain closes an account once more that was closed before a restored backup brought it back. An account that is
// not there, or another under its id, is left alone.
func (s *Service) EraseAgain(ctx context.Context, id, born int64) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		there, err := sqldb.All(ctx, tx, sqldb.Value[int64], `SELECT id FROM person WHERE id = $1 AND created_at = $2 AND closed_at = 0`, id, born)
		if err != nil || len(there) == 0 {
			return err
		}
		return s.erase(ctx, tx, id)
	})
}

// lock makes the changes of one person's rights wait for each other, on both databases.
func lock(ctx context.Context, tx *sqldb.Tx, id int64) error {
	n, err := tx.Exec(ctx, "UPDATE person SET version = version + 1 WHERE id = $1 AND closed_at = 0", id)
	if err == nil && n == 0 {
		return fault.Missing()
	}
	return err
}
