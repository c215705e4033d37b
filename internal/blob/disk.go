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
	"syscall"
	"time"

	"jiazhan/internal/fault"
)

// tempDir holds what is being written; its name is no fan-out folder's.
const tempDir = "tmp"

// Disk is a Store in one folder: ab/cd/<key>, where abcd begins the SHA-256 of the key.
type Disk struct{ root *os.Root }

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
	return &Disk{root}, nil
}

// Close gives the folder back; blobs that are open stay readable.
func (d *Disk) Close() error { return d.root.Close() }

// Put writes a temporary file, syncs it, and renames it into place. A full disk is a fault of kind Full.
func (d *Disk) Put(ctx context.Context, key string, r io.Reader) error {
	if err := Check(key); err != nil {
		return err
	}
	temp := path.Join(tempDir, rand.Text())
	err := d.write(temp, UntilDone(ctx, r))
	if err == nil {
		err = d.place(temp, key)
	}
	if err == nil {
		return nil
	}
	d.root.Remove(temp) //nolint:errcheck // Sweep takes what is left
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		err = fmt.Errorf("%w: %w", fault.New(fault.Full, "full"), err)
	}
	return fmt.Errorf("blob: put %s: %w", key, err)
}

func (d *Disk) write(name string, r io.Reader) error {
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// place renames the file and syncs every folder above it, so that the name is as durable as the content.
func (d *Disk) place(temp, key string) error {
	name := fanOut(key)
	leaf := path.Dir(name)
	if err := d.root.MkdirAll(leaf, 0o700); err != nil {
		return err
	}
	if err := d.root.Rename(temp, name); err != nil {
		return err
	}
	return errors.Join(d.sync(leaf), d.sync(path.Dir(leaf)), d.sync("."))
}

func (d *Disk) sync(dir string) error {
	f, err := d.root.Open(dir)
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
	f, err := d.root.Open(fanOut(key))
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
	err := d.root.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = d.sync(path.Dir(name))
	}
	if err != nil {
		return fmt.Errorf("blob: delete: %w", err)
	}
	return nil
}

// Sweep removes what writers that were cut off before an instant have left behind.
func (d *Disk) Sweep(before time.Time) error {
	left, err := fs.ReadDir(d.root.FS(), tempDir)
	if err != nil {
		return fmt.Errorf("blob: sweep: %w", err)
	}
	for _, entry := range left {
		info, err := entry.Info()
		if err != nil || !info.ModTime().Before(before) {
			continue
		}
		if err := d.root.Remove(path.Join(tempDir, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
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
