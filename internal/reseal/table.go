package reseal

import (
	"context"
	"fmt"
	"strings"

	"jiazhan/internal/sqldb"
)

// Left is how many rows of a table hold something that lies under an older key.
type Left struct {
	Table string
	Label string // of the key, "suite:key id"
	Rows  int64
}

// Count gives what is left by table and key; nothing of it is zero.
func (s *Sealer) Count(ctx context.Context) (left []Left, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		for _, t := range s.Tables {
			for _, label := range s.Keys.Older() {
				where, args := t.under([]string{label}, nil)
				n, err := sqldb.One(ctx, tx, sqldb.Value[int64], "SELECT COUNT(*) FROM "+t.Name+" WHERE "+where, args...)
				if err != nil {
					return fmt.Errorf("reseal: count %s: %w", t.Name, err)
				}
				if n > 0 {
					left = append(left, Left{t.Name, label, n})
				}
			}
		}
		return nil
	})
	return left, err
}

// next asks for the rows after a key that hold something under an older key.
func (t Table) next(old []string, after []any) (query string, args []any) {
	where := ""
	if after != nil {
		var marks []string
		for _, v := range after {
			args = append(args, v)
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
		}
		where = "(" + strings.Join(t.Key, ", ") + ") > (" + strings.Join(marks, ", ") + ") AND "
	}
	under, args := t.under(old, args)
	return fmt.Sprintf("SELECT %s, %s FROM %s WHERE %s ORDER BY %s LIMIT %d", strings.Join(t.Key, ", "), strings.Join(t.Columns, ", "), t.Name,
		where+under, strings.Join(t.Key, ", "), atOnce), args
}

// under is the condition on rows that hold something under one of the keys.
func (t Table) under(labels []string, args []any) (string, []any) {
	var any []string
	for _, label := range labels {
		args = append(args, "%"+label+":%")
		for _, column := range t.Columns {
			any = append(any, fmt.Sprintf("%s LIKE $%d", column, len(args)))
		}
	}
	where := "(" + strings.Join(any, " OR ") + ")"
	if t.Where != "" {
		where = t.Where + " AND " + where
	}
	return where, args
}

// scan reads the key as it comes, and the columns as texts.
func (t Table) scan(r sqldb.Scanner) ([]any, error) {
	row, dest := make([]any, len(t.Key)+len(t.Columns)), []any{}
	texts := make([]string, len(t.Columns))
	for i := range t.Key {
		dest = append(dest, &row[i])
	}
	for i := range texts {
		dest = append(dest, &texts[i])
	}
	err := r.Scan(dest...)
	for i, text := range texts {
		row[len(t.Key)+i] = text
	}
	return row, err
}
