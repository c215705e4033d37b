// Package worklist keeps what people at desks keep for their work: their lists by name, their congress's templates of
// replies, who is writing on which case right now, and what somebody had written when her session ended. It owns the tables
// desk_view, desk_template, desk_presence and desk_parked.
// It must never know a case: a view is an address, a template a text, a presence a number.
package worklist

import (
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Service keeps it.
type Service struct {
	DB   *sqldb.DB
	Keys *vault.Keyring
}

// nameLong is the most characters of a name.
const nameLong = 20

// named notes what is wrong with a name.
func named(f *fault.Fields, name string) {
	if hanzi.Blank(name) {
		f.Add("name", "field.required")
		return
	}
	if key := hanzi.Check(name, nameLong); key != "" {
		f.Add("name", key)
	}
}
