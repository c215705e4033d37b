// Package notice tells people what happened: an inbox for those who serve, short messages for citizens. Rooms put Notes
// into the outbox with their change; the pump delivers them. Texts are message keys, rendered when they are read or sent.
// It owns the tables notice and letter_day. It must never hold a sentence, nor more of a case than its number and its days.
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

// Args fill a sentence: strings, whole numbers and days.
type Args []any

// Day is an instant in Unix milliseconds that a sentence names by its day, in the reader's language.
type Day int64

// MarshalJSON tells a day from a number.
func (d Day) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]int64{"day": int64(d)}) }

// UnmarshalJSON keeps whole numbers whole, so that %d finds an integer, and days days.
func (a *Args) UnmarshalJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var raw []any
	if err := d.Decode(&raw); err != nil {
		return err
	}
	for i, v := range raw {
		var err error
		if raw[i], err = whole(v); err != nil {
			return fmt.Errorf("notice: argument %d is no whole number: %w", i, err)
		}
	}
	*a = raw
	return nil
}

func whole(v any) (any, error) {
	switch v := v.(type) {
	case json.Number:
		return v.Int64()
	case map[string]any:
		day, _ := v["day"].(json.Number)
		ms, err := day.Int64()
		return Day(ms), err
	}
	return v, nil
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

// Text is the sentence in the printer's language. A day has its year when it is not the year of the notice.
func (n Notice) Text(p *i18n.Printer) string {
	var args Args
	if n.Topic != "" {
		args = Args{n.Times}
	}
	for _, v := range n.Args {
		if day, ok := v.(Day); ok {
			v = p.DateAt(sqldb.Time(int64(day)), n.At)
		}
		args = append(args, v)
	}
	return p.T(n.Key, args...)
}
