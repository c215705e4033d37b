// Package notice tells people what happened: an inbox for those who serve, short messages for citizens. Rooms put Notes
// into the outbox with their change; the pump delivers them. Texts are message keys, rendered when they are read or sent.
// It owns the tables notice and letter_day. It must never hold a sentence, nor more of a case than its number.
package notice

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/i18n"
	"jiazhan/internal/jobs"
	"jiazhan/internal/sqldb"
)

// Kind is the outbox kind of Notes.
const Kind = "notice"

// Desk is a place at which people serve: everybody who holds the role there (UnitID 0: in the whole congress) is told.
type Desk struct {
	CongressID int64       `json:"congress"`
	Role       access.Role `json:"role"`
	UnitID     int64       `json:"unit,omitempty"`
}

// Args fill a sentence: strings and whole numbers.
type Args []any

// UnmarshalJSON keeps whole numbers whole, so that %d finds an integer.
func (a *Args) UnmarshalJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var raw []any
	if err := d.Decode(&raw); err != nil {
		return err
	}
	for i, v := range raw {
		number, ok := v.(json.Number)
		if !ok {
			continue
		}
		n, err := number.Int64()
		if err != nil {
			return fmt.Errorf("notice: argument %d is no whole number: %w", i, err)
		}
		raw[i] = n
	}
	*a = raw
	return nil
}

// Note is one thing to tell, for the inbox of a person or of everybody at a desk.
type Note struct {
	CongressID int64  `json:"congress"`
	PersonID   int64  `json:"person,omitempty"`
	Desk       *Desk  `json:"desk,omitempty"`
	Key        string `json:"key"`
	Args       Args   `json:"args,omitempty"`
	Link       string `json:"link,omitempty"` // own path
	// Topic joins the unread notes of one topic to one with their number, which fills the first verb of the sentence:
	// "notice.desk.new" with topic "station 3" becomes "7 new at your desk".
	Topic string `json:"topic,omitempty"`
}

// Put tells something once the caller's transaction is committed.
func Put(ctx context.Context, tx *sqldb.Tx, n Note) error { return jobs.Put(ctx, tx, Kind, n) }

// Notice is an entry of an inbox.
type Notice struct {
	ID         int64
	CongressID int64
	Topic, Key string
	Args       Args
	Link       string
	Times      int64     // how many notes were joined
	At         time.Time // of the newest
	ReadAt     time.Time // zero: unread
}

// Text is the sentence in the printer's language.
func (n Notice) Text(p *i18n.Printer) string {
	if n.Topic != "" {
		return p.T(n.Key, append(Args{n.Times}, n.Args...)...)
	}
	return p.T(n.Key, n.Args...)
}
