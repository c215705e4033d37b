// Package retention says how long what is kept, and why: periods of a congress within lawful bounds, and what was deleted
// when they were over. It owns the tables retention and retention_run. What a period is about belongs to other rooms, which
// hand in how to count and how to drop it. It must never let a period fall below what the law asks for.
package retention

import (
	"context"
	"fmt"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// Name is what is kept.
type Name string

// What a congress sets a period for.
const (
	Contact       Name = "contact"        // names, phones and addresses of cases that ended
	SealedContact Name = "sealed_contact" // those of the sealed lane
	Security      Name = "security"       // the security record
	Notices       Name = "notices"        // notices that were read
)

// Def is a period in days: its default and its bounds. Each has its sentence of what it is and why in the catalogues.
type Def struct {
	Name              Name
	Default, Min, Max int
}

// Defs is the table of periods. Sources: PIPL art. 19 (the shortest time that is needed) and 47; Cybersecurity Law art. 23
// and GB/T 22239-2019 8.1.4.3 (records at least six months).
var Defs = []Def{
	{Contact, 1095, 365, 3650},
	{SealedContact, 3650, 1095, 10950},
	{Security, 365, 180, 3650},
	{Notices, 183, 30, 1095},
}

// defOf gives the definition of a name, false for none.
func defOf(name Name) (Def, bool) {
	for _, d := range Defs {
		if d.Name == name {
			return d, true
		}
	}
	return Def{}, false
}

// Days are the periods of a congress by name.
type Days map[Name]int

// Kept is how another room counts and drops what became older than an instant. Congress 0 is what belongs to none.
type Kept struct {
	Due  func(ctx context.Context, congressID int64, before time.Time) (int, error)
	Drop func(ctx context.Context, congressID int64, before time.Time) (int, error)
}

// Service keeps the periods and runs them.
type Service struct {
	DB         *sqldb.DB
	Kept       map[Name]Kept
	Congresses func(context.Context) ([]int64, error)
	// Note records in the caller's transaction who set which period.
	Note func(ctx context.Context, tx *sqldb.Tx, congressID, personID int64, what string) error
}

// Defaults are the periods of a congress that has set none.
func Defaults() Days {
	days := Days{}
	for _, d := range Defs {
		days[d.Name] = d.Default
	}
	return days
}

// Days gives the periods of a congress.
func (s *Service) Days(ctx context.Context, congressID int64) (Days, error) {
	days, _, err := s.days(ctx, congressID)
	return days, err
}

// days are the periods with the instants of their last changes.
func (s *Service) days(ctx context.Context, congressID int64) (days Days, changed map[Name]int64, err error) {
	days, changed = Defaults(), map[Name]int64{}
	type row struct {
		Period
		at int64
	}
	scan := func(r sqldb.Scanner) (w row, err error) { return w, r.Scan((*string)(&w.Name), &w.Days, &w.at) }
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		set, err := sqldb.All(ctx, tx, scan, `SELECT name, days, changed_at FROM retention WHERE congress_id = $1`, congressID)
		for _, w := range set {
			days[w.Name], changed[w.Name] = w.Days, w.at
		}
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("retention: %w", err)
	}
	return days, changed, nil
}

// Set changes a period; seen is the Row's Changed on which it was decided. Faults: Forbidden, NotFound for an unknown name,
// Invalid for days out of bounds, Conflict "retention.stale" with a fault.Meanwhile when somebody set it since.
func (s *Service) Set(ctx context.Context, by access.Actor, congressID int64, p Period, seen int64) error {
	if by.Scopes != nil || !by.Can(access.ManageSafety, congressID) {
		return fault.New(fault.Forbidden, "forbidden")
	}
	def, ok := defOf(p.Name)
	if !ok {
		return fault.Missing()
	}
	if p.Days < def.Min || p.Days > def.Max {
		var f fault.Fields
		f.Add("days", "retention.range", def.Min, def.Max)
		return f.Err()
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		last, err := sqldb.All(ctx, tx, sqldb.Meanwhile, `SELECT changed_by, changed_at FROM retention WHERE congress_id = $1 AND name = $2`, congressID, string(p.Name))
		if err != nil {
			return err
		}
		if len(last) > 0 && sqldb.Ms(last[0].At) != seen {
			return fault.Stale("retention.stale", last[0])
		}
		_, err = tx.Exec(ctx, `INSERT INTO retention (congress_id, name, days, changed_at, changed_by) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (congress_id, name) DO UPDATE SET days = excluded.days, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
			congressID, string(p.Name), p.Days, sqldb.Ms(tx.Now), by.PersonID)
		if err != nil {
			return err
		}
		return s.Note(ctx, tx, congressID, by.PersonID, fmt.Sprintf("%s %d", p.Name, p.Days))
	})
}

// Period is how many days something is kept.
type Period struct {
	Name Name
	Days int
}

// Row is a period with how things stand: how much is due now, and what the last run dropped.
type Row struct {
	Def
	Days    int
	Changed int64 // Unix milliseconds of the last change, 0 while it is the default: the version that a page shows
	Due     int
	Last    time.Time // of the newest run that dropped something; zero: none yet
	N       int       // that it dropped
}

// Rows gives every period of a congress to who may set them.
func (s *Service) Rows(ctx context.Context, by access.Actor, congressID int64) ([]Row, error) {
	if by.Scopes != nil || !by.Can(access.ManageSafety, congressID) {
		return nil, fault.New(fault.Forbidden, "forbidden")
	}
	days, changed, err := s.days(ctx, congressID)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(Defs))
	for i, d := range Defs {
		rows[i] = Row{Def: d, Days: days[d.Name], Changed: changed[d.Name]}
		if rows[i].Due, err = s.Kept[d.Name].Due(ctx, congressID, s.end(days[d.Name])); err != nil {
			return nil, fmt.Errorf("retention: %s: %w", d.Name, err)
		}
		if err := s.last(ctx, congressID, &rows[i]); err != nil {
			return nil, fmt.Errorf("retention: %s: %w", d.Name, err)
		}
	}
	return rows, nil
}

// end is the instant before which the time of a period is over.
func (s *Service) end(days int) time.Time { return s.DB.Now().AddDate(0, 0, -days) }

// DueWith counts what would be due if a period had so many days.
func (s *Service) DueWith(ctx context.Context, congressID int64, name Name, days int) (int, error) {
	return s.Kept[name].Due(ctx, congressID, s.end(days))
}

func (s *Service) last(ctx context.Context, congressID int64, row *Row) error {
	type run struct {
		at int64
		n  int
	}
	scan := func(r sqldb.Scanner) (w run, err error) { return w, r.Scan(&w.at, &w.n) }
	return s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		runs, err := sqldb.All(ctx, tx, scan, `SELECT at, n FROM retention_run WHERE congress_id = $1 AND name = $2 ORDER BY id DESC LIMIT 1`, congressID, string(row.Name))
		if len(runs) > 0 {
			row.Last, row.N = sqldb.Time(runs[0].at), runs[0].n
		}
		return err
	})
}
