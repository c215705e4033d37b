package main

import (
	"context"
	"errors"
	"fmt"

	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
)

type verify struct{ config.Config }

// errBroken ends verify with exit code 1 after the places have been named.
var errBroken = errors.New("the history does not hold")

// Run checks every case against its history and every photo against its hash, and names what does not hold.
func (cmd *verify) Run(ctx context.Context, c console) (err error) {
	if err := app.Installed(cmd.Config); err != nil {
		return err
	}
	a, err := app.Open(ctx, cmd.Config, app.NewLog(cmd.Config, c.err))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	found, err := a.Prove(ctx)
	if err != nil {
		return err
	}
	name(c, found)
	fmt.Fprintf(c.out, "%d cases, %d events, %d of them broken; %d photos, %d missing or changed\n",
		found.Cases, found.Events, len(found.Bad), found.Photos.Photos, len(found.Photos.Bad))
	if !found.OK() {
		return errBroken
	}
	return nil
}

// name says what does not hold.
func name(c console, found app.Proved) {
	for _, bad := range found.Bad {
		fmt.Fprintln(c.out, bad)
	}
	for _, token := range found.Photos.Bad {
		fmt.Fprintf(c.out, "photo %s: its file is missing or changed\n", token)
	}
}
