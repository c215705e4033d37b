package media

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"syscall"
	"unicode"

	"jiazhan/internal/access"
	"jiazhan/internal/blob"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Upload takes a photo in and keeps it pending for 24 hours, until AttachIn ties it to something. It must be called
// outside every transaction. Name is the person's file name, quoted in a refusal and then forgotten. What is no photo is
// refused as Invalid, with a key for each reason; whoever may neither file nor act by his token as Forbidden.
func (s *Service) Upload(ctx context.Context, by access.Actor, name string, r io.Reader) (Photo, error) {
	if !by.InScope(access.ScopeFile) && !by.InScope(access.ScopeAct) {
		return Photo{}, fault.New(fault.Forbidden, "forbidden")
	}
	u := upload{name: display(name)}
	file, err := spool(u.name, r)
	if err != nil {
		return Photo{}, err
	}
	defer file.Close()
	u.file = file
	made, err := s.render(ctx, u)
	if err != nil {
		return Photo{}, err
	}
	return s.keep(ctx, by, made)
}

// keep stores the row before the blobs: whatever is cut off in between is pending, and Sweep takes it away. What cannot be
// stored is given up at once.
func (s *Service) keep(ctx context.Context, by access.Actor, made pictures) (Photo, error) {
	sum := sha256.Sum256(made.files[0])
	p := Photo{Token: vault.Token(), PersonID: by.PersonID, Width: made.width, Height: made.height,
		Bytes: int64(len(made.files[0])), SHA256: sum[:]}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		p.At = tx.Now
		return insert(ctx, tx, p, s.keys.Label())
	})
	if err != nil {
		return Photo{}, fmt.Errorf("media: keep: %w", err)
	}
	for i, f := range forms {
		if err := s.put(ctx, p.Token, f.size, made.files[i]); err != nil {
			free := func(tx *sqldb.Tx) error { return FreeIn(ctx, tx, []string{p.Token}) }
			return Photo{}, fmt.Errorf("media: keep: %w", errors.Join(err, s.db.Write(context.WithoutCancel(ctx), free)))
		}
	}
	return p, nil
}

// spool puts the upload on disk, so that many slow ones do not fill the memory. The file has no name any more: it goes
// when it is closed, also after a crash.
func spool(name string, r io.Reader) (*os.File, error) {
	file, err := os.CreateTemp("", "jiazhan-photo-*")
	if err != nil {
		return nil, fmt.Errorf("media: spool: %w", blob.Refusal(err))
	}
	err = os.Remove(file.Name())
	var size int64
	if err == nil {
		size, err = io.Copy(file, io.LimitReader(r, MostBytes+1))
	}
	if err == nil && size <= MostBytes {
		return file, nil
	}
	file.Close()
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		err = errors.Join(fault.New(fault.Full, "full"), err)
	}
	if err != nil {
		return nil, fmt.Errorf("media: spool: %w", blob.Refusal(err))
	}
	return nil, fault.New(fault.Invalid, "media.bytes", name, MostBytes>>20)
}

// display is a file name as a sentence may quote it: without folders, invisible characters and excess length.
func display(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) {
			return -1
		}
		return r
	}, name)
	if letters := []rune(name); len(letters) > 60 {
		name = string(letters[:59]) + "…"
	}
	if name == "" || name == "." || name == "/" {
		return "?"
	}
	return name
}
