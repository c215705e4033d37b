package ledger

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// Certificate proves that an event, and with it all of its stream before it, stands under a signed root. It holds nothing
// but hashes, so it may be given to anybody; numbers of bytes are hexadecimal, the signature is base64.
type Certificate struct {
	Stream    string   `json:"stream"`
	Seq       int64    `json:"seq"`
	At        int64    `json:"at"`
	Action    string   `json:"action"`
	Event     string   `json:"event"`     // its hash
	Path      []string `json:"path"`      // from the leaf up to the tree's head: "left …" or "right …"
	Statement string   `json:"statement"` // what is signed
	Signature string   `json:"signature"`
	Key       string   `json:"key"` // PEM
}

// Prove gives the certificate of the newest event of a stream that a signed day covers; NotFound while there is none, as on
// the day on which the stream begins. key is the public key as PEM.
func Prove(ctx context.Context, tx *sqldb.Tx, stream, key string) (Certificate, error) {
	var id int64
	c := Certificate{Stream: stream, Key: key}
	var hash []byte
	err := tx.Row(ctx, `SELECT id, seq, at, action, hash FROM ledger WHERE stream = $1 AND id <= (SELECT MAX(upto) FROM ledger_day) ORDER BY seq DESC LIMIT 1`,
		stream).Scan(&id, &c.Seq, &c.At, &c.Action, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return c, fault.Missing()
	}
	if err != nil {
		return c, err
	}
	d, err := sqldb.One(ctx, tx, scanDay, `SELECT `+dayColumns+` FROM ledger_day d WHERE d.upto >= $1 ORDER BY d.day LIMIT 1`, id)
	if err == nil && len(d.Signature) == 0 {
		err = fault.Missing()
	}
	if err != nil {
		return c, err
	}
	events, at, err := eventsOf(ctx, tx, d, id)
	if err != nil {
		return c, err
	}
	c.Event, c.Path = hex.EncodeToString(hash), path(events, at)
	c.Statement, c.Signature = d.Statement(), base64.StdEncoding.EncodeToString(d.Signature)
	return c, nil
}

// eventsOf gives the hashes of a day's events, and the place among them of the one with an id.
func eventsOf(ctx context.Context, tx *sqldb.Tx, d Day, id int64) (events [][]byte, at int, err error) {
	before, err := sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT COALESCE(MAX(upto), 0) FROM ledger_day WHERE day < $1`, d.Day)
	if err != nil {
		return nil, 0, err
	}
	err = walk(ctx, tx, before, d.Upto, func(row int64, hash []byte) {
		if row == id {
			at = len(events)
		}
		events = append(events, hash)
	})
	return events, at, err
}
