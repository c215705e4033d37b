package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"sync/atomic"
	"time"
)

// tempDir holds what is being written; its name is no fan-out folder's.
const tempDir = "tmp"

// Disk is a Store in one folder: ab/cd/<key>, where abcd begins the SHA-256 of the key. A folder that was taken away is
// found again when it is back.
type Disk struct {
	dir  string
	root atomic.Pointer[os.Root]
}

// OpenDisk opens the folder, and makes it, for its owner only, when it is missing.
func OpenDisk(dir string) (*Disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	if err := root.MkdirAll(tempDir, 0o700); err != nil {
		root.Close()
		return nil, fmt.Errorf("blob: %w", err)
	}
	d := &Disk{dir: dir}
	d.root.Store(root)
	return d, nil
}

// Close gives the folder back; blobs that are open stay readable.
func (d *Disk) Close() error { return d.root.Load().Close() }

// Put writes a temporary file, syncs it, and renames it into place. A full disk is a fault of kind Full, a folder that is
// not there or may not be written one of kind Away.
func (d *Disk) Put(ctx context.Context, key string, r io.Reader) error {
	if err := Check(key); err != nil {
		return err
	}
	temp := path.Join(tempDir, rand.Text())
	var root *os.Root
	var f *os.File
	err := d.within(func(now *os.Root) (err error) {
		root = now
		f, err = now.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		return err
	})
	if err == nil {
		err = fill(f, UntilDone(ctx, r))
	}
	if err == nil {
		err = place(root, temp, key)
	}
	if err == nil {
		return nil
	}
	root.Remove(temp) //nolint:errcheck // Sweep takes what is left
	return fmt.Errorf("blob: put %s: %w", key, Refusal(err))
}

func fill(f *os.File, r io.Reader) error {
	_, err := io.Copy(f, r)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// place renames the file and syncs every folder above it, so that the name is as durable as the content.
func place(root *os.Root, temp, key string) error {
	name := fanOut(key)
	leaf := path.Dir(name)
	if err := root.MkdirAll(leaf, 0o700); err != nil {
		return err
	}
	if err := root.Rename(temp, name); err != nil {
		return err
	}
	return errors.Join(sync(root, leaf), sync(root, path.Dir(leaf)), sync(root, "."))
}

func sync(root *os.Root, dir string) error {
	f, err := root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Get opens the file of the key.
func (d *Disk) Get(_ context.Context, key string) (io.ReadSeekCloser, error) {
	if err := Check(key); err != nil {
		return nil, err
	}
	var f *os.File
	err := d.within(func(root *os.Root) (err error) {
		f, err = root.Open(fanOut(key))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("blob: get: %w", err)
	}
	return f, nil
}

// Delete removes the file of the key.
func (d *Disk) Delete(_ context.Context, key string) error {
	if err := Check(key); err != nil {
		return err
	}
	name := fanOut(key)
	err := d.within(func(root *os.Root) error {
		err := root.Remove(name)
		if err == nil {
			err = sync(root, path.Dir(name))
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("blob: delete: %w", err)
	}
	return nil
}

// Sweep removes what writers that were cut off before an instant have left behind.
func (d *Disk) Sweep(before time.Time) error {
	root := d.root.Load()
	left, err := fs.ReadDir(root.FS(), tempDir)
	if err != nil {
		return fmt.Errorf("blob: sweep: %w", err)
	}
	for _, entry := range left {
		info, err := entry.Info()
		if err != nil || !info.ModTime().Before(before) {
			continue
		}
		if err := root.Remove(path.Join(tempDir, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("blob: sweep: %w", err)
		}
	}
	return nil
}

func fanOut(key string) string {
	sum := sha256.Sum256([]byte(key))
	name := hex.EncodeToString(sum[:2])
	return path.Join(name[:2], name[2:], key)
}
