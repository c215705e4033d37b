package casework

import (
	"bytes"
	"cmp"
	"context"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/erasure"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// What can be erased of a case.
const (
	EraseContact = "contact"
	EraseWords   = "words"
	ErasePhotos  = "photos"

	takenPublic = "agree_public" // an agreement that was taken back: remembered like what is erased
	takenName   = "agree_name"
)

// Correct 更正 gives the citizen's contact anew (PIPL art. 46); what is left empty stays as it is. The ledger knows that it
// happened, not what was written.
type Correct struct {
	Name    string `json:"name,omitempty" input:"line" max:"40"`
	Phone   string `json:"phone,omitempty" input:"line" max:"20"`
	Address string `json:"address,omitempty" input:"line" max:"200"`
	Proved  []byte `json:"-"` // blind index of the phone that has answered a code

	after *papers
}

// Action names the act.
func (*Correct) Action() Action { return "correct" }

func (a *Correct) check(f *fault.Fields) {
	line(f, "name", a.Name, 40)
	line(f, "address", a.Address, 200)
	f.Check(a.Phone == "" || phone(a.Phone) != "", "phone", "field.phone")
}

// Check says what is wrong with a correction before a code is sent to its phone.
func (a *Correct) Check() error {
	var bad fault.Fields
	a.check(&bad)
	return bad.Err()
}

// prepare refuses a new phone that has not answered a code and is not the one by which the citizen signed in.
func (a *Correct) prepare(ctx context.Context, tx *sqldb.Tx, s *Service, by access.Actor, c *Case) error {
	p, err := s.read(ctx, tx, c)
	if err != nil {
		return err
	}
	now := Contact{Name: cmp.Or(a.Name, p.person.Name), Phone: cmp.Or(a.Phone, p.person.Phone), Address: cmp.Or(a.Address, p.person.Address)}
	if now == p.person {
		return wrong("name", "case.correct_same")
	}
	if number := phone(now.Phone); number != phone(p.person.Phone) {
		p.contact = s.Keys.Index("phone", number)
		if !bytes.Equal(p.contact, a.Proved) && !bytes.Equal(p.contact, by.Phone) {
			return wrong("phone", "case.phone_unproved")
		}
	}
	p.person, a.after = now, p
	return nil
}

func (a *Correct) do(ch *change) error {
	ch.ErasedAt = 0
	return nil
}

func (a *Correct) papers() *papers { return a.after }

// Agree 更改同意 says anew what others may see. Without the agreement a public page is recalled at once (PIPL art. 15).
type Agree struct {
	Public bool `json:"agree_public" input:"bool"`
	Name   bool `json:"agree_name" input:"bool"`
}

// Action names the act.
func (*Agree) Action() Action { return "agree" }

func (*Agree) check(*fault.Fields) {}

func (a *Agree) do(ch *change) error {
	if a.Public == ch.AgreePublic && a.Name == ch.AgreeName {
		return wrong("agree_public", "case.agree_same")
	}
	if a.Public != ch.AgreePublic {
		ch.say.Data.Public = yesNo(a.Public)
	}
	if a.Name != ch.AgreeName {
		ch.say.Data.Named = yesNo(a.Name)
	}
	ch.AgreePublic, ch.AgreeName = a.Public, a.Name
	if !a.Public {
		ch.ReleasedAt = 0
	}
	return nil
}

// taken lists the agreements that were there before and are not any more.
func (a *Agree) taken(before *Case) []string {
	var out []string
	if before.AgreePublic && !a.Public {
		out = append(out, takenPublic)
	}
	if before.AgreeName && !a.Name {
		out = append(out, takenName)
	}
	return out
}

func yesNo(b bool) string {
	if b {
		return Yes
	}
	return No
}

// Erase 删除 takes the citizen out of her case for good (PIPL art. 47): her contact with its blind index, and with it her
// name, phone and address wherever somebody wrote them down; if she wishes also every number in the text that points to
// a person, and her photos once the case has ended. What is left stays as the record of public work. The clock erases
// when the time of keeping is over.
type Erase struct {
	Contact bool `json:"contact" input:"bool"`
	Words   bool `json:"words" input:"bool"`
	Photos  bool `json:"photos" input:"bool"`

	account bool // her account goes as well: nothing leads to it any more
	again   bool // done before, and forgotten by a restored backup
	after   *papers
}

// Action names the act.
func (*Erase) Action() Action { return "erase" }

func (a *Erase) check(f *fault.Fields) {
	f.Check(a.Contact || a.Words || a.Photos, "contact", "case.erase_nothing")
}

func (a *Erase) prepare(ctx context.Context, tx *sqldb.Tx, s *Service, _ access.Actor, c *Case) error {
	p, err := s.read(ctx, tx, c)
	if err != nil {
		return err
	}
	if p.boxed {
		a.Words = false // nobody but its readers can read them
	}
	p.rewrite(func(text string) string {
		if a.Contact {
			text = hanzi.Forget(text, p.person.Name, phone(p.person.Phone), p.person.Address)
		}
		if a.Words {
			text = hanzi.Redact(text)
		}
		return text
	})
	if a.Contact {
		p.person, p.contact = Contact{}, nil
	}
	p.photos, p.leave, p.erased = a.Photos, a.account, a.what()
	a.after = p
	return nil
}

func (a *Erase) what() []string {
	var out []string
	for _, one := range []struct {
		on   bool
		word string
	}{{a.Contact, EraseContact}, {a.Words, EraseWords}, {a.Photos, ErasePhotos}} {
		if one.on {
			out = append(out, one.word)
		}
	}
	return out
}

func (a *Erase) do(ch *change) error {
	if a.Photos && ch.State.Open() && !a.again {
		return wrong("photos", "case.erase_open")
	}
	if a.Contact {
		ch.ErasedAt = ch.now
	}
	ch.say.Data.Erased = strings.Join(a.what(), ",")
	return nil
}

func (a *Erase) papers() *papers { return a.after }

// rewriting is an act that leaves other words behind than it found.
type rewriting interface{ papers() *papers }

// sayings are the commitments of an act to the words it leaves behind.
func sayings(act Act) map[string]string {
	if r, ok := act.(rewriting); ok {
		return r.papers().commitments()
	}
	return nil
}

// forgotten is what an erasure is remembered under, should an older backup be restored.
func forgotten(ctx context.Context, tx *sqldb.Tx, c *Case, what []string) error {
	return erasure.NoteIn(ctx, tx, stream(c.Number), int64(c.FiledAt), what...)
}
