package casework

import (
	"context"
	"encoding/json"

	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
)

// tells reports whether an entry of the timeline says what its event does: when, what, who, from which seat, to whom and
// with which data. A citizen's number is not in the ledger.
func tells(w Entry, e ledger.Event) bool {
	var body account
	if json.Unmarshal([]byte(e.Body), &body) != nil {
		return false
	}
	seated := body.For == "" || body.By == w.seat() && body.For == w.Audience
	named := w.Role == "" && e.Person == 0 || w.Role != "" && e.Person == w.PersonID
	return seated && named && int64(w.At) == e.At && string(w.Action) == e.Action && w.Data == body.Data
}

// hasRows reports whether each handler and area of a case stands where lists look for it.
func hasRows(ctx context.Context, tx *sqldb.Tx, c *Case) (bool, error) {
	n, want := int64(0), int64(0)
	for query, ids := range map[string][]int64{
		`SELECT COUNT(*) FROM case_handler WHERE congress_id = $1 AND department_id = $2 AND case_id = $3`: c.handlers(),
		`SELECT COUNT(*) FROM case_area WHERE congress_id = $1 AND area_id = $2 AND case_id = $3`:          c.Areas.List(),
	} {
		for _, id := range ids {
			found, err := sqldb.One(ctx, tx, sqldb.Value[int64], query, c.CongressID, id, c.ID)
			if err != nil {
				return false, err
			}
			n, want = n+found, want+1
		}
	}
	return n == want, nil
}

// strayRows finds departments and areas in the rows that lists search by that the case itself does not name.
func (s *Service) strayRows(ctx context.Context) (bad []ledger.Bad, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		for query, why := range map[string]string{
			`SELECT number, version FROM case_handler JOIN cases ON id = case_id WHERE lead <> CASE WHEN department_id = lead_id THEN 1 ELSE 0 END
				OR department_id <> lead_id AND ',' || co_ids || ',' NOT LIKE '%,' || department_id || ',%' ORDER BY id LIMIT 100`: "a handler too many",
			`SELECT number, version FROM case_area JOIN cases ON id = case_id
				WHERE ',' || areas || ',' NOT LIKE '%,' || area_id || ',%' ORDER BY id LIMIT 100`: "an area too many",
		} {
			found, err := sqldb.All(ctx, tx, func(r sqldb.Scanner) (b ledger.Bad, err error) {
				err = r.Scan(&b.Stream, &b.Seq)
				b.Stream, b.Why = stream(b.Stream), why
				return b, err
			}, query)
			if err != nil {
				return err
			}
			bad = append(bad, found...)
		}
		return nil
	})
	return bad, err
}
