package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"jiazhan/internal/app/config"
	"jiazhan/internal/backup"
	"jiazhan/internal/casework"
	"jiazhan/internal/jobs"
	"jiazhan/internal/media"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
)

// Backup copies the installation into a new folder below to, also while it runs; withKeys puts the key ring beside it.
func Backup(ctx context.Context, c config.Config, to string, withKeys bool) (dir string, m backup.Manifest, err error) {
	src := installation(c)
	if !withKeys {
		delete(src.Beside, KeysInCopy)
	}
	return backup.Make(ctx, src, to, NewClock(c).Now())
}

// KeysInCopy is the key ring's name in a copy that holds it.
const KeysInCopy = "keys.json"

func installation(c config.Config) backup.Source {
	src := backup.Source{Blobs: c.Path("blob"), Database: sqldb.Config{URL: c.DatabaseURL},
		Beside: map[string]string{KeysInCopy: c.KeysFile(), erasuresFile: c.Path(erasuresFile)}}
	if c.DatabaseURL == "" {
		src.Database.Path = c.Path(databaseFile)
	}
	return src
}

// Restored is what a restore did and found.
type Restored struct {
	backup.Manifest
	Unsent   int // messages that were waiting and are not sent any more
	Sessions int // that were ended
	Proved
}

// Proved is what a look at every case, event and photo found.
type Proved struct {
	casework.Verification
	Photos media.Checked
}

// OK reports whether everything holds.
func (p Proved) OK() bool { return len(p.Bad) == 0 && len(p.Photos.Bad) == 0 }

// Restore lays a copy out where c says, lets no number, message or session of before come again, and proves every case
// and photo. skip is how many case numbers may have been given after the copy was taken.
func Restore(ctx context.Context, c config.Config, log *slog.Logger, from string, skip int) (r Restored, err error) {
	if err := keysFor(c, from); err != nil {
		return r, err
	}
	if r.Manifest, err = backup.Lay(ctx, from, installation(c)); err != nil {
		return r, err
	}
	a, err := Open(ctx, c, log)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.Cases.SkipNumbers(ctx, skip); err != nil {
		return r, err
	}
	if err := a.Drafts.Clear(ctx); err != nil {
		return r, err
	}
	if r.Unsent, err = jobs.Unsend(ctx, a.DB, sms.Kind); err != nil {
		return r, err
	}
	if r.Sessions, err = a.Account.EndAllSessions(ctx); err != nil {
		return r, err
	}
	r.Proved, err = a.Prove(ctx)
	return r, err
}

// keysFor misses the key ring before anything is laid out, so that the same folder can be restored into once it is there.
func keysFor(c config.Config, from string) error {
	m, err := backup.Read(from)
	if err != nil || m.Has(KeysInCopy) {
		return err
	}
	if _, err := os.Stat(c.KeysFile()); err != nil {
		return fmt.Errorf("app: restore: the key ring is missing, without it nothing sealed can be read (%s): %w", c.KeysFile(), err)
	}
	return nil
}

// Prove checks every case against its history, the security record against what binds it, and every photo against its hash.
func (a *App) Prove(ctx context.Context) (p Proved, err error) {
	if p.Verification, err = a.Cases.Verify(ctx); err != nil {
		return p, err
	}
	record, err := a.Account.VerifyRecord(ctx)
	if err != nil {
		return p, err
	}
	rootless, err := a.rootless(ctx)
	if err != nil {
		return p, err
	}
	p.Bad = append(append(p.Bad, record...), rootless...)
	p.Photos, err = a.Media.Check(ctx)
	return p, err
}

// Drill takes a copy, restores it beside the installation and proves it; nothing of it is left. On PostgreSQL the copy
// goes into the empty database of url.
func Drill(ctx context.Context, c config.Config, log *slog.Logger, url string) (r Restored, err error) {
	if (c.DatabaseURL != "") != (url != "") {
		return r, &config.Wrong{Key: "into", Why: "names an empty database where, and only where, the rows lie in PostgreSQL"}
	}
	temp, err := os.MkdirTemp("", "jiazhan-drill-")
	if err != nil {
		return r, fmt.Errorf("app: drill: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	copied, _, err := Backup(ctx, c, filepath.Join(temp, "copy"), true)
	if err != nil {
		return r, err
	}
	other := c
	other.Data, other.DatabaseURL, other.Keys = filepath.Join(temp, "data"), url, ""
	return Restore(ctx, other, log, copied, 0)
}
