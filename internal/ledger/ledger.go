// Package ledger is the append-only history: one hash chain per stream, one root per day over all of them. It owns the
// tables ledger and ledger_day. It must never change or delete a row, and must never hold personal text: callers put
// salted commitments into the body. The hash is SHA-256, so that any stranger's tool can check it.
package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"jiazhan/internal/sqldb"
)

// Event is one thing that happened in a stream.
type Event struct {
	Stream string
	Seq    int64 // 1, 2, 3 … without gaps
	At     int64 // Unix milliseconds
	Person int64 // 0: the system or a visitor
	Action string
	Body   string // JSON
	Hash   []byte
}

// Head is the end of a stream: the last sequence number and its hash; the zero Head is an empty stream.
type Head struct {
	Seq  int64
	Hash []byte
}

// Append writes e after head and gives the new head. Two writers after one head collide on (stream, seq).
func Append(ctx context.Context, tx *sqldb.Tx, head Head, e Event) (Head, error) {
	e.Seq = head.Seq + 1
	e.Hash = Sum(head.Hash, e)
	_, err := tx.Exec(ctx, `INSERT INTO ledger (stream, seq, at, person, action, body, hash) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		e.Stream, e.Seq, e.At, e.Person, e.Action, e.Body, e.Hash)
	if err != nil {
		return head, fmt.Errorf("ledger: append to %s: %w", e.Stream, err)
	}
	return Head{e.Seq, e.Hash}, nil
}

// Sum is the hash of an event: SHA-256 over the hash before it and each field, every one preceded by its length in
// bytes as eight big-endian bytes; numbers are eight big-endian bytes.
func Sum(prev []byte, e Event) []byte {
	h := sha256.New()
	var n [8]byte
	num := func(v int64) {
		binary.BigEndian.PutUint64(n[:], uint64(v))
		h.Write(n[:])
	}
	num(int64(len(prev)))
	h.Write(prev)
	for _, s := range []string{e.Stream, e.Action, e.Body} {
		num(int64(len(s)))
		h.Write([]byte(s))
	}
	num(e.Seq)
	num(e.At)
	num(e.Person)
	return h.Sum(nil)
}

// HeadOf reads the end of a stream.
func HeadOf(ctx context.Context, tx *sqldb.Tx, stream string) (Head, error) {
	var h Head
	err := tx.Row(ctx, `SELECT seq, hash FROM ledger WHERE stream = $1 ORDER BY seq DESC LIMIT 1`, stream).Scan(&h.Seq, &h.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return Head{}, nil
	}
	return h, err
}

const columns = `stream, seq, at, person, action, body, hash`

func scan(s sqldb.Scanner) (Event, error) {
	var e Event
	return e, s.Scan(&e.Stream, &e.Seq, &e.At, &e.Person, &e.Action, &e.Body, &e.Hash)
}

// Since gives the events of a stream that follow the one with a sequence number.
func Since(ctx context.Context, tx *sqldb.Tx, stream string, seq int64) ([]Event, error) {
	return sqldb.All(ctx, tx, scan, `SELECT `+columns+` FROM ledger WHERE stream = $1 AND seq > $2 ORDER BY seq`, stream, seq)
}

// Read gives the events of a stream in order.
func Read(ctx context.Context, tx *sqldb.Tx, stream string) ([]Event, error) {
	return sqldb.All(ctx, tx, scan, `SELECT `+columns+` FROM ledger WHERE stream = $1 ORDER BY seq`, stream)
}
