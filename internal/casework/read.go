package casework

import (
	"context"
	"slices"
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
	Own     []Action // her rights over what is kept of her
	Held    bool     // the reader has a share of a sealed case's key
	// Unbox opens a photo's file that is sealed to the case's key, by its name; nil where none is.
	Unbox func(name string, box []byte) ([]byte, error)
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
	if err != nil {
		return nil, err
	}
	if !d.Case.Locked {
		d.Actions, d.Own = Allowed(by, d.Case, rules, s.DB.Now()), allowedOwn(by, d.Case, rules, s.DB.Now())
	}
	return d, nil
}

// See gives a case as it stands, without its text, to who may see it.
func (s *Service) See(ctx context.Context, by access.Actor, number string) (c *Case, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		c, err = s.get(ctx, tx, by, number)
		return err
	})
	return c, err
}

// own are the rights of a citizen over what is kept of her; they have forms of their own.
var own = []Action{"correct", "agree", "erase"}

// allowedOwn lists which of them the actor has in the case now.
func allowedOwn(by access.Actor, c *Case, rules Rules, now time.Time) []Action {
	var out []Action
	for _, a := range own {
		if allow(by, c, a, moment{max(Moment(now), c.touchedAt), rules}) {
			out = append(out, a)
		}
	}
	return out
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
	o, err := s.openerFor(ctx, tx, by, d.Case)
	if err != nil {
		return nil, err
	}
	d.unlock(o)
	if err := o.filing(by, d, w); err != nil {
		return nil, err
	}
	if d.Ref, err = oldRef(ctx, tx, d); err != nil {
		return nil, err
	}
	if d.Entries, err = sqldb.All(ctx, tx, scanEntry, selectEntry+`WHERE case_id = $1 ORDER BY seq`, w.ID); err != nil {
		return nil, err
	}
	markUndone(d.Entries)
	for i := range d.Entries {
		if err := o.tell(&d.Entries[i], d.Side); err != nil {
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

// unlock says how the case stands with its key.
func (d *Dossier) unlock(o opener) {
	d.Case.Locked = o.locked()
	if o.lock == nil {
		return
	}
	d.Held = o.lock.held
	if o.lock.secret != nil {
		d.Unbox = func(name string, box []byte) ([]byte, error) {
			return o.lock.secret.OpenBytes(o.lock.about(photoField(name)), box)
		}
	}
}

// tell opens the words of an entry, or leaves them out for a reader outside.
func (o opener) tell(e *Entry, side Side) (err error) {
	if side != OfficeSide && (e.Audience == ForOffice || e.Undone) {
		e.Text = ""
		return nil
	}
	if side == PublicSide && !slices.Contains(spoken, e.Action) { // no checklist has looked at these words
		e.Text = hanzi.Redact(e.Text)
	}
	if e.sealed {
		e.Text, err = o.open(entryField(e.Seq), e.Text)
	}
	return err
}

// filing decrypts what was filed, or leaves out what is not for a reader outside.
func (o opener) filing(by access.Actor, d *Dossier, w *whole) (err error) {
	if w.sealed {
		if err := o.words(&d.Case.Title, &d.Text, &d.Place, &d.Consent); err != nil {
			return err
		}
	}
	if d.Side == PublicSide {
		d.Place, d.Consent, d.Notice = "", "", ""
		if w.public != nil {
			d.Text = *w.public
		}
		return nil
	}
	d.Contact, err = o.contact(w.name, w.phone, w.address)
	if err == nil && d.Side == OfficeSide {
		d.Contact = d.Contact.forOffice(by, d.Case)
	}
	return err
}

// Mine gives a page of a citizen's cases in all congresses, the newest first: by account, verified phone or receipts. Of the
// query only cursor and limit count.
func (s *Service) Mine(ctx context.Context, by access.Actor, q Query) (Page, error) {
	var any where
	reportedBy(&any, by)
	if len(any.parts) == 0 {
		return Page{}, nil
	}
	var w where
	w.and(any.either(), any.args...)
	w.and("sealed_at = 0")
	return s.page(ctx, w, Query{After: q.After, Limit: q.Limit})
}

// Stamp gives the version of a case that everybody may read; any other case is missing. What was made of this version
// for everybody stands as long as the stamp does.
func (s *Service) Stamp(ctx context.Context, congressID int64, number string) (v Version, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		version, err := sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT version FROM cases
			WHERE number = $1 AND congress_id = $2 AND released_at > 0 AND sealed_at = 0`, number, congressID)
		v = Version(version)
		return err
	})
	return v, err
}
