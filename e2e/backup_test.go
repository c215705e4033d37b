package e2e

import (
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/backup"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

// filedWithPhotos files two cases with photos and one sealed, as citizens do.
func (o *town) filedWithPhotos() *browser {
	o.t.Helper()
	b := o.browser("10.31.0.1")
	for i, r := range []report{{"text": "桥头的护栏断了一截"}, {"text": "广场的灯不亮", "phone": "16300000031"}, {"text": "有人冒领补贴", "against_person": "on"}} {
		b.file("zhengding", r, photo(byte(40+i)))
	}
	return b
}

// onWholeDatabases runs a proof on SQLite and on PostgreSQL, there with another, empty database beside it.
func onWholeDatabases(t *testing.T, f func(t *testing.T, o *town, empty string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, openTown(t, nil), "") })
	t.Run("postgres", func(t *testing.T) {
		full, empty := sqldbtest.PostgresDatabase(t), sqldbtest.PostgresDatabase(t)
		f(t, openTown(t, func(c *config.Config) { c.DatabaseURL = full }), empty)
	})
}

// TestACopyIsTheHouse copies an installation while it serves and lays it out elsewhere: everything is proved, and neither
// a number nor a message nor a session of before comes again.
func TestACopyIsTheHouse(t *testing.T) {
	onWholeDatabases(t, func(t *testing.T, o *town, empty string) {
		o.filedWithPhotos()
		o.browser("10.31.0.2").askCode("16300000032")
		o.desk("officer")
		to := t.TempDir()
		dir, m, err := app.Backup(t.Context(), o.app.Config, to, false)
		if err != nil {
			t.Fatal(err)
		}
		if m.Has(app.KeysInCopy) {
			t.Error("the key ring lies beside the copy, unasked")
		}
		c := o.app.Config
		c.Data, c.DatabaseURL, c.Keys = t.TempDir(), empty, o.app.Config.KeysFile()
		r, err := app.Restore(t.Context(), c, slog.New(slog.DiscardHandler), dir, 50)
		if err != nil {
			t.Fatal(err)
		}
		if !r.OK() || r.Cases != 3 || r.Photos.Photos != 3 || r.Unsent == 0 || r.Sessions == 0 {
			t.Errorf("restored: %+v", r)
		}
		again := openNode(t, func(other *config.Config) { other.Data, other.DatabaseURL, other.Keys = c.Data, c.DatabaseURL, c.Keys })
		var filed filedByAPI
		again.program("").call(http.MethodPost, "/congresses/zhengding/cases", map[string]string{"text": "恢复以后的第一件"}).read(http.StatusCreated, &filed)
		if filed.Number != "ZD2026-000054" {
			t.Errorf("the first number after a restore is %s, want 50 left out after 3", filed.Number)
		}
	})
}

// TestARestoreThatMissesItsKeysCanBeRunAgain into the same folder; and a copy never lies among the photos it would copy.
func TestARestoreThatMissesItsKeysCanBeRunAgain(t *testing.T) {
	o := openTown(t, nil)
	o.filedWithPhotos()
	if _, _, err := app.Backup(t.Context(), o.app.Config, o.app.Config.Path("blob", "copies"), false); err == nil {
		t.Error("a copy was laid among the photos")
	}
	dir, _, err := app.Backup(t.Context(), o.app.Config, t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	c := o.app.Config
	c.Data = t.TempDir()
	if _, err := app.Restore(t.Context(), c, slog.New(slog.DiscardHandler), dir, 0); err == nil {
		t.Fatal("restored without keys")
	}
	c.Keys = o.app.Config.KeysFile()
	if r, err := app.Restore(t.Context(), c, slog.New(slog.DiscardHandler), dir, 0); err != nil || !r.OK() {
		t.Errorf("with its keys: %v %+v", err, r)
	}
}

func TestADrillProvesTheCopyAndLeavesNothing(t *testing.T) {
	onWholeDatabases(t, func(t *testing.T, o *town, empty string) {
		o.filedWithPhotos()
		temp := t.TempDir()
		t.Setenv("TMPDIR", temp)
		r, err := app.Drill(t.Context(), o.app.Config, slog.New(slog.DiscardHandler), empty)
		if err != nil || !r.OK() || r.Cases != 3 || r.Photos.Photos != 3 {
			t.Fatalf("%+v %v", r, err)
		}
		if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
			t.Errorf("left: %v %v", left, err)
		}
	})
}

// TestADamagedCopyIsRefused changes one byte of each file of a copy in turn.
func TestADamagedCopyIsRefused(t *testing.T) {
	o := openTown(t, nil)
	o.filedWithPhotos()
	dir, m, err := app.Backup(t.Context(), o.app.Config, t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Files {
		path := filepath.Join(dir, f.Path)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		torn := append([]byte{}, whole...)
		torn[len(torn)/2] ^= 1
		for _, content := range [][]byte{torn, whole[:len(whole)-1]} {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := backup.Check(t.Context(), dir); !errors.Is(err, backup.ErrDamaged) {
				t.Errorf("%s: %v", f.Path, err)
			}
		}
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := backup.Check(t.Context(), dir); err != nil {
		t.Errorf("mended: %v", err)
	}
	c := o.app.Config
	if _, err := app.Restore(t.Context(), c, slog.New(slog.DiscardHandler), dir, 0); !errors.Is(err, backup.ErrOccupied) {
		t.Errorf("over what is there: %v", err)
	}
}

// TestCopiesShareWhatStays takes two copies a day apart: a photo lies on the disk once, and old copies go.
func TestCopiesShareWhatStays(t *testing.T) {
	o := openTown(t, nil)
	o.filedWithPhotos()
	to := t.TempDir()
	var dirs []string
	for day := range 3 {
		dir, m, err := backup.Make(t.Context(), backup.Source{Blobs: o.app.Config.Path("blob"), Database: sqldb.Config{Path: o.app.Config.Path("jiazhan.db")}}, to, sqldbtest.Start.Add(time.Duration(day)*24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range m.Files[1:] {
			if day == 0 {
				break
			}
			a, errA := os.Stat(filepath.Join(dirs[day-1], f.Path))
			b, errB := os.Stat(filepath.Join(dir, f.Path))
			if errA != nil || errB != nil || !os.SameFile(a, b) {
				t.Errorf("%s is not shared: %v %v", f.Path, errA, errB)
			}
		}
		dirs = append(dirs, dir)
	}
	gone, err := backup.Prune(to, 1)
	if err != nil || len(gone) != 2 {
		t.Fatalf("pruned %v %v", gone, err)
	}
	if _, err := backup.Check(t.Context(), dirs[2]); err != nil {
		t.Errorf("the last copy does not stand alone: %v", err)
	}
}
