// Package blob keeps files by key: photos and what else is too large for a row. It owns no table. It must never take a
// key from a person: keys are made by the rooms, from tokens.
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Store is a place for blobs. Every implementation passes blobtest.Run.
type Store interface {
	// Put stores what r gives under key, whole and durable, or not at all; it takes the place of what was there.
	Put(ctx context.Context, key string, r io.Reader) error
	// Get opens the blob; fs.ErrNotExist when there is none. The caller closes it.
	Get(ctx context.Context, key string) (io.ReadSeekCloser, error)
	// Delete removes the blob; it is no error when there is none.
	Delete(ctx context.Context, key string) error
}

// ErrKey is given for a key that is not 1 to 200 of a–z, 0–9, ".", "_" and "-", or that begins with a dot.
var ErrKey = errors.New("blob: not a key")

const longestKey = 200

// Check gives ErrKey for what is not a key; every Store calls it first, so that no key can leave the store's folder.
func Check(key string) error {
	ok := len(key) > 0 && len(key) <= longestKey && key[0] != '.'
	for _, c := range []byte(key) {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-')
	}
	if !ok {
		return fmt.Errorf("%w: %.40q", ErrKey, key)
	}
	return nil
}

// UntilDone gives a reader that fails with the context's error once the context has ended, so that whoever reads on and
// on, as a copy or a decoder does, can be stopped.
func UntilDone(ctx context.Context, r io.Reader) io.Reader { return untilDone{ctx, r} }

type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
