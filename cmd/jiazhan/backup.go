package main

import (
	"context"
	"errors"
	"fmt"

	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/backup"
)

type backUp struct {
	config.Config
	To       string `required:"" type:"path" placeholder:"DIR" help:"Folder below which the copy gets a folder of its own, named by the instant."`
	Keep     int    `default:"0" help:"Remove the oldest copies in it beyond so many; 0 keeps all."`
	WithKeys bool   `help:"Put the key ring beside the copy; without it names, phones and sealed texts in the copy can be read by nobody."`
}

// Run copies the installation, also while it runs.
func (cmd *backUp) Run(ctx context.Context, c console) error {
	if err := app.Installed(cmd.Config); err != nil {
		return err
	}
	if cmd.Keep < 0 {
		return &config.Wrong{Key: "keep", Why: "must not be below 0"}
	}
	dir, m, err := app.Backup(ctx, cmd.Config, cmd.To, cmd.WithKeys)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(c.out, "%s: %d files, %d bytes, key ring: %t\n", dir, len(m.Files), m.Bytes(), m.Has(app.KeysInCopy)); err != nil || cmd.Keep == 0 {
		return err
	}
	gone, err := backup.Prune(cmd.To, cmd.Keep)
	for _, dir := range gone {
		fmt.Fprintf(c.out, "%s: removed\n", dir)
	}
	return err
}

type restore struct {
	config.Config
	From        string `required:"" type:"existingdir" placeholder:"DIR" help:"The copy: the folder that holds manifest.json."`
	SkipNumbers int    `default:"1000" help:"Case numbers of each congress and year that are left unused, because they may stand on receipts given after the copy was taken."`
}

// mostSkipped keeps the numbers of a year at six digits.
const mostSkipped = 100_000

// Run lays a copy out in an empty data folder and proves every case and photo.
func (cmd *restore) Run(ctx context.Context, c console) error {
	if cmd.SkipNumbers < 0 || cmd.SkipNumbers > mostSkipped {
		return &config.Wrong{Key: "skip-numbers", Why: fmt.Sprintf("must lie between 0 and %d", mostSkipped)}
	}
	r, err := app.Restore(ctx, cmd.Config, app.NewLog(cmd.Config, c.err), cmd.From, cmd.SkipNumbers)
	if err != nil {
		return err
	}
	return tell(c, r)
}

type drill struct {
	config.Config
	Into string `placeholder:"URL" help:"Empty PostgreSQL database for the drill, where the rows lie in PostgreSQL."`
}

// Run takes a copy, restores it in a temporary folder, proves it, and says how it went.
func (cmd *drill) Run(ctx context.Context, c console) error {
	if err := app.Installed(cmd.Config); err != nil {
		return err
	}
	r, err := app.Drill(ctx, cmd.Config, app.NewLog(cmd.Config, c.err), cmd.Into)
	if err != nil {
		return err
	}
	return tell(c, r)
}

// errNotWhole ends restore and drill with exit code 1 after the places have been named.
var errNotWhole = errors.New("the copy is not whole")

func tell(c console, r app.Restored) error {
	name(c, r.Proved)
	fmt.Fprintf(c.out, `taken      %s
files      %d, %d bytes, all as in the manifest
cases      %d with %d events, %d broken
photos     %d, %d missing or changed
not sent   %d messages that were waiting
signed out %d sessions
`, r.Taken.Format("2006-01-02T15:04:05Z07:00"), len(r.Files), r.Bytes(), r.Cases, r.Events, len(r.Bad), r.Photos.Photos, len(r.Photos.Bad), r.Unsent, r.Sessions)
	if !r.OK() {
		return errNotWhole
	}
	return nil
}
