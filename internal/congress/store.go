package congress

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
)

// Form is what an editor fills for one row: a PlaceForm, StationForm, GroupForm, DeputyForm, DepartmentForm or AreaForm.
// It names other rows by slug or code.
type Form interface {
	table() *table
	check(f *fault.Fields)
	// values gives the columns in the order of the table; a name that points nowhere is noted in f.
	values(l *lookup, f *fault.Fields) []any
}

// table is one table of the directory with its two statements.
type table struct {
	name   string
	unique string // the form field that the database keeps unique
	insert string
	update string
}

func newTable(name, unique string, columns ...string) *table {
	sets := make([]string, len(columns))
	for i, c := range columns {
		sets[i] = fmt.Sprintf("%s = $%d", c, i+3)
	}
	return &table{
		name:   name,
		unique: unique,
		insert: fmt.Sprintf("INSERT INTO %s (congress_id, %s) VALUES ($1, %s)", name, strings.Join(columns, ", "), sqldb.Marks(2, len(columns))),
		update: fmt.Sprintf("UPDATE %s SET %s WHERE congress_id = $1 AND id = $2", name, strings.Join(sets, ", ")),
	}
}

// Create adds a row to a congress and gives its id. Faults: forbidden; form.invalid with the wrong fields.
func (s *Service) Create(ctx context.Context, by access.Actor, congressID int64, form Form) (int64, error) {
	return s.put(ctx, by, congressID, target{}, form)
}

// Change overwrites a row of a congress; seen is the congress's Changes on which it was made. Faults: forbidden; not.found;
// form.invalid with the wrong fields; Conflict "congress.row.stale" with a fault.Meanwhile when somebody changed the row since.
func (s *Service) Change(ctx context.Context, by access.Actor, congressID, id, seen int64, form Form) error {
	if id == 0 {
		return fault.Missing()
	}
	_, err := s.put(ctx, by, congressID, target{id, seen}, form)
	return err
}

// target is the row that a form is for, id 0 a new one, and the Changes on which it was filled.
type target struct{ id, seen int64 }

// unchanged refuses when the history has a change of a row that follows what was seen.
func unchanged(ctx context.Context, tx *sqldb.Tx, congressID int64, table string, at target) error {
	if at.id == 0 {
		return nil
	}
	events, err := ledger.Since(ctx, tx, streamOf(congressID), at.seen)
	if err != nil {
		return fmt.Errorf("congress: history: %w", err)
	}
	for _, e := range slices.Backward(events) {
		var c change
		if err := json.Unmarshal([]byte(e.Body), &c); err != nil {
			return fmt.Errorf("congress: history: %w", err)
		}
		if c.Table == table && c.ID == at.id {
			return fault.Stale("congress.row.stale", fault.Meanwhile{PersonID: e.Person, At: sqldb.Time(e.At)})
		}
	}
	return nil
}

func (s *Service) put(ctx context.Context, by access.Actor, congressID int64, at target, form Form) (int64, error) {
	if err := mayManage(by, congressID); err != nil {
		return 0, err
	}
	action := "change"
	if at.id == 0 {
		action = "create"
	}
	var stored int64
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		err := unchanged(ctx, tx, congressID, form.table().name, at)
		if err != nil {
			return err
		}
		if stored, err = store(ctx, &lookup{ctx: ctx, tx: tx, congressID: congressID}, at.id, form); err != nil {
			return err
		}
		return s.record(ctx, tx, change{by, congressID, action, form.table().name, stored, form})
	})
	return stored, err
}

// mayManage lets those with the right through, and the system, which founds congresses.
func mayManage(by access.Actor, congressID int64) error {
	if by.System || by.Can(access.ManagePeople, congressID) {
		return nil
	}
	return fault.New(fault.Forbidden, "forbidden")
}

// store writes one row; id 0 inserts.
func store(ctx context.Context, l *lookup, id int64, form Form) (int64, error) {
	var wrong fault.Fields
	form.check(&wrong)
	values := form.values(l, &wrong)
	if l.err != nil {
		return 0, fmt.Errorf("congress: look up: %w", l.err)
	}
	if err := wrong.Err(); err != nil {
		return 0, err
	}
	t := form.table()
	if id == 0 {
		id, err := l.tx.Insert(ctx, t.insert, append([]any{l.congressID}, values...)...)
		return id, refused(t.unique, err)
	}
	n, err := l.tx.Exec(ctx, t.update, append([]any{l.congressID, id}, values...)...)
	if err == nil && n == 0 {
		return 0, fault.Missing()
	}
	return id, refused(t.unique, err)
}

// refused turns a broken key into the fault that its form shows.
func refused(field string, err error) error {
	var wrong fault.Fields
	switch {
	case err == nil:
		return nil
	case sqldb.IsUnique(err):
		wrong.Add(field, "congress.taken")
		return wrong.Err()
	case sqldb.IsForeignKey(err):
		return fault.Missing()
	}
	return fmt.Errorf("congress: store: %w", err)
}

// lookup finds ids by names inside one congress; the first database error stays in err.
type lookup struct {
	ctx        context.Context
	tx         *sqldb.Tx
	congressID int64
	err        error
}

// id runs a query for an id; nil when there is none.
func (l *lookup) id(query string, args ...any) any {
	v, err := sqldb.Value[int64](l.tx.Row(l.ctx, query, args...))
	if err == nil {
		return v
	}
	if !errors.Is(err, sql.ErrNoRows) && l.err == nil {
		l.err = err
	}
	return nil
}

// named finds an optional reference; an empty name is NULL, an unknown one is noted.
func (l *lookup) named(f *fault.Fields, field, query, slug string) any {
	if slug == "" {
		return nil
	}
	id := l.id(query, l.congressID, slug)
	f.Check(id != nil, field, "congress.unknown")
	return id
}
