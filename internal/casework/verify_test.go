package casework_test

import (
	"strings"
	"testing"

	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func TestVerifyFindsWhatWasTamperedWith(t *testing.T) {
	for name, tamper := range map[string]struct{ query, want string }{
		"a column":           {`UPDATE cases SET due_at = due_at + 1 WHERE number = 'ZD2026-000001'`, "case/ZD2026-000001 #5: column due_at"},
		"the version":        {`UPDATE cases SET version = 4 WHERE number = 'ZD2026-000001'`, "case/ZD2026-000001 #5: end"},
		"the citizen's text": {`UPDATE filing SET text = 'x'`, "case/ZD2026-000001 #1: filing"},
		"an answer":          {`UPDATE case_entry SET text = 'x' WHERE seq = 6`, "case/ZD2026-000002 #6: text"},
		"an entry":           {`DELETE FROM case_entry WHERE seq = 6`, "case/ZD2026-000002 #6: no entry"},
		"when":               {`UPDATE case_entry SET at = at - 1 WHERE seq = 6`, "case/ZD2026-000002 #6: entry"},
		"what":               {`UPDATE case_entry SET action = 'note' WHERE seq = 6`, "case/ZD2026-000002 #6: entry"},
		"who":                {`UPDATE case_entry SET person_id = person_id + 1 WHERE seq = 6`, "case/ZD2026-000002 #6: entry"},
		"for which unit":     {`UPDATE case_entry SET unit_id = unit_id + 1 WHERE seq = 5`, "case/ZD2026-000002 #5: entry"},
		"who may read it":    {`UPDATE case_entry SET audience = 'office' WHERE seq = 6`, "case/ZD2026-000002 #6: entry"},
		"what was promised":  {`UPDATE case_entry SET data = '{}' WHERE seq = 6`, "case/ZD2026-000002 #6: entry"},
		"a handler":          {`DELETE FROM case_handler`, "case/ZD2026-000001 #5: handlers or areas"},
		"another handler":    {`UPDATE case_handler SET department_id = department_id + 1`, "case/ZD2026-000001 #5: a handler too many"},
		"who leads":          {`UPDATE case_handler SET lead = 0`, "case/ZD2026-000001 #5: a handler too many"},
		"the last event":     {`DELETE FROM ledger WHERE stream = 'case/ZD2026-000001' AND seq = 5`, "case/ZD2026-000001 #4: end"},
		"a whole history":    {`DELETE FROM ledger WHERE stream = 'case/ZD2026-000001'`, "case/ZD2026-000001 #1: no history"},
	} {
		t.Run(name, func(t *testing.T) {
			sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
				h := caseworktest.New(t, db, clock)
				h.Do(h.Officer, h.Do(h.Water, assigned(h), &casework.Acknowledge{}), &casework.Remind{})
				answered(h)
				err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
					_, err := tx.Exec(t.Context(), tamper.query)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				v, err := h.Cases.Verify(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				var found []string
				for _, bad := range v.Bad {
					found = append(found, bad.String())
				}
				if !strings.Contains(strings.Join(found, "\n"), tamper.want) {
					t.Errorf("found %v, want %s", found, tamper.want)
				}
			})
		})
	}
}
