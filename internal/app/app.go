// Package app puts an installation together: settings, data folder, database, rooms, jobs and edges, in that order.
// serve, demo and the browser tests start the same App. It owns no table. It must never hold a rule of the domain:
// its files are lists of what there is and how it is wired.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"slices"

	"jiazhan/internal/app/config"
	"jiazhan/internal/jobs"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/ui/edge"
)

// App is an opened installation. Close it, also after Serve.
type App struct {
	Config config.Config
	Log    *slog.Logger
	Clock  *Clock
	DB     *sqldb.DB
	Keys   *vault.Keyring
	Rooms
	Jobs
	Edge    *edge.Edge   // every page and the API; tests ask it for its routes
	Handler http.Handler // Edge, health and metrics

	meter   *meter
	stale   bool           // the log still holds what was erased; of the sweep alone
	closers []func() error // what Close does, last first
}

// Open opens an installation: it locks the data folder, migrates the database and wires everything, but starts nothing.
func Open(ctx context.Context, c config.Config, log *slog.Logger) (*App, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	a := &App{Config: c, Log: log, Clock: NewClock(c), meter: newMeter()}
	for _, step := range []func(context.Context) error{a.lockFolder, a.openDatabase, a.openKeys, a.openRooms, a.openJobs, a.openEdges} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, a.Close())
		}
	}
	return a, nil
}

// Installed says, as a wrong setting, that there is no installation where the settings look for one.
func Installed(c config.Config) error {
	if c.DatabaseURL != "" {
		return nil
	}
	if _, err := os.Stat(c.Path(databaseFile)); errors.Is(err, os.ErrNotExist) {
		return &config.Wrong{Key: "data", Why: c.Data + " holds no installation; jiazhan init founds one"}
	}
	return nil
}

// databaseFile is the name of the SQLite database in the data folder.
const databaseFile = "jiazhan.db"

// Close gives back everything that Open took, last first.
func (a *App) Close() error {
	var all []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		all = append(all, a.closers[i]())
	}
	a.closers = nil
	return errors.Join(all...)
}

func (a *App) onClose(f func() error) { a.closers = append(a.closers, f) }

func (a *App) lockFolder(context.Context) error {
	if err := os.MkdirAll(a.Config.Data, 0o700); err != nil {
		return &config.Wrong{Key: "data", Why: err.Error()}
	}
	unlock, err := lockFolder(a.Config.Data)
	if err != nil {
		return err
	}
	a.onClose(unlock)
	return nil
}

func (a *App) openDatabase(ctx context.Context) error {
	db, err := sqldb.Open(ctx, sqldb.Config{URL: a.Config.DatabaseURL, Path: a.Config.Path(databaseFile), Clock: a.Clock.Now})
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	a.DB = db
	a.onClose(db.Close)
	if err := db.Migrate(ctx); err != nil {
		return fmt.Errorf("app: %w", err)
	}
	schema, known, err := db.Versions(ctx)
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	if schema > known {
		a.Log.WarnContext(ctx, "a newer program has brought the database up to date; this one works as it did, but do not stay with it",
			"schema", schema, "known", known)
	}
	return jobs.Migrate(ctx, db)
}

// openKeys opens the key ring. Only where nobody stands yet a new one is made: with another ring nothing could be read, and
// what is written under it could not be read by those who have the right one.
func (a *App) openKeys(ctx context.Context) error {
	var phones []string
	err := a.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		phones, err = sqldb.All(ctx, tx, sqldb.Value[string], `SELECT phone FROM person WHERE phone <> '' ORDER BY id LIMIT 5`)
		return err
	})
	if err != nil {
		return fmt.Errorf("app: key ring: %w", err)
	}
	path := a.Config.KeysFile()
	if _, err := os.Stat(path); len(phones) > 0 && errors.Is(err, os.ErrNotExist) {
		return &config.Wrong{Key: "keys", Why: path + " is not there, and this installation was sealed with a key ring: bring that one"}
	}
	if a.Keys, err = vault.Open(path); err != nil {
		return fmt.Errorf("app: key ring: %w", err)
	}
	if len(phones) > 0 && !slices.ContainsFunc(phones, a.opens) {
		return &config.Wrong{Key: "keys", Why: path + " is not the key ring with which this installation was sealed"}
	}
	return nil
}

func (a *App) opens(sealed string) bool {
	_, err := a.Keys.Open(sealed)
	return err == nil
}
