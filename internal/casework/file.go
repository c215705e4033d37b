package casework

import (
	"context"
	"fmt"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/jobs"
	"jiazhan/internal/once"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
	"jiazhan/internal/workday"
)

// Receipt is what the citizen gets at once: the number and the secret that opens the case without an account.
type Receipt struct {
	Number string
	Token  string
	Case   *Case
}

// File 提交 files a case with a congress. The number is given at once. The same key gives the same number for ever. A report
// of the sealed lane is nobody's: neither account nor phone leads from it to a person, and of its time only the day is kept.
func (s *Service) File(ctx context.Context, by access.Actor, congressID int64, f Filing, key string) (Receipt, error) {
	var bad fault.Fields
	f.check(&bad, by, congressID)
	bad.Check(len(key) <= once.MaxKey, "key", "once.long")
	if err := bad.Err(); err != nil {
		return Receipt{}, err
	}
	tidy(&f)
	if !by.InScope(access.ScopeFile) {
		return Receipt{}, notAllowed()
	}
	if f.Against && !f.OnBehalf {
		by = access.Actor{}
	}
	dir, err := s.Directory(ctx)
	if err != nil {
		return Receipt{}, err
	}
	n, err := s.newCase(ctx, dir, by, congressID, f)
	if err != nil {
		return Receipt{}, err
	}
	k, err := onceKey(by, fmt.Sprintf("file %d", congressID), key, f)
	if err != nil {
		return Receipt{}, err
	}
	var r Receipt
	err = again(func() error {
		return s.DB.Write(ctx, func(tx *sqldb.Tx) (err error) {
			r, err = s.fileOnce(ctx, tx, n.copy(), k)
			return err
		})
	})
	if err == nil && r.Case.Sealed() {
		s.sealPhotosSoon(ctx)
	}
	return r, err
}

// filed is a case made ready outside the transaction, so that the writer has little to do.
type filed struct {
	Case
	by      access.Actor
	form    Filing
	prefix  string
	token   string
	lock    *lock  // of a sealed case whose readers have keys
	secret  string // the token, sealed for the idempotency store
	salt    string
	name    string // sealed
	phone   string
	address string
	past    *Historic // an imported case's source; nil: it was filed here
	public  *string   // what the public reads instead of the text; nil: the text
	rules   Rules
}

func (n filed) copy() *filed { return &n }

func (s *Service) newCase(ctx context.Context, dir *congress.Directory, by access.Actor, congressID int64, f Filing) (*filed, error) {
	home := dir.Congress(congressID)
	if home == nil {
		return nil, fault.Missing()
	}
	desk, station, deputy, err := s.choose(dir, congressID, f)
	if err != nil {
		return nil, err
	}
	ids, err := areaIDs(dir, congressID, f.Areas)
	if err != nil {
		return nil, err
	}
	n := &filed{by: by, form: f, prefix: home.Prefix, token: vault.Token(), salt: vault.Salt()}
	if n.rules, err = s.Rules(ctx, congressID); err != nil {
		return nil, err
	}
	n.CongressID, n.Title, n.calendar = congressID, f.title(), n.rules.book.Version()
	n.Kind, n.State, n.Desk, n.Channel, n.Areas = f.Kind, Filed, desk, f.Channel, ids
	n.StationID, n.DeputyID = station, deputy
	n.AgreePublic, n.AgreeName = f.Public && !f.Against, f.ShowName
	if p := dir.PlaceByCode(congressID, f.PlaceOf); p != nil {
		n.PlaceID = p.ID
	}
	n.whose(by, s.Keys.Index("phone", phone(f.Phone)))
	n.Receipt = vault.HashToken(n.token)
	return n, s.sealFiling(n)
}

// whose sets who the citizen is: her account and verified phone, or for somebody else only the phone that was given.
func (n *filed) whose(by access.Actor, contact []byte) {
	n.Contact = contact
	if n.form.OnBehalf {
		n.FiledBy = by.PersonID
	}
	if n.form.Against {
		n.Contact = nil
	}
	if n.form.OnBehalf || n.form.Against {
		return
	}
	n.ReporterID = by.PersonID
	if len(contact) == 0 {
		n.Contact = by.Phone
	}
}

func (s *Service) sealFiling(n *filed) (err error) {
	seal := func(plain string) string {
		sealed, e := s.Keys.Seal(plain)
		if e != nil {
			err = e
		}
		return sealed
	}
	n.name, n.phone, n.address, n.secret = seal(n.form.Name), seal(n.form.Phone), seal(n.form.Address), seal(n.token)
	return err
}

func (s *Service) fileOnce(ctx context.Context, tx *sqldb.Tx, n *filed, k once.Key) (Receipt, error) {
	if k.Key == "" {
		return s.file(ctx, tx, n)
	}
	before, done, err := once.Result(ctx, tx, k)
	if err != nil {
		return Receipt{}, err
	}
	if done {
		return s.receiptAgain(ctx, tx, before)
	}
	r, err := s.file(ctx, tx, n)
	if err != nil {
		return Receipt{}, err
	}
	return r, once.Keep(ctx, tx, k, r.Number+" "+n.secret)
}

func (s *Service) receiptAgain(ctx context.Context, tx *sqldb.Tx, before string) (Receipt, error) {
	number, secret, _ := strings.Cut(before, " ")
	token, err := s.Keys.Open(secret)
	if err != nil {
		return Receipt{}, err
	}
	c, err := sqldb.One(ctx, tx, scanCase, selectCase+`WHERE number = $1`, number)
	return Receipt{number, token, c}, err
}

// file stores a new case: number, row, text, first entry, ledger, outbox.
func (s *Service) file(ctx context.Context, tx *sqldb.Tx, n *filed) (Receipt, error) {
	if err := n.begin(ctx, tx); err != nil {
		return Receipt{}, err
	}
	title := n.Title
	if err := s.boxFiling(ctx, tx, n); err != nil {
		return Receipt{}, err
	}
	e, err := s.first(ctx, tx, n)
	if err != nil {
		return Receipt{}, err
	}
	if err := s.insert(ctx, tx, n, e); err != nil {
		return Receipt{}, err
	}
	n.Title = title
	r := Receipt{n.Number, n.token, &n.Case}
	if n.Sealed() {
		return r, nil
	}
	return r, s.announce(ctx, tx, n)
}

// announce tells the search and the outbox of a new case. Of a sealed one nobody is told, and nothing lies there that would
// give away its hour.
func (s *Service) announce(ctx context.Context, tx *sqldb.Tx, n *filed) error {
	if err := s.Added(ctx, tx, n.CongressID, n.ID); err != nil {
		return err
	}
	if err := jobs.Put(ctx, tx, Happened, News{n.ID, 1, "file"}); err != nil {
		return err
	}
	return looked(ctx, tx, n.by, &n.Case, n.Version)
}

// begin gives the case its number and its first due time.
func (n *filed) begin(ctx context.Context, tx *sqldb.Tx) error {
	now := Moment(tx.Now)
	if n.form.Against {
		now = Moment(workday.Day(tx.Now))
		n.SealedAt = now
	}
	n.FiledAt, n.DeskSince, n.touchedAt = now, now, now
	n.DueAt = n.rules.decide(&n.Facts, now)
	_, n.AlarmAt = next(&n.Facts, n.rules)
	last, err := takeNumbers(ctx, tx, n.CongressID, yearOf(tx.Now), 1)
	n.Number = caseNumber(n.prefix, yearOf(tx.Now), last)
	return err
}

// takeNumbers counts the cases of a congress and a Beijing year; it gives the last of the numbers taken.
func takeNumbers(ctx context.Context, tx *sqldb.Tx, congressID int64, year, count int) (last int64, err error) {
	return sqldb.One(ctx, tx, sqldb.Value[int64], `INSERT INTO case_counter (congress_id, year, last) VALUES ($1,$2,$3)
		ON CONFLICT (congress_id, year) DO UPDATE SET last = case_counter.last + $4 RETURNING last`, congressID, year, count, count)
}

// SkipNumbers leaves so many numbers of every congress and year unused, also of a year that has begun since the copy. After a
// restore the numbers that were given meanwhile stand on receipts, and no other case may ever have them.
func (s *Service) SkipNumbers(ctx context.Context, count int) error {
	dir, err := s.Directory(ctx)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE case_counter SET last = last + $1`, count)
		for _, home := range dir.Congresses() {
			if err == nil {
				_, err = tx.Exec(ctx, `INSERT INTO case_counter (congress_id, year, last) VALUES ($1,$2,$3) ON CONFLICT (congress_id, year) DO NOTHING`,
					home.ID, yearOf(tx.Now), count)
			}
		}
		return err
	})
}

func yearOf(t time.Time) int { return t.In(workday.Shanghai()).Year() }

// caseNumber is a number as people read it: ZD2026-000123.
func caseNumber(prefix string, year int, n int64) string {
	return fmt.Sprintf("%s%d-%06d", prefix, year, n)
}
