package e2e

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/sqldb"
)

// seenAlone are columns that reading may move: when somebody was last there.
var seenAlone = []string{"session.seen_at"}

// recorded are rows that reading may add: that somebody took the security record with her is part of it.
var recorded = map[string]string{"account_event": " WHERE kind <> 'record.taken'"}

// TestReadingChangesNothing opens every page as everybody and shows that not a row of any table is another afterwards, but
// for when somebody was last seen, and that the security record was taken.
func TestReadingChangesNothing(t *testing.T) {
	w := walkDemo(t)
	w.Settle()
	before := tables(t, w.DB)
	asked := map[string]bool{}
	for _, p := range w.people {
		w.walk(p, func(page answer) { asked[w.shape(page.path)] = true })
		w.peekEverywhere(p)
	}
	after := tables(t, w.DB)
	for name, rows := range after {
		if before[name] != rows {
			t.Errorf("reading changed %s", name)
		}
	}
	if len(after) < 20 || len(asked) < 100 {
		t.Errorf("%d tables and %d sorts of pages: too little was looked at", len(after), len(asked))
	}
}

// peekEverywhere opens what no link leads to: every route of pages, with whatever stands for its names, and everything
// that is sent by POST elsewhere.
func (w *walked) peekEverywhere(p *walker) {
	w.t.Helper()
	number := w.filed[len(w.filed)-1]
	for _, r := range w.routes {
		if r.api {
			continue
		}
		path := strings.NewReplacer("{congress}", "zhengding", "{number}", number, "{action}", "accept", "{kind}", "stations", "{$}", "").Replace(r.path)
		path = inBraces.ReplaceAllString(path, "none")
		if page := p.peek(path + "?n=" + number + "&action=classify&text=x&reason=x"); page.status >= http.StatusInternalServerError {
			w.t.Errorf("%s: %s: %d", p.who, path, page.status)
		}
	}
}

// tables gives the hash of every table's rows without the columns of seenAlone.
func tables(t *testing.T, db *sqldb.DB) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
		names, err := sqldb.All(t.Context(), tx, sqldb.Value[string], `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
		for _, name := range names {
			if err == nil {
				out[name], err = hashed(t.Context(), tx, name)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func hashed(ctx context.Context, tx *sqldb.Tx, table string) (string, error) {
	columns, err := sqldb.All(ctx, tx, sqldb.Value[string], `SELECT name FROM pragma_table_info($1)`, table)
	if err != nil {
		return "", err
	}
	columns = slices.DeleteFunc(columns, func(c string) bool { return slices.Contains(seenAlone, table+"."+c) })
	list := strings.Join(columns, ", ")
	rows, err := tx.Query(ctx, "SELECT "+list+" FROM "+table+recorded[table]+" ORDER BY "+list)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	sum, n := sha256.New(), 0
	for ; rows.Next(); n++ {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			return "", err
		}
		for _, v := range values {
			fmt.Fprintf(sum, "%v\x1f", *v.(*any))
		}
	}
	return fmt.Sprintf("%d rows, %x", n, sum.Sum(nil)), rows.Err()
}
