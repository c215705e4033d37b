package worklist

import (
	"context"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// Template is a text that a congress's desks begin a reply with. Action is what it is for, "" for any reply.
type Template struct {
	Name    string
	Action  string
	Text    string
	Changed int64 // Unix milliseconds of the last change, 0 for a new one: the version that a page shows
}

// Most templates of a congress, and characters of one.
const (
	MostTemplates = 50
	templateLong  = 2000
)

// Templates lists a congress's templates by name.
func (s *Service) Templates(ctx context.Context, congressID int64) (list []Template, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scanTemplate, `SELECT name, action, text, changed_at FROM desk_template WHERE congress_id = $1 ORDER BY name`, congressID)
		return err
	})
	return list, err
}

func scanTemplate(row sqldb.Scanner) (t Template, err error) {
	return t, row.Scan(&t.Name, &t.Action, &t.Text, &t.Changed)
}

// MayEdit reports whether the actor keeps the templates of a congress: who sets its limits sets its words as well.
func MayEdit(by access.Actor, congressID int64) bool { return by.Can(access.ManageLimits, congressID) }

// NotAllowed is the refusal for who may not edit.
func NotAllowed() error { return fault.New(fault.Forbidden, "worklist.not_allowed") }

// SaveTemplate keeps a template, in the place of the one of its name that had the same Changed. Forbidden for who may not edit,
// Invalid with the fields, Conflict "worklist.templates" when there are MostTemplates already, and Conflict "worklist.stale" with
// a fault.Meanwhile when there is another one of the name than was seen.
func (s *Service) SaveTemplate(ctx context.Context, by access.Actor, congressID int64, t Template) error {
	if !MayEdit(by, congressID) {
		return NotAllowed()
	}
	var f fault.Fields
	t.Name = hanzi.Clean(t.Name)
	named(&f, t.Name)
	f.Check(!hanzi.Blank(t.Text), "text", "field.required")
	if key := hanzi.Check(t.Text, templateLong); key != "" {
		f.Add("text", key)
	}
	if err := f.Err(); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		last, err := sqldb.All(ctx, tx, sqldb.Meanwhile, `SELECT changed_by, changed_at FROM desk_template WHERE congress_id = $1 AND name = $2`, congressID, t.Name)
		if err != nil {
			return err
		}
		if len(last) > 0 && sqldb.Ms(last[0].At) != t.Changed {
			return fault.Stale("worklist.stale", last[0])
		}
		others, err := sqldb.One(ctx, tx, sqldb.Value[int], `SELECT COUNT(*) FROM desk_template WHERE congress_id = $1 AND name <> $2`, congressID, t.Name)
		if err != nil {
			return err
		}
		if others >= MostTemplates {
			return fault.New(fault.Conflict, "worklist.templates", MostTemplates)
		}
		_, err = tx.Exec(ctx, `INSERT INTO desk_template (congress_id, name, action, text, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (congress_id, name) DO UPDATE SET action = excluded.action, text = excluded.text, changed_at = excluded.changed_at,
			changed_by = excluded.changed_by`, congressID, t.Name, t.Action, t.Text, sqldb.Ms(tx.Now), by.PersonID)
		return err
	})
}

// DropTemplate removes a template; one that is not there is removed already.
func (s *Service) DropTemplate(ctx context.Context, by access.Actor, congressID int64, name string) error {
	if !MayEdit(by, congressID) {
		return NotAllowed()
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM desk_template WHERE congress_id = $1 AND name = $2`, congressID, name)
		return err
	})
}
