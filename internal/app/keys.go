package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"jiazhan/internal/account"
	"jiazhan/internal/app/config"
	"jiazhan/internal/casework"
	"jiazhan/internal/draft"
	"jiazhan/internal/jobs"
	"jiazhan/internal/media"
	"jiazhan/internal/once"
	"jiazhan/internal/reseal"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
	"jiazhan/internal/worklist"
)

// sealed lists every column that holds encrypted words.
func sealed() []reseal.Table {
	return slices.Concat(account.Sealed, casework.Sealed, once.Sealed, draft.Sealed, worklist.Sealed, jobs.Sealed)
}

// sealTexts is the sweep that seals again what lies under an older key.
func (a *App) sealTexts(ctx context.Context, _ time.Time) error {
	_, err := a.Sealer.Turn(ctx)
	return err
}

// OldKeys is what the older keys of the ring are still needed for.
type OldKeys struct {
	Active  string   // "suite:key id"
	Older   []string // the other keys of the ring
	Texts   []reseal.Left
	Photos  int64
	Sending int64 // short messages on their way, which may be sealed with any key
}

// Needed reports whether something could not be read any more without them.
func (o OldKeys) Needed() bool { return len(o.Texts) > 0 || o.Photos > 0 || o.Sending > 0 }

// AddKey gives the ring of the settings a new active key. Programs under way go on with the one before until they start again.
func AddKey(c config.Config) (active string, err error) {
	keys, err := ringOf(c)
	if err != nil {
		return "", err
	}
	if keys, err = keys.Rotate(); err != nil {
		return "", fmt.Errorf("app: key ring: %w", err)
	}
	return keys.Label(), nil
}

// ringOf opens a ring that is there; it makes none.
func ringOf(c config.Config) (*vault.Keyring, error) {
	if _, err := os.Stat(c.KeysFile()); err != nil {
		return nil, fmt.Errorf("app: key ring: %w", err)
	}
	keys, err := vault.Open(c.KeysFile())
	if err != nil {
		return nil, fmt.Errorf("app: key ring: %w", err)
	}
	return keys, nil
}

// LookAtKeys tells what the older keys are still needed for, also while the program runs.
func LookAtKeys(ctx context.Context, c config.Config) (o OldKeys, err error) {
	keys, err := ringOf(c)
	if err != nil {
		return o, err
	}
	src := installation(c).Database
	if _, err := os.Stat(src.Path); src.Path != "" && err != nil {
		return o, fmt.Errorf("app: keys: %w", err)
	}
	db, err := sqldb.Open(ctx, src)
	if err != nil {
		return o, fmt.Errorf("app: keys: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return oldKeys(ctx, &reseal.Sealer{DB: db, Keys: keys, Tables: sealed()}, media.New(db, nil, keys))
}

func oldKeys(ctx context.Context, texts *reseal.Sealer, photos *media.Service) (o OldKeys, err error) {
	o.Active, o.Older = texts.Keys.Label(), texts.Keys.Older()
	if o.Texts, err = texts.Count(ctx); err != nil {
		return o, err
	}
	if o.Photos, err = photos.CountOld(ctx); err != nil {
		return o, err
	}
	err = texts.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		o.Sending, err = jobs.Sending(ctx, tx)
		return err
	})
	return o, err
}

// DropKeys seals all that is left with the active key and takes the older ones out of the ring, unless something could not
// be read any more. The program must not be running.
func DropKeys(ctx context.Context, c config.Config, log *slog.Logger) (o OldKeys, err error) {
	if _, err := ringOf(c); err != nil {
		return o, err
	}
	a, err := Open(ctx, c, log)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.Sealer.All(ctx); err != nil {
		return o, err
	}
	if _, err := a.Media.SealOld(ctx); err != nil {
		return o, err
	}
	if o, err = oldKeys(ctx, a.Sealer, a.Media); err != nil || o.Needed() || len(o.Older) == 0 {
		return o, err
	}
	_, err = a.Keys.Shed()
	return o, err
}
