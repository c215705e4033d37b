package casework

import (
	"context"
	"strings"

	"jiazhan/internal/sqldb"
)

// Words are what a case can be found by: title, text, and the public wording where it differs.
type Words struct {
	ID         int64
	CongressID int64
	Text       string
}

const selectWords = `SELECT id, congress_id, title || '
' || text, public_text FROM cases JOIN filing ON case_id = id WHERE sealed_at = 0 AND `

func scanWords(s sqldb.Scanner) (Words, error) {
	var w Words
	var public *string
	err := s.Scan(&w.ID, &w.CongressID, &w.Text, &public)
	if public != nil && !strings.HasSuffix(w.Text, *public) {
		w.Text += "\n" + *public
	}
	return w, err
}

// WordsAfter gives the words of at most limit cases above an id, in order; sealed cases are left out.
func (s *Service) WordsAfter(ctx context.Context, after int64, limit int) (list []Words, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scanWords, selectWords+`id > $1 ORDER BY id LIMIT $2`, after, limit)
		return err
	})
	return list, err
}

// LastID is the highest id of a case, 0 when there is none.
func (s *Service) LastID(ctx context.Context) (id int64, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		id, err = sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT coalesce(max(id), 0) FROM cases`)
		return err
	})
	return id, err
}

// WordsOf gives the words of these cases; those that are sealed or gone are left out.
func (s *Service) WordsOf(ctx context.Context, ids []int64) (list []Words, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var w where
	w.in("id", anyOf(ids))
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scanWords, selectWords+w.sql(1), w.args...)
		return err
	})
	return list, err
}
