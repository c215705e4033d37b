// Package backup takes whole copies of an installation while it runs, checks them and lays them out again: the database
// as of one moment, the blobs, and a manifest with the SHA-256 of each file. It owns no table. It must never write into
// the installation that it copies, never leave a copy that is half made under its final name, and never lay one over
// something that is there.
package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"jiazhan/internal/sqldb"
)

// Source is an installation. Beside are the single files that belong to it, by their name in a copy; one that is missing is
// left out.
type Source struct {
	Database sqldb.Config
	Blobs    string
	Beside   map[string]string
}

// Manifest says what a copy holds. Paths are slash-separated and lie below the copy's folder.
type Manifest struct {
	Taken    time.Time `json:"taken"`
	Postgres bool      `json:"postgres,omitempty"`
	Files    []File    `json:"files"`
}

// File is one file of a copy.
type File struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Has reports whether a file is in the copy.
func (m Manifest) Has(path string) bool {
	return slices.ContainsFunc(m.Files, func(f File) bool { return f.Path == path })
}

// Bytes is the size of everything in the copy.
func (m Manifest) Bytes() (sum int64) {
	for _, f := range m.Files {
		sum += f.Bytes
	}
	return sum
}

// The names of a copy's parts.
const (
	manifestName = "manifest.json"
	databaseName = "database"
	blobsName    = "blob"
	partSuffix   = ".part"
	nameLayout   = "20060102-150405"
)

// Make copies the installation into a new folder below to, named by the instant, and gives its path. A blob that the copy
// before holds already is linked, not copied, so that daily copies take the room of what is new. The database is taken
// first: every photo it knows was there before.
func Make(ctx context.Context, src Source, to string, taken time.Time) (dir string, m Manifest, err error) {
	if within(src.Blobs, to) {
		return "", m, fmt.Errorf("backup: %s lies among the photos: the next copy would hold this one", to)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return "", m, fmt.Errorf("backup: %w", err)
	}
	dir = filepath.Join(to, taken.UTC().Format(nameLayout))
	if _, err := os.Stat(dir); err == nil {
		return "", m, fmt.Errorf("backup: %s is there already: %w", dir, fs.ErrExist)
	}
	part := dir + partSuffix
	if err := os.RemoveAll(part); err != nil {
		return "", m, fmt.Errorf("backup: %w", err)
	}
	c := &copying{ctx: ctx, dir: part, known: lastFiles(to), m: Manifest{Taken: taken.UTC(), Postgres: src.Database.URL != ""}}
	if err := c.all(src); err != nil {
		return "", m, errors.Join(fmt.Errorf("backup: %w", err), os.RemoveAll(part))
	}
	if err := errors.Join(os.Rename(part, dir), sync(to)); err != nil {
		return "", m, fmt.Errorf("backup: %w", err)
	}
	return dir, c.m, nil
}

func within(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}

// copying is one copy under way.
type copying struct {
	ctx   context.Context
	dir   string
	known map[string]string // where a file of this path and content lies already
	m     Manifest
}

func (c *copying) all(src Source) error {
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return err
	}
	database := filepath.Join(c.dir, databaseName)
	if err := sqldb.Snapshot(c.ctx, src.Database, database); err != nil {
		return err
	}
	if err := c.note(databaseName); err != nil {
		return err
	}
	for name, path := range src.Beside {
		if err := c.take(path, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := c.blobs(src.Blobs); err != nil {
		return err
	}
	return c.manifest()
}

// note puts a file that lies in the copy into the manifest.
func (c *copying) note(path string) error {
	f, err := sum(c.ctx, c.dir, path)
	if err != nil {
		return err
	}
	c.m.Files = append(c.m.Files, f)
	return sync(filepath.Join(c.dir, filepath.FromSlash(path)))
}

// take brings a file into the copy: as a link where the copy before has it, else as a copy.
func (c *copying) take(from, path string) error {
	f, err := sumFile(c.ctx, from, path)
	if err != nil {
		return err
	}
	to := filepath.Join(c.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if old, ok := c.known[f.key()]; ok && os.Link(old, to) == nil {
		c.m.Files = append(c.m.Files, f)
		return nil
	}
	if err := copyFile(c.ctx, from, to); err != nil {
		return err
	}
	return c.note(path)
}

func (f File) key() string { return f.Path + " " + f.SHA256 }

// blobs takes every blob; one that was deleted meanwhile was meant to go.
func (c *copying) blobs(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || c.ctx.Err() != nil {
			return errors.Join(err, c.ctx.Err())
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if rel == "tmp" { // what is being written
				return filepath.SkipDir
			}
			return nil
		}
		if err := c.take(path, blobsName+"/"+filepath.ToSlash(rel)); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}

func (c *copying) manifest() error {
	text, err := json.MarshalIndent(c.m, "", "\t")
	if err != nil {
		return err
	}
	path := filepath.Join(c.dir, manifestName)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return err
	}
	return errors.Join(sync(path), syncTree(c.dir))
}

// All gives the whole copies below a folder, the oldest first.
func All(to string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(to, "*", manifestName))
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	var dirs []string
	for _, path := range found {
		dir := filepath.Dir(path)
		if _, err := time.Parse(nameLayout, filepath.Base(dir)); err == nil {
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs)
	return dirs, nil
}

// Prune removes the oldest copies below a folder until keep are left, and gives those that went.
func Prune(to string, keep int) ([]string, error) {
	dirs, err := All(to)
	if err != nil || len(dirs) <= keep {
		return nil, err
	}
	gone := dirs[:len(dirs)-keep]
	for _, dir := range gone {
		if err := os.RemoveAll(dir); err != nil {
			return nil, fmt.Errorf("backup: %w", err)
		}
	}
	return gone, nil
}

// lastFiles is where the files of the newest copy lie; none when it cannot be read.
func lastFiles(to string) map[string]string {
	known := map[string]string{}
	dirs, err := All(to)
	if err != nil || len(dirs) == 0 {
		return known
	}
	last := dirs[len(dirs)-1]
	m, err := Read(last)
	if err != nil {
		return known
	}
	for _, f := range m.Files {
		known[f.key()] = filepath.Join(last, filepath.FromSlash(f.Path))
	}
	return known
}
