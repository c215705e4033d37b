package media

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// The states of a row: an upload is pending until it is attached or, unused, doomed; doomed blobs are being deleted.
const (
	pending  = "pending"
	attached = "attached"
	doomed   = "doomed"
)

const columns = `token, owner, person_id, width, height, bytes, sha256, at`

func scan(s sqldb.Scanner) (Photo, error) {
	var p Photo
	var at int64
	err := s.Scan(&p.Token, &p.Owner, &p.PersonID, &p.Width, &p.Height, &p.Bytes, &p.SHA256, &at)
	p.At = sqldb.Time(at)
	return p, err
}

func insert(ctx context.Context, tx *sqldb.Tx, p Photo, key string) error {
	_, err := tx.Exec(ctx, `INSERT INTO photo (token, state, root, owner, place, person_id, width, height, bytes, sha256, at, attached_at, sealed_with)
		VALUES ($1, $2, '', '', 0, $3, $4, $5, $6, $7, $8, 0, $9)`,
		p.Token, pending, p.PersonID, p.Width, p.Height, p.Bytes, p.SHA256, sqldb.Ms(p.At), key)
	return err
}

// AttachIn ties pending photos to an owner ("case/<id>/<seq>") in the caller's transaction, in the order of the tokens.
// A photo that this owner has already is no error. Faults: media.most above MostPhotos for the owner, media.unknown for
// a token that does not exist or has expired, media.used for a photo of another owner. Who sent an attached photo is
// forgotten, and of when it came only the day in Beijing is kept.
func AttachIn(ctx context.Context, tx *sqldb.Tx, owner string, tokens []string) ([]Photo, error) {
	if !validOwner(owner) {
		return nil, fmt.Errorf("media: %q is no owner", owner)
	}
	if len(tokens) > MostPhotos {
		return nil, fault.New(fault.Invalid, "media.most", MostPhotos)
	}
	var photos []Photo
	for place, token := range tokens {
		if slices.Contains(tokens[:place], token) {
			continue
		}
		p, err := attachOne(ctx, tx, owner, token, place)
		if err != nil {
			return nil, err
		}
		photos = append(photos, p)
	}
	all, err := Of(ctx, tx, owner)
	if err != nil {
		return nil, err
	}
	if len(all) > MostPhotos {
		return nil, fault.New(fault.Invalid, "media.most", MostPhotos)
	}
	return photos, nil
}

func attachOne(ctx context.Context, tx *sqldb.Tx, owner, token string, place int) (Photo, error) {
	p, err := sqldb.One(ctx, tx, scan, `UPDATE photo SET state = $1, root = $2, owner = $3, place = $4, person_id = 0, at = $5, attached_at = $5
		WHERE token = $6 AND state = $7 RETURNING `+columns, attached, rootOf(owner), owner, place, sqldb.Ms(workday.Day(tx.Now)), token, pending)
	if err == nil {
		return p, forgetTransfer(ctx, tx, token)
	}
	if fault.KindOf(err) != fault.NotFound {
		return p, err
	}
	p, err = find(ctx, tx, token)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return Photo{}, fault.New(fault.Invalid, "media.unknown")
	case err == nil && p.Owner != owner:
		return Photo{}, fault.New(fault.Conflict, "media.used")
	}
	return p, err
}

// find gives a photo that is not doomed.
func find(ctx context.Context, tx *sqldb.Tx, token string) (Photo, error) {
	return sqldb.One(ctx, tx, scan, `SELECT `+columns+` FROM photo WHERE token = $1 AND state <> $2`, token, doomed)
}

// Of lists the photos of an owner and of what stands below it, in the order in which they were attached: "case/12" and
// "case/12/" have those of case/12/1, but not of case/123.
func Of(ctx context.Context, tx *sqldb.Tx, ownerPrefix string) ([]Photo, error) {
	prefix := strings.TrimSuffix(ownerPrefix, "/")
	all, err := sqldb.All(ctx, tx, scan, `SELECT `+columns+` FROM photo WHERE root = $1 AND root <> ''
		ORDER BY attached_at, length(owner), owner, place, id`, rootOf(prefix))
	if err != nil {
		return nil, fmt.Errorf("media: photos of %s: %w", prefix, err)
	}
	var photos []Photo
	for _, p := range all {
		if p.Owner == prefix || strings.HasPrefix(p.Owner, prefix+"/") {
			photos = append(photos, p)
		}
	}
	return photos, nil
}

// rootOf is the part of an owner by which its rows are found: "case/12" of "case/12/3".
func rootOf(owner string) string {
	kind, rest, _ := strings.Cut(owner, "/")
	id, _, _ := strings.Cut(rest, "/")
	return kind + "/" + id
}

// validOwner wants at least a kind and an id, and no empty part.
func validOwner(owner string) bool {
	parts := strings.Split(owner, "/")
	return len(parts) >= 2 && !slices.Contains(parts, "")
}
