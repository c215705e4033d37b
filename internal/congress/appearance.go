package congress

import (
	"context"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// Appearance is what a congress says about itself on its public pages, beside its names. Empty texts are our own.
type Appearance struct {
	Title      string // heading of the home page
	Lead       string // the sentence under it
	Address    string // of the office
	Hours      string // of the office, in words
	Notice     string // one line on top of every public page, from NoticeFrom until the end of the day NoticeTo
	NoticeFrom time.Time
	NoticeTo   time.Time
	Version    int64 // counts the changes
	ChangedAt  time.Time
	ChangedBy  int64 // person
}

// NoticeAt is the line that stands on top of the public pages at an instant, "" for none.
func (a Appearance) NoticeAt(now time.Time) string {
	if now.Before(a.NoticeFrom) || !now.Before(a.NoticeTo.AddDate(0, 0, 1)) {
		return ""
	}
	return a.Notice
}

// The most characters of what a congress says about itself.
const (
	ShortName   = 20
	TitleLong   = 20
	LeadLong    = 60
	NoticeLong  = 120
	AddressLong = longLine
	HoursLong   = 60
)

// AppearanceForm is what an editor fills about the public pages of a congress.
type AppearanceForm struct {
	Name       string
	Short      string
	Hotline    string
	Title      string
	Lead       string
	Address    string
	Hours      string
	Notice     string
	NoticeFrom time.Time // beginning of the first day
	NoticeTo   time.Time // beginning of the last day
}

// MayDress reports whether the actor keeps the public pages of a congress: who sets its limits sets its words as well.
func MayDress(by access.Actor, congressID int64) bool { return by.Can(access.ManageLimits, congressID) }

// Tidy takes out of the texts what no person types and what could mislead a reader.
func (a AppearanceForm) Tidy() AppearanceForm {
	for _, text := range []*string{&a.Name, &a.Short, &a.Hotline, &a.Title, &a.Lead, &a.Address, &a.Hours, &a.Notice} {
		*text = hanzi.Clean(*text)
	}
	return a
}

// Check says what is wrong with the form; nil if nothing is.
func (a AppearanceForm) Check() error {
	var f fault.Fields
	checkName(&f, "name", a.Name)
	checkName(&f, "short", a.Short)
	checkPhone(&f, "hotline", a.Hotline)
	for _, text := range []struct {
		field, text string
		most        int
	}{{"short", a.Short, ShortName}, {"title", a.Title, TitleLong}, {"lead", a.Lead, LeadLong}, {"address", a.Address, AddressLong},
		{"hours", a.Hours, HoursLong}, {"notice", a.Notice, NoticeLong}} {
		checkLong(&f, text.field, text.text, text.most)
		f.Check(hanzi.CheckLine(text.text, text.most) != "text.line", text.field, "text.line")
	}
	if a.Notice != "" {
		f.Check(!a.NoticeFrom.IsZero(), "from", "congress.notice.from")
		f.Check(!a.NoticeTo.IsZero(), "to", "congress.notice.to")
	}
	f.Check(a.NoticeTo.IsZero() || !a.NoticeTo.Before(a.NoticeFrom), "to", "congress.term.order")
	return f.Err()
}

// ChangeAppearance changes what the public pages of a congress say; seen is the version on which it was made. Faults:
// forbidden; form.invalid with the fields; Conflict "congress.stale" with a fault.Meanwhile when somebody changed it since.
func (s *Service) ChangeAppearance(ctx context.Context, by access.Actor, congressID, seen int64, a AppearanceForm) error {
	if !MayDress(by, congressID) {
		return fault.New(fault.Forbidden, "forbidden")
	}
	a = a.Tidy()
	if err := a.Check(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE congress SET name = $1, short = $2, hotline = $3, home_title = $4, home_lead = $5, address = $6, hours = $7,
			notice = $8, notice_from = $9, notice_to = $10, look = look + 1, looked_at = $11, looked_by = $12 WHERE id = $13 AND look = $14`,
			a.Name, a.Short, a.Hotline, a.Title, a.Lead, a.Address, a.Hours, a.Notice, sqldb.Ms(a.NoticeFrom), sqldb.Ms(a.NoticeTo),
			sqldb.Ms(tx.Now), by.PersonID, congressID, seen)
		if err != nil {
			return err
		}
		if n == 0 {
			last, err := sqldb.One(ctx, tx, sqldb.Meanwhile, `SELECT looked_by, looked_at FROM congress WHERE id = $1`, congressID)
			if err != nil {
				return err
			}
			return fault.Stale("congress.stale", last)
		}
		return s.record(ctx, tx, change{by, congressID, "appearance", "congress", congressID, a})
	})
}
