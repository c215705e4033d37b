// Package draft keeps for a week what somebody has begun to write and has not sent. It owns the table draft.
// A draft opens to the browser that shows its secret, of which only the hash is kept, and what was written is encrypted. It
// must never know what is written or who writes, and must never be given anything of the sealed lane.
package draft

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/reseal"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Keep is how long a draft waits after it was last saved.
const Keep = 7 * 24 * time.Hour

const (
	most = 10       // drafts of one browser; the oldest goes
	long = 64 << 10 // bytes that were written on one
)

// Draft is what is kept. The zero At is that of a draft that is not there yet.
type Draft struct {
	ID         string
	CongressID int64
	Body       string   // what was written, in its writer's own form
	Photos     []string // tokens of the photos that wait with it
	Receipt    string   // of what it has become: it was sent, and nothing that was written is kept any more
	At         time.Time
}

// Until is when the draft is deleted unless it is saved again.
func (d Draft) Until() time.Time { return d.At.Add(Keep) }

// Ref names a draft as a browser shows it.
type Ref struct {
	Secret     string
	CongressID int64
	ID         string
}

func (r Ref) holder() []byte { return vault.HashToken(r.Secret) }

// Sealed are the columns that hold encrypted words.
var Sealed = []reseal.Table{{Name: "draft", Key: []string{"id"}, Columns: []string{"body", "receipt"}}}

// Service keeps drafts. Hold lets photos wait until an instant, Free deletes those that belong to nothing; both in the
// caller's transaction.
type Service struct {
	DB   *sqldb.DB
	Keys *vault.Keyring
	Hold func(ctx context.Context, tx *sqldb.Tx, tokens []string, until time.Time) error
	Free func(ctx context.Context, tx *sqldb.Tx, tokens []string) error
}

const (
	nonceLong = 6
	markLong  = 8
)

// NewRef names a draft that the holder of a secret may begin with a congress. The name tells when it was made and bears a
// mark of the secret: without it, it is the name of nothing.
func NewRef(secret string, congressID int64, now time.Time) Ref {
	r := Ref{Secret: secret, CongressID: congressID}
	name := strconv.FormatInt(now.Unix()/60, 36) + vault.Token()[:nonceLong]
	r.ID = name + r.mark(name)
	return r
}

func (r Ref) mark(name string) string {
	return hex.EncodeToString(vault.HashToken(fmt.Sprintf("%s/%d/%s", r.Secret, r.CongressID, name)))[:markLong]
}

// Made is when the name was made; false when it was made for another browser or congress, or nowhere.
func (r Ref) Made() (time.Time, bool) {
	cut := len(r.ID) - markLong
	if r.Secret == "" || cut <= nonceLong || r.ID[cut:] != r.mark(r.ID[:cut]) {
		return time.Time{}, false
	}
	minutes, err := strconv.ParseInt(r.ID[:cut-nonceLong], 36, 64)
	return time.Unix(minutes*60, 0), err == nil
}

func (s *Service) seal(d Draft) (string, error) {
	return s.Keys.Seal(strings.Join(d.Photos, ",") + "\n" + d.Body)
}

func (s *Service) open(d *Draft, body, receipt string) error {
	text, err := s.Keys.Open(body)
	if err != nil {
		return err
	}
	photos, written, _ := strings.Cut(text, "\n")
	d.Body = written
	if photos != "" {
		d.Photos = strings.Split(photos, ",")
	}
	d.Receipt, err = s.Keys.Open(receipt)
	return err
}
