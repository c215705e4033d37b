package blob_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"jiazhan/internal/blob"
	"jiazhan/internal/blob/blobtest"
	"jiazhan/internal/fault"
)

func openDisk(t *testing.T, dir string) *blob.Disk {
	t.Helper()
	d, err := blob.OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestDisk(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return openDisk(t, filepath.Join(t.TempDir(), "blobs")) })
}

// files lists what stands below dir.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			found = append(found, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestFanOutAndModes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	d := openDisk(t, dir)
	if err := d.Put(t.Context(), "key.view", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	found := files(t, dir)
	if len(found) != 1 || !regexp.MustCompile(`^[0-9a-f]{2}/[0-9a-f]{2}/key\.view$`).MatchString(found[0]) {
		t.Fatalf("got %v", found)
	}
	for name, want := range map[string]fs.FileMode{found[0]: 0o600, filepath.Dir(found[0]): 0o700, ".": 0o700} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: got %v (%v), want %v", name, info.Mode().Perm(), err, want)
		}
	}
}

func TestBrokenPutLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir)
	if err := d.Put(t.Context(), "k", iotest.ErrReader(errors.New("broken"))); err == nil {
		t.Fatal("must fail")
	}
	if found := files(t, dir); len(found) != 0 {
		t.Errorf("left behind: %v", found)
	}
}

func TestLinkOutOfTheFolderIsNotFollowed(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	d := openDisk(t, dir)
	if err := d.Put(t.Context(), "k", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, files(t, dir)[0])
	secret := filepath.Join(outside, "secret")
	if err := errors.Join(os.WriteFile(secret, []byte("s"), 0o600), os.Remove(name), os.Symlink(secret, name)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Get(t.Context(), "k"); err == nil {
		t.Error("a link to another folder was read")
	}
}

func TestSweepTakesOnlyOldLeftovers(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir)
	if err := d.Put(t.Context(), "k", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 3, 11, 12, 0, 0, 0, time.UTC)
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "new": time.Hour} {
		path := filepath.Join(dir, "tmp", name)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, noon.Add(-age), noon.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Sweep(noon.Add(-24 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	found := strings.Join(files(t, dir), " ")
	if strings.Contains(found, "old") || !strings.Contains(found, "tmp/new") || !strings.Contains(found, "/k") {
		t.Errorf("left: %s", found)
	}
}

func TestFullDiskIsAFault(t *testing.T) {
	d := openDisk(t, t.TempDir())
	err := d.Put(t.Context(), "k", iotest.ErrReader(&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}))
	if fault.KindOf(err) != fault.Full {
		t.Errorf("got %v", err)
	}
}

// A folder that is taken away refuses, and loses nothing of what is in it; put back, it is used again.
func TestAFolderThatIsTakenAwayAndPutBack(t *testing.T) {
	home := t.TempDir()
	dir, elsewhere := filepath.Join(home, "blobs"), filepath.Join(home, "elsewhere")
	d := openDisk(t, dir)
	if err := d.Put(t.Context(), "old", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.CopyFS(elsewhere, os.DirFS(dir)), os.RemoveAll(dir)); err != nil {
		t.Fatal(err)
	}
	_, got := d.Get(t.Context(), "old")
	for what, err := range map[string]error{"put": d.Put(t.Context(), "new", strings.NewReader("y")), "get": got, "delete": d.Delete(t.Context(), "old")} {
		if fault.KindOf(err) != fault.Away || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s while it is gone: %v", what, err)
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Fatal("it was made anew, so that nobody sees that it is missing")
	}
	if err := os.Rename(elsewhere, dir); err != nil {
		t.Fatal(err)
	}
	if err := d.Put(t.Context(), "new", strings.NewReader("y")); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"old", "new"} {
		f, err := d.Get(t.Context(), key)
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		f.Close()
	}
	if _, err := d.Get(t.Context(), "none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was never there: %v", err)
	}
}

// Another folder at the same place, as the empty one below a disk that is not mounted, is not taken for ours.
func TestAnEmptyFolderInItsPlaceIsNotOurs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	d := openDisk(t, dir)
	if err := errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := d.Put(t.Context(), "k", strings.NewReader("x")); fault.KindOf(err) != fault.Away {
		t.Errorf("got %v", err)
	}
	if found := files(t, dir); len(found) != 0 {
		t.Errorf("written: %v", found)
	}
}

func TestWhatPeopleAreToldOfAFolder(t *testing.T) {
	for cause, kind := range map[error]fault.Kind{
		syscall.ENOSPC: fault.Full, syscall.EDQUOT: fault.Full, syscall.EROFS: fault.Away, syscall.EACCES: fault.Away, syscall.EPERM: fault.Away,
		syscall.ENOENT: fault.Away, syscall.EIO: fault.Away, errors.New("broken"): fault.Internal,
	} {
		if err := blob.Refusal(&fs.PathError{Op: "open", Path: "x", Err: cause}); fault.KindOf(err) != kind || !errors.Is(err, cause) {
			t.Errorf("%v: %v, want kind %v", cause, err, kind)
		}
	}
}
