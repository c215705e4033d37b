package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"jiazhan/internal/sqldb"
)

// ErrDamaged is given for a copy whose files are not what its manifest says.
var ErrDamaged = errors.New("backup: damaged")

// ErrOccupied is given where an installation is there already.
var ErrOccupied = errors.New("backup: there is something already")

// Read gives the manifest of a copy.
func Read(dir string) (m Manifest, err error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%w: %s: %w", ErrDamaged, manifestName, err)
	}
	for _, f := range m.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			return m, fmt.Errorf("%w: %q lies outside", ErrDamaged, f.Path)
		}
	}
	return m, nil
}

// Check compares every file of a copy with its manifest and names each that differs.
func Check(ctx context.Context, dir string) (Manifest, error) {
	m, err := Read(dir)
	if err != nil {
		return m, err
	}
	var all []error
	for _, want := range m.Files {
		got, err := sum(ctx, dir, want.Path)
		if ctx.Err() != nil {
			return m, ctx.Err()
		}
		if err != nil {
			all = append(all, fmt.Errorf("%w: %w", ErrDamaged, err))
		} else if got != want {
			all = append(all, fmt.Errorf("%w: %s", ErrDamaged, want.Path))
		}
	}
	return m, errors.Join(all...)
}

// Lay checks a copy and lays it out as an installation where there is none. A single file that lies there already stays: it
// is the newer one.
func Lay(ctx context.Context, dir string, to Source) (Manifest, error) {
	m, err := Check(ctx, dir)
	if err != nil {
		return m, err
	}
	if m.Postgres != (to.Database.URL != "") {
		return m, errors.New("backup: a copy of PostgreSQL goes to PostgreSQL, one of SQLite to SQLite")
	}
	for _, path := range []string{to.Database.Path, to.Blobs} {
		if err := vacant(path); err != nil {
			return m, err
		}
	}
	for _, f := range m.Files {
		if err := lay(ctx, filepath.Join(dir, filepath.FromSlash(f.Path)), f, to); err != nil {
			return m, fmt.Errorf("backup: restore %s: %w", f.Path, err)
		}
	}
	return m, nil
}

// vacant refuses a path at which there is a file or a folder with something in it.
func vacant(path string) error {
	if path == "" {
		return nil
	}
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && len(entries) == 0:
		return nil
	}
	return fmt.Errorf("%w: %s", ErrOccupied, path)
}

func lay(ctx context.Context, from string, f File, to Source) error {
	switch {
	case f.Path == databaseName && to.Database.URL != "":
		return sqldb.Load(ctx, to.Database, from)
	case f.Path == databaseName:
		return put(ctx, from, to.Database.Path)
	case !strings.Contains(f.Path, "/"):
		return putBeside(ctx, from, to.Beside[f.Path])
	}
	rel, err := filepath.Rel(blobsName, filepath.FromSlash(f.Path))
	if err != nil {
		return err
	}
	return put(ctx, from, filepath.Join(to.Blobs, rel))
}

func putBeside(ctx context.Context, from, to string) error {
	if _, err := os.Stat(to); err == nil || to == "" {
		return nil
	}
	return put(ctx, from, to)
}

func put(ctx context.Context, from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if err := copyFile(ctx, from, to); err != nil {
		return err
	}
	return errors.Join(sync(to), sync(filepath.Dir(to)))
}
