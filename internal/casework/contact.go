package casework

import (
	"context"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// Contact is who the citizen is and how she is reached.
type Contact struct {
	Name    string
	Phone   string
	Address string
	Masked  bool // parts are hidden; ask with a reason to see them
	Hidden  bool // the citizen does not want this reader to know
}

// forOffice hides the citizen from departments unless she agreed, and masks her for everybody on duty.
func (c Contact) forOffice(by access.Actor, of *Case) Contact {
	if !knows(by, of) {
		return Contact{Hidden: true}
	}
	return Contact{Name: hanzi.MaskName(c.Name), Phone: hanzi.MaskPhone(c.Phone), Masked: true}
}

// Masks hides parts of a citizen's own contact.
func (c Contact) Masks() Contact {
	if c == (Contact{}) {
		return c
	}
	c.Name, c.Phone, c.Masked = hanzi.MaskName(c.Name), hanzi.MaskPhone(c.Phone), true
	if c.Address != "" {
		c.Address = "***"
	}
	return c
}

// knows reports whether the actor may learn who the citizen is: not a department without her consent.
func knows(by access.Actor, c *Case) bool {
	for _, g := range by.Grants {
		if g.CongressID != c.CongressID {
			continue
		}
		if g.Role == access.Liaison && c.AgreeName || g.Role != access.Liaison && (sees(g, c) || c.Sealed()) {
			return true
		}
	}
	return false
}

// revealTime is how long a reason opens the citizen's contact.
const revealTime = 30 * time.Minute

// Contact gives the citizen's contact in full to who has recorded a reason for it (action reveal) in the last half hour.
func (s *Service) Contact(ctx context.Context, by access.Actor, number string) (Contact, error) {
	var out Contact
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := s.get(ctx, tx, by, number)
		if err != nil {
			return err
		}
		since := Moment(s.DB.Now().Add(-revealTime))
		asked, err := sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT COUNT(*) FROM case_entry WHERE case_id = $1 AND person_id = $2 AND action = 'reveal' AND at >= $3`,
			c.ID, by.PersonID, int64(since))
		if err != nil {
			return err
		}
		if asked == 0 || by.PersonID == 0 || !knows(by, c) {
			return notAllowed()
		}
		var name, phone, address string
		if err := tx.Row(ctx, `SELECT name, phone, address FROM filing WHERE case_id = $1`, c.ID).Scan(&name, &phone, &address); err != nil {
			return err
		}
		o, err := s.openerFor(ctx, tx, by, c)
		if err == nil {
			out, err = o.contact(name, phone, address)
		}
		return err
	})
	return out, err
}

// Reveal asks to see the citizen's contact, with the reason that is recorded.
type Reveal struct {
	Reason string `json:"reason" input:"line,required" max:"200"`
}

// Action names the act.
func (*Reveal) Action() Action { return "reveal" }

func (a *Reveal) check(f *fault.Fields) { words(f, "reason", a.Reason, true, 200) }

func (a *Reveal) do(ch *change) error {
	if !knows(ch.by, ch.Case) {
		return notAllowed()
	}
	ch.say = Say{Audience: ForOffice, Text: a.Reason}
	return nil
}
