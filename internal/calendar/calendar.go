package calendar

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// Service keeps the book in memory and holds the command that changes it.
type Service struct {
	db   *sqldb.DB
	top  func(ctx context.Context, congressID int64) (bool, error)
	news atomic.Int64 // own commits
	held atomic.Pointer[picture]
}

// picture is a book with what was known when it was read.
type picture struct {
	book    *Book
	news    int64
	checked time.Time
}

// New makes the service. top tells whether a congress has none above it in this installation: those keep the calendar,
// which holds for the congresses below them too.
func New(db *sqldb.DB, top func(ctx context.Context, congressID int64) (bool, error)) *Service {
	return &Service{db: db, top: top}
}

// LookAgain is how long a book is trusted before the table is looked at: another node may have changed something.
const LookAgain = 5 * time.Second

// Book gives the present book: after an own write a new one, after another node's write one at most LookAgain old, but
// always one that holds the version least, which a row may know already.
func (s *Service) Book(ctx context.Context, least int64) (*Book, error) {
	next := &picture{news: s.news.Load(), checked: s.db.Now()}
	p := s.held.Load()
	if p != nil && p.news == next.news && p.book.Version() >= least {
		if age := next.checked.Sub(p.checked); age >= 0 && age < LookAgain {
			return p.book, nil
		}
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		next.book, err = renew(ctx, tx, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("calendar: book: %w", err)
	}
	s.held.Store(next)
	return next.book, nil
}

func renew(ctx context.Context, tx *sqldb.Tx, p *picture) (*Book, error) {
	if p != nil {
		version, err := sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT COALESCE(MAX(version), 0) FROM calendar_change`)
		if err != nil || version == p.book.Version() {
			return p.book, err
		}
	}
	changes, err := sqldb.All(ctx, tx, scan, `SELECT version, year, back, days, source, changed_at, changed_by FROM calendar_change ORDER BY version`)
	return NewBook(changes), err
}

func scan(row sqldb.Scanner) (Change, error) {
	var c Change
	var back, at int64
	var days string
	if err := row.Scan(&c.Version, &c.Year, &back, &days, &c.Source, &at, &c.By); err != nil {
		return c, err
	}
	c.Back, c.At = back != 0, sqldb.Time(at)
	return c, json.Unmarshal([]byte(days), &c.Days)
}

// MayEdit reports whether the actor may change the calendar from a congress: who manages the limits of one that has none
// above it here.
func (s *Service) MayEdit(ctx context.Context, by access.Actor, congressID int64) (bool, error) {
	if !by.Can(access.ManageLimits, congressID) {
		return false, nil
	}
	return s.top(ctx, congressID)
}

const (
	sourceLong = 300
	nameLong   = 30
	most       = 120 // days in a year about which something is said
	first      = 2015
	ahead      = 2 // years before their notice is out
)

// Editable reports whether a year's days may be changed now.
func Editable(year int, now time.Time) bool {
	return year >= first && year <= now.In(workday.Shanghai()).Year()+ahead
}

// Check says what is wrong with a change; nil if nothing is.
func (c Change) Check(now time.Time) error {
	var f fault.Fields
	f.Check(Editable(c.Year, now), "year", "calendar.year")
	f.Check(c.Back || !hanzi.Blank(c.Source), "source", "field.required")
	if key := hanzi.CheckLine(c.Source, sourceLong); key != "" {
		f.Add("source", key)
	}
	f.Check(len(c.Days) <= most, "text", "calendar.days", most)
	said := map[string]bool{}
	for _, d := range c.Days {
		f.Check(d.Time().Year() == c.Year && !said[d.Date], "date", "calendar.date")
		f.Check(!hanzi.Blank(d.Name) && hanzi.CheckLine(d.Name, nameLong) == "", "name", "calendar.name", nameLong)
		said[d.Date] = true
	}
	return f.Err()
}

// Save puts a change in force; seen is the version of the book on which it was made. Faults: Forbidden "calendar.not";
// Invalid with fields; Conflict "calendar.stale" with a fault.Meanwhile when somebody changed the calendar since.
func (s *Service) Save(ctx context.Context, by access.Actor, congressID int64, c Change, seen int64) error {
	may, err := s.MayEdit(ctx, by, congressID)
	switch {
	case err != nil:
		return err
	case !may:
		return fault.New(fault.Forbidden, "calendar.not")
	}
	if err := c.Check(s.db.Now()); err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error { return s.save(ctx, tx, by, c, seen) })
	if sqldb.IsUnique(err) {
		return s.db.Read(ctx, func(tx *sqldb.Tx) error { return stale(ctx, tx) })
	}
	return err
}

// stale is the conflict with the change that came last.
func stale(ctx context.Context, tx *sqldb.Tx) error {
	last, err := sqldb.All(ctx, tx, sqldb.Meanwhile, `SELECT changed_by, changed_at FROM calendar_change ORDER BY version DESC LIMIT 1`)
	if err != nil {
		return err
	}
	return fault.Stale("calendar.stale", append(last, fault.Meanwhile{})[0])
}

func (s *Service) save(ctx context.Context, tx *sqldb.Tx, by access.Actor, c Change, seen int64) error {
	last, err := sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT COALESCE(MAX(version), 0) FROM calendar_change`)
	if err != nil {
		return err
	}
	if last != seen {
		return stale(ctx, tx)
	}
	days, err := json.Marshal(c.Days)
	if err != nil {
		return err
	}
	back := 0
	if c.Back {
		back = 1
	}
	if _, err := tx.Exec(ctx, `INSERT INTO calendar_change (version, year, back, days, source, changed_at, changed_by) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		last+1, c.Year, back, string(days), c.Source, sqldb.Ms(tx.Now), by.PersonID); err != nil {
		return err
	}
	tx.AfterCommit(func() { s.news.Add(1) })
	return record(ctx, tx, by, c, last+1)
}

// stream is the name of the calendar's history in the ledger.
const stream = "calendar"

func record(ctx context.Context, tx *sqldb.Tx, by access.Actor, c Change, version int64) error {
	action := "load"
	if c.Back {
		action = "back"
	}
	body, err := json.Marshal(map[string]any{"version": version, "year": c.Year, "days": c.Days, "source": c.Source})
	if err != nil {
		return err
	}
	head, err := ledger.HeadOf(ctx, tx, stream)
	if err != nil {
		return err
	}
	_, err = ledger.Append(ctx, tx, head, ledger.Event{Stream: stream, At: sqldb.Ms(tx.Now), Person: by.PersonID, Action: action, Body: string(body)})
	return err
}
