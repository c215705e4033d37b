package casework

import (
	"context"
	"slices"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// Side is from where somebody looks at a case.
type Side string

// The sides. The public reads what was released; the citizen her own words; those on duty everything but her name.
const (
	PublicSide  Side = "public"
	CitizenSide Side = "citizen"
	OfficeSide  Side = "office"
)

// Contact is who the citizen is and how she is reached.
type Contact struct {
	Name    string
	Phone   string
	Address string
	Masked  bool // parts are hidden; ask with a reason to see them
	Hidden  bool // the citizen does not want this reader to know
}

// Dossier is a case as one reader may see it.
type Dossier struct {
	Case    *Case
	Side    Side
	Text    string
	Place   string
	Consent string
	Notice  string // version of the privacy notice that the citizen was shown, "" if none
	Ref     string // number that an imported case had where it came from, "" for the public and for any other case
	Contact Contact
	Entries []Entry // oldest first, as many as events in the ledger; words that are not for the reader are left out
	Actions []Action
}

// Read gives a case with its text and timeline. NotFound when the actor may not see it.
func (s *Service) Read(ctx context.Context, by access.Actor, number string) (*Dossier, error) {
	if !by.InScope(access.ScopeRead) {
		return nil, notAllowed()
	}
	var d *Dossier
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		w, err := sqldb.One(ctx, tx, scanWhole, selectWhole, number)
		if err != nil {
			return err
		}
		if !CanSee(by, &w.Case) && !by.System {
			return fault.Missing()
		}
		d, err = s.dossier(ctx, tx, by, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	rules, err := s.Rules(ctx, d.Case.CongressID)
	d.Actions = Allowed(by, d.Case, rules, s.DB.Now())
	return d, err
}

// Allowed lists what the actor may do with the case now, in the order of the table's words.
func Allowed(by access.Actor, c *Case, rules Rules, now time.Time) []Action {
	var out []Action
	for a := range steps {
		if a != "file" && steps[a].New != nil && allow(by, c, a, moment{max(Moment(now), c.touchedAt), rules}) {
			out = append(out, a)
		}
	}
	slices.Sort(out)
	return out
}

func sideOf(by access.Actor, c *Case) Side {
	switch {
	case by.System:
		return OfficeSide
	case c.Sealed(), onDuty(by, c):
		return OfficeSide
	case reports(by, c):
		return CitizenSide
	}
	return PublicSide
}

// whole is a case with what was filed, as one row.
type whole struct {
	Case
	text, place, name, phone, address, consent, notice string

	sealed bit
	public *string
}

var selectWhole = "SELECT " + caseNames + ", text, sealed, place, name, phone, address, consent, notice, public_text FROM cases JOIN filing ON case_id = id WHERE number = $1"

func scanWhole(s sqldb.Scanner) (*whole, error) {
	var w whole
	return &w, s.Scan(append(w.dest(9), &w.text, &w.sealed, &w.place, &w.name, &w.phone, &w.address, &w.consent, &w.notice, &w.public)...)
}

func (s *Service) dossier(ctx context.Context, tx *sqldb.Tx, by access.Actor, w *whole) (*Dossier, error) {
	d := &Dossier{Case: &w.Case, Side: sideOf(by, &w.Case), Text: w.text, Place: w.place, Consent: w.consent, Notice: w.notice}
	if err := s.openFiling(by, d, w); err != nil {
		return nil, err
	}
	var err error
	if d.Ref, err = oldRef(ctx, tx, d); err != nil {
		return nil, err
	}
	if d.Entries, err = sqldb.All(ctx, tx, scanEntry, selectEntry+`WHERE case_id = $1 ORDER BY seq`, w.ID); err != nil {
		return nil, err
	}
	markUndone(d.Entries)
	for i := range d.Entries {
		if err := s.tell(&d.Entries[i], d.Side); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// oldRef is the number that an imported case had elsewhere. It may name people or papers, so the public does not read it.
func oldRef(ctx context.Context, tx *sqldb.Tx, d *Dossier) (string, error) {
	if !d.Case.Historic || d.Side == PublicSide {
		return "", nil
	}
	ref, err := sqldb.One(ctx, tx, sqldb.Value[string], `SELECT ref FROM case_origin WHERE case_id = $1`, d.Case.ID)
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return ref, err
}

// tell opens the words of an entry, or leaves them out for a reader outside.
func (s *Service) tell(e *Entry, side Side) (err error) {
	if side != OfficeSide && (e.Audience == ForOffice || e.Undone) {
		e.Text = ""
		return nil
	}
	if side == PublicSide && steps[e.Action].Who.citizen() {
		e.Text = hanzi.Redact(e.Text)
	}
	if e.sealed {
		e.Text, err = s.Keys.Open(e.Text)
	}
	return err
}

// openFiling decrypts what was filed, or leaves out what is not for a reader outside.
func (s *Service) openFiling(by access.Actor, d *Dossier, w *whole) (err error) {
	if w.sealed {
		for _, p := range []*string{&d.Case.Title, &d.Text, &d.Place} {
			if *p, err = s.Keys.Open(*p); err != nil {
				return err
			}
		}
	}
	if d.Side == PublicSide {
		d.Place, d.Consent, d.Notice = "", "", ""
		if w.public != nil {
			d.Text = *w.public
		}
		return nil
	}
	d.Contact, err = s.contact(w.name, w.phone, w.address)
	if err == nil && d.Side == OfficeSide {
		d.Contact = d.Contact.forOffice(by, d.Case)
	}
	return err
}

func (s *Service) contact(name, phone, address string) (c Contact, err error) {
	if c.Name, err = s.Keys.Open(name); err != nil {
		return c, err
	}
	if c.Phone, err = s.Keys.Open(phone); err != nil {
		return c, err
	}
	c.Address, err = s.Keys.Open(address)
	return c, err
}

// forOffice hides the citizen from departments unless she agreed, and masks her for everybody on duty.
func (c Contact) forOffice(by access.Actor, of *Case) Contact {
	if !knows(by, of) {
		return Contact{Hidden: true}
	}
	return Contact{Name: hanzi.MaskName(c.Name), Phone: hanzi.MaskPhone(c.Phone), Masked: true}
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
		out, err = s.contact(name, phone, address)
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

// Kept is the neutral word about a sealed case to the citizen who holds its receipt: that it arrived, and nothing else.
func (s *Service) Kept(ctx context.Context, by access.Actor, number string) (filed time.Time, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := sqldb.One(ctx, tx, scanCase, selectCase+`WHERE number = $1`, number)
		if err != nil {
			return err
		}
		if !c.Sealed() || !reports(by, c) {
			return fault.Missing()
		}
		filed = c.FiledAt.Time()
		return nil
	})
	return filed, err
}

// ByReceipt finds the number of the case that a receipt token's hash opens.
func (s *Service) ByReceipt(ctx context.Context, hash []byte) (number string, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		number, err = sqldb.One(ctx, tx, sqldb.Value[string], `SELECT number FROM cases WHERE receipt = $1`, hash)
		return err
	})
	return number, err
}

// Mine lists the newest cases of a citizen, in all congresses: by account, verified phone or receipts.
func (s *Service) Mine(ctx context.Context, by access.Actor, limit int) (list []*Case, err error) {
	var any where
	if by.PersonID != 0 {
		any.and("reporter_id = ?", by.PersonID)
		any.and("filed_by = ?", by.PersonID)
	}
	if len(by.Phone) > 0 {
		any.and("contact = ?", by.Phone)
	}
	for _, r := range by.Receipts {
		any.and("receipt = ?", r)
	}
	if len(any.parts) == 0 {
		return nil, nil
	}
	var w where
	w.and("("+strings.Join(any.parts, " OR ")+")", any.args...)
	w.and("sealed_at = 0")
	w.args = append(w.args, limit)
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scanRow, selectRow+"WHERE "+placeholders(strings.Join(w.parts, " AND ")+" ORDER BY id DESC LIMIT ?", 1), w.args...)
		return err
	})
	return list, err
}
