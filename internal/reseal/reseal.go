// Package reseal seals again, under the active key, what lies in the database under older ones, so that a key can be
// taken out of the ring once nothing needs it any more. It owns no table: each room says which of its columns are sealed.
// It must never change what a text says, nor touch one that it cannot open.
package reseal

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Table is a table with sealed columns. A column may hold sealed texts among other words, as a JSON body does.
type Table struct {
	Name    string
	Key     []string // the columns of its primary key
	Columns []string
	Where   string // condition on the rows in which they are sealed; "" for all
}

// atOnce is how many rows one transaction seals again, perTurn how many pages one turn of the sweep takes.
const (
	atOnce  = 200
	perTurn = 20
)

// Sealer walks once through the tables while the program runs; afterwards it has nothing to do, because everything new is
// sealed with the active key.
type Sealer struct {
	DB     *sqldb.DB
	Keys   *vault.Keyring
	Tables []Table

	mu    sync.Mutex
	table int   // the one under way
	after []any // key of the last row that was looked at, nil at the beginning of a table
}

// Turn seals some rows again and reports whether there is nothing more to do.
func (s *Sealer) Turn(ctx context.Context) (done bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.Keys.Older()
	if len(old) == 0 {
		return true, nil
	}
	for range perTurn {
		if s.table == len(s.Tables) {
			return true, nil
		}
		if err := s.page(ctx, s.Tables[s.table], old); err != nil {
			return false, fmt.Errorf("reseal: %s: %w", s.Tables[s.table].Name, err)
		}
	}
	return s.table == len(s.Tables), nil
}

// All takes turns until nothing is left.
func (s *Sealer) All(ctx context.Context) error {
	for {
		if done, err := s.Turn(ctx); done || err != nil {
			return err
		}
	}
}

// page seals the next rows of a table again, or goes on to the next table.
func (s *Sealer) page(ctx context.Context, t Table, old []string) error {
	var rows [][]any
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		query, args := t.next(old, s.after)
		rows, err = sqldb.All(ctx, tx, t.scan, query, args...)
		return err
	})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		s.table, s.after = s.table+1, nil
		return nil
	}
	err = s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		for _, row := range rows {
			if err := s.again(ctx, tx, t, row); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.after = rows[len(rows)-1][:len(t.Key)]
	}
	return err
}

// again stores a row as it is sealed now, unless somebody changed it meanwhile: then it is sealed so already.
func (s *Sealer) again(ctx context.Context, tx *sqldb.Tx, t Table, row []any) error {
	key, was := row[:len(t.Key)], row[len(t.Key):]
	set, where, args := []string{}, []string{}, []any{}
	for i, column := range t.Columns {
		args = append(args, s.sealed(was[i].(string)))
		set = append(set, fmt.Sprintf("%s = $%d", column, len(args)))
	}
	for i, column := range append(append([]string{}, t.Key...), t.Columns...) {
		args = append(args, append(append([]any{}, key...), was...)[i])
		where = append(where, fmt.Sprintf("%s = $%d", column, len(args)))
	}
	_, err := tx.Exec(ctx, "UPDATE "+t.Name+" SET "+strings.Join(set, ", ")+" WHERE "+strings.Join(where, " AND "), args...)
	return err
}

var sealedText = regexp.MustCompile(`[a-z0-9]+:k[0-9]+:[A-Za-z0-9+/]+`)

// sealed is a text in which everything sealed lies under the active key. What does not open only looks as if it were.
func (s *Sealer) sealed(text string) string {
	return sealedText.ReplaceAllStringFunc(text, func(one string) string {
		if strings.HasPrefix(one, s.Keys.Label()+":") {
			return one
		}
		plain, err := s.Keys.Open(one)
		if err != nil {
			return one
		}
		again, err := s.Keys.Seal(plain)
		if err != nil {
			return one
		}
		return again
	})
}
