package worklist

import (
	"context"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// View is a list that a person has given a name: the query of its address. Home is the one her desk opens with.
type View struct {
	Name  string
	Query string
	Home  bool
}

// Most views of one person in one congress, and characters of a query.
const (
	MostViews = 20
	queryLong = 1000
)

// Views lists the person's views in a congress, oldest first.
func (s *Service) Views(ctx context.Context, by access.Actor, congressID int64) (list []View, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scanView, `SELECT name, query, home FROM desk_view WHERE congress_id = $1 AND person_id = $2 ORDER BY made_at, name`,
			congressID, by.PersonID)
		return err
	})
	return list, err
}

func scanView(row sqldb.Scanner) (v View, err error) {
	var home int64
	err = row.Scan(&v.Name, &v.Query, &home)
	v.Home = home != 0
	return v, err
}

// SaveView keeps a view; one of the same name is replaced, and a new Home is the only one. Invalid "name" or "query",
// Conflict "worklist.views" when the person has MostViews already.
func (s *Service) SaveView(ctx context.Context, by access.Actor, congressID int64, v View) error {
	var f fault.Fields
	v.Name = hanzi.Clean(v.Name)
	named(&f, v.Name)
	f.Check(len(v.Query) <= queryLong, "query", "text.long")
	if err := f.Err(); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		others, err := sqldb.One(ctx, tx, sqldb.Value[int], `SELECT COUNT(*) FROM desk_view WHERE congress_id = $1 AND person_id = $2 AND name <> $3`,
			congressID, by.PersonID, v.Name)
		if err != nil {
			return err
		}
		if others >= MostViews {
			return fault.New(fault.Conflict, "worklist.views", MostViews)
		}
		return storeView(ctx, tx, by.PersonID, congressID, v)
	})
}

func storeView(ctx context.Context, tx *sqldb.Tx, personID, congressID int64, v View) error {
	home := int64(0)
	if v.Home {
		home = 1
		if _, err := tx.Exec(ctx, `UPDATE desk_view SET home = 0 WHERE congress_id = $1 AND person_id = $2`, congressID, personID); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO desk_view (congress_id, person_id, name, query, home, made_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (congress_id, person_id, name) DO UPDATE SET query = excluded.query, home = excluded.home`,
		congressID, personID, v.Name, v.Query, home, sqldb.Ms(tx.Now))
	return err
}

// DropView forgets a view; one that is not there is forgotten already.
func (s *Service) DropView(ctx context.Context, by access.Actor, congressID int64, name string) error {
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM desk_view WHERE congress_id = $1 AND person_id = $2 AND name = $3`, congressID, by.PersonID, name)
		return err
	})
}
