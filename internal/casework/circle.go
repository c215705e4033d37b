package casework

import (
	"context"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/sqldb"
)

// reader is somebody to whose key sealed reports are sealed; person 0 is the key that the commission keeps on paper.
type reader struct {
	id, personID int64
	public       []byte
	at           Instant
	by           int64
}

func scanReader(s sqldb.Scanner) (r reader, err error) {
	return r, s.Scan(&r.id, &r.personID, &r.public, (*int64)(&r.at), &r.by)
}

const selectReader = `SELECT id, person_id, public, admitted_at, admitted_by FROM seal_reader WHERE congress_id = $1 `

// circle is who reads sealed reports of a congress now, and to whose keys they are sealed.
type circle struct {
	congressID           int64
	commission, officers []int64 // in office now
	readers              []reader
}

func (s *Service) circle(ctx context.Context, tx *sqldb.Tx, congressID int64) (c circle, err error) {
	c.congressID = congressID
	if s.Holders == nil {
		return c, nil
	}
	if c.commission, err = s.Holders(ctx, tx, congressID, access.Discipline); err != nil {
		return c, err
	}
	if c.officers, err = s.Holders(ctx, tx, congressID, access.CaseOfficer); err != nil {
		return c, err
	}
	c.readers, err = sqldb.All(ctx, tx, scanReader, selectReader+`ORDER BY id`, congressID)
	return c, err
}

// anchors reports whether a reader holds every sealed report of the congress: a member of the commission, or the paper.
func (c circle) anchors(r reader) bool {
	return r.personID == 0 || slices.Contains(c.commission, r.personID)
}

// guarded reports whether reports are sealed to keys here: as soon as somebody of the commission has one.
func (c circle) guarded() bool { return slices.ContainsFunc(c.readers, c.anchors) }

// of gives those readers who may read a report that is sealed to one officer, or to none yet (0): seesSealed for keys.
func (c circle) of(sealedTo int64) []reader {
	var out []reader
	for _, r := range c.readers {
		if c.anchors(r) || slices.Contains(c.officers, r.personID) && (sealedTo == 0 || sealedTo == r.personID) {
			out = append(out, r)
		}
	}
	return out
}

// find gives the reader that a person is, nil if she is none.
func (c circle) find(personID int64) *reader {
	for i := range c.readers {
		if c.readers[i].personID == personID {
			return &c.readers[i]
		}
	}
	return nil
}

func (c circle) admit(ctx context.Context, tx *sqldb.Tx, personID, by int64, public []byte) (reader, error) {
	now := Moment(tx.Now)
	id, err := tx.Insert(ctx, `INSERT INTO seal_reader (congress_id, person_id, public, admitted_at, admitted_by) VALUES ($1, $2, $3, $4, $5)`,
		c.congressID, personID, public, int64(now), by)
	return reader{id, personID, public, now, by}, err
}

// leave takes a reader's shares away, but for those of cases that nobody else of the commission could open then, and the
// reader herself where none is left.
func (c circle) leave(ctx context.Context, tx *sqldb.Tx, r reader) error {
	var others []any
	for _, one := range c.readers {
		if one.id != r.id && c.anchors(one) {
			others = append(others, one.id)
		}
	}
	if len(others) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `DELETE FROM seal_share WHERE reader_id = $1 AND EXISTS (SELECT 1 FROM seal_share o
		WHERE o.case_id = seal_share.case_id AND o.reader_id IN (`+sqldb.Marks(2, len(others))+`))`, append([]any{r.id}, others...)...)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM seal_reader WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM seal_share WHERE reader_id = $1)`, r.id)
	return err
}
