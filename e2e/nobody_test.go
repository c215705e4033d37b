package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/sqldb"
)

// Somebody who is signed in reports in confidence, with a photo: nothing that is kept leads to her account, her phone or
// the minute in which she wrote, and the log does not know that she was there.
func TestAReportInConfidenceLeadsToNobody(t *testing.T) {
	onBoth(t, func(t *testing.T, o *town) {
		b := o.browser("10.14.7.9")
		b.signIn(o, "16300007532")
		ordinary := b.file("zhengding", report{"text": "路灯不亮", "phone": "16300007532"})
		o.settle()
		o.pass(37*time.Minute + 11*time.Second + 239*time.Millisecond)
		at, lines := sqldb.Ms(o.app.Clock.Now()), strings.Count(o.log.String(), "net=10.14.7.0/24")
		sealed := b.receiptOf(b.write("/zhengding/report?sealed=1", report{"text": "这位干部收了不该收的东西", "phone": "16300007532"}, photo(5)))
		if n := strings.Count(o.log.String(), "net=10.14.7.0/24"); n != lines || lines == 0 {
			t.Errorf("the log has %d lines of her network after it, %d before", n, lines)
		}
		o.settle()
		o.lacks(at, map[string]bool{"session": true, "sweep": true, "lease": true, "river_job": true, "river_leader": true, "river_queue": true})
		if links := o.links(ordinary.number); links == "0 0 0 0 0" {
			t.Fatal("an ordinary report is nobody's either: nothing is proved")
		}
		if links := o.links(sealed.number); links != "0 0 0 0 0" {
			t.Errorf("who reported, as account, contact, writer, sender of a photo, key: %s", links)
		}
	})
}

// links counts what leads from a case to the person who filed it.
func (o *town) links(number string) (found string) {
	o.t.Helper()
	err := o.app.DB.Read(o.t.Context(), func(tx *sqldb.Tx) error {
		for _, query := range []string{
			`SELECT COUNT(*) FROM cases WHERE number = $1 AND reporter_id <> 0`,
			`SELECT COUNT(*) FROM cases WHERE number = $1 AND contact IS NOT NULL`,
			`SELECT COUNT(*) FROM cases JOIN case_entry ON case_id = id WHERE number = $1 AND person_id <> 0`,
			`SELECT COUNT(*) FROM photo WHERE owner LIKE '%' || $1 || '%' AND person_id <> 0`,
			`SELECT COUNT(*) FROM once WHERE result LIKE $1 || '%' AND scope <> 'p0'`,
		} {
			n, err := sqldb.One(o.t.Context(), tx, sqldb.Value[int64], query, number)
			if err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
			found += fmt.Sprintf(" %d", n)
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return found[1:]
}

// lacks looks for an instant in every number that the database holds, but in tables that know nothing of cases.
func (o *town) lacks(at int64, but map[string]bool) {
	o.t.Helper()
	seen := 0
	err := o.app.DB.Read(o.t.Context(), func(tx *sqldb.Tx) error {
		columns, err := sqldb.All(o.t.Context(), tx, scanColumn, o.numbers())
		for _, c := range columns {
			if but[c.table] {
				continue
			}
			n, err := sqldb.One(o.t.Context(), tx, sqldb.Value[int64], fmt.Sprintf(`SELECT COUNT(*) FROM "%s" WHERE "%s" = $1`, c.table, c.name), at)
			if err != nil {
				return err
			}
			if seen++; n > 0 {
				o.t.Errorf("%s.%s holds the instant of the report", c.table, c.name)
			}
		}
		return err
	})
	if err != nil || seen < 100 {
		o.t.Fatalf("%d columns were looked at: %v", seen, err)
	}
}

type column struct{ table, name string }

func scanColumn(s sqldb.Scanner) (column, error) {
	var c column
	return c, s.Scan(&c.table, &c.name)
}

// numbers asks for every column that may hold an instant.
func (o *town) numbers() string {
	if o.app.Config.DatabaseURL == "" {
		return `SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type IN ('BIGINT', 'INTEGER')`
	}
	return `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND data_type = 'bigint'`
}
