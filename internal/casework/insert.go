package casework

import (
	"context"
	"strconv"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/sqldb"
)

// insertion is an INSERT under way. Most of a new case's columns are empty: those stand in the statement itself, because a
// value that is bound costs more than the column.
type insertion struct {
	names, values strings.Builder
	args          []any
}

func (i *insertion) put(name string, value any) {
	if i.names.Len() > 0 {
		i.names.WriteByte(',')
		i.values.WriteByte(',')
	}
	i.names.WriteString(name)
	switch value {
	case int64(0):
		i.values.WriteByte('0')
	case "":
		i.values.WriteString("''")
	default:
		i.args = append(i.args, value)
		i.values.WriteByte('$')
		i.values.WriteString(strconv.Itoa(len(i.args)))
	}
}

func (i *insertion) query() string {
	return "INSERT INTO cases (" + i.names.String() + ") VALUES (" + i.values.String() + ")"
}

// insert stores a new case whose events are recorded already: row, text, entries, derived rows.
func (s *Service) insert(ctx context.Context, tx *sqldb.Tx, n *filed, entries ...*Entry) (err error) {
	if err = s.insertRows(ctx, tx, n); err != nil {
		return err
	}
	for _, e := range entries {
		if err = s.store(ctx, tx, &n.Case, e); err != nil {
			return err
		}
	}
	if n.lock != nil {
		if err = s.keepLock(ctx, tx, &n.Case, n.lock, len(n.form.Photos) > 0); err != nil {
			return err
		}
	}
	if err = addHandlers(ctx, tx, &n.Case); err != nil {
		return err
	}
	return addAreas(ctx, tx, &n.Case)
}

func (s *Service) insertRows(ctx context.Context, tx *sqldb.Tx, n *filed) error {
	title, text, place, err := s.texts(n)
	if err != nil {
		return err
	}
	row := n.row(title)
	if n.ID, err = tx.Insert(ctx, row.query(), row.args...); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO filing (case_id, text, salt, sealed, place, name, phone, address, consent, notice, public_text)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
		n.ID, text, n.salt, bit(n.Sealed()).int(), place, n.name, n.phone, n.address, n.form.Consent, n.form.Notice, n.public)
	return err
}

func (n *filed) row(title string) *insertion {
	row := &insertion{args: make([]any, 0, 32)}
	row.put("congress_id", n.CongressID)
	row.put("number", n.Number)
	row.put("title", title)
	row.put("version", int64(n.Version))
	row.put("head", n.head)
	row.put("touched_at", int64(n.touchedAt))
	row.put("alarm_at", int64(n.AlarmAt))
	row.put("calendar", n.calendar)
	row.put("reporter_id", n.ReporterID)
	row.put("contact", bytesOrNil(n.Contact))
	row.put("receipt", bytesOrNil(n.Receipt))
	for _, c := range columns {
		row.put(c.name, c.value(&n.Facts))
	}
	return row
}

// texts are title, text and place as they are stored: encrypted in the sealed lane.
func (s *Service) texts(n *filed) (title, text, place string, err error) {
	title, text, place = n.Title, n.form.Text, n.form.Place
	if !n.Sealed() || n.lock != nil {
		return title, text, place, nil
	}
	for _, p := range []*string{&title, &text, &place} {
		if *p, err = s.Keys.Seal(*p); err != nil {
			return "", "", "", err
		}
	}
	return title, text, place, nil
}

func bytesOrNil(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// first makes the first entry of a case and its event, version 1.
func (s *Service) first(ctx context.Context, tx *sqldb.Tx, n *filed) (*Entry, error) {
	hashes, err := s.attach(ctx, tx, n.Number, 1, n.form.Photos)
	if err != nil {
		return nil, err
	}
	role, unit := n.filer()
	e := &Entry{Seq: 1, At: n.touchedAt, PersonID: n.by.PersonID, Role: role, UnitID: unit, Action: "file", Audience: ForAll,
		Data: Data{OnBehalf: n.form.OnBehalf, Due: n.DueAt, To: n.Desk.String(), Photos: len(hashes)}}
	body := account{Set: changed(&Facts{}, &n.Facts), Say: n.commitments(), Photos: hashes}
	return e, s.record(ctx, tx, &n.Case, e, body)
}

// filer is the role of one who files on behalf.
func (n *filed) filer() (access.Role, int64) {
	for _, g := range n.by.Grants {
		if n.form.OnBehalf && g.CongressID == n.CongressID && g.Role.Carries(access.FileForOthers) {
			return g.Role, g.UnitID
		}
	}
	return "", 0
}

// commitments bind the ledger to the personal text without holding it.
func (n *filed) commitments() map[string]string {
	return commitments(n.salt, n.Title, n.form.Text, n.form.Place, Contact{Name: n.form.Name, Phone: n.form.Phone, Address: n.form.Address})
}
