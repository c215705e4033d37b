// Package once remembers what was sent under an idempotency key, for ever: the same key gives the same result, another
// content under an old key is a conflict. It owns the table once. It must never run a command itself.
package once

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"jiazhan/internal/fault"
	"jiazhan/internal/reseal"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// MaxKey is the longest key in bytes that is taken.
const MaxKey = 128

// Sealed are the columns in which results stand, encrypted where a room does so.
var Sealed = []reseal.Table{{Name: "once", Key: []string{"scope", "key"}, Columns: []string{"result"}}}

// Key is a person's key for one piece of work and the fingerprint of what she sent.
type Key struct {
	Scope   string // whose key it is, "p12" or "v"
	Key     string
	Content []byte
}

// Result gives what the key brought before; found is false for a new key. Other content under the key is a conflict.
func Result(ctx context.Context, tx *sqldb.Tx, k Key) (result string, found bool, err error) {
	var content []byte
	err = tx.Row(ctx, `SELECT content, result FROM once WHERE scope = $1 AND key = $2`, k.Scope, k.Key).Scan(&content, &result)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", false, nil
	case err != nil:
		return "", false, err
	case !bytes.Equal(content, k.Content):
		return "", false, fault.New(fault.Conflict, "once.other")
	}
	return result, true, nil
}

// Keep stores what the key brought, in the transaction that brought it. Two at once: the second fails with a
// unique error and is asked to look again. Of the time only the day is kept.
func Keep(ctx context.Context, tx *sqldb.Tx, k Key, result string) error {
	_, err := tx.Exec(ctx, `INSERT INTO once (scope, key, content, result, at) VALUES ($1,$2,$3,$4,$5)`,
		k.Scope, k.Key, k.Content, result, sqldb.Ms(workday.Day(tx.Now)))
	return err
}
