package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"jiazhan/internal/blob"
)

// sum measures a file that lies in a copy.
func sum(ctx context.Context, dir, path string) (File, error) {
	return sumFile(ctx, filepath.Join(dir, filepath.FromSlash(path)), path)
}

func sumFile(ctx context.Context, at, path string) (File, error) {
	f, err := os.Open(at)
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, blob.UntilDone(ctx, f))
	return File{Path: path, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil))}, err
}

func copyFile(ctx context.Context, from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, blob.UntilDone(ctx, in))
	return errors.Join(err, out.Close())
}

// sync makes a file, or the names in a folder, durable.
func sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func syncTree(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return sync(path)
	})
}
