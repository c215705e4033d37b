package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

const (
	piece         = 128 << 10 // bytes of a transfer that are stored, encrypted, before they are acknowledged
	mostTransfers = 3 * MostPhotos
)

// Transfer is a photo on its way. What has come stays for 24 hours, so that the rest may follow after a break.
type Transfer struct {
	ID       string // whoever knows it may go on, unless it is a person's: then she alone
	PersonID int64  // who sends it, 0 for a visitor
	Size     int64  // bytes
	Came     int64  // bytes that are stored
	Photo    string // token of the photo that it became, "" before
	At       time.Time
}

// Expires is when an unfinished transfer is given up.
func (t Transfer) Expires() time.Time { return t.At.Add(keepPending) }

// Begin makes room for a photo of size bytes. Invalid media.bytes for one that is too large, TooMany media.transfers for a
// person who has many on their way; visitors are held by the limit of their network alone.
func (s *Service) Begin(ctx context.Context, by access.Actor, name string, size int64) (Transfer, error) {
	if size > MostBytes {
		return Transfer{}, fault.New(fault.Invalid, "media.bytes", display(name), MostBytes>>20)
	}
	t := Transfer{ID: vault.Token(), PersonID: by.PersonID, Size: max(0, size)}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		t.At = tx.Now
		n, err := sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT COUNT(*) FROM transfer WHERE person_id = $1 AND person_id > 0 AND photo = ''`, t.PersonID)
		if err != nil {
			return err
		}
		if n >= mostTransfers {
			return fault.New(fault.TooMany, "media.transfers", mostTransfers)
		}
		_, err = tx.Exec(ctx, `INSERT INTO transfer (id, person_id, size, came, photo, at) VALUES ($1, $2, $3, 0, '', $4)`, t.ID, t.PersonID, t.Size, sqldb.Ms(t.At))
		return err
	})
	return t, err
}

func scanTransfer(r sqldb.Scanner) (t Transfer, err error) {
	var at int64
	err = r.Scan(&t.ID, &t.PersonID, &t.Size, &t.Came, &t.Photo, &at)
	t.At = sqldb.Time(at)
	return t, err
}

const selectTransfer = `SELECT id, person_id, size, came, photo, at FROM transfer `

// Transfer gives one that the actor may go on with; NotFound for anybody else's, and for one that is over.
func (s *Service) Transfer(ctx context.Context, by access.Actor, id string) (t Transfer, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		t, err = sqldb.One(ctx, tx, scanTransfer, selectTransfer+`WHERE id = $1 AND person_id = $2`, id, by.PersonID)
		return err
	})
	if err == nil && !s.db.Now().Before(t.Expires()) {
		err = fault.Missing()
	}
	return t, err
}

// Append stores what r brings behind what has come, piece by piece, and gives the bytes that are stored: what came before
// an error of r is among them. Conflict media.moved when the transfer went on elsewhere.
func (s *Service) Append(ctx context.Context, t *Transfer, r io.Reader) (n int64, err error) {
	for t.Came < t.Size && err == nil {
		var came int64
		came, err = s.appendPiece(ctx, t, r)
		n += came
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return n, err
}

func (s *Service) appendPiece(ctx context.Context, t *Transfer, r io.Reader) (int64, error) {
	at := t.Came / piece
	part, err := s.begunPiece(ctx, t)
	if err != nil {
		return 0, err
	}
	have := len(part)
	part = append(part, make([]byte, min(piece, t.Size-at*piece)-int64(have))...)
	n, broken := io.ReadFull(r, part[have:])
	if n == 0 {
		return 0, broken
	}
	if err := s.putSealed(ctx, pieceKey(t.ID, at), part[:have+n]); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		touched, err := tx.Exec(ctx, `UPDATE transfer SET came = $1 WHERE id = $2 AND came = $3`, t.Came+int64(n), t.ID, t.Came)
		if err == nil && touched == 0 {
			err = fault.New(fault.Conflict, "media.moved")
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	t.Came += int64(n)
	return int64(n), broken
}

// begunPiece is what has come of the piece that comes next.
func (s *Service) begunPiece(ctx context.Context, t *Transfer) ([]byte, error) {
	part := make([]byte, 0, piece)
	have := int(t.Came % piece)
	if have == 0 {
		return part, nil
	}
	stored, err := s.getPiece(ctx, t.ID, t.Came/piece)
	if err == nil && len(stored) < have {
		err = fault.New(fault.Conflict, "media.moved")
	}
	if err != nil {
		return nil, err
	}
	return append(part, stored[:have]...), nil
}

// Finish makes the photo of a transfer that has come whole, as Upload does, and forgets the pieces. One that is no photo
// is given up.
func (s *Service) Finish(ctx context.Context, by access.Actor, t Transfer, name string) (Photo, error) {
	p, err := s.Upload(ctx, by, name, &pieces{ctx: ctx, s: s, t: t})
	if fault.KindOf(err) == fault.Invalid {
		return Photo{}, errors.Join(err, s.GiveUp(ctx, t))
	}
	if err != nil {
		return Photo{}, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE transfer SET photo = $1 WHERE id = $2`, p.Token, t.ID)
		return err
	})
	if err == nil {
		err = s.forgetPieces(ctx, t)
	}
	return p, err
}

// GiveUp forgets a transfer. The photo that it became stays.
func (s *Service) GiveUp(ctx context.Context, t Transfer) error {
	if err := s.forgetPieces(ctx, t); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM transfer WHERE id = $1`, t.ID)
		return err
	})
}

// forgetTransfer forgets how a photo came, and who sent it.
func forgetTransfer(ctx context.Context, tx *sqldb.Tx, photo string) error {
	_, err := tx.Exec(ctx, `DELETE FROM transfer WHERE photo = $1 AND photo <> ''`, photo)
	return err
}

// forgetPieces deletes what is stored, and what may have been stored without being told.
func (s *Service) forgetPieces(ctx context.Context, t Transfer) error {
	for at := int64(0); at <= t.Came/piece; at++ {
		if err := s.store.Delete(ctx, pieceKey(t.ID, at)); err != nil {
			return fmt.Errorf("media: transfer: %w", err)
		}
	}
	return nil
}

// sweepTransfers gives up those that nobody went on with in time.
func (s *Service) sweepTransfers(ctx context.Context) error {
	var old []Transfer
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		old, err = sqldb.All(ctx, tx, scanTransfer, selectTransfer+`WHERE at <= $1 ORDER BY at LIMIT $2`, sqldb.Ms(tx.Now.Add(-keepPending)), sweepAtOnce)
		return err
	})
	for _, t := range old {
		err = errors.Join(err, s.GiveUp(ctx, t))
	}
	return err
}

func pieceKey(id string, at int64) string { return id + ".part" + strconv.FormatInt(at, 10) }

func (s *Service) getPiece(ctx context.Context, id string, at int64) ([]byte, error) {
	sealed, err := s.readAll(ctx, pieceKey(id, at))
	if err != nil {
		return nil, err
	}
	return s.keys.OpenBytes(sealed)
}

// pieces reads a transfer from its beginning.
type pieces struct {
	ctx  context.Context
	s    *Service
	t    Transfer
	at   int64
	part []byte
}

func (p *pieces) Read(to []byte) (n int, err error) {
	if len(p.part) == 0 {
		if p.at*piece >= p.t.Came {
			return 0, io.EOF
		}
		if p.part, err = p.s.getPiece(p.ctx, p.t.ID, p.at); err != nil {
			return 0, err
		}
		p.at++
	}
	n = copy(to, p.part)
	p.part = p.part[n:]
	return n, nil
}
